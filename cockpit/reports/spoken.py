"""Somebody's words as they can be read out: ids with what they stand for, nothing that only eyes read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from unicodedata import category

from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless

_WIDTH = 140
"""Cells of anybody's words that are read out."""
_MOST = 3
"""Measures, or tasks, that are named; the others are counted."""
_SPOKEN = {"→": " to ", "—": ", ", "…": " ", "·": ", ", "&": " and "}
_KEPT = frozenset("+<=>±×÷−~$€£¥")  # noqa: RUF001 signs of numbers, which people read out
_ID = re.compile(r"\b[MDHQ]\d+\b:?")
_PAUSES = re.compile(r"\s*(?:[:;,]|\.(?!\w))[\s:;,.]*")
"""Signs at which a reader pauses, as many as stand beside each other."""
_POINT = re.compile(r"(?<!\w)\.+(?=\d)")
"""The point of .5, which is heard as 0.5 and else as nothing."""


def listed(texts: list[str]) -> str:
    """The first of them; how many there are besides."""
    shown, left = texts[:_MOST], len(texts) - _MOST
    return "; ".join([*shown, f"and {left} more"] if left > 0 else shown)


def words(incident: Incident, text: str) -> str:
    """`text` for a voice, cut at a word where it is long."""
    named = _ID.sub(lambda id: _named(incident, id[0], text), text[: 8 * _WIDTH])
    shown = harmless(named.replace(incident.id, "this incident"), width=_WIDTH)
    if shown.endswith("…") and " " in shown:  # cut off in the middle of a word
        shown = shown.rpartition(" ")[0]
    return _readable(shown) or "something without words"


def _named(incident: Incident, id: str, text: str) -> str:
    """What an id stands for; nothing where its words are there anyway; itself where it is none of ours."""
    told = _words_of(incident, id.removesuffix(":"))
    if told is None or id.removesuffix(":") in told:
        return id
    return "" if told in text else f'"{_ID.sub("another", told)}"'


def _words_of(incident: Incident, id: str) -> str | None:
    known: Iterable[tuple[str, str]] = chain(
        ((one.id, one.text) for one in incident.measures.values()),
        ((one.id, one.text) for one in incident.hypotheses.values()),
        ((one.id, one.text) for one in incident.questions.values()),
        ((one.id, one.text) for one in incident.decisions),
    )
    return next((told for name, told in known if name == id), None)


def _readable(text: str) -> str:
    for sign, spoken in _SPOKEN.items():
        text = text.replace(sign, spoken)
    heard = "".join(char if _is_heard(char) else " " for char in text)
    once = _PAUSES.sub(_one, _POINT.sub("0.", " ".join(heard.split())))
    return once.strip(".:;, ")


def _one(pause: re.Match[str]) -> str:
    """The first of several signs beside each other, and a space where one was."""
    return pause[0].strip()[0] + (" " if " " in pause[0] else "")


def _is_heard(char: str) -> bool:
    return char in _KEPT or category(char) not in {"So", "Sm", "Sk", "Co", "Cn"}
