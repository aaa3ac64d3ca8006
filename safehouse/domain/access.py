"""Who may do what: roles with their scopes, the actor of a deed, and the names under which deeds are audited."""

from dataclasses import dataclass
from enum import StrEnum

from safehouse.domain.codes import Role

COUNTRY_ROLES = frozenset({Role.COORDINATOR, Role.NATIONAL_CONTACT})
"""Granted for a country."""
HOUSE_ROLES = frozenset({Role.MANAGER})
"""Granted for a house."""
SUMMARY_ROLES = frozenset({*COUNTRY_ROLES, *HOUSE_ROLES, Role.ANALYST})
"""Who gets the nightly summary."""
STATISTICS_ROLES = frozenset({Role.NATIONAL_CONTACT, Role.ANALYST})
"""Who reads the statistics of months, quarters and years."""
LONELY_ROLES = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Never together with another role."""


class Action(StrEnum):
    """What an audit entry records."""

    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    CREATED_ACCOUNT = "created_account"
    DISABLED_ACCOUNT = "disabled_account"
    ENABLED_ACCOUNT = "enabled_account"
    CHANGED_ROLES = "changed_roles"
    CHANGED_PROFILE = "changed_profile"
    MADE_LINK = "made_link"
    SET_PASSWORD = "set_password"  # noqa: S105  # The name of a deed, not a password.
    CHANGED_PASSWORD = "changed_password"  # noqa: S105  # The name of a deed, not a password.
    REGISTERED_HOUSE = "registered_house"
    CHANGED_HOUSE_STATUS = "changed_house_status"
    CHANGED_HOUSE = "changed_house"
    ADDED_ROOM = "added_room"
    CHANGED_ROOM = "changed_room"
    RETIRED_ROOM = "retired_room"
    ADDED_BED = "added_bed"
    RETIRED_BED = "retired_bed"
    ADDED_COT = "added_cot"
    RETIRED_COT = "retired_cot"
    ENTERED_REQUEST = "entered_request"
    CHANGED_REQUEST = "changed_request"
    TOOK_OVER_REQUEST = "took_over_request"
    OPENED_REQUEST = "opened_request"
    WAIVED_CODE = "waived_code"
    WITHDREW_REQUEST = "withdrew_request"
    ENDED_REQUEST_UNMET = "ended_request_unmet"
    MARKED_DUPLICATE = "marked_duplicate"
    SUGGESTED_HOUSES = "suggested_houses"
    MADE_OFFER = "made_offer"
    OPENED_OFFER = "opened_offer"
    ACCEPTED_OFFER = "accepted_offer"
    DECLINED_OFFER = "declined_offer"
    RECORDED_SURVIVOR_REFUSAL = "recorded_survivor_refusal"
    WITHDREW_OFFER = "withdrew_offer"
    TOOK_BACK_ACCEPTANCE = "took_back_acceptance"
    ASKED_FOR_CHAIN = "asked_for_chain"
    SKIPPED_SUGGESTION = "skipped_suggestion"
    STOPPED_CHAIN = "stopped_chain"
    OFFER_EXPIRED = "offer_expired"
    ASKED_ABROAD = "asked_abroad"
    ACCEPTED_FROM_ABROAD = "accepted_from_abroad"
    REJECTED_FROM_ABROAD = "rejected_from_abroad"
    WITHDREW_ASKING = "withdrew_asking"
    ASKING_EXPIRED = "asking_expired"
    CHANGED_ARRIVAL = "changed_arrival"
    RECORDED_DEPARTURE = "recorded_departure"
    CONFIRMED_ARRIVAL = "confirmed_arrival"
    RECORDED_NO_SHOW = "recorded_no_show"
    RECORDED_ABSENCE = "recorded_absence"
    CHECKED_OUT = "checked_out"
    OPENED_PHONE = "opened_phone"
    WROTE_HAND_OVER = "wrote_hand_over"
    OPENED_HAND_OVER = "opened_hand_over"
    REPORTED_CAPACITY = "reported_capacity"
    CLOSED_BED = "closed_bed"
    CHANGED_OUTAGE = "changed_outage"
    ENDED_OUTAGE = "ended_outage"
    MOVED_WITHIN_HOUSE = "moved_within_house"
    ASKED_FOR_PLAN = "asked_for_plan"
    MADE_PLAN = "made_plan"
    ASKED_FOR_TRANSFER = "asked_for_transfer"
    GAVE_UP_TRANSFER = "gave_up_transfer"
    ASKED_FOR_EVACUATION = "asked_for_evacuation"
    PLANNED_EVACUATION = "planned_evacuation"
    ASKED_FOR_DRILL = "asked_for_drill"
    MADE_DRILL = "made_drill"
    MADE_SUMMARY = "made_summary"
    EXPORTED_HOUSE = "exported_house"
    RESTORED_BACKUP = "restored_backup"


class SubjectKind(StrEnum):
    """What an audit entry is about."""

    ACCOUNT = "account"
    BACKUP = "backup"
    BED = "bed"
    BORDER_REQUEST = "border_request"
    CAPACITY_REPORT = "capacity_report"
    COT = "cot"
    EVACUATION = "evacuation"
    HOUSE = "house"
    JOB = "job"
    LOGIN_SESSION = "login_session"
    OFFER = "offer"
    PLAN = "plan"
    REQUEST = "request"
    ROOM = "room"
    STAY = "stay"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role with its scope."""

    role: Role
    country: str | None
    house_id: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a deed: an account with what it is granted now, read anew for each web request."""

    account_id: str
    label: str
    locale: str
    time_zone: str
    grants: tuple[Grant, ...]

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that is granted somewhere."""
        return frozenset(grant.role for grant in self.grants)

    def countries_as(self, *roles: Role) -> frozenset[str]:
        """The countries in which the actor has one of these roles."""
        return frozenset(grant.country for grant in self.grants if grant.role in roles and grant.country is not None)

    @property
    def houses(self) -> frozenset[str]:
        """The ids of the houses that the actor manages."""
        return frozenset(grant.house_id for grant in self.grants if grant.house_id is not None)
