"""One thing that was looked at: what was found, and what to do about it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    ADVICE = "advice"
    """It works, and would be better otherwise."""
    MEND = "mend"
    """The record is in danger or out of somebody's reach until it is mended."""


class Finding(NamedTuple):
    """`remedy` is a sentence or a command to type, and empty only where all is well."""

    check: str
    state: State
    found: str
    remedy: str = ""


def well(check: str, found: str) -> Finding:
    return Finding(check, State.OK, found)


def advice(check: str, found: str, remedy: str) -> Finding:
    return Finding(check, State.ADVICE, found, remedy)


def mend(check: str, found: str, remedy: str) -> Finding:
    return Finding(check, State.MEND, found, remedy)
