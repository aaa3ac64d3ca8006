"""Words for suggestions, offers and plans."""

from collections.abc import Mapping
from enum import StrEnum

from safehouse.domain import codes
from safehouse.web.texts import lazy_gettext as _l

WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    codes.RuleCode: {
        codes.RuleCode.HOUSE_NOT_OPEN: _l("house not open"),
        codes.RuleCode.COMPROMISED: _l("confidential"),
        codes.RuleCode.KEEP_AWAY: _l("too near a keep-away area"),
        codes.RuleCode.KEEP_APART: _l("confidential"),
        codes.RuleCode.GENDER: _l("gender"),
        codes.RuleCode.MINORS: _l("children or boys of this age"),
        codes.RuleCode.SURVIVOR_REFUSED: _l("refused by the survivor"),
        codes.RuleCode.COUNTRY: _l("country without consent"),
        codes.RuleCode.SECURITY_LEVEL: _l("security level too low"),
        codes.RuleCode.NEEDS: _l("a need is not met"),
        codes.RuleCode.ENTITLEMENT: _l("entitlement not there"),
        codes.RuleCode.LANGUAGE: _l("no language in common"),
        codes.RuleCode.INTAKE: _l("no intake at this time"),
        codes.RuleCode.DARK: _l("no recent report"),
        codes.RuleCode.NO_ROOM: _l("no room that fits"),
    },
    codes.Criterion: {
        codes.Criterion.LANGUAGE: _l("language"),
        codes.Criterion.MARGIN: _l("distance from the areas"),
        codes.Criterion.JOURNEY: _l("journey"),
        codes.Criterion.SPECIALISM: _l("specialism"),
        codes.Criterion.STAY: _l("length of stay"),
        codes.Criterion.FRESHNESS: _l("fresh report"),
        codes.Criterion.ROOM_FIT: _l("fit of the room"),
    },
    codes.Band: {
        codes.Band.UNDER_50: _l("under 50 km"),
        codes.Band.FROM_50_TO_100: _l("50 to 100 km"),
        codes.Band.FROM_100_TO_200: _l("100 to 200 km"),
        codes.Band.FROM_200_TO_400: _l("200 to 400 km"),
        codes.Band.FROM_400: _l("400 km and more"),
    },
    codes.AnswerWarning: {
        codes.AnswerWarning.NO_KEEP_AWAY_AREA: _l("no keep-away area is known"),
    },
    codes.TakeOverReason: {
        codes.TakeOverReason.SHIFT_CHANGE: _l("change of shift"),
        codes.TakeOverReason.OWNER_AWAY: _l("the owner is away"),
        codes.TakeOverReason.CANNOT_WAIT: _l("it cannot wait"),
        codes.TakeOverReason.OTHER: _l("another reason"),
    },
    codes.WaitsFor: {
        codes.WaitsFor.DESK: _l("the desk"),
        codes.WaitsFor.HOUSE: _l("the house"),
        codes.WaitsFor.ARRIVAL: _l("their arrival"),
    },
    codes.DeskGroup: {
        codes.DeskGroup.NOT_SAFE: _l("Not safe: act now"),
        codes.DeskGroup.NOBODY: _l("Nobody’s: take it over"),
        codes.DeskGroup.YOU: _l("Waits for you"),
        codes.DeskGroup.HOUSE: _l("Waits for a house"),
        codes.DeskGroup.COLLEAGUE: _l("Waits for a colleague"),
        codes.DeskGroup.ARRIVAL: _l("Waits for the survivor to arrive"),
    },
    codes.NextStep: {
        codes.NextStep.NOTHING: _l("nothing happens by itself"),
        codes.NextStep.OFFER_EXPIRES: _l("the offer expires"),
        codes.NextStep.BECOMES_OVERDUE: _l("the arrival becomes overdue"),
    },
    codes.WaiverReason: {
        codes.WaiverReason.CONFIRMED_BY_TELEPHONE: _l("confirmed by telephone"),
        codes.WaiverReason.COVER_ARRANGED: _l("cover arranged"),
        codes.WaiverReason.FUNDING_AGREED: _l("funding agreed"),
        codes.WaiverReason.SURVIVOR_ACCEPTS: _l("survivor accepts it"),
        codes.WaiverReason.NOTHING_ELSE_TONIGHT: _l("nothing else tonight"),
    },
    codes.OfferState: {
        codes.OfferState.PENDING: _l("waiting for an answer"),
        codes.OfferState.ACCEPTED: _l("accepted"),
        codes.OfferState.DECLINED_HOUSE: _l("declined by the house"),
        codes.OfferState.DECLINED_SURVIVOR: _l("declined by the survivor"),
        codes.OfferState.EXPIRED: _l("expired"),
        codes.OfferState.WITHDRAWN: _l("withdrawn"),
    },
    codes.DeclinedHouse: {
        codes.DeclinedHouse.NO_BED_AFTER_ALL: _l("no bed after all"),
        codes.DeclinedHouse.STAFF_SHORTAGE: _l("too few staff"),
        codes.DeclinedHouse.CANNOT_MEET_CLINICAL_NEED: _l("cannot meet a clinical need"),
        codes.DeclinedHouse.RESIDENT_CONFLICT: _l("would not go well with residents"),
        codes.DeclinedHouse.HOUSEHOLD_TOO_LARGE: _l("household too large"),
        codes.DeclinedHouse.SON_AGE_LIMIT: _l("age limit for sons"),
        codes.DeclinedHouse.GENDER_POLICY: _l("gender policy"),
        codes.DeclinedHouse.LANGUAGE_NO_COVER: _l("language not covered"),
        codes.DeclinedHouse.SECURITY_LEVEL: _l("security level"),
        codes.DeclinedHouse.FUNDING: _l("funding"),
        codes.DeclinedHouse.CLOSED_TEMPORARILY: _l("closed for now"),
        codes.DeclinedHouse.OTHER: _l("other"),
    },
    codes.DeclinedSurvivor: {
        codes.DeclinedSurvivor.TOO_CLOSE: _l("too close"),
        codes.DeclinedSurvivor.TOO_FAR: _l("too far"),
        codes.DeclinedSurvivor.WANTS_TO_STAY_WITH_SOMEONE: _l("wants to stay with someone"),
        codes.DeclinedSurvivor.HOUSE_RULES: _l("house rules"),
        codes.DeclinedSurvivor.SHARED_ROOM: _l("shared room"),
        codes.DeclinedSurvivor.CHILDREN_SCHOOL: _l("children’s school"),
        codes.DeclinedSurvivor.PET: _l("pet"),
        codes.DeclinedSurvivor.FEARS_COMMUNITY: _l("fears the community there"),
        codes.DeclinedSurvivor.CHANGED_MIND: _l("changed her or his mind"),
        codes.DeclinedSurvivor.UNREACHABLE: _l("cannot be reached"),
        codes.DeclinedSurvivor.NOT_SAID: _l("not said"),
        codes.DeclinedSurvivor.OTHER: _l("other"),
    },
    codes.PlanStatus: {
        codes.PlanStatus.OPTIMAL: _l("proven: no better plan exists"),
        codes.PlanStatus.FEASIBLE: _l("good, but not proven to be the best"),
        codes.PlanStatus.TIME_LIMIT_WITHOUT_PLAN: _l("no plan found in time"),
    },
}
