"""Moments as people read them, and forms that come back as they were sent."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from safehouse.domain.errors import FieldProblem, Problem
from safehouse.web.forms import Form
from safehouse.web.moments import ago, clock, day, local_input, moment
from tests.support.stores import NOW


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
        assert local_input(NOW) == "2026-11-24T02:00"


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
