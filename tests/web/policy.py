"""Who may call which endpoint: the literal list against which the application is held. Add a line for each new page.

C coordinator, M manager, N national contact, A analyst, U auditor, S administrator; `everybody` who is logged in.
"""

from safehouse.domain.codes import Role

LETTERS = {
    "C": Role.COORDINATOR,
    "M": Role.MANAGER,
    "N": Role.NATIONAL_CONTACT,
    "A": Role.ANALYST,
    "U": Role.AUDITOR,
    "S": Role.ADMINISTRATOR,
}

POLICY = {
    "accounts.create": "S",
    "accounts.disable": "S",
    "accounts.index": "S",
    "accounts.new": "S",
    "audit.index": "U",
    "login.cover": "everybody",
    "login.show_start": "everybody",
    "login.uncover": "everybody",
    "operations.show": "S",
    "sessions.change_password": "everybody",
    "sessions.end": "everybody",
    "sessions.index": "everybody",
}


def roles_of(endpoint: str) -> frozenset[Role] | None:
    """The roles that the policy names; None for everybody."""
    letters = POLICY[endpoint]
    return None if letters == "everybody" else frozenset(LETTERS[letter] for letter in letters)
