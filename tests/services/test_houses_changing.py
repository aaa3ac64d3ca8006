"""What is said of a house changes: who may, what is kept, who no longer fits, and what is on record."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from safehouse.domain.access import Action
from safehouse.domain.codes import Gender, HouseNeed, LanguageCover, RuleCode
from safehouse.domain.errors import HouseChanged, InvalidInput, NotFound, Problem, RulesRefuse
from safehouse.models.audit import AuditEntry
from safehouse.models.houses import DutyContact, House
from safehouse.services.contacts import Contact, open_contact
from safehouse.services.context import Context
from safehouse.services.houses import (
    HouseFacts,
    HouseLanguageDraft,
    Misplaced,
    change_house,
    get_changes,
    get_hiding,
    get_house,
    register_house,
)
from safehouse.services.offers import accept_offer
from safehouse.services.snapshot import load_network
from tests.rows import CountryDesk, HouseRows, a_country_desk, a_manager
from tests.services.drafts import a_house_draft, problems_of
from tests.services.night import MAN, MOTHER_AND_SON, WOMAN, Night
from tests.support.stores import NOW, Clock


def facts_of(night: Night, house: HouseRows) -> HouseFacts:
    return get_house(night.context, night.desk.national_contact, house_id=house.id).facts


def change(night: Night, house: HouseRows, **changes: Any) -> tuple[Misplaced, ...]:  # noqa: ANN401  # Facts of a house.
    """The households that no longer fit after this change by the national contact."""
    facts = replace(facts_of(night, house), **changes)
    changed = change_house(night.context, night.desk.national_contact, house_id=house.id, facts=facts, now=night.now)
    assert set(changed.fields) == set(changes)
    return changed.misplaced


def version_of(context: Context, house_id: str) -> int:
    with context.store.reading() as session:
        return session.get_one(House, house_id).version


def changes_on_record(context: Context) -> list[AuditEntry]:
    with context.store.reading() as session:
        return list(session.exec(select(AuditEntry).where(col(AuditEntry.action) == Action.CHANGED_HOUSE)))


def contacts_of(context: Context, house_id: str) -> list[tuple[Contact, bool]]:
    """Every row that there is, with whether it is on duty."""
    with context.store.reading() as session:
        rows = session.exec(
            select(DutyContact).where(DutyContact.house_id == house_id).order_by(col(DutyContact.position))
        )
        return [(open_contact(context.vault, row), row.retired_at is None) for row in rows]


def test_a_change_is_what_the_engine_sees_next(night: Night) -> None:
    house = night.house(2)
    change(
        night,
        house,
        genders=frozenset({Gender.WOMAN}),
        services=frozenset({HouseNeed.PETS}),
        languages=(HouseLanguageDraft("Dutch", LanguageCover.STAFF),),
        security_level=3,
        intake=(("08:00", "20:00"),),
    )
    with night.context.store.reading() as session:
        [seen] = load_network(session, now=night.now, house_ids=[house.id])
    assert (seen.genders, seen.services) == (frozenset({Gender.WOMAN}), frozenset({HouseNeed.PETS}))
    assert (dict(seen.languages), seen.security_level) == ({"nl": LanguageCover.STAFF}, 3)
    assert [(window.start_minute, window.end_minute) for window in seen.intake] == [(420, 1140)]


def test_what_is_registered_is_what_can_be_read_back(context: Context, desk: CountryDesk) -> None:
    draft = a_house_draft(intake=(("22:00", "06:00"),), max_stay_nights=90)
    registered = register_house(context, desk.national_contact, draft=draft, now=NOW)
    view = get_house(context, desk.national_contact, house_id=registered.house_id)
    languages = (HouseLanguageDraft("ro", LanguageCover.STAFF),)
    assert view.facts == HouseFacts(
        **{name: getattr(draft, name) for name in HouseFacts.__slots__} | {"languages": languages, "contacts": None}
    )
    assert view.contacts == 1


def test_its_place_is_no_part_of_what_is_shown_or_changed(context: Context, desk: CountryDesk) -> None:
    registered = register_house(context, desk.national_contact, draft=a_house_draft(), now=NOW)
    view = get_house(context, desk.national_contact, house_id=registered.house_id)
    assert not {"cell", "slack_km", "town"} & {*type(view).__slots__, *HouseFacts.__slots__}


def test_a_change_that_changes_nothing_leaves_no_trace(context: Context, desk: CountryDesk) -> None:
    """Seen red with the comparison in `change_house_within` taken away."""
    draft = a_house_draft()
    registered = register_house(context, desk.national_contact, draft=draft, now=NOW)
    for facts in (draft, replace(draft, contacts=None)):
        changed = change_house(context, desk.national_contact, house_id=registered.house_id, facts=facts, now=NOW)
        assert changed.fields == ()
    assert version_of(context, registered.house_id) == 1
    assert changes_on_record(context) == []


def test_a_change_is_on_record_by_the_names_of_its_fields_alone(context: Context, desk: CountryDesk) -> None:
    registered = register_house(context, desk.national_contact, draft=a_house_draft(), now=NOW)
    facts = a_house_draft(security_level=3, contacts=(Contact("+31 6 11111111", "night@example.org"),))
    change_house(context, desk.national_contact, house_id=registered.house_id, facts=facts, now=NOW)
    [entry] = changes_on_record(context)
    assert (entry.house_id, entry.detail) == (registered.house_id, {"fields": ["security_level", "contacts"]})
    assert version_of(context, registered.house_id) == 2


def test_a_number_that_is_replaced_is_kept_nowhere(context: Context, desk: CountryDesk) -> None:
    """Seen red with the rows that are too many only marked as retired."""
    contact = desk.national_contact
    first, second, third = (Contact(f"+31 6 0000000{number}", "") for number in (1, 2, 3))
    registered = register_house(context, contact, draft=a_house_draft(contacts=(first, second)), now=NOW)
    change_house(context, contact, house_id=registered.house_id, facts=a_house_draft(contacts=(third,)), now=NOW)
    assert contacts_of(context, registered.house_id) == [(third, True), (Contact("", ""), False)]
    change_house(context, contact, house_id=registered.house_id, facts=a_house_draft(contacts=(first, third)), now=NOW)
    assert contacts_of(context, registered.house_id) == [(first, True), (third, True)]


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"genders": frozenset()}, {"genders": Problem.REQUIRED}),
        ({"time_zone": "Mars/Olympus"}, {"time_zone": Problem.UNKNOWN_CODE}),
        (
            {"languages": (HouseLanguageDraft("Elvish", LanguageCover.STAFF),)},
            {"languages-0-language": Problem.UNKNOWN_LANGUAGE},
        ),
        ({"contacts": ()}, {"contacts": Problem.REQUIRED}),
        ({"children_accepted": False, "children_only": True}, {"children_only": Problem.CONTRADICTS}),
    ],
)
def test_a_change_that_cannot_be_is_refused_by_field_and_nothing_changes(
    context: Context, desk: CountryDesk, changes: dict[str, Any], problems: dict[str, Problem]
) -> None:
    registered = register_house(context, desk.national_contact, draft=a_house_draft(), now=NOW)
    facts = a_house_draft(security_level=3, **changes)
    with pytest.raises(InvalidInput) as refusal:
        change_house(context, desk.national_contact, house_id=registered.house_id, facts=facts, now=NOW)
    assert problems_of(refusal.value) == problems
    assert version_of(context, registered.house_id) == 1


def test_only_the_national_contact_of_the_country_reads_or_changes_what_is_said(night: Night) -> None:
    house = night.house(2)
    facts = facts_of(night, house)
    for stranger in (
        night.coordinator,
        night.manager(house),
        a_country_desk(night.context, "BE").national_contact,
    ):
        with pytest.raises(NotFound):
            change_house(
                night.context, stranger, house_id=house.id, facts=replace(facts, security_level=3), now=night.now
            )
        for read in (get_house, get_hiding):
            with pytest.raises(NotFound):
                read(night.context, stranger, house_id=house.id)
    assert facts_of(night, house) == facts


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(night: Night) -> None:
    """Seen red with `seen` not compared: the second form then undid the first."""
    house = night.house(2)
    seen = facts_of(night, house)
    change(night, house, security_level=3)
    with pytest.raises(HouseChanged):
        change_house(
            night.context,
            night.desk.national_contact,
            house_id=house.id,
            facts=replace(seen, turnaround_hours=9),
            seen=seen,
            now=night.now,
        )
    assert facts_of(night, house).security_level == 3


def test_a_report_in_between_is_no_reason_to_type_a_form_again(night: Night) -> None:
    house = night.house(2)
    seen = facts_of(night, house)
    night.reservation(night.request(WOMAN), house)
    changed = change_house(
        night.context,
        night.desk.national_contact,
        house_id=house.id,
        facts=replace(seen, turnaround_hours=9),
        seen=seen,
        now=night.now,
    )
    assert changed.fields == ("turnaround_hours",)


def test_households_that_the_house_would_no_longer_take_are_named_with_the_rule(night: Night) -> None:
    """Those with a live claim alone, and each with what has come to refuse it. Seen red with `_misplaced` naming nobody."""
    house = night.house(2, 3, 1)
    woman, family = night.request(WOMAN), night.request(MOTHER_AND_SON)
    night.stay(woman, house)
    night.reservation(family, house)
    assert change(night, house, genders=frozenset({Gender.WOMAN, Gender.MAN})) == ()
    assert change(night, house, genders=frozenset({Gender.MAN})) == tuple(
        sorted(
            (Misplaced(night.case_code(one), (RuleCode.GENDER,)) for one in (woman, family)),
            key=lambda misplaced: misplaced.case_code,
        )
    )
    assert change(night, house, children_accepted=False) == (Misplaced(night.case_code(family), (RuleCode.MINORS,)),)


def test_hours_of_intake_are_no_matter_for_those_who_have_arrived(night: Night) -> None:
    house = night.house(1, 1)
    here, coming = night.request(WOMAN), night.request(WOMAN)
    night.stay(here, house)
    night.reservation(coming, house)
    assert change(night, house, intake=()) == (Misplaced(night.case_code(coming), (RuleCode.INTAKE,)),)


def test_an_offer_that_waits_is_judged_again_when_the_house_accepts(night: Night) -> None:
    house = night.house(1)
    offer_id = night.offer(night.request(MAN), house)
    assert len(change(night, house, genders=frozenset({Gender.WOMAN}))) == 1
    with pytest.raises(RulesRefuse):
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)


def test_the_contact_is_told_how_well_the_cell_hides(context: Context, desk: CountryDesk) -> None:
    contact = desk.national_contact
    town = register_house(context, contact, draft=a_house_draft(), now=NOW)
    village = register_house(context, contact, draft=a_house_draft(town="Nieuw-Annerveen, NL (4,000)"), now=NOW)
    hidden = get_hiding(context, contact, house_id=town.house_id)
    assert (hidden.people, hidden.is_enough) == (town.hides, True)
    barely = get_hiding(context, contact, house_id=village.house_id)
    assert barely.people == village.hides
    assert barely.is_enough == (village.hides >= context.settings.cell_population)


def test_the_house_and_its_contact_see_who_changed_what_and_nobody_else(night: Night, clock: Clock) -> None:
    house = night.house(2)
    change(night, house, security_level=3, turnaround_hours=2)
    clock.forward(timedelta(hours=1))
    change(night, house, contacts=(Contact("+31 6 99999999", ""),))
    for reader in (night.manager(house), night.desk.national_contact):
        changes = get_changes(night.context, reader, house_id=house.id).changes
        assert [change.fields for change in changes] == [("contacts",), ("security_level", "turnaround_hours")]
        assert {change.action for change in changes} == {Action.CHANGED_HOUSE}
        assert "9999" not in repr(changes)
    strangers = (
        night.coordinator,
        a_manager(night.context, night.house(1).id),
        a_country_desk(night.context, "BE").national_contact,
    )
    for stranger in strangers:
        with pytest.raises(NotFound):
            get_changes(night.context, stranger, house_id=house.id)
