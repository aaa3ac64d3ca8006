"""Every refusal that the service knows. Bugs are not refusals and end in what they are (`UnsafePlan`).

Refusal                     said to the person, nothing was changed
  NotFound                  missing and foreign alike: the same answer, so that nothing can be probed
  InvalidInput              one or more fields are wrong; names each field and what is wrong with it
  PlanningFileRefused       a planning file is not what its format says; names the file, the path and what is wrong
  LoginRefused              unknown, wrong, disabled or throttled: one answer for all
  LinkRefused               a one-time link that is unknown, used, too old or replaced: one answer for all
  Conflict                  the world is not as the form believed
    BedTaken                a place that was wanted has a live claim
    RulesRefuse             the rules, applied again, refuse the house; carries the codes that may be shown
      RoomChanged           by a newer report or a new bed, a room is not what was promised any more; carries the codes of why
        BedInDoubt          a bed is not in service any more, or the house has reported something else of it
    OfferAnswered           the offer has been answered, withdrawn or replaced already
    HoldExpired             the time to answer has run out
    QuestionOver            a question to another country has been answered, taken back, or its time has run out
    AskedAlready            the country has been asked for these people, and has not answered yet
    SecondPersonNeeded      whoever asked cannot be the one who answers
    WrongState              the request, stay or job is not in the state that the deed needs
    MovesByOffer            they move to a house that expects them, so the stay ends when that house says that they are there
    HouseChanged            the house changed while the form was open
    PlaceInUse              a room, bed or cot that is to be retired has somebody in it or promised to it
    LastPlace               the last room of a house or the last bed of a room is not retired
    RequestChanged          the request changed while the form was open
    OwnerChanged            a request got another owner while the form was open
    LastAdministrator       nobody else could log in as administrator
    EnoughAdministrators    there are two already, and nobody said that another one is wanted
  BackupFailed              there is no new backup, and the old ones are as they were; carries the code of why
  BackupRefused             a file is not the backup that it should be, or there is something already; nothing was written
Unavailable                 the store cannot be used now; try again later
UnsafePlan                  a bug: the checker refused what the engine computed
UnsafeSettings              the service refuses to start
BrokenSeal                  a sealed value was changed or moved: nothing of it is shown
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum

from safehouse.domain.codes import BackupError, RuleCode


class Refusal(Exception):  # noqa: N818  # Errors are named after the refusal, without a suffix.
    """The service says no; nothing was changed."""


class Problem(StrEnum):
    """What can be wrong with one field. The sentence for each stands in the interface."""

    REQUIRED = "required"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DECIMAL = "not_a_decimal"
    MARKED_THOUSANDS = "marked_thousands"
    UNREADABLE_ROW = "unreadable_row"
    OUT_OF_RANGE = "out_of_range"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TAKEN = "taken"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_PLACE = "unknown_place"
    AMBIGUOUS_PLACE = "ambiguous_place"
    UNKNOWN_LANGUAGE = "unknown_language"
    NOT_A_TIME = "not_a_time"
    NOT_A_TIME_OF_DAY = "not_a_time_of_day"
    NO_TIME_BETWEEN = "no_time_between"
    NOT_A_DAY = "not_a_day"
    NOT_A_MAIL_ADDRESS = "not_a_mail_address"
    NOT_A_TELEPHONE_NUMBER = "not_a_telephone_number"
    NO_SUCH_TIME = "no_such_time"
    COMES_TWICE = "comes_twice"
    OUTSIDE_INTAKE = "outside_intake"
    IN_THE_PAST = "in_the_past"
    HAS_PASSED = "has_passed"
    TOO_FAR_AHEAD = "too_far_ahead"
    IN_THE_FUTURE = "in_the_future"
    TOO_LONG_AGO = "too_long_ago"
    BEFORE_NEWER_FACT = "before_newer_fact"
    UNKNOWN_BED = "unknown_bed"
    BED_IS_CLAIMED = "bed_is_claimed"
    DOES_NOT_FIT = "does_not_fit"
    TOO_OLD_FOR_COT = "too_old_for_cot"
    ROOM_IN_USE = "room_in_use"
    UNKNOWN_ROOM = "unknown_room"
    MISSING_ROOM = "missing_room"
    NOT_WAIVABLE = "not_waivable"
    NEEDS_TWO_PERSONS = "needs_two_persons"
    CONTRADICTS = "contradicts"
    PLACE_FORBIDDEN = "place_forbidden"
    AWAY_TOO_SHORT = "away_too_short"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One wrong field: its name in the form (`people-0-age`), what is wrong, and the limits to name in the sentence.

    Never carries the value that was typed: it may be an area or a need.
    """

    field: str
    problem: Problem
    limits: Mapping[str, int | str] = dataclass_field(default_factory=dict)


