"""Small facts for the tests of the record, and people who write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from cockpit.incident import events as ev
from cockpit.incident.procedure import Procedure
from cockpit.record.log import EventLog

AT = datetime(2026, 11, 23, 14, 2, 11, tzinfo=UTC)
ORIGIN = ev.Origin(user="ckalice", login="ckalice", host="bastion", terminal="/dev/pts/3")
INCIDENT = "2026-11-23-1"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def event(
    fact: ev.Fact,
    *,
    actor: str = "alice",
    happened_at: datetime = AT,
    about: bool = False,
    by_word: str | None = None,
) -> ev.Event:
    """A fact on its way into the record."""
    return ev.Event(
        fact.event,
        fact.to_json(),
        fact.is_act,
        happened_at,
        about,
        actor,
        by_word,
        ORIGIN,
    )


def unknown(name: str, body: str, *, is_act: bool = False) -> ev.Event:
    """A fact that only a newer cockpit knows."""
    return ev.Event(name, body, is_act, AT, False, "alice", None, ORIGIN)


def declared(title: str = "Checkout fails", **fields: object) -> ev.Event:
    return event(
        ev.Declared(title=title, procedure=Procedure(), text=f"declared: {title}", **fields)  # type: ignore[arg-type]
    )


def note(text: str, *, actor: str = "alice", kind: str = "note", star: bool = False) -> ev.Event:
    return event(ev.Logged(text=text, kind=kind, star=star), actor=actor)


def declare(log: EventLog, incident: str = INCIDENT, title: str = "Checkout fails") -> None:
    log.append(incident, [declared(title)], expected=0, commit=uuid4())


def write(
    log: EventLog, *events: ev.Event, incident: str = INCIDENT, commit: UUID | None = None
) -> list[ev.Recorded]:
    """Append without regard to what others did."""
    return log.append(incident, events, expected=None, commit=commit or uuid4())
