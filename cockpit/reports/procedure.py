"""A procedure told to people: the scale, the roles, the loop, whom to tell and whom to call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import to_builtins

from cockpit.incident.procedure import Audience, Cadence, OnCall, Procedure, Severity
from cockpit.reports.setting import section, wrapped
from cockpit.reports.words import severity

_INSIDE = 76
"""Cells of a line inside a section."""
WORSE = "When unsure, take the worse."


def procedure_lines(procedure: Procedure) -> list[str]:
    """The whole procedure, set for 80 columns; what says nothing is left out."""
    project = f" of {procedure.project}" if procedure.project else ""
    return [
        *wrapped(f"Procedure{project}"),
        *section(f"Severities, the worst first. {WORSE}", _levels(procedure)),
        *section("Roles", _roles(procedure)),
        *section("The loop", _loop(procedure)),
        *section("Whom to tell", _indented(map(_audience, procedure.audiences))),
        *section("Whom to call", _indented(map(_on_call, procedure.on_call))),
        *section("Where and with what", _indented(_tools(procedure))),
    ]


def procedure_json(procedure: Procedure) -> dict[str, Any]:
    """Everything in it, defaults included; minutes are minutes, and Monday is 0."""
    told: dict[str, Any] = to_builtins(procedure)
    return told


def _indented(texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        yield from wrapped(text, rest="  ", width=_INSIDE)


def _levels(procedure: Procedure) -> Iterator[str]:
    for level in procedure.severities:
        yield from wrapped(f"{severity(level.code, procedure)}: {level.definition}", rest="  ", width=_INSIDE)
        for told in _about(level):
            yield from wrapped(told, first="  ", rest="    ", width=_INSIDE)


def _about(level: Severity) -> Iterator[str]:
    if level.example:
        yield f"for example {level.example}"
    asked = ["staffed with a deputy"] if level.deputy else []
    asked += [] if level.at_night else ["rings nobody's bell at night"]
    told = "; ".join(filter(None, (level.response, *asked)))
    if told:
        yield told
    if level.tripwire:
        yield f"raise it when {level.tripwire}"
    if level.cadence:
        yield _minutes(level.cadence)


def _roles(procedure: Procedure) -> Iterator[str]:
    for role, name in procedure.roles.items():
        yield from wrapped(f"the {role} is called {name}", width=_INSIDE)


def _loop(procedure: Procedure) -> Iterator[str]:
    yield _minutes(procedure.cadence)
    reminders = ", ".join(map(str, procedure.cadence.no_commander))
    yield f"reminded that nobody has command after {reminders} min"
    yield f"relief suggested after {procedure.cadence.relief_after} min on duty"


def _minutes(cadence: Cadence) -> str:
    return (
        f"check-in due after {cadence.due_from} to {cadence.due_until} min, escalated after "
        f"{cadence.escalate}; watched for {cadence.watch} min"
    )


def _audience(audience: Audience) -> str:
    clocks = [
        f"{clock.severity} within {clock.within} min" + (f", then every {clock.every}" if clock.every else "")
        for clock in audience.clocks
    ]
    approval = "the commander approves" if audience.approval else ""
    where = audience.where
    return "; ".join(filter(None, (audience.name, where, *clocks, approval)))


def _on_call(person: OnCall) -> str:
    return "; ".join(filter(None, (person.name, person.does, person.reach, person.zone or "")))


def _tools(procedure: Procedure) -> Iterator[str]:
    named = {
        "channel": procedure.channel or "",
        "calls somebody with": " ".join(procedure.fetch),
        "posts the first message with": " ".join(procedure.announce),
        "makes the ticket with": " ".join(procedure.ticket),
        "facilitators": ", ".join(procedure.facilitators),
        "components": ", ".join(procedure.components),
    }
    return (f"{what} {told}" for what, told in named.items() if told)
