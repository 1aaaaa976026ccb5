"""Fields that provinces make for themselves: definitions, drafted and published, and the registers that follow.

``settings`` says what a definition holds, ``columns`` makes columns of it, ``effective`` gives a register as a
province has it, ``drafting`` and ``publishing`` change it, ``impact`` counts what a change would touch.
"""
