"""What a person can ask for after the close, in the imperative."""

from __future__ import annotations

from msgspec import Struct


class SignOff(Struct, frozen=True):
    """I have read the record and added what was missing (S81)."""


class FinishReread(Struct, frozen=True):
    """The scribe has walked the unstarred entries up to `through` and starred so many (S82).

    Where it is not `done`, the walk goes on after that entry another time.
    """

    through: int
    starred: int = 0
    done: bool = True


class ChooseFacilitator(Struct, frozen=True):
    """Who leads the retrospective (S87)."""

    person: str


class RecordTicket(Struct, frozen=True):
    """Where the retrospective's ticket is (S83)."""

    link: str
