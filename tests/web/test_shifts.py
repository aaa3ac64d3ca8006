"""The pages of a change of shift: whose turn it is, handing over, taking over, and being told of it."""

from collections.abc import Callable, Sequence

import pytest

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Role
from safehouse.models.accounts import Account
from safehouse.services.context import Context
from safehouse.services.requests import list_desk
from tests.rows import a_coordinator, an_account
from tests.services.night import Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def colleague(context: Context) -> Actor:
    return an_account(context, Grant(Role.COORDINATOR, "NL", None), label="Sam Jansen")


def page_of(visitor: Visitor, path: str = "/desk") -> str:
    return text_of(visitor.get(path).text)


def owned_by(night: Night, actor: Actor) -> set[str]:
    return {
        line.request_id for line in list_desk(night.context, night.coordinator) if line.owner_id == actor.account_id
    }


def hand_over(visitor: Visitor, to: Actor, request_ids: Sequence[str], reason: str = "shift_change") -> tuple[int, str]:
    """The status and the page of what was answered."""
    fields = {"request_ids": list(request_ids), "account_id": to.account_id, "reason": reason}
    answer = visitor.post("/desk/hand-over", fields)
    return answer.status_code, text_of(answer.text)


def test_the_desk_says_whose_turn_it_is_since_when_and_until_when(
    night: Night, colleague: Actor, visitor_as: VisitorAs
) -> None:
    house = night.house(2)
    night.request()
    night.request(columns={"owner_id": colleague.account_id})
    night.offer(night.request(), house)
    page = page_of(visitor_as(night.coordinator))
    groups = ["Waits for you (1)", "Waits for a house (1)", "Waits for a colleague (1)"]
    assert sorted(groups, key=page.index) == groups
    assert "Waits for Sam Jansen: suggest a house." in page
    since, until = "Waits since Tue 24 Nov, 02:00 CET ( just now )", "Tue 24 Nov, 04:00 CET ( in 2 hours )"
    assert f"{since}. A house is needed by {until}. Nothing happens by itself." in page


def test_everything_of_ones_own_is_ticked_and_goes_to_the_colleague_who_is_told_until_it_is_opened(
    night: Night, colleague: Actor, visitor_as: VisitorAs
) -> None:
    one, other = night.request(), night.request()
    leaving, coming = visitor_as(night.coordinator), visitor_as(colleague)
    form = leaving.get("/desk/hand-over").text
    assert form.count("checked") == 3, "two requests and the reason"
    assert hand_over(leaving, colleague, (one, other))[0] == 303
    assert "Your shift is handed over." in page_of(leaving)
    told = (
        "Passed on to you by Coordinator NL (placement coordinator) at Tue 24 Nov, 02:00 CET , reason: change of shift."
    )
    assert page_of(coming).count(told) == 2
    assert told in page_of(coming, f"/requests/{one}")
    assert told not in page_of(leaving, f"/requests/{one}")
    assert coming.post(f"/requests/{one}/open").status_code == 303
    assert told not in page_of(coming, f"/requests/{one}")
    assert page_of(coming).count(told) == 1


def test_what_is_missing_is_said_and_what_was_ticked_is_kept(
    night: Night, colleague: Actor, visitor_as: VisitorAs
) -> None:
    request_id = night.request()
    visitor = visitor_as(night.coordinator)
    status, page = hand_over(visitor, colleague, ())
    assert (status, "Requests: Please answer this." in page) == (422, True)
    refused = visitor.post("/desk/hand-over", {"request_ids": request_id, "reason": "shift_change"})
    assert refused.status_code == 422
    assert "Colleague: Please answer this." in text_of(refused.text)
    assert refused.text.count("checked") == 2
    assert owned_by(night, night.coordinator) == {request_id}


def test_the_second_of_two_reads_a_clear_sentence_and_what_is_still_theirs(
    night: Night, context: Context, colleague: Actor, visitor_as: VisitorAs
) -> None:
    """Seen red without the owner that the form names."""
    taken, left = night.request(), night.request()
    first, second = visitor_as(colleague), visitor_as(a_coordinator(context))
    address = f"/desk/colleagues/{night.coordinator.account_id}"
    ticked = {"request_ids": [taken, left], "reason": "owner_away"}
    assert first.post(address, {**ticked, "request_ids": taken}).status_code == 303
    answer = second.post(address, ticked)
    sentence = "Somebody else changed whose request it is while the page was open. Nothing was changed. Look again."
    assert (answer.status_code, sentence in text_of(answer.text)) == (409, True)
    assert night.case_code(left) in answer.text
    assert night.case_code(taken) not in answer.text
    single = second.post(
        f"/requests/{taken}/take-over",
        {"owner_id": night.coordinator.account_id, "owner_reason": "cannot_wait"},
    )
    assert (single.status_code, sentence in text_of(single.text)) == (409, True)
    assert owned_by(night, colleague) == {taken}


def test_what_nobody_answers_for_stands_first_and_is_taken_over(
    night: Night, colleague: Actor, visitor_as: VisitorAs
) -> None:
    theirs, own = night.request(), night.request(columns={"owner_id": colleague.account_id})
    with night.context.store.transaction() as session:
        session.get_one(Account, night.coordinator.account_id).disabled_at = night.now
    visitor = visitor_as(colleague)
    page = page_of(visitor)
    assert page.index(night.case_code(theirs)) < page.index(night.case_code(own))
    assert "Nobody’s: take it over (1)" in page
    assert "Its owner no longer works at this desk." in page
    address = f"/desk/colleagues/{night.coordinator.account_id}"
    assert "Take over from Coordinator NL" in page_of(visitor, address)
    assert visitor.post(address, {"request_ids": theirs, "reason": "owner_away"}).status_code == 303
    assert "Nobody’s" not in page_of(visitor)
    assert owned_by(night, colleague) == {theirs, own}


def test_pages_without_anything_to_choose_say_so(night: Night, context: Context, visitor_as: VisitorAs) -> None:
    visitor = visitor_as(night.coordinator)
    assert "Hand over my shift" not in page_of(visitor)
    assert "Nothing on the desk is yours." in page_of(visitor, "/desk/hand-over")
    night.request()
    assert "Hand over my shift" in page_of(visitor)
    assert "Nobody else works at your desk." in page_of(visitor, "/desk/hand-over")
    foreign = a_coordinator(context, "BE")
    assert "Nothing on the desk is theirs any more." in page_of(visitor, f"/desk/colleagues/{foreign.account_id}")
    assert foreign.label not in page_of(visitor, f"/desk/colleagues/{foreign.account_id}")


def test_who_works_at_two_desks_sees_which_desks_a_colleague_has(
    context: Context, clock: Clock, visitor_as: VisitorAs
) -> None:
    night = a_night(context, clock, "BE")
    both = an_account(context, Grant(Role.COORDINATOR, "NL", None), Grant(Role.COORDINATOR, "BE", None))
    night.request(columns={"owner_id": both.account_id})
    assert "Coordinator BE (BE)" in page_of(visitor_as(both), "/desk/hand-over")
