"""Reads a project's procedure file: the whole of it is checked, and every error is told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from pydantic import BaseModel, ValidationError

from cockpit.incident.procedure import (
    DEFAULT_AUDIENCES,
    DEFAULT_SEVERITIES,
    DEFAULT_TEMPLATES,
    Audience,
    Cadence,
    Clock,
    OnCall,
    Procedure,
    Severity,
)
from cockpit.patience import answered
from cockpit.procedures import BadProcedure
from cockpit.procedures.complaining import sentence, shown
from cockpit.procedures.tables import LEVELS, WORKDAYS, File, Level, Listener

LARGEST = 64 * 1024
"""Bytes: every incident carries its procedure."""


def read_procedure(path: Path) -> Procedure:
    """The procedure a file describes; what it leaves out is as in the default one.

    Raises BadProcedure with a line for each error, each naming the file, the key and what to write instead.
    """
    table = _table(path)
    complaints = [*_length(table), *_doubles(table), *_unknown_levels(table)]
    try:
        file = File.model_validate(table)
    except ValidationError as error:
        complaints = [*map(sentence, error.errors(include_url=False)), *complaints]
    if complaints:
        raise BadProcedure(path, [f"{path}: {line}." for line in complaints])
    return procedure_of(file)


def procedure_of(file: File) -> Procedure:
    """What a checked file comes to, defaults included (S40)."""
    plain = Procedure()
    cadence = replace(plain.cadence, **file.cadence.given)
    levels: tuple[Severity, ...] = DEFAULT_SEVERITIES
    if file.severity is not None:
        levels = tuple(_level(level, cadence) for level in file.severity)
    codes = [level.code for level in levels]
    audiences: tuple[Audience, ...] = DEFAULT_AUDIENCES
    if file.audience is not None:
        audiences = tuple(map(_audience, file.audience))
    return Procedure(
        project=file.project,
        severities=levels,
        roles={name.replace("_", " "): own for name, own in _given(file.roles).items()},
        cadence=cadence,
        audiences=tuple(_on_scale(audience, codes) for audience in audiences),
        templates={**DEFAULT_TEMPLATES, **_given(file.templates)},
        on_call=tuple(OnCall(**person.model_dump()) for person in file.on_call),
        channel=file.channel,
        fetch=tuple(file.fetch or ()),
        announce=tuple(file.announce or ()),
        ticket=tuple(file.ticket or ()),
        facilitators=tuple(file.facilitators),
        components=tuple(file.components),
        zone=file.zone,
        morning=file.morning or plain.morning,
        workdays=_workdays(file) or plain.workdays,
        night=(file.night[0], file.night[1]) if file.night else plain.night,
    )


def _given(table: BaseModel) -> dict[str, Any]:
    return table.model_dump(exclude_none=True)


def _level(level: Level, cadence: Cadence) -> Severity:
    """A level; one of the standard scale keeps what the file does not say about it."""
    known = next((one for one in DEFAULT_SEVERITIES if one.code == level.code), None)
    given = {name: value for name, value in _given(level).items() if name != "cadence"}
    own = replace(cadence, **level.cadence.given) if level.cadence else None
    start = known or Severity(code=level.code, label="", definition="", example="")
    return replace(start, **given, cadence=own)


def _audience(audience: Listener) -> Audience:
    known = next((one for one in DEFAULT_AUDIENCES if one.name == audience.name), Audience(audience.name))
    clocks = known.clocks
    if audience.deadlines is not None:
        clocks = tuple(Clock(code, one.within, one.every) for code, one in audience.deadlines.items())
    return Audience(
        audience.name,
        known.approval if audience.approval is None else audience.approval,
        clocks,
        audience.where or "",
    )


def _on_scale(audience: Audience, codes: list[str]) -> Audience:
    """Without the default's deadlines for levels that the project does not have, the worst level first."""
    kept = [clock for clock in audience.clocks if clock.severity in codes]
    return replace(audience, clocks=tuple(sorted(kept, key=lambda clock: codes.index(clock.severity))))


def _workdays(file: File) -> tuple[int, ...]:
    return tuple(sorted({WORKDAYS.index(day) for day in file.workdays or ()}))


def _table(path: Path) -> dict[str, Any]:
    def first_part() -> bytes:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)

    try:
        content = answered(first_part)
        if len(content) > LARGEST:
            raise ValueError(f"it is larger than {LARGEST // 1024} KiB: keep what a response needs")
        return tomllib.loads(content.decode())
    except TimeoutError as error:
        raise BadProcedure(
            path, [f"{path}: it does not answer, its disk hangs: name another file."]
        ) from error
    except OSError as error:
        why = f"it cannot be read ({error.strerror}): make it readable, or name another file"
        raise BadProcedure(path, [f"{path}: {why}."]) from error
    except UnicodeDecodeError as error:
        raise BadProcedure(path, [f"{path}: it is not UTF-8 text: save it as UTF-8."]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadProcedure(path, [f"{path}: it is not valid TOML ({error}): correct that place."]) from error
    except RecursionError as error:
        raise BadProcedure(path, [f"{path}: its lists go too deep: correct that place."]) from error
    except ValueError as error:
        raise BadProcedure(path, [f"{path}: {error}."]) from error


def _unknown_levels(table: Mapping[str, Any]) -> Iterator[str]:
    """Deadlines for severities that are not on the scale, whatever else is wrong with the file."""
    codes = _codes(table)
    for place, audience in enumerate(_tables(table.get("audience")), 1):
        deadlines = audience.get("deadlines")
        for code in deadlines if isinstance(deadlines, dict) else ():
            if code not in codes:
                path = f"audience[{place}].deadlines.{shown(code)}"
                yield f"{path}: there is no such severity; the scale has {', '.join(map(shown, codes))}"


def _length(table: Mapping[str, Any]) -> Iterator[str]:
    """S38: a scale has three to five levels."""
    levels = table.get("severity")
    if isinstance(levels, list) and not LEVELS[0] <= len(levels) <= LEVELS[1]:
        yield f"severity: a scale has {LEVELS[0]} to {LEVELS[1]} levels, and this one {len(levels)} (S38)"


def _doubles(table: Mapping[str, Any]) -> Iterator[str]:
    """Two levels, or two audiences, that nobody could tell apart."""
    for kind, key in (("severity", "code"), ("audience", "name"), ("on_call", "name")):
        seen: dict[str, int] = {}
        for place, one in enumerate(_tables(table.get(kind)), 1):
            name = str(one.get(key, "")).casefold()
            first = seen.setdefault(name, place)
            if name and first != place:
                yield f"{kind}[{place}].{key}: {shown(str(one[key]))} is there already, as {kind}[{first}]"


def _codes(table: Mapping[str, Any]) -> list[str]:
    levels = _tables(table.get("severity"))
    return [str(level.get("code")) for level in levels] or [level.code for level in DEFAULT_SEVERITIES]


def _tables(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
