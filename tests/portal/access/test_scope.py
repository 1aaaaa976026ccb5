"""Scopes as pure values: spans of codes, what lies above, what a grant adds up to."""

from __future__ import annotations

from contextvars import Context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.access.actor import NOBODY, Actor, current_actor
from portal.access.permissions import PERMISSIONS, TRAIL, Action, actions_of
from portal.access.scope import NOTHING, SYSTEM_SCOPE, GrantFact, above, covers, scope_of, span
from portal.models import Role

codes = st.from_regex(r"[1-8][0-9]([0-9]{2}([0-9]{2}([0-9]{3})?)?)?([A-Z][0-9]{2})?", fullmatch=True)


@given(codes, st.text("0123456789ABCXYZ", min_size=1, max_size=6))
def test_a_region_covers_itself_and_every_code_that_it_begins(code: str, rest: str) -> None:
    assert covers(code, code)
    assert covers(code, code + rest)
    assert not covers(code + rest, code)


@given(codes, codes)
def test_a_region_covers_exactly_the_codes_that_it_begins(upper: str, lower: str) -> None:
    assert covers(upper, lower) == lower.startswith(upper)


@given(codes)
def test_the_nation_covers_every_region_and_is_above_each(code: str) -> None:
    assert covers("00", code)
    assert "00" in above(code)
    assert not covers(code, "00")


def test_what_lies_above_a_street_is_its_county_city_province_and_the_nation() -> None:
    assert {"370304001", "370304", "3703", "37", "00"} <= above("370304001")
    assert "370303" not in above("370304001")
    assert "43" not in above("370304001")


def test_a_span_ends_before_the_next_sibling() -> None:
    assert span("3703") == ("3703", "3704")
    assert span("3709") == ("3709", "370:")


def test_nobody_reaches_anything() -> None:
    assert not NOTHING.may("providers", Action.VIEW, "37")
    assert not NOTHING.may_somewhere("providers", Action.VIEW)


def test_the_portal_itself_reaches_everything() -> None:
    assert SYSTEM_SCOPE.may("providers", Action.DELETE, "430104")


@pytest.mark.parametrize(
    ("region", "may_edit"),
    [("370304", True), ("3703", True), ("370304001", True), ("37", False), ("3701", False), ("43", False)],
)
def test_a_city_editor_edits_providers_of_the_city_and_below(region: str, may_edit: bool) -> None:
    scope = scope_of([GrantFact(Role.CITY_EDITOR, "3703")])
    assert scope.may("providers", Action.EDIT, region) is may_edit


def test_oversight_changes_nothing_anywhere() -> None:
    scope = scope_of([GrantFact(Role.OVERSIGHT, "37")])
    assert all(action is Action.VIEW for _, action in scope.reaches)


@pytest.mark.parametrize(
    "role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, Role.PUBLIC]
)
def test_the_three_administrators_reach_no_business_register(role: Role) -> None:
    reached = {register for register, _ in scope_of([GrantFact(role, "37")]).reaches}
    assert reached == (set(TRAIL) if role is Role.AUDIT_ADMINISTRATOR else set())


def test_a_grant_for_one_organization_does_not_reach_anothers_rows() -> None:
    scope = scope_of([GrantFact(Role.DEPARTMENT_EDITOR, "37", organization_id=5)])
    assert scope.may("catalog_items", Action.EDIT, "37", 5)
    assert not scope.may("catalog_items", Action.EDIT, "37", 6)
    assert not scope.may("catalog_items", Action.EDIT, "37", None)


def test_grants_that_another_one_holds_already_are_dropped() -> None:
    scope = scope_of([GrantFact(Role.CITY_EDITOR, "3703"), GrantFact(Role.COUNTY_EDITOR, "370304")])
    assert len(scope.of("providers", Action.EDIT)) == 1


