"""A plain entry written without its model is the very same entry."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cockpit.incident.events import Logged
from cockpit.incident.notes import LOGGED, Manner, note_body
from cockpit.incident.texts import Text, stored

KINDS = st.sampled_from(["note", "impact", "resolved", "decision", "чат", 'a"b'])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.binary() | WORDS.map(str.encode), KINDS, st.booleans(), st.dictionaries(WORDS, WORDS, max_size=2))
def test_it_is_the_fact_byte_for_byte(given_bytes: bytes, kind: str, star: bool, why: dict[str, str]) -> None:
    text: Text = stored(given_bytes)
    fact = Logged(kind=kind, text=text.text, raw=text.raw, star=star, reasons=why, causes=why)
    manner = Manner(kind, star, why, why)
    assert note_body(text, manner) == fact.to_json()
    assert (LOGGED, manner.is_act) == (fact.event, fact.is_act)
