"""The trail on pages: of a region, of a person; with filters, and as a file for auditors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from flask import Response, jsonify, render_template, request, stream_with_context
from flask_appbuilder import BaseView, expose, has_access
from werkzeug.wrappers import Response as BaseResponse

from portal.access.actor import Actor, current_actor
from portal.access.permissions import Action
from portal.access.role_names import ROLE_NAMES
from portal.admin import queries, trail_lines
from portal.errors import BadInput
from portal.extensions import db
from portal.fields.moment import BEIJING
from portal.messages import Message
from portal.models import NATION, AccessKind, Account, Role
from portal.models.transactions import expect_writing
from portal.registers import REGISTERS
from portal.registers.trail import ACCESS_KINDS, EVENT_KINDS
from portal.services import records, trail, trail_export, trail_reading
from portal.services.trail_reading import Wanted
from portal.web.translation import translate

REGION_HOME = "/region_trail/"
PERSON_HOME = "/person_trail/"
DONE, ACCESS, ACCOUNT = "done", "access", "account"
KINDS_OF = {"events": EVENT_KINDS, "access_events": ACCESS_KINDS}
FILES = {"csv": "text/csv", "jsonl": "application/x-ndjson"}

LABELS = {
    DONE: Message("Changes of data"),
    ACCESS: Message("Access log"),
    ACCOUNT: Message("Account and grants"),
}
LOG_OF = {DONE: "events", ACCESS: "access_events", ACCOUNT: "access_events"}


class _TrailView(BaseView):
    """What both pages share. Which log opens, and of which region, the scope decides."""

    default_view = "index"
    class_permission_name = "trail"
    home: str

    def _page(self, wanted: Wanted, tab: str, tabs: list[str], title: str, account: Account | None = None) -> str:
        actor = current_actor()
        found = trail_reading.page(db.session, actor, wanted, _before())
        return render_template(
            "admin/trail.html",
            title=title,
            home=self.home,
            of_a_person=self.home == PERSON_HOME,
            person=_person(account),
            username=wanted.person or (account.username if account else ""),
            tabs=[(translate(LABELS[key]), self._address(key), key == tab) for key in tabs],
            tab=tab,
            lines=trail_lines.lines(actor, found.rows, f"{PERSON_HOME}?person="),
            wanted=asdict(wanted),
            region=_region_label(wanted.region),
            kinds=[(str(kind), translate(option.label)) for kind, option in KINDS_OF[wanted.log].items()],
            registers=_registers(wanted.log),
            filtered=bool(wanted.filters.keys() - ({"person", "account"} if self.home == PERSON_HOME else set())),
            clear_href=self._address(tab, ("since", "until", "kind", "register", "region", "person")),
            older_href=self._address(tab, before=str(found.before)) if found.before else "",
            newest_href=self._address(tab) if _before() else "",
        )

    def _address(self, tab: str, without: tuple[str, ...] = (), before: str = "") -> str:
        """This page with its filters; what only one log knows stays with it."""
        kept = {k: v for k, v in request.args.items() if v and k not in ("before", "tab", *without)}
        if self.home == PERSON_HOME and request.args.get("person"):
            kept["person"] = request.args["person"]
        if LOG_OF.get(tab) != LOG_OF.get(request.args.get("tab", DONE)):
            kept.pop("kind", None)
        parts = [*kept.items(), ("tab", tab)] + ([("before", before)] if before else [])
        return queries.address(self.home, parts)


class RegionTrailView(_TrailView):
    """What changed in a region and below. Without a choice: in all that the reader may see."""

    route_base = "/region_trail"
    home = REGION_HOME
    method_permission_name = {"index": Action.VIEW.value, "pick": Action.VIEW.value, "export": "export"}

    @expose("/")
    @has_access
    def index(self) -> str:
        tabs = [key for key in (DONE, ACCESS) if LOG_OF[key] in trail_reading.logs_of(current_actor())]
        tab = _tab(tabs)
        wanted = _wanted(request.args, LOG_OF[tab])
        place = _region_label(wanted.region)
        title = translate(Message("History of %(region)s", region=place) if place else Message("History by region"))
        return self._page(wanted, tab, tabs, title)

    @expose("/pick")
    @has_access
    def pick(self) -> BaseResponse:
        """The regions whose trail the reader may see, by name, code or pinyin."""
        found, more = trail_reading.regions(db.session, current_actor(), request.args.get("q", "")[:100])
        return jsonify(results=[{"id": row.code, "text": row.label} for row in found], more=more)

    @expose("/export", methods=["POST"])
    @has_access
    def export(self) -> BaseResponse:
        """The same events as a file. That it was taken stands in the access log before the first line leaves."""
        actor = current_actor()
        form = request.form.get("form", "")
        if form not in FILES:
            raise BadInput(Message("Choose a kind of file."))
        wanted = _wanted(request.form, request.form.get("log", ""))
        count, newest = trail_reading.extent(db.session, actor, wanted)
        region = wanted.region or min((grant.region_code for grant in actor.grants), key=len, default=NATION)
        told = {"filters": wanted.filters, "rows": count, "form": form}
        trail.note(db.session, AccessKind.TRAIL_EXPORTED, region=region, register=wanted.log, after=told)
        db.session.commit()
        expect_writing(False)
        batches = trail_reading.batches(db.engine, actor, wanted, newest)
        heads = {c: translate(trail_lines.HEADS[c]) for c in trail_export.COLUMNS}
        parts = trail_export.as_csv(batches, heads) if form == "csv" else trail_export.as_json_lines(batches)
        name = f"{wanted.log}-{datetime.now(BEIJING):%Y%m%d-%H%M%S}.{form}"
        return Response(
            stream_with_context(part.encode() for part in parts),
            mimetype=FILES[form],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class PersonTrailView(_TrailView):
    """What a person did, and what was done to the account and its grants."""

    route_base = "/person_trail"
    home = PERSON_HOME
    method_permission_name = {"index": Action.VIEW.value}

    @expose("/")
    @has_access
    def index(self) -> str:
        actor = current_actor()
        person = request.args.get("person", "").strip()[: trail_reading.LONGEST]
        if not person:
            words = request.args.get("q", "").strip()[:100]
            found = trail_reading.people(db.session, actor, words)
            shown = [_person(account) for account in found]
            return render_template("admin/trail_people.html", people=shown, words=words, home=PERSON_HOME)
        account = next((a for a in trail_reading.people(db.session, actor, person) if a.username == person), None)
        logs = trail_reading.logs_of(actor)
        tabs = [key for key in (DONE, ACCESS, ACCOUNT) if LOG_OF[key] in logs and (key != ACCOUNT or account)]
        tab = _tab(tabs)
        wanted = replace(_wanted(request.args, LOG_OF[tab]), person=person, account=0)
        if tab == ACCOUNT and account is not None:
            wanted = replace(wanted, person="", account=account.id)
        itself = Message("the portal itself") if person == Actor.system("").username else person
        title = translate(Message("History of %(region)s", region=account.first_name if account else itself))
        return self._page(wanted, tab, tabs, title, account)


def _tab(tabs: list[str]) -> str:
    chosen = request.args.get("tab", "")
    return chosen if chosen in tabs else tabs[0]


def _wanted(sent: Mapping[str, Any], log: str) -> Wanted:
    keys = ("region", "person", "register", "kind", "since", "until")
    account = str(sent.get("account", "0"))
    number = int(account) if account.isascii() and account.isdigit() and len(account) < 10 else 0
    return Wanted(log=log, account=number, **{key: str(sent.get(key, "")).strip() for key in keys})


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _region_label(code: str) -> str:
    row = records.named(db.session, REGISTERS["regions"], code) if code else None
    return row.label if row is not None else ""


def _registers(log: str) -> list[tuple[str, str]]:
    names = [name for name in REGISTERS if name not in trail_reading.LOGS]
    names += ["accounts", *trail_reading.LOGS] if log == "access_events" else []
    return [(name, trail_lines.register_label(name)) for name in names]


def _person(account: Account | None) -> dict[str, Any] | None:
    if account is None:
        return None
    held = [(translate(ROLE_NAMES[Role(g.role)]), f"{g.region.label}{_owner(g)}") for g in account.grants]
    return {
        "name": account.first_name,
        "username": account.username,
        "active": bool(account.active),
        "href": queries.address(PERSON_HOME, [("person", account.username)]),
        "grants": held,
    }


def _owner(grant: Any) -> str:
    return f" · {grant.organization.name}" if grant.organization is not None else ""
