"""Across borders: consent, an alias, a question to the other country, its answer by a second person, and what remains of it."""

from datetime import timedelta
from typing import Any

import pytest

from safehouse.domain.access import Action, Grant
from safehouse.domain.codes import (
    AgeBand,
    BorderState,
    Gender,
    HouseStatus,
    RejectedCountry,
    RequestState,
    Role,
    SpeakerLevel,
)
from safehouse.domain.errors import (
    AskedAlready,
    NotFound,
    QuestionOver,
    RulesRefuse,
    SecondPersonNeeded,
    WrongState,
)
from safehouse.models.requests import Request
from safehouse.services.borders import (
    accept_from_abroad,
    ask_abroad,
    find_first_looks,
    list_asked_by_desk,
    reject_from_abroad,
    withdraw_asking,
)
from safehouse.services.borders.viewing import FirstLook
from safehouse.services.houses import set_status
from safehouse.services.offers import accept_offer, list_request_offers, make_offer
from tests.rows import a_coordinator, a_national_contact, an_account
from tests.services.abroad import ANSWER_WITHIN, Border, a_border, acts
from tests.services.night import MOTHER_AND_BABY, Night


@pytest.fixture
def border(night: Night) -> Border:
    return a_border(night)


def change(night: Night, request_id: str, **columns: Any) -> None:  # noqa: ANN401  # Columns of a request.
    with night.context.store.transaction() as session:
        session.get_one(Request, request_id).sqlmodel_update(columns)


class TestAsking:
    def test_the_request_stays_open_and_nothing_is_held_while_a_country_is_asked(self, border: Border) -> None:
        request_id = border.night.request()
        border.ask(request_id)
        assert border.night.request_state(request_id) is RequestState.OPEN
        assert list_request_offers(border.night.context, border.night.coordinator, request_id=request_id) == ()
        assert border.asked(request_id).state is BorderState.ASKED

    def test_the_first_look_is_as_little_as_is_needed(self, border: Border) -> None:
        request_id = border.night.request(MOTHER_AND_BABY)
        asked = border.ask(request_id)
        (look,) = border.first_looks()
        assert [(person.gender, person.age_band) for person in look.people] == [
            (Gender.WOMAN, AgeBand.ADULT),
            (Gender.WOMAN, AgeBand.UNDER_2),
        ]
        assert look == FirstLook(
            border_id=asked,
            alias=look.alias,
            house_code=border.house.code,
            people=look.people,
            languages={"ro": SpeakerLevel.FLUENT},
            urgency=look.urgency,
            arrives_at=border.night.now + timedelta(hours=2),
            asked_at=border.night.now,
            answer_by_at=border.night.now + ANSWER_WITHIN,
            may_answer=True,
        )
        assert look.alias != border.night.case_code(request_id)

    def test_only_the_contact_of_the_country_that_is_asked_looks_at_it(self, border: Border) -> None:
        """Seen red with the countries of the actor's other roles among those that count."""
        night = border.night
        border_id = border.ask(night.request())
        others = (border.there.coordinator, border.manager, night.desk.national_contact, night.coordinator)
        for actor in (*others, a_national_contact(night.context, "DE")):
            assert find_first_looks(night.context, actor).waiting == ()
            with pytest.raises(NotFound):
                accept_from_abroad(night.context, actor, border_id=border_id, now=night.now)
            with pytest.raises(NotFound):
                reject_from_abroad(
                    night.context, actor, border_id=border_id, reason=RejectedCountry.OTHER, now=night.now
                )

    def test_a_country_is_asked_once_at_a_time_and_another_one_beside_it(self, border: Border) -> None:
        night = border.night
        german = a_border(night, "DE")
        request_id = night.request()
        found = {one.country: one.suggestion_id for one in night.suggest(request_id).suggestions_abroad}
        for country in ("BE", "DE"):
            ask_abroad(night.context, night.coordinator, suggestion_id=found[country], now=night.now)
        with pytest.raises(AskedAlready):
            ask_abroad(night.context, night.coordinator, suggestion_id=found["BE"], now=night.now)
        assert len(border.first_looks()) == len(german.first_looks()) == 1
        assert len(list_asked_by_desk(night.context, night.coordinator)) == 2

    def test_a_house_abroad_cannot_be_offered_past_its_country_and_one_at_home_is_no_question(
        self, border: Border
    ) -> None:
        """Seen red with the country of the house not looked at."""
        night = border.night
        home = night.house(1)
        request_id = night.request()
        abroad = border.suggestion(request_id).suggestion_id
        with pytest.raises(NotFound):
            make_offer(night.context, night.coordinator, suggestion_id=abroad, now=night.now)
        at_home = night.suggestion(request_id, home)
        with pytest.raises(NotFound):
            ask_abroad(night.context, night.coordinator, suggestion_id=at_home, now=night.now)
        for stranger in (a_coordinator(night.context, "DE"), border.there.coordinator, night.desk.national_contact):
            with pytest.raises(NotFound):
                ask_abroad(night.context, stranger, suggestion_id=abroad, now=night.now)

    def test_asking_and_every_answer_are_on_record(self, border: Border) -> None:
        night = border.night
        request_id = night.request()
        border_id = border.ask(request_id)
        (entry,) = acts(night, Action.ASKED_ABROAD)
        assert (entry.subject_id, entry.actor_id, entry.house_id) == (
            border_id,
            night.coordinator.account_id,
            border.house.id,
        )
        offer_id = accept_from_abroad(night.context, border.contact, border_id=border_id, now=night.now)
        (entry,) = acts(night, Action.ACCEPTED_FROM_ABROAD)
        assert (entry.actor_id, entry.actor_role) == (border.contact.account_id, Role.NATIONAL_CONTACT)
        assert entry.detail == {"request": request_id, "to_country": "BE", "offer": offer_id}