def test_two_separate_regions_stay_two_reaches() -> None:
    scope = scope_of([GrantFact(Role.COUNTY_EDITOR, "370304"), GrantFact(Role.COUNTY_EDITOR, "430104")])
    assert len(scope.of("providers", Action.EDIT)) == 2
    assert scope.may("providers", Action.EDIT, "430104")
    assert not scope.may("providers", Action.EDIT, "430103")


grants_of_anyone = st.lists(
    st.builds(
        GrantFact,
        st.sampled_from([Role.DEPARTMENT_EDITOR, Role.CITY_EDITOR, Role.OVERSIGHT, Role.AUDIT_ADMINISTRATOR]),
        st.one_of(st.just("00"), st.sampled_from(["37", "3703", "370304", "43", "4301"])),
        st.one_of(st.none(), st.just(5)),
    ),
    max_size=4,
)


@given(grants_of_anyone, st.sampled_from(["37", "43", "15"]), codes, st.sampled_from([None, 5, 6]))
def test_working_in_one_province_takes_away_the_others_and_adds_nothing(
    held: list[GrantFact], province: str, region: str, owner: int | None
) -> None:
    whole = Actor.person(1, "somebody", "Somebody", tuple(held))
    narrowed = whole.within(province)
    for register in ("providers", "catalog_items", "events"):
        for action in Action:
            wider = whole.scope.may(register, action, region, owner)
            assert narrowed.scope.may(register, action, region, owner) == (wider and covers(province, region))
    assert narrowed.scope.upward <= whole.scope.upward
    assert {code for code in whole.scope.upward if covers(province, code)} <= narrowed.scope.upward
    assert all(covers(province, grant.region_code) for grant in narrowed.grants)
    assert narrowed.roles_at(region) == (whole.roles_at(region) if covers(province, region) else frozenset())


def test_the_portals_own_scope_is_never_narrowed() -> None:
    with pytest.raises(ValueError, match="never narrowed"):
        SYSTEM_SCOPE.within("37")


def test_the_keys_of_two_scopes_are_equal_only_if_they_allow_the_same() -> None:
    county = scope_of([GrantFact(Role.COUNTY_EDITOR, "370304")])
    assert county.key == scope_of([GrantFact(Role.COUNTY_EDITOR, "370304")]).key
    others = [
        scope_of([GrantFact(Role.COUNTY_EDITOR, "370303")]),
        scope_of([GrantFact(Role.OVERSIGHT, "370304")]),
        scope_of([GrantFact(Role.DEPARTMENT_EDITOR, "370304", 5)]),
        scope_of([GrantFact(Role.DEPARTMENT_EDITOR, "370304", 6)]),
        scope_of([GrantFact(Role.COUNTY_EDITOR, "370304"), GrantFact(Role.COUNTY_EDITOR, "430104")]),
        NOTHING,
        SYSTEM_SCOPE,
    ]
    assert len({county.key, *(other.key for other in others)}) == len(others) + 1


@pytest.mark.parametrize("role", [role for role in Role if not PERMISSIONS[role]])
def test_a_role_that_reads_no_register_reads_nothing_above_either(role: Role) -> None:
    assert scope_of((GrantFact(role, "370304"),)).upward == frozenset()


def test_code_that_names_no_actor_acts_as_nobody() -> None:
    assert Context().run(current_actor) is NOBODY


@pytest.mark.parametrize("role", list(Role))
def test_nobody_writes_the_trail_by_the_table(role: Role) -> None:
    assert {action for register in TRAIL for action in actions_of(role, register)} <= {Action.VIEW}


def test_reviewers_and_oversight_neither_add_nor_delete() -> None:
    for role, most in ((Role.REVIEWER, {Action.VIEW, Action.EDIT}), (Role.OVERSIGHT, {Action.VIEW})):
        assert {action for actions in PERMISSIONS[role].values() for action in actions} <= most


def test_what_the_documents_say_of_a_province_is_changed_by_nobody() -> None:
    for role in Role:
        assert actions_of(role, "province_facts") <= {Action.VIEW}
        assert actions_of(role, "regions") <= {Action.VIEW}
