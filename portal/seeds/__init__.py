"""Folders of seeds: what their files look like (shapes), reading them (reader), and what must hold (checks)."""

from portal.seeds.faults import Fault, Place
from portal.seeds.folder import Folder, count
from portal.seeds.reader import read_folder
from portal.seeds.shapes import SHAPES, Shape

__all__ = ["SHAPES", "Fault", "Folder", "Place", "Shape", "count", "read_folder"]
