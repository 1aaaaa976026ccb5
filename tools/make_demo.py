"""Make catalog_seeds/_demo: invented drafts, organizations, purchasers and providers, all marked 示例.

    python -m tools.make_demo 37 15 43 --local 3703 --local 1501 --department 37 --department 43

The arguments are region codes: the provinces, the cities that get a local draft, the provinces whose civil affairs
department gets one. Regions, the reference catalog and the kinds of bodies that each province allows are read
from the other seed folders, so those come first. The same arguments and seeds always give the same files;
run it again when those folders change.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from portal.fields import gb32100
from tools import demo_drafts, demo_words
from tools.demo_seeds import FOLDER, Row, Seeds
from tools.demo_words import Department, Nature

SEEDS = Path(__file__).resolve().parent.parent / "catalog_seeds"
PURCHASERS_EACH, PROVIDERS_EACH = 30, 80
UNUSABLE = frozenset({"barred", "not_named"})

ORGANIZATION_COLUMNS = ("code", "name", "short_name", "kind", "region_code", "parent_code", "sample")
PURCHASER_COLUMNS = (
    "name", "credit_code", "kind_code", "region_code", "organization_code", "status", "review_reason", "note",
    "sample",
)  # fmt: skip
PROVIDER_COLUMNS = (
    "name", "credit_code", "kind_code", "region_code", "register_owner", "evaluation_grade", "registered_on", "phone",
    "status", "review_reason", "note", "sample",
)  # fmt: skip


@dataclass
class Demo:
    """The rows made so far."""

    seeds: Seeds
    organizations: list[Row] = field(default_factory=list)
    purchasers: list[Row] = field(default_factory=list)
    providers: list[Row] = field(default_factory=list)

    def organization(self, region: str, department: Department) -> str:
        """The code of a department, which is added unless some folder has it already."""
        name = self.seeds.full_name(region) + self.department_name(region, department)
        known = self.organization_named(region, name)
        if known:
            return known
        self.organizations.append(
            {
                "code": f"{region}-{department.key}",
                "name": name,
                "short_name": self.department_name(region, department),
                "kind": "finance_department" if department is demo_words.FINANCE else "competent_department",
                "region_code": region,
                "sample": "yes",
            }
        )
        return f"{region}-{department.key}"

    def organization_named(self, region: str, name: str) -> str:
        """The code of an organization, of a sample too; empty when there is none."""
        made = {(row["region_code"], row["name"]): row["code"] for row in self.organizations}
        return self.seeds.organizations.get((region, name)) or made.get((region, name), "")

    def department_name(self, region: str, department: Department) -> str:
        at_top = self.seeds.regions[region]["kind"] == "province"
        return department.name + (department.province_end if at_top else department.local_end)

    def credit_code(self, prefix: str, region: str) -> str:
        """A valid code. MYY sets invented organisation codes apart; the number makes each its own."""
        number = len(self.purchasers) + len(self.providers) + 1
        return gb32100.make(prefix, self.seeds.regions[region]["gb_code"], f"MYY{number:05}")


def make(seeds: Seeds, out: Path, provinces: Sequence[str], local: Sequence[str], departments: Sequence[str]) -> Demo:
    """Write the whole folder anew, except its SOURCE.md."""
    demo = Demo(seeds)
    shutil.rmtree(out / "editions", ignore_errors=True)
    for province in provinces:
        showcase, others = sites(seeds, province, local)
        # Civil affairs comes first: the demo account of a department works in the first one.
        for department in demo_words.DEPARTMENTS[:6]:
            demo.organization(province, department)
        for region in dict.fromkeys((*showcase, *others)):
            demo.organization(region, demo_words.FINANCE)
        finance = demo.organization(province, demo_words.FINANCE)
        demo_drafts.write_general(seeds, out, province, finance)
        if province in departments:
            owner = demo_words.CIVIL_AFFAIRS
            title = seeds.full_name(province) + demo.department_name(province, owner)
            demo_drafts.write_department(seeds, out, province, demo.organization(province, owner), title)
        add_purchasers(demo, province, [*spread(showcase, PURCHASERS_EACH // 2), *spread(others, PURCHASERS_EACH // 2)])
        add_providers(demo, province, [*spread(showcase, PROVIDERS_EACH // 2), *spread(others, PROVIDERS_EACH // 2)])
    for city in local:
        demo_drafts.write_local(seeds, out, city, demo.organization(city, demo_words.FINANCE))
    write(out / "organizations.csv", ORGANIZATION_COLUMNS, demo.organizations)
    write(out / "purchasers.csv", PURCHASER_COLUMNS, demo.purchasers)
    write(out / "providers.csv", PROVIDER_COLUMNS, demo.providers)
    return demo


def sites(seeds: Seeds, province: str, local: Sequence[str]) -> tuple[list[str], list[str]]:
    """Where samples stand: the province and a showcase city with its counties; the other cities, two counties each.

    The showcase is the city with a local draft, or the first one: half of the samples are there, so that a city's
    and a county's user see more than one row.
    """
    cities = seeds.places(province, "city")
    if not cities:  # a municipality: districts stand right below it
        districts = [province, *seeds.places(province, "county")]
        return districts, districts
    shown = next((city for city in local if city in cities), cities[0])
    others = chain.from_iterable((city, *seeds.places(city, "county")[:2]) for city in cities if city != shown)
    return [province, shown, *seeds.places(shown, "county")], list(others) or [province]


def spread(places: Sequence[str], count: int) -> Iterator[str]:
    """So many places, evenly over all of them."""
    for number in range(count):
        yield places[number * len(places) // count if count < len(places) else number % len(places)]


def add_purchasers(demo: Demo, province: str, places: Iterable[str]) -> None:
    chance = random.Random(f"purchasers {province}")
    kinds = demo.seeds.table(province, "purchaser_kinds")
    taken: set[str] = set()
    for region in places:
        nature = drawn(demo, chance, demo_words.PURCHASER_NATURES, kinds, region)
        ends = nature.ends or [demo.department_name(region, each) for each in demo_words.DEPARTMENTS]
        name = unused(chance, taken, demo.seeds.full_name(region), nature.middles, ends)
        demo.purchasers.append(
            {
                "name": name,
                "credit_code": demo.credit_code(nature.prefix, region),
                "kind_code": (kind := chance.choice(fitting(nature, kinds))),
                "region_code": region,
                "organization_code": demo.organization_named(region, name),
                # Such bodies exist by these names, so nothing bad is said of them.
                **closing(chance, asked(kinds, kind), "机构编制文件和资金来源已核", ("active", "pending")),
            }
        )


def add_providers(demo: Demo, province: str, places: Iterable[str]) -> None:
    chance = random.Random(f"providers {province}")
    kinds = demo.seeds.table(province, "provider_kinds")
    taken: set[str] = set()
    for region in places:
        nature = drawn(demo, chance, demo_words.PROVIDER_NATURES, kinds, region)
        place = demo.seeds.full_name(region)
        below = demo.seeds.regions[region]["kind"] != "province"
        demo.providers.append(
            {
                "name": unused(chance, taken, place, nature.middles, nature.ends),
                "credit_code": demo.credit_code(nature.prefix, region),
                "kind_code": (kind := chance.choice(fitting(nature, kinds))),
                "region_code": region,
                "register_owner": place + nature.roster if nature.roster and below else "",
                "evaluation_grade": chance.choice(demo_words.GRADES) if nature.graded else "",
                "registered_on": str(date(2015, 1, 1) + timedelta(days=chance.randrange(3_900))),
                # No 400 number goes on with 0: nobody has this one.
                "phone": f"400-000-{len(demo.providers) + 1:04}" if chance.random() < 0.6 else "",
                **closing(chance, asked(kinds, kind), "登记证书、章程和业务范围已核"),
            }
        )


def drawn(demo: Demo, chance: random.Random, natures: Iterable[Nature], kinds: Sequence[Row], region: str) -> Nature:
    """A nature, by its share, among those that suit the region and for which the province has a kind."""
    county = demo.seeds.regions[region]["kind"] == "county"
    known = [nature for nature in natures if fitting(nature, kinds) and (county or not nature.rural)]
    return chance.choices(known, [nature.share for nature in known])[0]


def fitting(nature: Nature, kinds: Iterable[Row]) -> list[str]:
    """The codes of the kinds under which a body of that nature may be registered, barred ones left out."""
    return [row["code"] for row in kinds if row["status"] not in UNUSABLE and re.search(nature.kinds, row["name"])]


def unused(chance: random.Random, taken: set[str], place: str, middles: Sequence[str], ends: Sequence[str]) -> str:
    """A name that no body of the register has yet. Raises IndexError when the words are used up."""
    free = [place + middle + end for middle in middles for end in ends if place + middle + end not in taken]
    name = chance.choice(free)
    taken.add(name)
    return name


def asked(kinds: Iterable[Row], code: str) -> bool:
    """Whether the documents ask something of bodies of this kind that a reviewer has to judge."""
    rows = list(kinds)
    kind = next(row for row in rows if row["code"] == code)
    own = (row for row in rows if row["name"] == kind["name"] and row.get("inherited") == "no")
    kind = next(own, kind)  # what a province says itself wins
    return bool(kind.get("condition")) and kind["status"] != "preferred"


def closing(
    chance: random.Random, asks: bool, reason: str, states: Sequence[str] = ("active", "pending", "suspended")
) -> Row:
    """Standing and remarks. Those that wait for nobody were reviewed, where there was something to review."""
    status = chance.choices(states, (17, 2, 1)[: len(states)])[0]
    reviewed = f"示例：{reason}" if asks and status != "pending" else ""
    return {"status": status, "review_reason": reviewed, "note": "示例", "sample": "yes"}


def write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the samples of catalog_seeds/_demo from the other seed folders.")
    parser.add_argument("provinces", nargs="+", metavar="PROVINCE", help="region code of a province, such as 37")
    parser.add_argument("--local", action="append", default=[], metavar="CITY", help="city that gets a local draft")
    parser.add_argument(
        "--department", action="append", default=[], metavar="PROVINCE", help="province that gets a department's draft"
    )
    parser.add_argument("--seeds", type=Path, default=SEEDS, help="folder of the seed folders")
    parser.add_argument("--out", type=Path, help="folder to write, _demo among the seeds unless given")
    given = parser.parse_args()
    out = given.out or given.seeds / FOLDER
    out.mkdir(parents=True, exist_ok=True)
    demo = make(Seeds.read(given.seeds), out, given.provinces, given.local, given.department)
    print(
        f"{out}: {len(list(out.glob('editions/*')))} drafts, {len(demo.organizations)} organizations, "
        f"{len(demo.purchasers)} purchasers, {len(demo.providers)} providers"
    )


if __name__ == "__main__":
    main()
