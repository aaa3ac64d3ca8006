"""Refusals as pages: one table from error to status, and pages that tell a stranger nothing."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from types import MappingProxyType

from flask import Flask, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from safehouse.domain import errors
from safehouse.domain.errors import FieldProblem, Problem
from safehouse.web.access import is_public_address
from safehouse.web.texts import gettext as _
from safehouse.web.texts import lazy_gettext as _l

RETRY_AFTER_S = 10

STATUSES: Mapping[type[Exception], HTTPStatus] = MappingProxyType(
    {
        errors.NotFound: HTTPStatus.NOT_FOUND,
        errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
        errors.LoginRefused: HTTPStatus.UNAUTHORIZED,
        errors.LinkRefused: HTTPStatus.GONE,
        errors.Conflict: HTTPStatus.CONFLICT,
        errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
        errors.UnsafePlan: HTTPStatus.INTERNAL_SERVER_ERROR,
    }
)
"""Subclasses have the status of their base."""

_PAGES = {
    HTTPStatus.BAD_REQUEST: (_l("This could not be read"), _l("Nothing was changed. Go back and try again.")),
    HTTPStatus.UNAUTHORIZED: (
        _l("Not logged in"),
        _l("The address or the password is not right. Nothing was changed."),
    ),
    HTTPStatus.NOT_FOUND: (_l("Not here"), _l("There is no such page, or it is not one of yours.")),
    HTTPStatus.METHOD_NOT_ALLOWED: (_l("Not here"), _l("There is no such page, or it is not one of yours.")),
    HTTPStatus.GONE: (
        _l("This link leads nowhere any more"),
        _l("It was used, has run out, or was replaced by a newer one. Look for a newer mail, or ask for a new link."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (_l("Too much at once"), _l("The form was too large. Nothing was changed.")),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        _l("Please look again"),
        _l("Something in the form is not right. Nothing was changed."),
    ),
    HTTPStatus.CONFLICT: (_l("This has changed"), _l("Somebody was faster, or it is too late. Nothing was changed.")),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        _l("Something went wrong"),
        _l("This is a fault of the service, not yours. Nothing half-done was kept. If it happens again, telephone."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        _l("Not possible just now"),
        _l("The database cannot be used at this moment. Nothing was changed. Wait ten seconds and try again."),
    ),
}
"""Heading and sentence of each page."""

_CONFLICTS = {
    errors.BedTaken: _l("A bed you wanted is no longer free. Nothing was changed. Look at the suggestions again."),
    errors.RulesRefuse: _l(
        "This house cannot take the household any more. Nothing was changed. Look at the suggestions again."
    ),
    errors.RoomChanged: _l(
        "Their room is not as it was promised: somebody else is in it, or may be. Nothing was changed. House and desk must "
        "speak: report again what is true, or offer another place."
    ),
    errors.BedInDoubt: _l(
        "A bed is not in service any more, or the house has reported something else of it. Nothing was changed. House and desk "
        "must speak: the house gives another bed, or you offer another place."
    ),
    errors.OfferAnswered: _l("The offer has been answered or withdrawn already. Nothing was changed."),
    errors.HoldExpired: _l("The time to answer has run out, and the bed is free for others. Nothing was changed."),
    errors.QuestionOver: _l(
        "The question has been answered or taken back, or its time has run out. Nothing was changed."
    ),
    errors.AskedAlready: _l(
        "This country is asked for these people already, and has not answered yet. Nothing was changed."
    ),
    errors.SecondPersonNeeded: _l("It takes two persons, and you have asked for this yourself. Nothing was changed."),
    errors.WrongState: _l(
        "This is no longer possible, because something else happened meanwhile. Nothing was changed."
    ),
    errors.MovesByOffer: _l(
        "They are expected in another safe house by this service: the stay ends by itself when that house says that they are there."
        " If they have gone somewhere else, say where. Nothing was changed."
    ),
    errors.HouseChanged: _l("The house changed while the page was open. Nothing was changed. Look again."),
    errors.PlaceInUse: _l(
        "Somebody is there or it is promised to somebody, so it cannot be retired now. Nothing was changed."
    ),
    errors.LastPlace: _l(
        "The last bed of a room goes with the room, and the last room of a house with the house: close it. Nothing was changed."
    ),
    errors.LastAdministrator: _l(
        "Nobody else could log in as administrator. Nothing was changed. Make another administrator first."
    ),
    errors.OwnerChanged: _l(
        "Somebody else changed whose request it is while the page was open. Nothing was changed. Look again."
    ),
    errors.RequestChanged: _l("Somebody changed the request while the page was open. Nothing was changed. Look again."),
}

_PROBLEMS = {
    Problem.REQUIRED: _l("Please answer this."),
    Problem.NOT_A_NUMBER: _l("Please give a whole number."),
    Problem.NOT_A_DECIMAL: _l("Please give a number, as in 50 or 12.5, with at most two decimals."),
    Problem.MARKED_THOUSANDS: _l(
        "This may mean two numbers. Write 1000 without a dot or comma. Of decimals give one or two, as in 12.5."
    ),
    Problem.UNREADABLE_ROW: _l(
        "One of its lines cannot be read, because there are too many or its number is wrong. Go back and use fewer lines."
    ),
    Problem.OUT_OF_RANGE: _l("Please give a number within the limits."),
    Problem.TOO_MANY: _l("These are too many."),
    Problem.TOO_LONG: _l("This is too long."),
    Problem.TOO_SHORT: _l("This is too short."),
    Problem.TAKEN: _l("This is in use already."),
    Problem.UNKNOWN_CODE: _l("This is not one of the possible answers."),
    Problem.NOT_A_TIME_OF_DAY: _l("Please give a time of day, as in 08:00."),
    Problem.NO_TIME_BETWEEN: _l(
        "There is no time in between. For the whole day write 00:00 to 24:00, or choose day and night."
    ),
    Problem.NOT_A_MAIL_ADDRESS: _l("This is no mail address. Write it as in name@example.org."),
    Problem.NOT_A_TELEPHONE_NUMBER: _l(
        "This is no telephone number. Write only the number, with + and the country in front."
    ),
    Problem.UNKNOWN_PLACE: _l("No town of this name is known. Choose one from the list."),
    Problem.AMBIGUOUS_PLACE: _l("Several towns have this name. Choose one from the list."),
    Problem.UNKNOWN_LANGUAGE: _l("No language of this name is known. Choose one from the list."),
    Problem.NOT_A_TIME: _l("Please give a day and a time."),
    Problem.NOT_A_DAY: _l("Please give a day."),
    Problem.NO_SUCH_TIME: _l("There is no such hour on that day: the clocks go forward."),
    Problem.COMES_TWICE: _l("This hour comes twice, because the clocks go back. Say below which of the two you mean."),
    Problem.OUTSIDE_INTAKE: _l(
        "The house takes nobody in at any hour. Call it: if it takes them in then all the same, tick that it said so."
    ),
    Problem.IN_THE_PAST: _l("This is in the past."),
    Problem.HAS_PASSED: _l("This time has passed. Say when they can arrive now."),
    Problem.TOO_FAR_AHEAD: _l("This is too far ahead."),
    Problem.IN_THE_FUTURE: _l("This is still to come."),
    Problem.TOO_LONG_AGO: _l("This is too long ago."),
    Problem.BEFORE_NEWER_FACT: _l(
        "Something newer is entered already. Give a later time, or leave this empty: then it counts from now."
    ),
    Problem.UNKNOWN_BED: _l("This house has no such bed."),
    Problem.BED_IS_CLAIMED: _l(
        "This bed is held, reserved or occupied by a placement. Answer or check out there first."
    ),
    Problem.DOES_NOT_FIT: _l("These beds do not fit them, or are not free any more. Look again."),
    Problem.TOO_OLD_FOR_COT: _l("A cot takes only a child under 2."),
    Problem.ROOM_IN_USE: _l("Somebody is in this room or it is promised to somebody, so this cannot change now."),
    Problem.UNKNOWN_ROOM: _l("This house has no such room."),
    Problem.MISSING_ROOM: _l("Please say who is in this shared room, or choose “will not say”."),
    Problem.NOT_WAIVABLE: _l("This cannot be waived, by anybody."),
    Problem.NEEDS_TWO_PERSONS: _l("This takes two persons, which is not possible here yet."),
    Problem.CONTRADICTS: _l("This does not fit the rest."),
    Problem.PLACE_FORBIDDEN: _l(
        "That request has a place which this one’s keep-away areas or tags forbid: end that offer or stay first."
    ),
    Problem.AWAY_TOO_SHORT: _l(
        "They have not been away for long: their places stay theirs. Say where they went, or wait."
    ),
}

_WITH_LIMITS = {
    (Problem.OUT_OF_RANGE, frozenset({"min", "max"})): _l("Please give a number from %(min)s to %(max)s."),
    (Problem.OUT_OF_RANGE, frozenset({"min"})): _l("Please give a number of at least %(min)s."),
    (Problem.OUT_OF_RANGE, frozenset({"max"})): _l("Please give a number of at most %(max)s."),
    (Problem.TOO_MANY, frozenset({"max"})): _l("At most %(max)s are possible."),
    (Problem.TOO_LONG, frozenset({"max"})): _l("At most %(max)s characters are possible."),
    (Problem.TOO_SHORT, frozenset({"min"})): _l("At least %(min)s characters are needed."),
    (Problem.OUTSIDE_INTAKE, frozenset({"hours"})): _l(
        "The house takes people in at these hours, by its own clock: %(hours)s. "
        "Call it: if it takes them in then all the same, tick that it said so."
    ),
    (Problem.TOO_FAR_AHEAD, frozenset({"days"})): _l("This can be at most %(days)s days ahead."),
    (Problem.TOO_LONG_AGO, frozenset({"hours"})): _l("This can be at most %(hours)s hours ago."),
    (Problem.AWAY_TOO_SHORT, frozenset({"hours"})): _l(
        "They have been away for less than %(hours)s hours: their places stay theirs. Say where they went, or wait."
    ),
}


def problem_sentence(problem: FieldProblem) -> str:
    """What is wrong with a field, with its limits where they are known. Never what was typed."""
    with_limits = _WITH_LIMITS.get((problem.problem, frozenset(problem.limits)))
    return str(with_limits) % problem.limits if with_limits else str(_PROBLEMS[problem.problem])


def conflict_sentence(refusal: errors.Conflict) -> str:
    """What has changed, and what to do."""
    return str(_CONFLICTS.get(type(refusal), _PAGES[HTTPStatus.CONFLICT][1]))


def show_errors(app: Flask) -> None:
    """Answer every refusal, every HTTP error and every bug with a page of ours."""
    for kind in STATUSES:
        app.register_error_handler(kind, _show_refusal)
    app.register_error_handler(CSRFError, _show_csrf_refusal)
    app.register_error_handler(HTTPException, _show_http_error)


def error_page(status: HTTPStatus, sentence: str | None = None, problems: tuple[str, ...] = ()) -> Response:
    """A page with this status; its text depends on nothing that a stranger could learn from."""
    heading, usual_sentence = _PAGES.get(status, _PAGES[HTTPStatus.BAD_REQUEST])
    page = render_template("error.html", heading=heading, sentence=sentence or usual_sentence, problems=problems)
    return make_response(page, status)


def _show_refusal(refusal: Exception) -> Response:
    status = next(status for kind, status in STATUSES.items() if isinstance(refusal, kind))
    if isinstance(refusal, errors.Conflict):
        return error_page(status, conflict_sentence(refusal))
    if isinstance(refusal, errors.InvalidInput):
        return error_page(status, problems=tuple(problem_sentence(problem) for problem in refusal.problems))
    response = error_page(status)
    if isinstance(refusal, errors.Unavailable):
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _show_csrf_refusal(_refusal: Exception) -> Response:
    sentence = _(
        "This form does not belong to your present login, so nothing was changed. Go back, load the page again and send it anew."
    )
    return error_page(HTTPStatus.BAD_REQUEST, sentence)


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Redirects are HTTP exceptions too, and stay what they are."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    if isinstance(error, MethodNotAllowed):
        return _show_wrong_method(error.valid_methods or ())
    return error_page(HTTPStatus(error.code))


def _show_wrong_method(methods: Iterable[str]) -> Response:
    """The methods of an address that is open to all; of any other, nobody learns by a wrong method that it exists."""
    if not is_public_address(methods):
        return error_page(HTTPStatus.NOT_FOUND)
    response = error_page(HTTPStatus.METHOD_NOT_ALLOWED)
    response.headers["Allow"] = ", ".join(sorted(methods))
    return response
