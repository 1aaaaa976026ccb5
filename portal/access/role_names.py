"""The roles in words: they stand with the other words, since logs name roles too."""

from __future__ import annotations

from portal.registers.words import ROLE_NAMES

__all__ = ["ROLE_NAMES"]
