"""Words for houses, their beds, and what happens in them."""

from collections.abc import Mapping
from enum import StrEnum

from safehouse.domain import codes
from safehouse.web.texts import lazy_gettext as _l

WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    codes.HouseStatus: {
        codes.HouseStatus.OPEN: _l("open"),
        codes.HouseStatus.PAUSED: _l("paused"),
        codes.HouseStatus.CLOSED: _l("closed"),
        codes.HouseStatus.COMPROMISED: _l("compromised"),
    },
    codes.LanguageCover: {
        codes.LanguageCover.STAFF: _l("spoken by staff"),
        codes.LanguageCover.PHONE_INTERPRETER: _l("interpreter by telephone, day and night"),
        codes.LanguageCover.BOOKED_INTERPRETER: _l("interpreter who must be booked"),
    },
    codes.BedState: {
        codes.BedState.OCCUPIED: _l("occupied"),
        codes.BedState.RESERVED: _l("reserved"),
        codes.BedState.HELD: _l("held"),
        codes.BedState.OUT_OF_SERVICE: _l("out of service"),
        codes.BedState.TURNAROUND: _l("being made ready"),
        codes.BedState.ROOM_BLOCKED: _l("room taken as a whole"),
        codes.BedState.UNKNOWN: _l("unknown, call first"),
        codes.BedState.FREE: _l("free"),
    },
    codes.BedDoubt: {
        codes.BedDoubt.OUT_OF_SERVICE: _l("not in service"),
        codes.BedDoubt.SOMEBODY_ELSE: _l("reported as taken by somebody else"),
        codes.BedDoubt.NOBODY: _l("reported as empty"),
    },
    codes.ConflictEnd: {
        codes.ConflictEnd.REPORT: _l("settled by a later report"),
        codes.ConflictEnd.MOVED: _l("settled by another bed"),
        codes.ConflictEnd.ARRIVED: _l("settled by the arrival"),
        codes.ConflictEnd.LEFT: _l("settled by the check-out"),
        codes.ConflictEnd.RELEASED: _l("settled when the place was given back"),
        codes.ConflictEnd.EXPIRED: _l("settled when the time to answer ran out"),
    },
    codes.Freshness: {
        codes.Freshness.FRESH: _l("fresh"),
        codes.Freshness.STALE: _l("stale"),
        codes.Freshness.DARK: _l("dark, call first"),
    },
    codes.Level: {
        codes.Level.NONE: _l("none"),
        codes.Level.FROM_1_TO_4: _l("1 to 4"),
        codes.Level.FROM_5: _l("5 or more"),
    },
    codes.OutOfServiceReason: {
        codes.OutOfServiceReason.PLANNED_WORKS: _l("planned works"),
        codes.OutOfServiceReason.DAMAGE: _l("damage"),
        codes.OutOfServiceReason.DEEP_CLEAN: _l("deep clean"),
        codes.OutOfServiceReason.COOLING_OFF: _l("cooling off"),
        codes.OutOfServiceReason.STAFF_SHORTAGE: _l("too few staff"),
        codes.OutOfServiceReason.FIRE_OR_FLOOD: _l("fire or flood"),
        codes.OutOfServiceReason.SINGLE_USE_OF_DOUBLE: _l("double room used by one"),
        codes.OutOfServiceReason.PEST: _l("pest"),
        codes.OutOfServiceReason.OTHER: _l("other"),
    },
    codes.ClaimState: {
        codes.ClaimState.HELD: _l("held"),
        codes.ClaimState.RESERVED: _l("reserved"),
        codes.ClaimState.OCCUPIED: _l("occupied"),
        codes.ClaimState.ENDED: _l("ended"),
        codes.ClaimState.RELEASED: _l("released"),
        codes.ClaimState.EXPIRED: _l("expired"),
    },
    codes.ClaimKind: {
        codes.ClaimKind.USED: _l("used"),
        codes.ClaimKind.BLOCKED: _l("blocked"),
    },
    codes.ReleaseReason: {
        codes.ReleaseReason.DECLINED: _l("declined"),
        codes.ReleaseReason.WITHDRAWN: _l("withdrawn"),
        codes.ReleaseReason.NO_SHOW: _l("did not arrive"),
        codes.ReleaseReason.ANOTHER_HOUSE: _l("another house was quicker"),
        codes.ReleaseReason.TAKEN_BACK: _l("the house took its yes back"),
        codes.ReleaseReason.MOVED: _l("moved to another bed of the house"),
    },
    codes.TransferReason: {
        codes.TransferReason.HOUSE_COMPROMISED: _l("the house is compromised"),
        codes.TransferReason.NOT_SAFE_HERE: _l("not safe for them here"),
        codes.TransferReason.NEEDS_CHANGED: _l("they need something that the house does not have"),
        codes.TransferReason.SURVIVOR_WISH: _l("the survivor wishes it"),
        codes.TransferReason.STAY_IS_OVER: _l("the longest stay there is over"),
        codes.TransferReason.HOUSE_CANNOT_GO_ON: _l("the house cannot keep them"),
        codes.TransferReason.OTHER: _l("other"),
    },
    codes.MoveOn: {
        codes.MoveOn.OWN_HOME: _l("own home"),
        codes.MoveOn.FAMILY_OR_COMMUNITY_HOME_COUNTRY: _l("family or community in the home country"),
        codes.MoveOn.OTHER_SAFE_HOUSE: _l("another safe house"),
        codes.MoveOn.ASYLUM_ACCOMMODATION: _l("asylum accommodation"),
        codes.MoveOn.HOSPITAL: _l("hospital"),
        codes.MoveOn.CHILD_PROTECTION: _l("child protection"),
        codes.MoveOn.RETURNED_TO_EXPLOITATION: _l("returned to exploitation"),
        codes.MoveOn.UNKNOWN: _l("unknown"),
    },
    codes.Profile: {
        codes.Profile.SINGLE_WOMAN: _l("single woman"),
        codes.Profile.SINGLE_MAN: _l("single man"),
        codes.Profile.MOTHER_AND_ONE: _l("mother and one child"),
        codes.Profile.FAMILY_OF_FOUR: _l("family of four"),
        codes.Profile.STEP_FREE: _l("step-free"),
    },
    codes.Count: {
        codes.Count.HOUSES: _l("houses"),
        codes.Count.BEDS_IN_SERVICE: _l("beds in service"),
        codes.Count.ARRIVALS: _l("arrivals"),
        codes.Count.DEPARTURES: _l("departures"),
    },
    codes.ScopeKind: {
        codes.ScopeKind.HOUSE: _l("house"),
        codes.ScopeKind.COUNTRY: _l("country"),
        codes.ScopeKind.NETWORK: _l("network"),
    },
}
