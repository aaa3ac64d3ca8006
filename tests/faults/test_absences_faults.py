"""Faults of absences; each makes the named test fail."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import true
from sqlmodel import Session

from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

SERVICES = "safehouse.services"
TESTS = "tests/services/test_absences.py"


def _told_as(**wrong: str) -> Callable[[AnyFunction], AnyFunction]:
    """The messages go to the desk, or the contact, of another country."""

    def spoil(enqueue: AnyFunction) -> AnyFunction:
        return lambda *args, **kwargs: enqueue(*args, **{**kwargs, **wrong})

    return spoil


def _about_the_stay(enqueue: AnyFunction) -> AnyFunction:
    """The message names what is the same for every absence."""
    return lambda session, **kwargs: enqueue(session, **{**kwargs, "absence_id": "the stay"})


def _without_lock(_: AnyFunction) -> Callable[[Session, str], None]:
    return lambda session, _house_id: session.expire_all()


def _without_older_facts(right: AnyFunction) -> AnyFunction:
    def spoilt(*args: Any, **kwargs: Any) -> object:  # noqa: ANN401  # It passes everything on.
        return right(*args, **{**kwargs, "not_before": None})

    return spoilt


FAULTS = (
    Fault(
        "nobody is told",
        f"{SERVICES}.mail.outbox.enqueue_absence_messages",
        always(None),
        f"{TESTS}::TestTold::test_whoever_enters_it_knows_already[sqlite]",
    ),
    Fault(
        "the contact of another country is told",
        f"{SERVICES}.mail.outbox.enqueue_absence_messages",
        _told_as(house_country="DE"),
        f"{TESTS}::TestTold::test_the_desk_and_the_national_contact_are_told_and_nobody_else[sqlite]",
    ),
    Fault(
        "the desk of another country is told",
        f"{SERVICES}.mail.outbox.enqueue_absence_messages",
        _told_as(desk_country="DE"),
        f"{TESTS}::TestTold::test_the_desk_and_the_national_contact_are_told_and_nobody_else[sqlite]",
    ),
    Fault(
        "one message for every absence of a stay",
        f"{SERVICES}.mail.outbox.enqueue_absence_messages",
        _about_the_stay,
        f"{TESTS}::TestTold::test_each_absence_is_told_and_only_the_one_that_lasts[sqlite]",
    ),
    Fault(
        "those who have left are missed for ever",
        f"{SERVICES}.absences.is_away",
        always((true(),)),
        f"{TESTS}::TestTold::test_nobody_is_told_of_an_absence_that_is_over[sqlite-leave]",
    ),
    Fault(
        "a bed is given away by not knowing where she is",
        f"{SERVICES}.stays._refuse_unknown_so_soon",
        always(None),
        f"{TESTS}::TestFrozen::test_who_has_just_been_missed_is_not_checked_out_to_an_unknown_place[sqlite]",
    ),
    Fault(
        "an absence older than a newer fact",
        f"{SERVICES}.true_times.true_time",
        _without_older_facts,
        f"{TESTS}::TestTrueTimes::test_they_hide_nothing_that_is_newer[sqlite]",
    ),
    Fault(
        "no house lock, an absence and a check-out at once",
        f"{SERVICES}.db.lock_house",
        _without_lock,
        f"{TESTS}::TestFrozen::test_of_an_absence_and_a_check_out_at_the_same_moment_one_waits_for_the_other[postgres]",
    ),
)


def test_every_fault_of_absences_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
