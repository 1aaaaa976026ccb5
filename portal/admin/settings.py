"""配置 › 省级规则: a province's settings, each a form with its basis, its effect and what a change would touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from portal.access.actor import current_actor
from portal.access.permissions import Action
from portal.admin import histories, setting_forms, terms
from portal.admin.pages import CellView, HistoryEntry
from portal.errors import Conflict, Invalid
from portal.extensions import db
from portal.messages import Message
from portal.models import Province, ProvinceFact
from portal.profiles import Profile
from portal.profiles.described import LATER, effect_of, fact_label
from portal.profiles.difference import EDITABLE, Difference
from portal.profiles.faults import Objection
from portal.registers.trail import EVENT_KINDS
from portal.services import settings
from portal.services.settings import Proposal
from portal.web.translation import language, listed, translate

OWN = "portal"
"""What stands in province.toml as the source of a setting that no document prints."""

GROUPS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (Message("Catalogs"), ("catalogue.", "negative.")),
    (Message("Purchasers, providers, liaison points"), ("purchaser.", "provider.", "liaison.")),
    (
        Message("Reports, budget, purchase and contract"),
        ("report.", "budget.", "procure.", "contract.", "performance."),
    ),
    (Message("Publication, validity and words"), ("publish.", "validity", "divisions", "terms")),
)


@dataclass(frozen=True)
class SettingPage:
    """What the page of one setting is given; ``proposal`` once somebody asked what a change would mean."""

    province: str
    slug: str
    key: str
    label: str
    effect: str
    source: str
    words: str
    stated: bool
    values: Sequence[setting_forms.Input]
    basis: Sequence[setting_forms.Input]
    may_change: bool
    seen: str
    reason: str = ""
    summary: Sequence[tuple[str, str]] = ()
    differences: Sequence[tuple[str, str, str]] | None = None
    impacts: Sequence[tuple[str, int, str, bool]] = ()
    previewed: str = ""
    refused: bool = False
    restored: str = ""


class ProfileView(BaseView):
    route_base = "/profile"
    default_view = "index"
    class_permission_name = "provinces"
    method_permission_name = {
        "index": Action.VIEW.value,
        "province": Action.VIEW.value,
        "setting": Action.VIEW.value,
        "change": Action.EDIT.value,
    }

    @expose("/")
    @has_access
    def index(self) -> str:
        """The reader's own province, or the first one that they may read."""
        return _overview(_readable()[0]) if _readable() else render_template("admin/province.html", page=None)

    @expose("/<string:slug>/")
    @has_access
    def province(self, slug: str) -> str:
        return _overview(settings.province(db.session, slug))

    @expose("/<string:slug>/<string:key>/")
    @has_access
    def setting(self, slug: str, key: str) -> str:
        row = settings.province(db.session, slug)
        table = settings.table_of(settings.stored_of(row), key)
        earlier = request.args.get("before", "")
        if earlier.isascii() and earlier.isdigit() and len(earlier) < 10:
            # Values of an earlier state stand in the form: looked at and saved like any other change.
            table = settings.before_change(db.session, row, key, int(earlier))
            return _render(row, _page(row, key, table, restored=earlier))
        return _render(row, _page(row, key, table))

    @expose("/<string:slug>/<string:key>/", methods=["POST"])
    @has_access
    def change(self, slug: str, key: str) -> str | Response | tuple[str, int]:
        """Show what a change would touch; save it once that was seen."""
        actor = current_actor()
        row = settings.province(db.session, slug)
        settings.demand(actor, row)
        table = setting_forms.typed(_class(row, key), request.form)
        seen, reason = request.form.get("seen", ""), request.form.get("reason", "")
        proposal = settings.propose(db.session, row, key, table)
        if proposal.profile is None:
            return _render(row, _page(row, key, table, proposal, seen=seen, reason=reason)), Invalid.status
        known = request.form.get("previewed") == proposal.fingerprint
        if request.form.get("step") != "save" or not known:
            return _render(row, _page(row, key, table, proposal, seen=seen, reason=reason))
        try:
            settings.save(db.session, actor, row, proposal, seen=seen, reason=reason)
            db.session.commit()
        except StaleDataError:
            db.session.rollback()
            return _told(slug, key, table, proposal, reason, Message("Somebody saved at the same moment. Look again."))
        except (Invalid, Conflict) as error:
            db.session.rollback()
            told = (
                error.faults["reason"][0] if isinstance(error, Invalid) and "reason" in error.faults else error.message
            )
            return _told(slug, key, table, proposal, reason, told, error.status)
        done = Message("Saved. It acts from now on.") if proposal.differences else Message("Nothing was changed.")
        flash(translate(done), "success")
        return redirect(f"/profile/{slug}/{key}/")


def _told(
    slug: str, key: str, table: Any, proposal: Proposal, reason: str, message: Message, status: int = 409
) -> tuple[str, int]:
    """The same page again, nothing typed lost; it stands against the province as it is now."""
    row = settings.province(db.session, slug)
    anew = settings.propose(db.session, row, key, table)
    page = _page(row, key, table, anew, reason=reason, summary=[("", translate(message))])
    return _render(row, page), status


def _render(row: Province, page: SettingPage) -> str:
    return render_template("admin/setting.html", page=page, history=_history(row, page.key, may=page.may_change))


