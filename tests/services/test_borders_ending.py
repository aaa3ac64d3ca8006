"""How a question to another country ends: answered, taken back, by the clock, with the request; and what remains of it there."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from safehouse.domain.access import Action
from safehouse.domain.codes import (
    BorderState,
    DeclinedHouse,
    DeclinedSurvivor,
    OfferState,
    RejectedCountry,
    RequestState,
    UnmetReason,
)
from safehouse.domain.errors import NotFound, QuestionOver
from safehouse.services.borders import (
    accept_from_abroad,
    expire_asked,
    find_first_looks,
    list_asked_by_desk,
    refuse_while_asked,
    reject_from_abroad,
    withdraw_asking,
)
from safehouse.services.offers import decline_offer, list_overdue
from safehouse.services.requests import end_unmet
from tests.services.abroad import ANSWER_WITHIN, Border, a_border, acts
from tests.services.night import Night


@pytest.fixture
def border(night: Night) -> Border:
    return a_border(night)


def rejected(border: Border, border_id: str, _request_id: str) -> None:
    night = border.night
    reject_from_abroad(night.context, border.contact, border_id=border_id, reason=RejectedCountry.OTHER, now=night.now)


def withdrawn(border: Border, border_id: str, _request_id: str) -> None:
    withdraw_asking(border.night.context, border.night.coordinator, border_id=border_id, now=border.night.now)


def refused(border: Border, border_id: str, _request_id: str) -> None:
    night = border.night
    reason = DeclinedSurvivor.TOO_FAR
    refuse_while_asked(night.context, night.coordinator, border_id=border_id, reason=reason, now=night.now)


def expired(border: Border, _border_id: str, _request_id: str) -> None:
    border.night.clock.forward(ANSWER_WITHIN)


def placed_at_home(border: Border, _border_id: str, request_id: str) -> None:
    border.night.reservation(request_id, border.night.house(1))


def ended(border: Border, _border_id: str, request_id: str) -> None:
    night = border.night
    reason = UnmetReason.NO_CAPACITY
    end_unmet(night.context, night.coordinator, request_id=request_id, reason=reason, now=night.now)


class TestNothingRemains:
    @pytest.mark.parametrize("end", [rejected, withdrawn, refused, expired, placed_at_home, ended])
    def test_when_a_question_is_over_the_country_that_was_asked_sees_a_count_alone(
        self, border: Border, end: Callable[[Border, str, str], None]
    ) -> None:
        """Seen red for each with its state among those that are shown, and for the clock with the time left out."""
        night = border.night
        request_id = night.request(columns={"arrives_at": night.now + timedelta(days=1)})
        border_id = border.ask(request_id)
        end(border, border_id, request_id)
        found = find_first_looks(night.context, border.contact)
        assert (found.waiting, found.number_over) == ((), 1)
        with pytest.raises((NotFound, QuestionOver)):
            accept_from_abroad(night.context, border.contact, border_id=border_id, now=night.now)

    def test_a_question_expires_by_the_databases_clock_and_its_row_follows_once(self, border: Border) -> None:
        night = border.night
        request_id = night.request(columns={"arrives_at": night.now + timedelta(days=1)})
        border.ask(request_id)
        night.clock.forward(ANSWER_WITHIN)
        assert border.asked(request_id).state is BorderState.EXPIRED
        assert list_asked_by_desk(night.context, night.coordinator) == ()
        assert [expire_asked(night.context, now=night.now) for _ in range(2)] == [1, 0]
        assert len(acts(night, Action.ASKING_EXPIRED)) == 1
        border.ask(request_id)

    def test_a_new_question_after_one_that_has_passed_needs_no_scheduler(self, border: Border) -> None:
        night = border.night
        request_id = night.request(columns={"arrives_at": night.now + timedelta(days=1)})
        border.ask(request_id)
        night.clock.forward(ANSWER_WITHIN)
        border.ask(request_id)
        assert len(acts(night, Action.ASKING_EXPIRED)) == 1


class TestTheSurvivorDecides:
    def test_what_she_refuses_while_a_country_is_asked_is_not_suggested_again(self, border: Border) -> None:
        """Seen red with the refused questions left out of the refused houses."""
        night = border.night
        request_id = night.request()
        refused(border, border.ask(request_id), request_id)
        assert border.asked(request_id).reason is DeclinedSurvivor.TOO_FAR
        assert night.suggest(request_id).suggestions_abroad == ()
        assert night.request_state(request_id) is RequestState.OPEN

    def test_what_is_withdrawn_without_her_word_is_suggested_again(self, border: Border) -> None:
        request_id = border.night.request()
        withdrawn(border, border.ask(request_id), request_id)
        assert border.suggestion(request_id).country == "BE"

    def test_a_house_that_declines_opens_the_request_again(self, border: Border) -> None:
        night = border.night
        request_id = night.request()
        offer_id = border.offer(request_id)
        reason = DeclinedHouse.FUNDING
        decline_offer(night.context, border.manager, offer_id=offer_id, reason=reason, now=night.now)
        assert night.request_state(request_id) is RequestState.OPEN
        assert night.offer_state(offer_id) is OfferState.DECLINED_HOUSE


def test_who_is_overdue_from_abroad_is_seen_by_the_desk_by_code_and_by_the_contact_there_by_alias(
    border: Border,
) -> None:
    """Not by the coordinators there. Seen red with the contact's condition left out."""
    night = border.night
    request_id = night.request()
    border.reservation(request_id)
    night.clock.forward(timedelta(hours=15))
    (here,) = list_overdue(night.context, night.coordinator, country="NL")
    (there,) = list_overdue(night.context, border.contact, country="BE")
    assert (here.case_code, here.house_code) == (night.case_code(request_id), border.house.code)
    assert there.case_code != here.case_code
    assert list_overdue(night.context, border.there.coordinator, country="BE") == ()
