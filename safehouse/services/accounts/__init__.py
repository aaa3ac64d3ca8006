"""Accounts: who may log in, and with which grants. Grants are read anew for each web request, so a right ends at once."""

from safehouse.services.accounts.changing import change_grants, disable_account, enable_account
from safehouse.services.accounts.checking import email_key, normal_email
from safehouse.services.accounts.creating import create_account, invite_account, invite_administrator
from safehouse.services.accounts.drafts import AccountDraft, GrantDraft
from safehouse.services.accounts.links import LinkView, OneTimeLink, find_link, send_link, set_password
from safehouse.services.accounts.own import change_password, change_profile
from safehouse.services.accounts.rights import load_actor
from safehouse.services.accounts.viewing import AccountLine, AccountView, OpenLink, get_account, list_accounts
from safehouse.services.accounts.wishes import answer_wishes, wish_link

__all__ = [
    "AccountDraft",
    "AccountLine",
    "AccountView",
    "GrantDraft",
    "LinkView",
    "OneTimeLink",
    "OpenLink",
    "answer_wishes",
    "change_grants",
    "change_password",
    "change_profile",
    "create_account",
    "disable_account",
    "email_key",
    "enable_account",
    "find_link",
    "get_account",
    "invite_account",
    "invite_administrator",
    "list_accounts",
    "load_actor",
    "normal_email",
    "send_link",
    "set_password",
    "wish_link",
]
