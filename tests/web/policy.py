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
    "board.index": "M",
    "board.nothing_changed": "M",
    "board.open_house": "M",
    "board.pause_house": "M",
    "board.show": "M",
    "capacity.nothing_changed_by_telephone": "CN",
    "capacity.send": "M",
    "capacity.send_by_telephone": "CN",
    "capacity.show": "M",
    "capacity.show_by_telephone": "CN",
    "country.change_status": "N",
    "country.house": "CN",
    "country.open_phone": "N",
    "country.show": "CN",
    "desk.show": "C",
    "house_offers.accept": "M",
    "house_offers.check_out": "M",
    "house_offers.confirm_arrival": "M",
    "house_offers.decline": "M",
    "house_offers.open": "M",
    "house_offers.open_hand_over": "M",
    "house_offers.record_absence": "M",
    "house_offers.record_return": "M",
    "house_offers.show": "M",
    "login.cover": "everybody",
    "login.show_start": "everybody",
    "login.uncover": "everybody",
    "offers.accept": "C",
    "offers.change_arrival": "C",
    "offers.check_out": "C",
    "offers.confirm_arrival": "C",
    "offers.decline": "C",
    "offers.hand_over": "C",
    "offers.make": "C",
    "offers.phone": "C",
    "offers.record_departure": "C",
    "offers.record_no_show": "C",
    "offers.survivor_declined": "C",
    "offers.withdraw": "C",
    "operations.show": "S",
    "plans.ask": "C",
    "plans.look_again": "C",
    "plans.show": "C",
    "request_deeds.change_arrival": "C",
    "request_deeds.end_unmet": "C",
    "request_deeds.mark_duplicate": "C",
    "request_deeds.pass_on": "C",
    "request_deeds.refuse_house": "C",
    "request_deeds.take_over": "C",
    "request_deeds.waive": "C",
    "request_deeds.withdraw": "C",
    "request_deeds.write_hand_over": "C",
    "request_page.change": "C",
    "request_page.edit": "C",
    "request_page.show": "C",
    "requests.create": "C",
    "requests.new": "C",
    "requests.towns": "C",
    "sessions.change_password": "everybody",
    "sessions.end": "everybody",
    "sessions.index": "everybody",
    "suggestions.make": "C",
    "summaries.index": "CMNA",
    "summaries.show": "CMNA",
}


def roles_of(endpoint: str) -> frozenset[Role] | None:
    """The roles that the policy names; None for everybody."""
    letters = POLICY[endpoint]
    return None if letters == "everybody" else frozenset(LETTERS[letter] for letter in letters)