class TestConsent:
    def test_consent_that_has_ended_is_consent_that_was_not_given(self, border: Border) -> None:
        """The own country is no part of it. Seen red with the last day not looked at."""
        night = border.night
        home = night.house(1)
        today = night.now.date()
        for until in (None, today - timedelta(days=1)):
            found = night.suggest(night.request(columns={"consent_until": until}))
            assert (found.suggestions_abroad, found.abroad) == ((), ())
            assert [line.house_code for line in found.suggestions] == [home.code]
        assert night.suggest(night.request(columns={"consent_until": today})).suggestions_abroad

    def test_consent_must_last_until_they_arrive(self, border: Border) -> None:
        """Seen red with the day of the arrival not looked at."""
        night = border.night
        columns = {"consent_until": night.now.date() + timedelta(days=1), "arrives_at": night.now + timedelta(days=3)}
        assert night.suggest(night.request(columns=columns)).suggestions_abroad == ()

    @pytest.mark.parametrize("taken_back", [{"countries": frozenset({"NL"})}, {"consent_until": None}])
    def test_consent_that_is_taken_back_ends_the_first_look_and_refuses_the_answer(
        self, border: Border, taken_back: dict[str, Any]
    ) -> None:
        """Seen red with the consent not looked at when the questions are listed."""
        night = border.night
        request_id = night.request()
        border_id = border.ask(request_id)
        change(night, request_id, **taken_back)
        assert border.first_looks() == ()
        with pytest.raises(RulesRefuse):
            accept_from_abroad(night.context, border.contact, border_id=border_id, now=night.now)
        assert night.request_state(request_id) is RequestState.OPEN

    def test_consent_that_is_taken_back_refuses_the_houses_yes(self, border: Border) -> None:
        night = border.night
        request_id = night.request()
        offer_id = border.offer(request_id)
        change(night, request_id, countries=frozenset({"NL"}))
        with pytest.raises(RulesRefuse):
            accept_offer(night.context, border.manager, offer_id=offer_id, now=night.now)


class TestAnswering:
    def test_after_the_contacts_yes_the_house_is_asked_as_always_in_the_name_of_who_asked(self, border: Border) -> None:
        night = border.night
        request_id = night.request()
        offer_id = border.offer(request_id)
        assert night.request_state(request_id) is RequestState.OFFERED
        assert border.asked(request_id).state is BorderState.ACCEPTED
        assert border.first_looks() == ()
        accept_offer(night.context, border.manager, offer_id=offer_id, now=night.now)
        assert night.request_state(request_id) is RequestState.RESERVED

    def test_whoever_asked_is_not_who_answers(self, night: Night) -> None:
        """Seen red with the two accounts not compared."""
        border = a_border(night)
        both = an_account(
            night.context, Grant(Role.COORDINATOR, "NL", None), Grant(Role.NATIONAL_CONTACT, "BE", None), label="Both"
        )
        request_id = night.request()
        suggestion_id = border.suggestion(request_id).suggestion_id
        border_id = ask_abroad(night.context, both, suggestion_id=suggestion_id, now=night.now)
        (look,) = find_first_looks(night.context, both).waiting
        assert not look.may_answer
        with pytest.raises(SecondPersonNeeded):
            accept_from_abroad(night.context, both, border_id=border_id, now=night.now)
        with pytest.raises(SecondPersonNeeded):
            reject_from_abroad(night.context, both, border_id=border_id, reason=RejectedCountry.OTHER, now=night.now)
        accept_from_abroad(night.context, border.contact, border_id=border_id, now=night.now)

    def test_a_house_that_has_become_unsafe_is_not_asked(self, border: Border) -> None:
        night = border.night
        request_id = night.request()
        border_id = border.ask(request_id)
        set_status(
            night.context, border.contact, house_id=border.house.id, status=HouseStatus.COMPROMISED, now=night.now
        )
        with pytest.raises(RulesRefuse) as refusal:
            accept_from_abroad(night.context, border.contact, border_id=border_id, now=night.now)
        assert refusal.value.codes == ()
        assert border.asked(request_id).state is BorderState.ASKED

    def test_a_request_that_is_offered_elsewhere_is_not_looked_at_and_not_accepted(self, border: Border) -> None:
        night = border.night
        home = night.house(1)
        request_id = night.request()
        border_id = border.ask(request_id)
        night.offer(request_id, home)
        assert border.first_looks() == ()
        with pytest.raises(WrongState):
            accept_from_abroad(night.context, border.contact, border_id=border_id, now=night.now)

    def test_the_contact_rejects_with_a_reason_that_the_desk_sees_here_and_with_the_next_suggestion(
        self, border: Border
    ) -> None:
        night = border.night
        request_id = night.request()
        border_id = border.ask(request_id)
        reject_from_abroad(
            night.context, border.contact, border_id=border_id, reason=RejectedCountry.FUNDING, now=night.now
        )
        assert (border.asked(request_id).state, border.asked(request_id).reason) == (
            BorderState.REJECTED,
            RejectedCountry.FUNDING,
        )
        night.clock.forward(timedelta(seconds=1))
        assert {"reason": "funding"} in [dict(note.details) for note in border.suggestion(request_id).notes]

    def test_a_question_is_answered_once(self, border: Border) -> None:
        night = border.night
        border_id = border.ask(night.request())
        accept_from_abroad(night.context, border.contact, border_id=border_id, now=night.now)
        with pytest.raises(NotFound):
            accept_from_abroad(night.context, border.contact, border_id=border_id, now=night.now)
        with pytest.raises(QuestionOver):
            withdraw_asking(night.context, night.coordinator, border_id=border_id, now=night.now)
