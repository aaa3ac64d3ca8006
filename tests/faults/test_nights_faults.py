"""Faults of jobs, plans, outbox and summaries; each makes the named test fail."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from safehouse.domain.codes import Level, MailKind
from safehouse.domain.spans import Span
from safehouse.models.jobs import Job
from safehouse.models.requests import Request
from safehouse.models.summaries import SummaryFigures
from safehouse.services.jobs import Ticket
from safehouse.services.summaries.figures import Figures, as_levels, from_document
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

SERVICES = "safehouse.services"
JOBS = "tests/services/test_jobs.py"
MAIL = "tests/services/test_mail.py"
PLANS = "tests/services/test_plans.py"
NIGHTS = "tests/services/test_summaries_nights.py"
SCOPE = "tests/services/test_summaries_scope.py"
SUMMARIES = "tests/services/test_summaries.py"


def _whosoever_ticket(_: AnyFunction) -> Callable[[Session, Ticket], Job]:
    return lambda session, ticket: session.get_one(Job, ticket.job_id)


def _whole_environment(_: AnyFunction) -> Callable[[], Mapping[str, str]]:
    return lambda: os.environ


def _says_what_it_is(body_of: AnyFunction) -> Callable[[MailKind, str], str]:
    return lambda kind, url: f"{kind}: {body_of(kind, url)}"


def _groups_of_any_size(_: AnyFunction) -> Callable[[SummaryFigures], Figures[Level]]:
    return lambda row: as_levels(from_document(row.figures))


def _days_of_utc(_: AnyFunction) -> Callable[[date, ZoneInfo], Span]:
    def business_day(day: date, _zone: ZoneInfo) -> Span:
        midnight = datetime.combine(day, time.min, tzinfo=UTC)
        return Span(midnight, midnight + timedelta(days=1))

    return business_day


def _due_by_utc(_: AnyFunction) -> Callable[[date, ZoneInfo], datetime]:
    return lambda day, _zone: datetime.combine(day + timedelta(days=1), time(2, 30), tzinfo=UTC)


def _everybody_waits(_: AnyFunction) -> Callable[[Session, str], tuple[Request, ...]]:
    return lambda session, _country: tuple(session.exec(select(Request)))


FAULTS = (
    Fault(
        "a dead process is heard",
        f"{SERVICES}.jobs._own_job",
        _whosoever_ticket,
        f"{JOBS}::test_the_job_of_a_silent_process_is_claimed_again_and_its_last_words_are_refused[sqlite]",
    ),
    Fault(
        "woken for nothing",
        f"{SERVICES}.mail.sending._drop_pointless",
        always(None),
        f"{MAIL}::TestWaking::test_nobody_is_woken_when_the_time_to_answer_has_passed[sqlite]",
    ),
    Fault(
        "a mail that says what it is about",
        f"{SERVICES}.mail.texts.body_of",
        _says_what_it_is,
        f"{MAIL}::TestWhatMessagesSay::test_all_offer_messages_are_alike_and_say_nothing[sqlite]",
    ),
    Fault(
        "the gateway gets the master key",
        f"{SERVICES}.mail.carriers._environment_without_secrets",
        _whole_environment,
        f"{MAIL}::TestWakeCommand::"
        "test_the_command_gets_the_text_on_standard_input_and_the_number_in_its_environment[sqlite]",
    ),
    Fault(
        "a plan that is never out of date",
        f"{SERVICES}.plans.seen.fingerprint",
        always("the same"),
        f"{PLANS}::TestStaleness::test_a_new_request_and_an_offer_make_a_plan_stale[sqlite]",
    ),
    Fault(
        "a plan for everybody anywhere",
        f"{SERVICES}.plans.seen.waiting_requests",
        _everybody_waits,
        f"{PLANS}::TestThePlan::test_it_is_about_those_who_wait_in_the_country_and_its_houses_only[sqlite]",
    ),
    Fault(
        "levels of single houses",
        f"{SERVICES}.summaries.viewing._levels",
        _groups_of_any_size,
        f"{SCOPE}::test_a_country_of_fewer_than_three_houses_is_not_shown_elsewhere[sqlite]",
    ),
    Fault(
        "everybody may read",
        f"{SERVICES}.summaries.viewing._refuse_strangers",
        always(None),
        f"{SCOPE}::test_administrators_and_auditors_find_no_summaries[sqlite-auditor]",
    ),
    Fault(
        "days of UTC",
        "safehouse.domain.spans.business_day",
        _days_of_utc,
        f"{SUMMARIES}::TestEvents::test_a_day_ends_at_midnight_by_the_clock_of_the_service[sqlite]",
    ),
    Fault(
        "nights of UTC",
        f"{SERVICES}.summaries.nights.due_at",
        _due_by_utc,
        f"{NIGHTS}::test_a_night_is_due_at_half_past_two[sqlite]",
    ),
)


def test_every_fault_of_the_nights_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
