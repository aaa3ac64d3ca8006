"""Words for what a household is, needs and must keep away from."""

from collections.abc import Mapping
from enum import StrEnum

from safehouse.domain import codes
from safehouse.web.texts import lazy_gettext as _l

WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    codes.Gender: {
        codes.Gender.WOMAN: _l("woman"),
        codes.Gender.MAN: _l("man"),
        codes.Gender.NONBINARY: _l("non-binary"),
    },
    codes.AgeBand: {
        codes.AgeBand.UNDER_2: _l("under 2 years"),
        codes.AgeBand.FROM_2_TO_11: _l("2 to 11 years"),
        codes.AgeBand.FROM_12_TO_15: _l("12 to 15 years"),
        codes.AgeBand.FROM_16_TO_17: _l("16 to 17 years"),
        codes.AgeBand.ADULT: _l("adult"),
    },
    codes.Urgency: {
        codes.Urgency.EMERGENCY: _l("emergency"),
        codes.Urgency.URGENT: _l("urgent"),
        codes.Urgency.PLANNED: _l("planned"),
    },
    codes.HouseNeed: {
        codes.HouseNeed.NIGHT_STAFF: _l("staff at night"),
        codes.HouseNeed.TRANS_INCLUSIVE: _l("welcoming to trans people"),
        codes.HouseNeed.PREGNANCY: _l("care in pregnancy"),
        codes.HouseNeed.NEWBORN: _l("care for a newborn"),
        codes.HouseNeed.MENTAL_HEALTH: _l("mental health support"),
        codes.HouseNeed.SUBSTANCE_USE: _l("support with substance use"),
        codes.HouseNeed.MEDICAL: _l("medical care"),
        codes.HouseNeed.DETOX: _l("detox"),
        codes.HouseNeed.DEAF_ACCESS: _l("access for deaf people"),
        codes.HouseNeed.PETS: _l("room for a pet"),
        codes.HouseNeed.SINGLE_GENDER: _l("one gender only"),
    },
    codes.RoomNeed: {
        codes.RoomNeed.STEP_FREE: _l("step-free"),
        codes.RoomNeed.GROUND_FLOOR: _l("ground floor"),
        codes.RoomNeed.PRIVATE_BATHROOM: _l("private bathroom"),
    },
    codes.SpeakerLevel: {
        codes.SpeakerLevel.FLUENT: _l("fluent"),
        codes.SpeakerLevel.SOME: _l("some"),
    },
    codes.Exploitation: {
        codes.Exploitation.SEXUAL: _l("sexual exploitation"),
        codes.Exploitation.LABOUR: _l("labour exploitation"),
        codes.Exploitation.DOMESTIC_SERVITUDE: _l("domestic servitude"),
        codes.Exploitation.FORCED_CRIMINALITY: _l("forced criminality"),
        codes.Exploitation.FORCED_BEGGING: _l("forced begging"),
        codes.Exploitation.FORCED_MARRIAGE: _l("forced marriage"),
        codes.Exploitation.OTHER: _l("other"),
    },
    codes.Entitlement: {
        codes.Entitlement.REFLECTION_PERIOD: _l("reflection period"),
        codes.Entitlement.RESIDENCE_PERMIT: _l("residence permit"),
        codes.Entitlement.ASYLUM_CLAIM: _l("asylum claim"),
        codes.Entitlement.MUNICIPAL_FUNDING: _l("municipal funding"),
    },
    codes.AreaKind: {
        codes.AreaKind.TRAFFICKER: _l("trafficker"),
        codes.AreaKind.NETWORK: _l("trafficker’s network"),
        codes.AreaKind.FAMILY: _l("family"),
        codes.AreaKind.RECRUITMENT: _l("recruitment"),
        codes.AreaKind.EXPLOITATION: _l("exploitation"),
        codes.AreaKind.OWN_CHOICE: _l("own choice"),
    },
    codes.RelationKind: {
        codes.RelationKind.KEEP_APART: _l("keep apart"),
        codes.RelationKind.KEEP_TOGETHER: _l("keep together"),
    },
    codes.TagKind: {
        codes.TagKind.BRINGS: _l("brings"),
        codes.TagKind.KEEP_APART: _l("keep apart"),
    },
    codes.RequestState: {
        codes.RequestState.DRAFT: _l("draft"),
        codes.RequestState.OPEN: _l("open"),
        codes.RequestState.OFFERED: _l("offered"),
        codes.RequestState.RESERVED: _l("reserved"),
        codes.RequestState.IN_TRANSIT: _l("on the way"),
        codes.RequestState.CHECKED_IN: _l("checked in"),
        codes.RequestState.CLOSED: _l("closed"),
        codes.RequestState.WITHDRAWN: _l("withdrawn"),
        codes.RequestState.UNMET: _l("unmet"),
        codes.RequestState.DUPLICATE: _l("duplicate"),
    },
    codes.WithdrawnReason: {
        codes.WithdrawnReason.ALTERNATIVE_FOUND: _l("another place was found"),
        codes.WithdrawnReason.RETURNED_HOME: _l("returned home"),
        codes.WithdrawnReason.DETAINED: _l("detained"),
        codes.WithdrawnReason.HOSPITALISED: _l("in hospital"),
        codes.WithdrawnReason.MISSING: _l("missing"),
        codes.WithdrawnReason.ERROR: _l("entered in error"),
    },
    codes.UnmetReason: {
        codes.UnmetReason.NO_CAPACITY: _l("no capacity"),
        codes.UnmetReason.NO_MATCH: _l("no match"),
        codes.UnmetReason.SURVIVOR_DECLINED_ALL: _l("survivor declined all"),
        codes.UnmetReason.OUT_OF_TIME: _l("out of time"),
    },
}