def _class(row: Province, key: str) -> type:
    """The dataclass of a setting. Raises NotFound for a name that is none: nothing else of a profile is reached."""
    settings.table_of(row.profile, key)
    return type(attrgetter(key)(Profile.from_dict(row.profile)))


def _page(
    row: Province,
    key: str,
    table: Any,
    proposal: Proposal | None = None,
    *,
    seen: str = "",
    reason: str = "",
    restored: str = "",
    summary: Sequence[tuple[str, str]] = (),
) -> SettingPage:
    profile = Profile.from_dict(row.profile)
    held = attrgetter(key)(profile)
    stored = settings.table_of(profile.to_dict(), key)
    path = tuple(key.split("."))
    objections = proposal.objections if proposal else ()
    faults: dict[str, list[str]] = {}
    for each in objections:
        if each.path[: len(path)] == path:
            name = ".".join(str(part) for part in each.path[len(path) :])
            faults.setdefault(name, []).append(f"{translate(each.message)} {translate(each.remedy)}")
    spoken = language()
    words = getattr(held, "text", "") if spoken.startswith("zh") else getattr(held, "text_en", "")
    return SettingPage(
        province=row.name if spoken.startswith("zh") else row.name_en,
        slug=row.slug,
        key=key,
        label=translate(EDITABLE[key]),
        effect=translate(effect_of(key)),
        source=_source(getattr(held, "source", "")),
        words=words,
        stated=getattr(held, "stated", True),
        values=setting_forms.inputs(type(held), table, faults, legal=False),
        basis=setting_forms.inputs(type(held), table, faults, legal=True),
        may_change=settings.may_change(current_actor(), row),
        seen=seen or settings.fingerprint(stored),
        reason=reason,
        summary=[*summary, *(_line(each, path) for each in objections)],
        differences=_differences(proposal.differences) if proposal and proposal.profile else None,
        impacts=[
            (translate(each.text), each.count, listed(each.samples), each.refused)
            for each in (proposal.impacts if proposal else ())
        ],
        previewed=proposal.fingerprint if proposal and not proposal.refused and proposal.differences else "",
        refused=bool(proposal and proposal.profile and proposal.refused),
        restored=restored,
    )


def _line(objection: Objection, path: tuple[str, ...]) -> tuple[str, str]:
    """A fault in the summary: the input that it stands at, if it is one of this form, and what is wrong."""
    inside = objection.path[: len(path)] == path
    name = "setting-" + "-".join(str(part) for part in objection.path[len(path) :]) if inside else ""
    return name, f"{translate(objection.message)} {translate(objection.remedy)}"


def _differences(differences: Sequence[Difference]) -> list[tuple[str, str, str]]:
    return [
        (" › ".join(translate(part) for part in each.where), translate(each.before), translate(each.after))
        for each in differences
    ]


def _history(row: Province, key: str, *, may: bool) -> list[HistoryEntry]:
    option = EVENT_KINDS["changed"]
    return [
        HistoryEntry(
            at=histories.register_moment(change.event),
            person=histories.person_of(change.event),
            action=CellView(translate(option.label), "badge", option.tone),
            reason=change.event.reason or "",
            lines=_differences(change.differences),
            restore_href=f"/profile/{row.slug}/{key}/?before={change.event.id}" if may else None,
        )
        for change in settings.history(db.session, row, key)
    ]


def _source(source: str) -> str:
    return translate(Message("The portal's own")) if source == OWN else source


def _readable() -> list[Province]:
    """The provinces that the reader may see, the own one first."""
    rows = db.session.scalars(select(Province).order_by(Province.region_code)).all()
    actor = current_actor()
    return sorted(rows, key=lambda row: not settings.may_change(actor, row))


def _overview(row: Province) -> str:
    profile = Profile.from_dict(row.profile)
    spoken = language()
    zh = spoken.startswith("zh")
    shown = {setting.key: setting for setting in profile.settings()}
    groups = []
    for label, beginnings in GROUPS:
        keys = [key for key in EDITABLE if key.startswith(beginnings)]
        lines = [_overview_line(row, key, shown.get(key), profile, spoken) for key in keys]
        groups.append((translate(label), lines))
    facts = db.session.scalars(
        select(ProvinceFact).where(ProvinceFact.region_code == row.region_code).order_by(ProvinceFact.id)
    )
    others = db.session.scalars(select(Province).order_by(Province.region_code)).all()
    return render_template(
        "admin/province.html",
        page=True,
        title=row.name if zh else row.name_en,
        groups=groups,
        notes=terms.on_rules(profile),
        facts=[(translate(fact_label(f.key)), f.text_zh if zh else f.text_en, f.source) for f in facts],
        provinces=[(p.name if zh else p.name_en, f"/profile/{p.slug}/", p is row) for p in others],
    )


def _overview_line(
    row: Province, key: str, setting: Any, profile: Profile, spoken: str
) -> tuple[str, str, str, str, bool, bool]:
    """(address, label, what holds, source, stated, acts). The words of a province have no document behind them."""
    href = f"/profile/{row.slug}/{key}/"
    label = translate(EDITABLE[key])
    if setting is None:
        terms = profile.terms
        names = (terms.purchase, terms.catalogue, terms.negative_list, terms.liaison_point)
        comma = "、" if spoken.startswith("zh") else ", "
        text = comma.join(word.text(spoken) for word in names)
        return href, label, text, translate(Message("The portal's own")), True, True
    return href, label, setting.text(spoken), _source(setting.source), setting.stated, key not in LATER
