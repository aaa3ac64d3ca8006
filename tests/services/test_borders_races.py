"""Questions across a border are asked and answered once, however many do it at once, on both databases.

Seen red, on PostgreSQL, with the lock of the request left out. On SQLite transactions that write follow each other anyway.
"""

from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import func, select

from safehouse.domain.codes import BorderState, OfferState
from safehouse.domain.errors import AskedAlready
from safehouse.models.offers import Offer
from safehouse.services.borders import accept_from_abroad, answering, ask_abroad, asking, withdraw_asking
from safehouse.services.offers.judging import judge_again
from tests.rows import a_coordinator, a_national_contact
from tests.services.abroad import Border, a_border
from tests.services.night import Night
from tests.services.racing import meet, meet_after_judging, race, winners


@pytest.fixture
def border(night: Night) -> Border:
    return a_border(night)


def number_of_offers(night: Night) -> int:
    with night.context.store.reading() as session:
        return session.exec(select(func.count()).select_from(Offer)).one()


def test_two_colleagues_who_ask_one_country_at_once_ask_it_once(
    border: Border, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = border.night
    meeting = Barrier(2)

    def meet_and_judge(*args: Any, **kwargs: Any) -> object:  # noqa: ANN401  # It passes everything on.
        meet(meeting)
        return judge_again(*args, **kwargs)

    monkeypatch.setattr(asking, "judge_again", meet_and_judge)
    suggestion_id = border.suggestion(night.request()).suggestion_id
    asked = [
        partial(ask_abroad, night.context, actor, suggestion_id=suggestion_id, now=night.now)
        for actor in (night.coordinator, a_coordinator(night.context, "NL"))
    ]
    outcomes = race(*asked)
    assert len(winners(outcomes)) == 1
    assert [type(outcome) for outcome in outcomes if outcome not in winners(outcomes)] == [AskedAlready]
    assert len(border.first_looks()) == 1


def test_two_contacts_who_accept_at_once_make_one_offer(border: Border, monkeypatch: pytest.MonkeyPatch) -> None:
    night = border.night
    border_id = border.ask(night.request())
    meet_after_judging(monkeypatch, 2)
    accepted = [
        partial(accept_from_abroad, night.context, actor, border_id=border_id, now=night.now)
        for actor in (border.contact, a_national_contact(night.context, "BE"))
    ]
    assert len(winners(race(*accepted))) == 1
    assert number_of_offers(night) == 1


def test_a_question_that_is_taken_back_while_it_is_accepted_is_one_or_the_other(
    border: Border, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = border.night
    request_id = night.request()
    border_id = border.ask(request_id)
    meeting = Barrier(2)
    for module in (asking, answering):
        monkeypatch.setattr(module, "record_border_deed", _meeting(meeting, module.record_border_deed))
    outcomes = race(
        partial(accept_from_abroad, night.context, border.contact, border_id=border_id, now=night.now),
        partial(withdraw_asking, night.context, night.coordinator, border_id=border_id, now=night.now),
    )
    assert len(winners(outcomes)) == 1
    with night.context.store.reading() as session:
        pending = session.exec(select(func.count()).select_from(Offer).where(Offer.state == OfferState.PENDING)).one()
    is_accepted = border.asked(request_id).state is BorderState.ACCEPTED
    assert pending == (1 if is_accepted else 0)


def _meeting(meeting: Barrier, deed: Any) -> Any:  # noqa: ANN401  # Whatever it is, with a meeting before it.
    def meet_first(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # It passes everything on.
        meet(meeting)
        return deed(*args, **kwargs)

    return meet_first
