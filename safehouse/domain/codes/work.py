"""Roles, logins, jobs, messages and summaries."""

from enum import StrEnum


class Role(StrEnum):
    """What an account may be; administrator and auditor never go with another role."""

    COORDINATOR = "coordinator"
    MANAGER = "manager"
    NATIONAL_CONTACT = "national_contact"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class SecondFactorKind(StrEnum):
    """What a second factor is."""

    TOTP = "totp"
    PASSKEY = "passkey"


class SessionEnd(StrEnum):
    """Why a session ended."""

    LOGOUT = "logout"
    EXPIRED = "expired"
    PASSWORD_CHANGE = "password_change"  # noqa: S105  # The name of a reason, not a password.
    ROLE_CHANGE = "role_change"
    DISABLED = "disabled"


class LinkKind(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"


class AccountState(StrEnum):
    """Whether an account may log in; computed, never stored."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class JobKind(StrEnum):
    """What a job row asks for."""

    PLAN_COUNTRY = "plan_country"
    PLAN_EVACUATION = "plan_evacuation"
    DRILL = "drill"


class ScheduledJob(StrEnum):
    """What the scheduler does once for each business date."""

    SUMMARY = "summary"


class JobState(StrEnum):
    """The life of a job row."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobError(StrEnum):
    """Why a job failed."""

    INTERRUPTED = "interrupted"
    UNSAFE_PLAN = "unsafe_plan"
    OTHER = "other"


class BackupError(StrEnum):
    """Why there is no backup."""

    FOLDER_MISSING = "folder_missing"
    FOLDER_OPEN = "folder_open"
    DISK_FULL = "disk_full"
    NOT_WRITTEN = "not_written"
    DATABASE_AWAY = "database_away"
    OTHER = "other"


class MailKind(StrEnum):
    """What a message announces; the text never says."""

    OFFER = "offer"
    OFFER_REMINDER = "offer_reminder"
    BORDER_REQUEST = "border_request"
    BORDER_REMINDER = "border_reminder"
    SUMMARY = "summary"
    ACCOUNT_LINK = "account_link"
    DESK = "desk"
    REPORT_DUE = "report_due"
    ABSENCE = "absence"


class Channel(StrEnum):
    """How a message leaves."""

    MAIL = "mail"
    COMMAND = "command"


class ScopeKind(StrEnum):
    """What a row of figures is about."""

    HOUSE = "house"
    COUNTRY = "country"
    NETWORK = "network"


class Count(StrEnum):
    """What a summary counts beside the sections of its own codes; arrivals and departures are households."""

    HOUSES = "houses"
    BEDS_IN_SERVICE = "beds_in_service"
    ARRIVALS = "arrivals"
    DEPARTURES = "departures"
