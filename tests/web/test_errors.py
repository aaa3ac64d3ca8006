"""Refusals as pages: the status of each, a sentence for each, and nothing for strangers."""

import inspect

import pytest
from flask import Flask

from safehouse.domain import errors
from safehouse.domain.codes import RuleCode
from safehouse.domain.errors import FieldProblem, Problem
from safehouse.services.context import Context
from safehouse.web.access import public
from safehouse.web.errors import STATUSES, conflict_sentence, problem_sentence
from tests.support.visitors import Visitor, text_of

LITERAL_STATUSES = [
    (errors.NotFound(), 404),
    (errors.InvalidInput([FieldProblem("people-0-age", Problem.OUT_OF_RANGE, {"min": 0, "max": 120})]), 422),
    (errors.LoginRefused(), 401),
    (errors.Conflict(), 409),
    (errors.BedTaken(), 409),
    (errors.RulesRefuse([RuleCode.KEEP_AWAY]), 409),
    (errors.OfferAnswered(), 409),
    (errors.HoldExpired(), 409),
    (errors.WrongState(), 409),
    (errors.MovesByOffer(), 409),
    (errors.HouseChanged(), 409),
    (errors.PlaceInUse("Blue", beds=("1",)), 409),
    (errors.LastPlace(), 409),
    (errors.RequestChanged(), 409),
    (errors.OwnerChanged(), 409),
    (errors.Unavailable(), 503),
    (errors.UnsafePlan("house near Utrecht"), 500),
]


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    """One that no other test has, because pages are put into it here."""
    return fresh_app


def raising(app: Flask, error: Exception) -> None:
    """A page that raises."""

    def view() -> str:
        raise error

    app.view_functions["login.show_away"] = public(view)


@pytest.mark.parametrize(("error", "status"), LITERAL_STATUSES, ids=lambda value: type(value).__name__)
def test_each_refusal_has_its_status_and_a_page(app: Flask, visitor: Visitor, error: Exception, status: int) -> None:
    raising(app, error)
    answer = visitor.get("/away")
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert "Utrecht" not in answer.text
    assert "keep_away" not in answer.text


def test_no_refusal_of_the_service_is_without_a_status() -> None:
    """Refusals that never reach a page are those of the command line and of the scheduler."""
    all_refusals = {kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.Refusal)}
    without = {kind for kind in all_refusals if not issubclass(kind, tuple(STATUSES))}
    assert without == {errors.Refusal, errors.PlanningFileRefused, errors.BackupFailed, errors.BackupRefused}


def test_a_store_that_is_away_says_when_to_try_again(app: Flask, visitor: Visitor) -> None:
    raising(app, errors.Unavailable())
    answer = visitor.get("/away")
    assert answer.headers["Retry-After"] == "10"
    assert "Nothing was changed" in text_of(answer.text)


def test_a_bug_is_a_page_that_shows_nothing_of_it(app: Flask, visitor: Visitor) -> None:
    app.testing = False
    raising(app, ValueError("a place in Utrecht"))
    answer = visitor.get("/away")
    assert answer.status_code == 500
    assert "Utrecht" not in answer.text


def test_an_error_page_does_not_ask_the_database(app: Flask, context: Context, visitor: Visitor) -> None:
    visitor.get("/login")
    context.store.close()
    raising(app, errors.Unavailable())
    assert visitor.get("/away").status_code == 503


def test_a_wrong_method_is_answered_with_the_right_ones(visitor: Visitor) -> None:
    answer = visitor.client.put("/logout")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "OPTIONS, POST"


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (FieldProblem("a", Problem.REQUIRED), "Please answer this."),
        (FieldProblem("a", Problem.OUT_OF_RANGE), "Please give a number within the limits."),
        (FieldProblem("a", Problem.OUT_OF_RANGE, {"min": 1, "max": 1000}), "Please give a number from 1 to 1000."),
        (FieldProblem("a", Problem.TOO_FAR_AHEAD, {"days": 7}), "This can be at most 7 days ahead."),
        (FieldProblem("a", Problem.TOO_MANY, {"max": 12}), "At most 12 are possible."),
        (FieldProblem("a", Problem.TOO_SHORT, {"min": 12}), "At least 12 characters are needed."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_problem_is_said_with_its_limits(app: Flask, problem: FieldProblem, sentence: str) -> None:
    with app.test_request_context():
        assert problem_sentence(problem) == sentence


def test_every_problem_has_a_sentence_of_its_own(app: Flask) -> None:
    with app.test_request_context():
        sentences = {problem_sentence(FieldProblem("a", problem)) for problem in Problem}
    assert len(sentences) == len(Problem)


def test_every_conflict_has_a_sentence_of_its_own_and_says_that_nothing_was_changed(app: Flask) -> None:
    conflicts = [error for error, _ in LITERAL_STATUSES if isinstance(error, errors.Conflict)]
    with app.test_request_context():
        sentences = {conflict_sentence(conflict) for conflict in conflicts}
    assert len(sentences) == len(conflicts)
    assert all("Nothing was changed" in sentence for sentence in sentences)
