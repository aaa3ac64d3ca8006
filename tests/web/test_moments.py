"""Moments as people read them, and forms that come back as they were sent."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.web.forms import Form
from safehouse.web.moments import ago, clock, day, local_input, moment
from tests.support.stores import NOW

BRUSSELS = ZoneInfo("Europe/Brussels")


def words_of(element: str) -> str:
    return re.sub(r"<[^>]*>", "", element).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("show", "at", "words"),
    [
        (moment, NOW, "Tue 24 Nov, 02:00 CET"),
        (moment, datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "Thu 2 Jul, 00:30 CEST"),
        (clock, NOW, "02:00"),
        (ago, NOW, "just now"),
        (ago, NOW - timedelta(hours=3), "3 hours ago"),
        (ago, NOW + timedelta(minutes=20), "in 20 minutes"),
    ],
)
def test_a_moment_is_read_in_local_time(app: Flask, show: Callable[[datetime], str], at: datetime, words: str) -> None:
    with app.test_request_context():
        assert words_of(show(at)) == words


def test_both_hours_of_the_night_in_which_clocks_go_back_can_be_told_apart(app: Flask) -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with app.test_request_context():
        assert words_of(moment(first)) == "Sun 25 Oct, 02:30 CEST"
        assert words_of(moment(first + timedelta(hours=1))) == "Sun 25 Oct, 02:30 CET"


def test_a_moment_fills_an_input_in_local_time(app: Flask) -> None:
    with app.test_request_context():
        assert local_input("arrives_at", NOW) == {"arrives_at": "2026-11-24T02:00"}


@pytest.mark.parametrize("hours", [0, 1])
def test_a_moment_of_an_hour_that_comes_twice_fills_an_input_that_is_read_as_the_same_moment(
    app: Flask, hours: int
) -> None:
    """Seen red with the second hour, while of two hours the first was always read."""
    at = datetime(2026, 10, 25, hours, 30, tzinfo=UTC)
    with app.test_request_context():
        form = Form.filled(**local_input("arrives_at", at))
        assert form.moment("arrives_at", BRUSSELS) == at


def test_of_an_hour_that_comes_twice_must_be_said_which_one() -> None:
    """Seen red: it was taken for the first."""
    for said in ({}, {"at-fold": ""}, {"at-fold": "2"}):
        with pytest.raises(InvalidInput) as refusal:
            Form.filled(at="2026-10-25T02:30", **said).moment("at", BRUSSELS)
        assert refusal.value.problems == (FieldProblem("at", Problem.COMES_TWICE),)


def test_of_an_hour_that_comes_once_is_not_asked_which_one() -> None:
    for fold in ("", "0", "1"):
        form = Form.filled(**{"at": "2026-10-25T03:30", "at-fold": fold})
        assert form.moment("at", BRUSSELS) == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)


def test_a_day_is_written_out(app: Flask) -> None:
    with app.test_request_context():
        assert day(date(2026, 11, 24)) == "Tuesday 24 November 2026"


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(app: Flask) -> None:
    form = Form(MultiDict([("age", " 130 "), ("needs", "a"), ("needs", "b")]))
    refused = form.refused([FieldProblem("age", Problem.OUT_OF_RANGE, {"min": 0, "max": 120})])
    with app.test_request_context():
        assert refused.value("age") == "130"
        assert refused.values("needs") == ("a", "b")
        assert refused.has("needs", "b")
        assert refused.problem("age") == "Please give a number from 0 to 120."
        assert refused.problem("needs") is None
        assert refused.summary == (("age", "Please give a number from 0 to 120."),)
