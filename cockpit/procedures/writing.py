"""Writes a procedure as the file that describes it: reading that file gives the same procedure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import to_builtins

from cockpit.incident.procedure import Audience, Cadence, Clock, Procedure, Severity
from cockpit.incident.texts import harmless

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HEAD = (
    "# The procedure of an incident: severities, roles, the loop's numbers, whom to tell and whom to call.",
    "# Every key may be left out. To see whether a file can be used: cockpit procedure check FILE",
    "",
)


def as_toml(procedure: Procedure) -> str:
    """The whole procedure as a file one can start from (S40)."""
    lines = [*_HEAD, *_pairs(_top(procedure)), ""]
    lines += _table("roles", {role.replace(" ", "_"): name for role, name in procedure.roles.items()})
    lines += _table("cadence", _cadence(procedure.cadence))
    for level in procedure.severities:
        lines += _table("[severity]", _level(level))
        lines += _table("severity.cadence", _cadence(level.cadence)) if level.cadence else []
    for audience in procedure.audiences:
        lines += _table("[audience]", _audience(audience))
    for person in procedure.on_call:
        lines += _table("[on_call]", to_builtins(person))
    lines += _table("templates", procedure.templates)
    return "\n".join(lines).rstrip() + "\n"


def _top(procedure: Procedure) -> dict[str, Any]:
    return {
        "project": procedure.project,
        "channel": procedure.channel,
        "zone": procedure.zone,
        "morning": procedure.morning,
        "night": procedure.night,
        "workdays": [_DAYS[day] for day in procedure.workdays],
        "fetch": procedure.fetch or None,
        "announce": procedure.announce or None,
        "ticket": procedure.ticket or None,
        "facilitators": procedure.facilitators,
        "components": procedure.components,
    }


def _cadence(cadence: Cadence) -> dict[str, Any]:
    found: dict[str, Any] = to_builtins(cadence)
    return found


def _level(level: Severity) -> dict[str, Any]:
    return {name: value for name, value in to_builtins(level).items() if name != "cadence"}


def _audience(audience: Audience) -> dict[str, Any]:
    return {
        "name": audience.name,
        "approval": audience.approval,
        "where": audience.where,
        "deadlines": {clock.severity: _deadline(clock) for clock in audience.clocks},
    }


def _deadline(clock: Clock) -> dict[str, int]:
    return {"within": clock.within} | ({"every": clock.every} if clock.every else {})


def _table(name: str, values: Mapping[str, Any]) -> list[str]:
    """A table with its heading; nothing where it has nothing in it."""
    return [f"[{name}]", *_pairs(values), ""] if values else []


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    return (f"{_key(name)} = {_value(value)}" for name, value in values.items() if value is not None)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _value(name)


def _quoted(value: str) -> str:
    """TOML's strings are JSON's, but for delete, which it wants escaped, as is all that nobody would see."""
    return json.dumps(value, ensure_ascii=False)


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04X}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08X}"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return "".join(char if char == harmless(char) else _escaped(char) for char in _quoted(value))
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pairs(value)) + " }" if value else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value)
