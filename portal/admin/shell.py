"""The frame around every page: the menu, whose data this is, what may be done with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import current_app, g, request

from portal.access.actor import Actor, current_actor
from portal.access.role_names import ROLE_NAMES
from portal.admin import menu, searching
from portal.admin.addresses import list_address
from portal.admin.cells import count_text
from portal.admin.pages import Person, ProvinceSwitch, Shell
from portal.admin.place import Place, badges_of, place_of
from portal.extensions import db
from portal.messages import Message
from portal.models import Role
from portal.registers import REGISTERS
from portal.services import counts
from portal.web import provinces
from portal.web.translation import language, listed, translate, words_key

NAMED = 3
"""Provinces that the top bar names one by one."""


def shell() -> Shell:
    """Made once for each page; errors before the sign-in get a frame without a person."""
    actor = current_actor()
    account = g.get("account")
    spoken, section = language(), menu.section_of(request.path)
    app_name = translate(Message("Government purchase of services"))
    frame = Shell(app_name=app_name, languages=_languages(), demo=current_app.config.get("PORTAL_ENV") == "demo")
    if account is None:
        return frame
    switch = _switch(spoken)
    # Whoever works in several provinces at once stands in none: the switch names them.
    place = Place() if switch is not None and not switch.chosen else place_of(actor, account)
    repeats = switch is not None and place.names[:1] == [switch.here]
    return Shell(
        app_name=app_name,
        languages=frame.languages,
        demo=frame.demo,
        menu=menu.menu_of(actor, section, words_key()),
        counts=_counts(actor),
        trail=place.names[1:] if repeats else place.names,
        badges=badges_of(actor, place, section, spoken),
        person=Person(account.first_name, _role_names(actor)),
        switch=switch,
        search_href=searching.HOME,
        search_words=request.args.get("q", "") if request.path == searching.HOME else "",
    )


def _counts(actor: Actor) -> Mapping[str, str]:
    found = counts.of_registers(db.session, actor, menu.counted(actor))
    return {name: count_text(count) for name, count in found.items()}


def _role_names(actor: Actor) -> str:
    return listed(translate(ROLE_NAMES[role]) for role in Role if role in actor.roles)


def _switch(spoken: str) -> ProvinceSwitch | None:
    """The choice of a province, for those who serve several."""
    everywhere = provinces.everywhere()
    if not provinces.serves_several(everywhere):
        return None
    chosen = g.get("working_province", "")
    offered = provinces.choices(db.session, everywhere, spoken)
    all_of_them = translate(Message("All my provinces"))
    names = [name for code, name in offered if not chosen or code == chosen]
    here = listed(names) if len(names) <= NAMED else all_of_them
    choices = [("", all_of_them), *offered]
    return ProvinceSwitch(here, chosen, [(code, name, code == chosen) for code, name in choices], _stay())


def _here() -> str:
    """This page's address, to come back to. A form that was sent back is asked for anew."""
    rule = request.url_rule
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return request.path if rule is not None and "GET" in (rule.methods or ()) else "/"


def _stay() -> str:
    """Where to be after another province was chosen: a record of this one may not be seen there, its list can."""
    section = menu.section_of(request.path)
    if section in REGISTERS and re.search(r"/\d+", request.path):
        return list_address(REGISTERS[section])
    return _here() if not re.search(r"/\d+", request.path) else "/"


def _languages() -> Sequence[tuple[str, str, str, bool]]:
    here = _here()
    chosen = language()
    return [
        (code, words["name"], f"/language/{code}?{urlencode({'next': here})}", code == chosen)
        for code, words in current_app.config["LANGUAGES"].items()
    ]
