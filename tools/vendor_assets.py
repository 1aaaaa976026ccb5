"""The foreign parts of the skin, fetched anew into portal/static/vendor: for maintainers, once per new version.

Neither running nor testing the portal needs this, nor node: what it makes is committed. It wants `npm` and `uv`.
To take a newer version, change its number below, run ``python tools/vendor_assets.py``, look at the screens, and
change the folders' names in ``bare.html``, ``picker_styles.html`` and ``picker_scripts.html`` (portal/templates/admin),
and in ``tests/browser/test_accessibility.py``.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "portal" / "static" / "vendor"
TEST_VENDOR = ROOT / "tests" / "browser" / "vendor"
ICON_NAMES = ROOT / "tools" / "icons.txt"

# Tabler stays at 1.4: later ones write every colour as oklch(), which browsers before 2023 do not show,
# and those are still in use in the bureaus.
TABLER, ICONS, TOM_SELECT = "1.4.0", "3.49.0", "2.6.2"
AXE = "4.14.1"
"""Looks for barriers in the browser tests; users never get it."""

PACKAGES = {"@tabler/core": TABLER, "@tabler/icons-webfont": ICONS, "tom-select": TOM_SELECT, "axe-core": AXE}


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        held = {name: unpacked(name, version, Path(scratch)) for name, version in PACKAGES.items()}
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.rmtree(TEST_VENDOR, ignore_errors=True)
        permission = licence_text(held["@tabler/icons-webfont"])
        take_tabler(held["@tabler/core"], VENDOR / f"tabler-{TABLER}", permission)
        take_icons(held["@tabler/icons-webfont"], VENDOR / f"tabler-icons-{ICONS}", icon_names())
        take_tom_select(held["tom-select"], VENDOR / f"tom-select-{TOM_SELECT}")
        take_axe(held["axe-core"], TEST_VENDOR / f"axe-core-{AXE}")
    return 0


def unpacked(name: str, version: str, scratch: Path) -> Path:
    """Fetch a package through npm, which checks its digest. Nothing of the package is run."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", "--ignore-scripts", f"{name}@{version}"],
        cwd=scratch,
        check=True,
        capture_output=True,
        text=True,
    )
    folder = scratch / name.replace("/", "-")
    with tarfile.open(scratch / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def icon_names() -> list[str]:
    lines = ICON_NAMES.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def licence_text(package: Path) -> str:
    return (package / "LICENSE").read_text(encoding="utf-8")


def without_map(css: str) -> str:
    """A style sheet without the line that asks for its source map, which is not delivered."""
    return re.sub(r"\n?/\*# sourceMappingURL=.*?\*/\s*$", "\n", css)


def take_tabler(package: Path, folder: Path, permission: str) -> None:
    """The style sheet only: the portal's own scripts do what Tabler's would."""
    folder.mkdir(parents=True)
    css = without_map((package / "dist/css/tabler.min.css").read_text(encoding="utf-8"))
    (folder / "tabler.min.css").write_text(css, encoding="utf-8")
    # The package holds no licence file: its style sheet names the MIT licence and the holders of the copyright.
    holders = re.findall(r"Copyright \d{4}-\d{4} .+", css[:600])
    grant = permission[permission.index("Permission is hereby granted") :]
    (folder / "LICENSE").write_text("MIT License\n\n" + "\n".join(holders) + "\n\n" + grant, encoding="utf-8")


def take_icons(package: Path, folder: Path, names: list[str]) -> None:
    """The font and its style sheet, with the named icons only: 20 kB instead of 700."""
    css = (package / "dist/tabler-icons.css").read_text(encoding="utf-8")
    points = dict(re.findall(r"\.ti-([a-z0-9-]+):before \{\s*content: \"\\([0-9a-f]+)\"", css))
    unknown = sorted(set(names) - set(points))
    if unknown:
        sys.exit(f"tools/icons.txt names icons that do not exist: {', '.join(unknown)}")
    folder.mkdir(parents=True)
    font = folder / "tabler-icons.woff2"
    subprocess.run(
        ["uv", "tool", "run", "--quiet", "--from", "fonttools", "--with", "brotli", "pyftsubset",
         str(package / "dist/fonts/tabler-icons.ttf"), f"--output-file={font}", "--flavor=woff2",
         f"--unicodes={','.join(sorted(points[name] for name in names))}"],
        check=True,
    )  # fmt: skip
    digest = hashlib.sha256(font.read_bytes()).hexdigest()[:12]
    face = (
        f'@font-face{{font-family:"tabler-icons";font-style:normal;font-weight:400;font-display:block;'
        f'src:url("tabler-icons.woff2?v={digest}") format("woff2")}}\n'
        '.ti{font-family:"tabler-icons"!important;font-style:normal;font-weight:400;font-variant:normal;'
        "text-transform:none;line-height:1;-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale}\n"
    )
    rules = "".join(f'.ti-{name}:before{{content:"\\{points[name]}"}}\n' for name in sorted(names))
    banner = f"/*! Tabler Icons {ICONS} (MIT, see LICENSE), reduced to the icons of tools/icons.txt */\n"
    (folder / "tabler-icons.css").write_text(banner + face + rules, encoding="utf-8")
    shutil.copy(package / "LICENSE", folder / "LICENSE")


def take_tom_select(package: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    css = without_map((package / "dist/css/tom-select.min.css").read_text(encoding="utf-8"))
    (folder / "tom-select.min.css").write_text(css, encoding="utf-8")
    script = (package / "dist/js/tom-select.complete.min.js").read_text(encoding="utf-8")
    script = re.sub(r"\n?//# sourceMappingURL=.*\s*$", "\n", script)
    (folder / "tom-select.complete.min.js").write_text(script, encoding="utf-8")
    shutil.copy(package / "LICENSE", folder / "LICENSE")


def take_axe(package: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt"):
        shutil.copy(package / name, folder / name)


if __name__ == "__main__":
    sys.exit(main())
