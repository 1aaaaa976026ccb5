"""A province's profile: the typed form of its province.toml. One file per group of settings.

To add a setting: a dataclass in its group's file (a subclass of Stated), a field of the group, a label in
``profile.LABELS``, its table in every catalog_seeds/*/province.toml.
"""

from __future__ import annotations

from portal.profiles.faults import ProfileFault
from portal.profiles.profile import Profile
from portal.profiles.reader import read_profile
from portal.profiles.setting import Setting

__all__ = ["Profile", "ProfileFault", "Setting", "read_profile"]
