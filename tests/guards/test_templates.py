"""What every template keeps: all text can be translated, nothing inline that the policy of the pages forbids, a token in every form."""

import re
from pathlib import Path

import jinja2
import pytest

from tests.support.sources import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NO_TEXT = {"safehouse", "required"}
"""The name of the service, and an attribute that a macro hands out."""
WIDTH = re.compile(r"{% block width %}[\w ]*{% endblock %}")
"""A class, not a text."""
WORDS = re.compile(r"[^\W\d_]{2,}")
READ_ALOUD = re.compile(r'(?:aria-label|alt|placeholder|title|data-label)="([^"]*)"')
POSTING = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL | re.IGNORECASE)
TOKENS = ('name="csrf_token"', "forms.token()")


def data_of(template: Path) -> str:
    """The template without its Jinja: what stands between becomes a blank."""
    tokens = jinja2.Environment(autoescape=True).lex(WIDTH.sub("", template.read_text(encoding="utf-8")))
    return "".join(value if kind == "data" else " " for _, kind, value in tokens if kind in {"data", "variable_begin"})


def named(template: Path) -> str:
    return str(template.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_every_text_can_be_translated(template: Path) -> None:
    data = data_of(template)
    text = re.sub(r"<!--.*?-->|<[^>]*>|&\w+;|[\w-]+=\"[^\"]*\"", " ", data, flags=re.DOTALL)
    spoken = " ".join(value for value in READ_ALOUD.findall(data))
    assert {word for word in WORDS.findall(f"{text} {spoken}") if word not in NO_TEXT} == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_no_script_or_style_stands_in_a_page(template: Path) -> None:
    data = template.read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|\shx-on|javascript:", data) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_every_form_that_is_posted_carries_its_token(template: Path) -> None:
    forms = POSTING.findall(template.read_text(encoding="utf-8"))
    assert [form for form in forms if not any(token in form for token in TOKENS)] == []


@pytest.mark.parametrize(
    "text",
    ["<p>Hello</p>", "<p>{{ _('a') }} there</p>", '<p aria-label="Main menu">{{ x }}</p>'],
    ids=["p", "mix", "aria"],
)
def test_a_text_that_cannot_be_translated_is_found(tmp_path: Path, text: str) -> None:
    template = tmp_path / "page.html"
    template.write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError):
        test_every_text_can_be_translated(template)
