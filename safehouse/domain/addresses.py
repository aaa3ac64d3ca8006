"""What can be written to and called: mail addresses and telephone numbers. A wrong one is refused when it is typed, not at night."""

import re

_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""What HTML takes for the address of an `<input type=email>`; mail servers that take more are not to be counted on."""
_TELEPHONE_NUMBER = re.compile(r"\+?[0-9 ()/.-]+")
_FEWEST_DIGITS = 3
"""Of a number that can be called from anywhere in a country, emergency numbers included."""


def is_mail_address(text: str) -> bool:
    """Whether a message can be sent there, as far as its form goes."""
    return _MAIL_ADDRESS.fullmatch(text) is not None


def is_telephone_number(text: str) -> bool:
    """Whether it is a number to call: digits, with a plus in front and what groups them, and nothing else."""
    digits = sum(letter.isdigit() for letter in text)
    return _TELEPHONE_NUMBER.fullmatch(text) is not None and digits >= _FEWEST_DIGITS
