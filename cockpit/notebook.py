"""Plain entries on their way into the record: they depend on no state, so nothing is folded before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct

from cockpit.incident.envelope import Event, Origin, Recorded
from cockpit.incident.notes import LOGGED, Manner, note_body
from cockpit.incident.people import same_person
from cockpit.incident.texts import Text

if TYPE_CHECKING:
    from cockpit.record.log import EventLog, Reader


class Said(Struct, frozen=True):
    """Who wrote entries, by whose word, and when it happened."""

    who: str
    origin: Origin
    happened_at: datetime
    about: bool = False
    word: str | None = None


def write_notes(
    log: EventLog, incident: str, written: Sequence[Text], said: Said, manner: Manner, *, commit: UUID
) -> list[Recorded]:
    """Append every text as one entry, all or none, durable before it returns. Raises RecordError."""
    actor = said.word or said.who
    events = [
        Event(
            name=LOGGED,
            body=note_body(text, manner),
            is_act=manner.is_act,
            happened_at=said.happened_at,
            about=said.about,
            actor=actor,
            by_word=said.who if actor != said.who else None,
            origin=said.origin,
        )
        for text in written
    ]
    return log.append(incident, events, expected=None, commit=commit)


def spelled(reader: Reader, incident: str, name: str) -> str:
    """A person's name as they write it themselves, where they have written here; else as given."""
    writers = (writer.name for writer in reader.writers(incident))
    return next((known for known in writers if same_person(known, name)), name)
