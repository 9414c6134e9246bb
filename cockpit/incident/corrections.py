"""How an entry reads once its corrections are applied; what was first stored stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from cockpit.incident import events as ev

Corrections = Mapping[int, Sequence[ev.Corrected]]
"""By the number of the entry they are about, in the order they came."""


def corrected(entry: ev.Recorded, corrections: Sequence[ev.Corrected]) -> ev.Recorded:
    """An entry as its corrections say it should read; a correction that does not fit is passed over."""
    for correction in corrections:
        if correction.field == "time":
            entry = _at(entry, correction.value)
        else:
            entry = _with_field(entry, correction.field, correction.value)
    return entry


def fact_of(entry: ev.Recorded) -> ev.Fact | None:
    return entry.fact()


def corrections_in(batch: Iterable[ev.Recorded]) -> Corrections:
    found: dict[int, list[ev.Corrected]] = {}
    for entry in batch:
        if entry.event == ev.Corrected.event:
            fact = fact_of(entry)
            if isinstance(fact, ev.Corrected):
                found.setdefault(fact.target, []).append(fact)
    return found


def _at(entry: ev.Recorded, value: str) -> ev.Recorded:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return entry
    return replace(entry, happened_at=moment, about=False) if moment.tzinfo else entry


def _with_field(entry: ev.Recorded, name: str, value: str) -> ev.Recorded:
    fact_type = ev.FACTS.get(entry.event)
    if fact_type is None or name not in fact_type.__struct_fields__:
        return entry
    body = json.loads(entry.body) | {name: value}
    if name == "text" and fact_type.main:
        body[fact_type.main] = value
    read = replace(entry, body=json.dumps(body))
    return read if fact_of(read) is not None else entry
