"""What messages say: one sentence, the same for everybody, every night and every offer. Facts stand on the pages only."""

from safehouse.domain.codes import MailKind

SUBJECT = "safehouse"
SENTENCE = "Please open safehouse."
_SUMMARY_PATH = "/summary"
"""The page that lists the nights; the link names no night, so that all mails are equal."""


def body_of(kind: MailKind, public_url: str) -> str:
    """The text of a message: the sentence, and for a summary the same link every night."""
    if kind is MailKind.SUMMARY:
        return body_with(f"{public_url.rstrip('/')}{_SUMMARY_PATH}")
    return f"{SENTENCE}\n"


def body_with(url: str) -> str:
    """The sentence and an address to open."""
    return f"{SENTENCE}\n\n{url}\n"
