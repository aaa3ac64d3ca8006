"""Words for accounts, deeds, jobs and messages."""

from collections.abc import Mapping
from enum import StrEnum

from safehouse.domain import codes
from safehouse.domain.access import Action
from safehouse.web.texts import lazy_gettext as _l

WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    codes.Role: {
        codes.Role.COORDINATOR: _l("placement coordinator"),
        codes.Role.MANAGER: _l("house manager"),
        codes.Role.NATIONAL_CONTACT: _l("national contact"),
        codes.Role.ANALYST: _l("network analyst"),
        codes.Role.AUDITOR: _l("auditor"),
        codes.Role.ADMINISTRATOR: _l("administrator"),
    },
    codes.SessionEnd: {
        codes.SessionEnd.LOGOUT: _l("logged out"),
        codes.SessionEnd.EXPIRED: _l("expired"),
        codes.SessionEnd.PASSWORD_CHANGE: _l("password changed"),
        codes.SessionEnd.ROLE_CHANGE: _l("roles changed"),
        codes.SessionEnd.DISABLED: _l("account disabled"),
    },
    codes.SecondFactorKind: {
        codes.SecondFactorKind.TOTP: _l("code from an app"),
        codes.SecondFactorKind.PASSKEY: _l("passkey"),
    },
    codes.LinkKind: {
        codes.LinkKind.INVITATION: _l("invitation"),
        codes.LinkKind.RESET: _l("new password"),
    },
    codes.AccountState: {
        codes.AccountState.INVITED: _l("invited"),
        codes.AccountState.ACTIVE: _l("may log in"),
        codes.AccountState.DISABLED: _l("disabled"),
    },
    codes.JobKind: {
        codes.JobKind.PLAN_COUNTRY: _l("plan for everybody waiting"),
    },
    codes.JobState: {
        codes.JobState.QUEUED: _l("waiting"),
        codes.JobState.RUNNING: _l("running"),
        codes.JobState.DONE: _l("done"),
        codes.JobState.FAILED: _l("failed"),
    },
    codes.JobError: {
        codes.JobError.INTERRUPTED: _l("interrupted"),
        codes.JobError.UNSAFE_PLAN: _l("refused by the checker"),
        codes.JobError.OTHER: _l("other"),
    },
    codes.MailKind: {
        codes.MailKind.OFFER: _l("offer"),
        codes.MailKind.OFFER_REMINDER: _l("reminder of an offer"),
        codes.MailKind.SUMMARY: _l("summary"),
        codes.MailKind.ACCOUNT_LINK: _l("one-time link"),
    },
    codes.Channel: {
        codes.Channel.MAIL: _l("mail"),
        codes.Channel.COMMAND: _l("command"),
    },
    Action: {
        Action.LOGGED_IN: _l("logged in"),
        Action.LOGGED_OUT: _l("logged out"),
        Action.CREATED_ACCOUNT: _l("created an account"),
        Action.DISABLED_ACCOUNT: _l("disabled an account"),
        Action.ENABLED_ACCOUNT: _l("enabled an account"),
        Action.CHANGED_ROLES: _l("changed the roles of an account"),
        Action.CHANGED_PROFILE: _l("changed the own name, language or time zone"),
        Action.MADE_LINK: _l("made a one-time link"),
        Action.SET_PASSWORD: _l("set a password by a one-time link"),
        Action.CHANGED_PASSWORD: _l("changed the password"),
        Action.REGISTERED_HOUSE: _l("registered a house"),
        Action.CHANGED_HOUSE_STATUS: _l("changed a house’s status"),
        Action.CHANGED_HOUSE: _l("changed a house"),
        Action.ADDED_ROOM: _l("added a room"),
        Action.CHANGED_ROOM: _l("changed a room"),
        Action.RETIRED_ROOM: _l("retired a room"),
        Action.ADDED_BED: _l("added a bed"),
        Action.RETIRED_BED: _l("retired a bed"),
        Action.ADDED_COT: _l("added a cot"),
        Action.RETIRED_COT: _l("retired a cot"),
        Action.ENTERED_REQUEST: _l("entered a request"),
        Action.CHANGED_REQUEST: _l("changed a request"),
        Action.TOOK_OVER_REQUEST: _l("took over a request"),
        Action.WAIVED_CODE: _l("waived a rule"),
        Action.WITHDREW_REQUEST: _l("withdrew a request"),
        Action.ENDED_REQUEST_UNMET: _l("ended a request as unmet"),
        Action.MARKED_DUPLICATE: _l("marked a request as a duplicate"),
        Action.SUGGESTED_HOUSES: _l("asked for suggestions"),
        Action.MADE_OFFER: _l("made an offer"),
        Action.OPENED_OFFER: _l("opened an offer"),
        Action.ACCEPTED_OFFER: _l("accepted an offer"),
        Action.DECLINED_OFFER: _l("declined an offer"),
        Action.RECORDED_SURVIVOR_REFUSAL: _l("recorded that the survivor declined"),
        Action.WITHDREW_OFFER: _l("withdrew an offer"),
        Action.OFFER_EXPIRED: _l("offer expired"),
        Action.CHANGED_ARRIVAL: _l("changed the arrival time"),
        Action.RECORDED_DEPARTURE: _l("recorded a departure"),
        Action.CONFIRMED_ARRIVAL: _l("confirmed an arrival"),
        Action.RECORDED_NO_SHOW: _l("recorded that nobody arrived"),
        Action.RECORDED_ABSENCE: _l("recorded an absence"),
        Action.CHECKED_OUT: _l("checked somebody out"),
        Action.OPENED_PHONE: _l("opened a duty phone"),
        Action.WROTE_HAND_OVER: _l("wrote a hand-over note"),
        Action.OPENED_HAND_OVER: _l("opened a hand-over note"),
        Action.REPORTED_CAPACITY: _l("reported capacity"),
        Action.ASKED_FOR_PLAN: _l("asked for a plan"),
        Action.MADE_PLAN: _l("made a plan"),
        Action.MADE_SUMMARY: _l("made a summary"),
    },
}