class NotFound(Refusal):
    """The object does not exist, or not for this actor."""


class InvalidInput(Refusal):
    """One or more fields are wrong."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        """Keep the problems, in the order of the form."""
        super().__init__(", ".join(f"{problem.field}: {problem.problem}" for problem in problems))
        self.problems = tuple(problems)


class PlanningFileRefused(Refusal):
    """A planning file cannot be read or written, or is not what its format says. Never carries a value of the file."""

    def __init__(self, file: str, path: str, what: str) -> None:
        """Keep the name of the file, the path inside it as in `houses[3].rooms[0].beds`, and what is wrong there."""
        super().__init__(f"{file}: {path}: {what}")
        self.file = file
        self.path = path
        self.what = what


class LoginRefused(Refusal):
    """No session is opened; the reason is not said."""


class LinkRefused(Refusal):
    """A one-time link leads nowhere any more, or never did; the reason is not said."""


class Conflict(Refusal):
    """The world is not as the form believed."""


class BedTaken(Conflict):
    """A place that was wanted has a live claim, or is not free any more."""


class RulesRefuse(Conflict):
    """The rules, applied again to the rows as they are now, refuse the house."""

    def __init__(self, codes: Sequence[RuleCode]) -> None:
        """Keep the failing codes in table order."""
        super().__init__("the rules refuse this house now")
        self.codes = tuple(codes)


class RoomChanged(RulesRefuse):
    """Somebody else is in a room that was promised, or may be: with the codes of the rules that this breaks."""


class BedInDoubt(RoomChanged):
    """A bed that was promised is out of service, or the house has reported that somebody else sleeps in it."""


class OfferAnswered(Conflict):
    """The offer is not pending any more."""


class HoldExpired(Conflict):
    """The time to answer has run out."""


class QuestionOver(Conflict):
    """A question to another country has been answered, taken back, or its time has run out."""


class AskedAlready(Conflict):
    """The country has been asked for these people, and has not answered yet."""


class SecondPersonNeeded(Conflict):
    """Two persons are needed, and this is the same one once more."""


class WrongState(Conflict):
    """The object is not in the state that the deed needs."""


class MovesByOffer(Conflict):
    """They move to another safe house by an offer that it has accepted: the stay ends when that house says that they are there."""


class HouseChanged(Conflict):
    """The house changed while the form was open."""


class PlaceInUse(Conflict):
    """A room, bed or cot that is to be retired has a live claim, or somebody sleeps there whom the service does not know."""

    def __init__(self, room: str, *, beds: Sequence[str] = (), cots: Sequence[str] = ()) -> None:
        """Keep the labels of the room and of its places that are in use."""
        super().__init__("a place is still in use")
        self.room = room
        self.beds = tuple(beds)
        self.cots = tuple(cots)


class LastPlace(Conflict):
    """The last room of a house or the last bed of a room: the house is closed or the room retired instead."""


class RequestChanged(Conflict):
    """The request changed while the form was open."""


class OwnerChanged(Conflict):
    """A request got another owner while the form was open."""


class LastAdministrator(Conflict):
    """Without this account nobody could log in as administrator."""


class EnoughAdministrators(Conflict):
    """Two administrators are there already, and nobody said that another one is wanted."""


class BackupFailed(Refusal):
    """There is no new backup."""

    def __init__(self, error: BackupError) -> None:
        """Keep why."""
        super().__init__(f"no backup was made: {error}")
        self.error = error


class BackupRefused(Refusal):
    """A backup is not restored. Its text is a sentence that says why, and never a value of the backup."""


class Unavailable(Refusal):
    """The store cannot be used now."""


class UnsafePlan(Exception):  # noqa: N818  # A bug is named after what it is.
    """The checker refused what the engine computed: a bug, never shown as a plan."""


class UnsafeSettings(Exception):  # noqa: N818  # Named after what it is.
    """A setting is missing, a default secret, or unsafe; the service refuses to start."""


class BrokenSeal(Exception):  # noqa: N818  # Named after what it is.
    """A sealed value was changed, moved to another row, or sealed under another key; nothing of it is known."""
