"""A person is one person however the name is typed, and nobody has a name that cannot be shown."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.incident.people import BadName, person_key, person_name, same_person


def test_a_name_is_trimmed_and_composed() -> None:
    assert person_name("  Zoe\u0308 Wa\u0308lti\n".rstrip("\n") + " ") == "Zoë Wälti"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "empty"),
        (" \t ", "empty"),
        ("a" * 101, "at most 100"),
        ("al\nice", "al↵ice"),
        ("\x1b[31malice", "␛[31malice"),
        ("ali\u202ece", "invisible"),
        ("ali\u200bce", "invisible"),
        ("ali\udce9ce", "invisible"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused_in_a_sentence(typed: str, hint: str) -> None:
    with pytest.raises(BadName) as refused:
        person_name(typed)
    assert hint in str(refused.value)
    assert "type" in str(refused.value) and "\n" not in str(refused.value)


def test_a_hundred_characters_are_a_name() -> None:
    assert person_name("é" * 100) == "é" * 100


@pytest.mark.parametrize(
    ("one", "other"), [("Alice", "alice"), ("STRASSE", "straße"), ("ZOE\u0308", "zoë"), (" bob", "Bob ")]
)
def test_spellings_of_one_person(one: str, other: str) -> None:
    assert same_person(one, other)
    assert person_key(one) == person_key(other)


def test_an_accent_makes_another_person() -> None:
    assert not same_person("zoe", "zoë")


@given(st.text())
def test_case_and_encoding_never_make_a_second_person(name: str) -> None:
    for form in ("NFC", "NFD"):
        assert same_person(name, normalize(form, name))
    assert same_person(name, name.casefold())
