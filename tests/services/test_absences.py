"""Somebody is away: who is told, who sees it, that nothing takes the place away, and that its times are true."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlmodel import col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import ClaimState, DeskGroup, MailKind, MoveOn, RequestState, Role
from safehouse.domain.errors import InvalidInput, NotFound, Problem
from safehouse.models.accounts import Account
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.models.mail import OutboxMessage
from safehouse.services import stays
from safehouse.services.capacity import report_nothing_changed
from safehouse.services.evacuations import ask_for_evacuation, get_evacuation
from safehouse.services.evacuations.computing import compute_evacuation
from safehouse.services.mail import SENTENCE, SUBJECT
from safehouse.services.offers import (
    AbsenceLine,
    expire_overdue_holds,
    list_absences,
    list_house_offers,
    list_unsafe_houses,
)
from safehouse.services.requests import DeskLine, list_desk
from safehouse.services.stays import check_out, record_absence, record_return
from safehouse.services.true_times import true_time
from tests.rows import HouseRows, a_coordinator, a_manager, a_national_contact
from tests.services.drafts import problems_of
from tests.services.night import Night
from tests.services.racing import meet, race, winners
from tests.services.test_mail import address_of, send, with_settings
from tests.support.mailbox import Mailbox, open_mailbox

HOUR = timedelta(hours=1)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as opened:
        yield opened


@pytest.fixture
def posting(night: Night, mailbox: Mailbox) -> Night:
    """The night with a mail server."""
    return with_settings(night, mail=mailbox.server)


def away(night: Night, house: HouseRows) -> str:
    """The id of a stay whose people have just been missed by their house."""
    stay_id = night.stay(night.request(), house)
    go(night, stay_id, house)
    return stay_id


def go(night: Night, stay_id: str, house: HouseRows, absent_since: datetime | None = None) -> None:
    manager = night.manager(house)
    record_absence(night.context, manager, stay_id=stay_id, now=night.now, absent_since=absent_since)


def come_back(night: Night, stay_id: str, house: HouseRows, returned_at: datetime | None = None) -> None:
    record_return(night.context, night.manager(house), stay_id=stay_id, now=night.now, returned_at=returned_at)


def leave(
    night: Night, stay_id: str, house: HouseRows, move_on: MoveOn = MoveOn.OWN_HOME, happened_at: datetime | None = None
) -> None:
    manager = night.manager(house)
    check_out(night.context, manager, stay_id=stay_id, move_on=move_on, now=night.now, happened_at=happened_at)


def absences(night: Night, actor: Actor) -> tuple[AbsenceLine, ...]:
    return list_absences(night.context, actor, country="NL")


def lines(night: Night) -> tuple[DeskLine, ...]:
    return list_desk(night.context, night.coordinator)


def claims_of_stay(night: Night, stay_id: str) -> set[ClaimState]:
    with night.context.store.reading() as session:
        offer_id = session.get_one(Stay, stay_id).offer_id
    return night.claim_states(offer_id)


def told(night: Night) -> list[str]:
    """The addresses that have a message about an absence."""
    with night.context.store.reading() as session:
        messages = select(Account.email).join(OutboxMessage, col(OutboxMessage.account_id) == Account.id)
        return sorted(session.exec(messages.where(OutboxMessage.kind == MailKind.ABSENCE)))


def refused(deed: partial[None]) -> dict[str, Problem]:
    """What is wrong with the time, by field."""
    with pytest.raises(InvalidInput) as refusal:
        deed()
    return problems_of(refusal.value)


class TestTold:
    def test_the_desk_and_the_national_contact_are_told_and_nobody_else(self, posting: Night, mailbox: Mailbox) -> None:
        """By the sentence that every message is. Seen red with each of the two left out."""
        house = posting.house(1)
        colleague = a_coordinator(posting.context)
        a_coordinator(posting.context, "DE")
        a_national_contact(posting.context, "DE")
        stay_id = posting.stay(posting.request(), house)
        send(posting)
        mailbox.mails.clear()
        go(posting, stay_id, house)
        send(posting)
        actors = (posting.coordinator, colleague, posting.desk.national_contact)
        assert mailbox.recipients == sorted(address_of(posting, actor.account_id) for actor in actors)
        assert {mail.form for mail in mailbox.mails} == {(SUBJECT, f"{SENTENCE}\r\n")}

    def test_whoever_enters_it_knows_already(self, night: Night) -> None:
        stay_id = night.stay(night.request(), night.house(1))
        record_absence(night.context, night.coordinator, stay_id=stay_id, now=night.now, by_telephone=True)
        assert told(night) == [address_of(night, night.desk.national_contact.account_id)]

    def test_an_account_that_cannot_log_in_is_not_told(self, night: Night) -> None:
        with night.context.store.transaction() as session:
            session.get_one(Account, night.coordinator.account_id).disabled_at = night.now
        house = night.house(1)
        away(night, house)
        assert address_of(night, night.coordinator.account_id) not in told(night)

    @pytest.mark.parametrize("end", [come_back, leave])
    def test_nobody_is_told_of_an_absence_that_is_over(
        self, posting: Night, mailbox: Mailbox, end: Callable[[Night, str, HouseRows], None]
    ) -> None:
        """Seen red with the rule for absences left out of what is dropped."""
        house = posting.house(1)
        stay_id = away(posting, house)
        end(posting, stay_id, house)
        assert (send(posting), mailbox.recipients) == (0, [])

    def test_each_absence_is_told_and_only_the_one_that_lasts(self, posting: Night, mailbox: Mailbox) -> None:
        """Seen red with the message about the stay in place of the absence."""
        house = posting.house(1)
        stay_id = away(posting, house)
        come_back(posting, stay_id, house)
        go(posting, stay_id, house)
        assert len(told(posting)) == 4
        send(posting)
        assert len(mailbox.mails) == 2


class TestSeen:
    def test_who_is_missed_stands_above_all_but_those_in_danger(self, night: Night) -> None:
        house, unsafe = night.house(1), night.house(1)
        in_danger, waiting = night.request(), night.request()
        night.reservation(in_danger, unsafe)
        stay_id = away(night, house)
        night.compromise(unsafe)
        groups = [line.group for line in lines(night)]
        assert groups == [DeskGroup.NOT_SAFE, DeskGroup.AWAY, DeskGroup.YOU]
        assert lines(night)[-1].request_id == waiting
        seen = lines(night)[1].away
        assert seen is not None
        assert (seen.house_code, seen.since, seen.role) == (house.code, night.now, None)
        come_back(night, stay_id, house)
        assert [line.group for line in lines(night)] == [DeskGroup.NOT_SAFE, DeskGroup.YOU]

    def test_it_is_said_in_which_role_it_was_entered_by_telephone(self, night: Night) -> None:
        house = night.house(1)
        stay_id = away(night, house)
        come_back(night, stay_id, house)
        contact = night.desk.national_contact
        record_absence(night.context, contact, stay_id=stay_id, now=night.now, by_telephone=True)
        [line] = absences(night, night.coordinator)
        assert line.absence_role is Role.NATIONAL_CONTACT
        [offer] = list_house_offers(night.context, night.manager(house), house_id=house.id)
        assert offer.stay is not None
        assert offer.stay.absence_role is Role.NATIONAL_CONTACT

    def test_desk_and_national_contact_see_who_is_away_by_house_and_case_code(self, night: Night) -> None:
        first, second = night.house(1), night.house(1)
        away(night, first)
        night.clock.forward(HOUR)
        stay_id = away(night, second)
        for actor in (night.coordinator, night.desk.national_contact):
            assert [line.house_code for line in absences(night, actor)] == [first.code, second.code]
            assert all(line.case_code for line in absences(night, actor))
        night.clock.forward(24 * HOUR)
        leave(night, stay_id, second)
        assert [line.house_code for line in absences(night, night.coordinator)] == [first.code]

    def test_nobody_of_another_country_or_of_a_house_sees_who_is_away(self, night: Night) -> None:
        house = night.house(1)
        away(night, house)
        strangers = (a_coordinator(night.context, "DE"), a_national_contact(night.context, "DE"))
        for stranger in (*strangers, a_manager(night.context, house.id)):
            with pytest.raises(NotFound):
                absences(night, stranger)
        assert list_desk(night.context, strangers[0]) == ()

    def test_of_another_countrys_request_the_national_contact_alone_sees_that_it_is_missed(self, night: Night) -> None:
        """Without its code. Seen red with the coordinator let in, and with the code shown."""
        house = night.house(1)
        stay_id = away(night, house)
        [own] = absences(night, night.desk.national_contact)
        with night.context.store.transaction() as session:
            session.get_one(House, session.get_one(Stay, stay_id).house_id).country = "DE"
        desk, contact = a_coordinator(night.context, "DE"), a_national_contact(night.context, "DE")
        assert list_absences(night.context, desk, country="DE") == ()
        [line] = list_absences(night.context, contact, country="DE")
        assert line.house_code == house.code
        assert line.case_code != own.case_code
        assert [line.away is not None for line in lines(night)] == [True]

    def test_a_house_that_must_be_left_names_who_is_away(self, night: Night) -> None:
        house = night.house(1)
        away(night, house)
        night.compromise(house)
        contact = night.desk.national_contact
        [unsafe] = list_unsafe_houses(night.context, contact)
        assert [household.absent_since for household in unsafe.households] == [night.now]
        job_id = ask_for_evacuation(night.context, contact, house_id=house.id, now=night.now)
        compute_evacuation(night.context, job_id=job_id, now=night.now)
        [move] = get_evacuation(night.context, contact, house_id=house.id).moves
        assert (move.is_there, move.absent_since) == (True, night.now)


class TestFrozen:
    def test_no_report_clock_or_evacuation_ends_the_place_of_who_is_away(self, night: Night) -> None:
        house = night.house(1)
        stay_id = away(night, house)
        report_nothing_changed(night.context, night.manager(house), house_id=house.id, now=night.now)
        night.clock.forward(timedelta(days=30))
        expire_overdue_holds(night.context, now=night.now)
        night.compromise(house)
        job_id = ask_for_evacuation(night.context, night.desk.national_contact, house_id=house.id, now=night.now)
        compute_evacuation(night.context, job_id=job_id, now=night.now)
        assert claims_of_stay(night, stay_id) == {ClaimState.OCCUPIED}

    def test_who_has_just_been_missed_is_not_checked_out_to_an_unknown_place(self, night: Night) -> None:
        """By nobody, before 24 hours have passed by the database's clock. Seen red with the check left out."""
        house = night.house(1)
        stay_id = away(night, house)
        night.clock.forward(24 * HOUR - timedelta(seconds=1))
        to_nowhere = partial(check_out, night.context, stay_id=stay_id, move_on=MoveOn.UNKNOWN, now=night.now + HOUR)
        by_house = partial(to_nowhere, night.manager(house))
        for deed in (by_house, partial(to_nowhere, night.coordinator, by_telephone=True)):
            assert refused(deed) == {"move_on": Problem.AWAY_TOO_SHORT}
        assert claims_of_stay(night, stay_id) == {ClaimState.OCCUPIED}
        night.clock.forward(timedelta(seconds=1))
        leave(night, stay_id, house, MoveOn.UNKNOWN)
        assert claims_of_stay(night, stay_id) == {ClaimState.ENDED}

    @pytest.mark.parametrize("move_on", [MoveOn.HOSPITAL, MoveOn.RETURNED_TO_EXPLOITATION])
    def test_where_she_went_can_be_said_at_once(self, night: Night, move_on: MoveOn) -> None:
        house = night.house(1)
        stay_id = away(night, house)
        leave(night, stay_id, house, move_on)
        assert claims_of_stay(night, stay_id) == {ClaimState.ENDED}

    def test_who_is_there_is_checked_out_to_an_unknown_place_at_once(self, night: Night) -> None:
        house = night.house(1)
        stay_id = away(night, house)
        come_back(night, stay_id, house)
        leave(night, stay_id, house, MoveOn.UNKNOWN)
        assert claims_of_stay(night, stay_id) == {ClaimState.ENDED}

    def test_of_an_absence_and_a_check_out_at_the_same_moment_one_waits_for_the_other(
        self, night: Night, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The one that comes second is judged anew, and refused. Seen red on PostgreSQL without the house lock: both happened."""
        house = night.house(1)
        request_id = night.request()
        stay_id = night.stay(request_id, house)
        meeting = Barrier(2)

        def meet_and_tell(*args: object, **kwargs: object) -> datetime:
            meet(meeting)
            return true_time(*args, **kwargs)  # type: ignore[arg-type]  # It passes everything on.

        monkeypatch.setattr(stays, "true_time", meet_and_tell)
        outcomes = race(partial(go, night, stay_id, house), partial(leave, night, stay_id, house, MoveOn.UNKNOWN))
        assert len(winners(outcomes)) == 1
        is_away = bool(absences(night, night.coordinator))
        assert is_away is (night.request_state(request_id) is RequestState.CHECKED_IN)


class TestTrueTimes:
    def test_an_absence_and_a_return_have_their_true_time(self, night: Night) -> None:
        house = night.house(1)
        stay_id = night.stay(night.request(), house)
        came_at = night.now
        night.clock.forward(6 * HOUR)
        go(night, stay_id, house, came_at + HOUR)
        [line] = absences(night, night.coordinator)
        assert line.absent_since == came_at + HOUR
        come_back(night, stay_id, house, came_at + 2 * HOUR)
        with night.context.store.reading() as session:
            stay = session.get_one(Stay, stay_id)
            assert (stay.absent_since, stay.absence_id, stay.returned_at) == (None, None, came_at + 2 * HOUR)

    def test_they_hide_nothing_that_is_newer(self, night: Night) -> None:
        """Seen red with each of the three facts left out: that they came, went away and came back."""
        house = night.house(1)
        stay_id = night.stay(night.request(), house)
        came_at = night.now
        night.clock.forward(6 * HOUR)
        newer = {"absent_since": Problem.BEFORE_NEWER_FACT}
        assert refused(partial(go, night, stay_id, house, came_at - HOUR)) == newer
        go(night, stay_id, house, came_at + HOUR)
        too_early = partial(come_back, night, stay_id, house, came_at + HOUR - timedelta(minutes=1))
        assert refused(too_early) == {"returned_at": Problem.BEFORE_NEWER_FACT}
        come_back(night, stay_id, house, came_at + 3 * HOUR)
        assert refused(partial(go, night, stay_id, house, came_at + 2 * HOUR)) == newer
        gone = partial(leave, night, stay_id, house, happened_at=came_at + 2 * HOUR)
        assert refused(gone) == {"happened_at": Problem.BEFORE_NEWER_FACT}

    @pytest.mark.parametrize(("ago", "problem"), [(-HOUR, Problem.IN_THE_FUTURE), (49 * HOUR, Problem.TOO_LONG_AGO)])
    def test_they_are_neither_to_come_nor_long_ago(self, night: Night, ago: timedelta, problem: Problem) -> None:
        house = night.house(1)
        stay_id = night.stay(night.request(), house)
        night.clock.forward(72 * HOUR)
        assert refused(partial(go, night, stay_id, house, night.now - ago)) == {"absent_since": problem}
        go(night, stay_id, house)
        night.clock.forward(72 * HOUR)
        assert refused(partial(come_back, night, stay_id, house, night.now - ago)) == {"returned_at": problem}
