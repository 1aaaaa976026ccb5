"""Loading a folder of seeds: wholly or not at all, again without change, never over a person's work.

For every row that a folder gave, ``seed_records`` keeps the digest of what it gave. A later load compares:
the same digest is nothing to do; another one on an untouched row is an update; another one on a row that a
person changed since is a conflict, which is reported and refuses the folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.errors import SeedRefused
from portal.messages import Message
from portal.models import SeedRecord
from portal.registers import REGISTERS
from portal.registers.eligibility import Verdict
from portal.seeds import Fault, Folder
from portal.services import province_files, search, seed_check, seed_own, seed_parties
from portal.services.seed_known import Known, Removed
from portal.services.seed_rows import TABLES, SeedTable

CHUNK = 500


@dataclass
class TableReport:
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0
    """Rows that the folder once gave and no longer holds: they stay, and are reported."""


@dataclass(frozen=True)
class Fresh:
    """A row that is not here yet: its values as the folder gives them, and as they are written."""

    key: str
    values: Mapping[str, Any]
    held: Mapping[str, Any]
    shape: Any
    verdict: Verdict


@dataclass
class FolderReport:
    """What a load did, or would do."""

    folder: str
    tables: dict[str, TableReport] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    """Rows that a person changed, kept as they are although the folder says otherwise."""

    @property
    def changed(self) -> int:
        return sum(table.added + table.updated for table in self.tables.values())

    @property
    def unchanged(self) -> int:
        return sum(table.unchanged for table in self.tables.values())


def load(
    session: Session,
    path: Path,
    seeds: Path,
    *,
    keep_changed: bool = False,
    samples: bool = True,
    progress: Callable[[str, int], None] = lambda table, rows: None,
) -> FolderReport:
    """Load a folder under a system scope; flushes, and leaves the commit to the caller.

    Raises SeedRefused for faults in the folder, for rows marked as samples unless ``samples`` lets them in,
    and for rows that both the folder and a person changed, unless ``keep_changed`` keeps the persons' rows.
    Nothing is to be committed then.
    """
    folder = seed_check.read(path, seeds)
    if folder.faults:
        raise SeedRefused(
            Message("%(folder)s was not loaded: it has %(count)s faults.", folder=path.name, count=len(folder.faults)),
            folder.faults,
        )
    invented = (
        [] if samples else [_sample(shape) for rows in folder.rows.values() for shape in rows if _is_sample(shape)]
    )
    if invented:
        raise SeedRefused(
            Message(
                "%(folder)s was not loaded: it holds %(count)s sample rows.", folder=path.name, count=len(invented)
            ),
            invented,
        )
    return load_folder(session, folder, keep_changed=keep_changed, progress=progress)


def load_folder(
    session: Session,
    folder: Folder,
    *,
    keep_changed: bool = False,
    progress: Callable[[str, int], None] = lambda table, rows: None,
) -> FolderReport:
    report = FolderReport(folder.slug)
    configured = folder.base is not None and folder.profile is not None
    if configured:
        changed = province_files.apply(session, folder)
        report.tables["provinces"] = TableReport(updated=int(changed), unchanged=int(not changed))
    known = Known(session)
    conflicts: list[Fault] = []
    refused: list[Fault] = []
    for table in TABLES:
        shapes = table.shapes(folder)
        if not shapes or (configured and table.name == "provinces"):
            continue
        progress(table.name, len(shapes))
        done, found, barred = _load_table(session, folder.slug, table, shapes, known)
        report.tables[table.name] = done
        conflicts += found
        refused += barred
    if refused:
        raise SeedRefused(
            Message(
                "%(folder)s was not loaded: %(count)s bodies are barred here.", folder=folder.slug, count=len(refused)
            ),
            refused,
        )
    if conflicts and not keep_changed:
        raise SeedRefused(
            Message(
                "%(folder)s was not loaded: %(count)s rows were changed both here and in the folder.",
                folder=folder.slug,
                count=len(conflicts),
            ),
            conflicts,
        )
    report.kept = [str(conflict.value) for conflict in conflicts]
    if folder.fields and not configured:
        province_files.add_fields(session, folder)
    return report


def _load_table(
    session: Session, folder: str, table: SeedTable, shapes: Sequence[Any], known: Known
) -> tuple[TableReport, list[Fault], list[Fault]]:
    """(what was done, conflicts with what persons changed, bodies that the rules bar)"""
    report = TableReport()
    conflicts: list[Fault] = []
    refused: list[Fault] = []
    judge = seed_parties.Judge(session, table.name)
    records = {
        record.key: record
        for record in session.scalars(
            select(SeedRecord).where(SeedRecord.folder == folder, SeedRecord.table == table.name)
        )
    }
    stale: list[tuple[SeedRecord, dict[str, Any], Any]] = []
    seen: set[str] = set()
    for wave in table.waves(shapes):
        fresh: list[Fresh] = []
        for shape in wave:
            key = table.key(shape)
            seen.add(key)
            record = records.get(key)
            try:
                values = table.values(shape, known)
            except Removed:
                # A person removed what this row stands in; then it went too, and is not brought back.
                report.unchanged += 1
                continue
            if record is None:
                verdict = judge.verdict(values)
                barred = judge.refusal(verdict, shape)
                refused += [barred] if barred is not None else []
                fresh.append(Fresh(key, values, judge.held(values, verdict, shape), shape, verdict))
            elif digest(values) in (record.digest, record.declined):
                report.unchanged += 1
            else:
                stale.append((record, values, shape))
        rows = _insert(session, folder, table, fresh)
        judge.leave_doubts([(row, new.verdict, new.shape) for row, new in zip(rows, fresh, strict=True)])
        report.added += len(rows)
        known.learn(rows)
    for record, values, shape in stale:
        row = session.get(table.model, int(record.row_id))
        if row is None or digest(table.held(row, values)) != record.digest:
            conflicts.append(_conflict(table, record, shape))
            record.declined = digest(values)  # stays only if the caller keeps the person's row
            continue
        verdict = judge.verdict_on_change(row, values)
        barred = judge.refusal(verdict, shape)
        refused += [barred] if barred is not None else []
        held = judge.held(values, verdict, shape)
        table.write(session, row, held)
        seed_own.compute(session, table.name, [row])
        session.flush()
        seed_own.check(session, folder, table.name, row, shape)
        search.index(session, REGISTERS[table.name], row)
        judge.follow(row, verdict, shape)
        record.digest, record.declined = digest(held), None if held == values else digest(values)
        report.updated += 1
    report.gone = len(records.keys() - seen)
    session.flush()
    return report, conflicts, refused


def _insert(session: Session, folder: str, table: SeedTable, fresh: Sequence[Fresh]) -> list[Any]:
    rows = []
    for new in fresh:
        row = table.model()
        table.write(session, row, new.held)
        rows.append(row)
    seed_own.compute(session, table.name, rows)
    session.add_all(rows)
    try:
        session.flush()
    except IntegrityError:
        raise SeedRefused(
            Message(
                "%(folder)s was not loaded: a new row of %(table)s has the key of one that a person made. Rename or "
                "remove that one first.",
                folder=folder,
                table=REGISTERS[table.name].label,
            )
        ) from None
    records = [
        {
            "folder": folder,
            "table": table.name,
            "key": new.key,
            "row_id": str(row.id),
            "digest": digest(new.held),
            "declined": None if new.held == new.values else digest(new.values),
        }
        for new, row in zip(fresh, rows, strict=True)
    ]
    for start in range(0, len(records), CHUNK):
        session.execute(insert(SeedRecord), records[start : start + CHUNK])
    search.index_new(session, REGISTERS[table.name], rows)
    return rows


def _conflict(table: SeedTable, record: SeedRecord, shape: Any) -> Fault:
    return Fault(
        file=shape.at.file,
        line=shape.at.line,
        column="",
        value=record.key,
        message=Message("%(table)s: a person changed “%(key)s” since it was loaded.", table=table.name, key=record.key),
        remedy=Message("Change the row on screen instead, or load with --keep-changed to keep the persons' rows."),
    )


def _is_sample(shape: Any) -> bool:
    return bool(getattr(shape, "sample", False))


def _sample(shape: Any) -> Fault:
    return Fault(
        file=shape.at.file,
        line=shape.at.line,
        column="sample",
        value="",
        message=Message("This row is marked as a sample."),
        remedy=Message("Samples never go into production: replace it by a real row, or take it out."),
    )


def digest(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def total(reports: Iterable[FolderReport]) -> int:
    return sum(report.changed for report in reports)
