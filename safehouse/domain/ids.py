"""Opaque ids and the short codes that people read out over a telephone; all of them random, none of them sequential."""

import secrets

ID_LENGTH = 20
CASE_CODE_LENGTH = 8
HOUSE_CODE_LENGTH = 4
_ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_READABLE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
"""Without the look-alikes 0 O, 1 I L, U V."""


def new_id() -> str:
    """A new opaque id of 100 random bits."""
    return "".join(secrets.choice(_ID_ALPHABET) for _ in range(ID_LENGTH))


def new_case_code() -> str:
    """A new case code: 8 characters without look-alikes."""
    return "".join(secrets.choice(_READABLE_ALPHABET) for _ in range(CASE_CODE_LENGTH))


def readable_code(number: int) -> str:
    """A number in the form of a case code, the same for the same number; large ones are cut."""
    base = len(_READABLE_ALPHABET)
    return "".join(_READABLE_ALPHABET[number // base**place % base] for place in range(CASE_CODE_LENGTH))


def new_house_code(country: str) -> str:
    """A new house code such as `NL-7K3Q`: it says the country and nothing else."""
    return f"{country}-" + "".join(secrets.choice(_READABLE_ALPHABET) for _ in range(HOUSE_CODE_LENGTH))


def is_house_code(text: str, country: str) -> bool:
    """Whether a text has the form of a house code of this country."""
    prefix, dash, rest = text.partition("-")
    return (prefix, dash, len(rest)) == (country, "-", HOUSE_CODE_LENGTH) and set(rest) <= set(_READABLE_ALPHABET)
