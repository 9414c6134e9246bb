"""The tables of a procedure file, as pydantic reads them: every key it may have, and what a value may be."""

from __future__ import annotations

import re
from string import Formatter
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from cockpit.incident.people import person_name
from cockpit.incident.procedure import DEFAULT_SEVERITIES, Cadence, role_named
from cockpit.incident.zones import BadTime, zone_from

WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LEVELS = (3, 5)
"""How many severities a scale has (S38)."""
_LONGEST_CODE = 12
"""Characters: a code stands in the top bar of the smallest terminal."""
_PLACEHOLDERS = frozenset({"impact", "title", "next"})
_STANDARD = frozenset(level.code for level in DEFAULT_SEVERITIES)


def _zone(name: str) -> str:
    try:
        zone_from(name, None)
    except BadTime as error:
        raise ValueError(str(error).replace(", from the setting zone,", "")) from error
    return name


def _morning(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError('is a clock time such as "09:00"')
    return text


def _code(text: str) -> str:
    if not text.isalnum() or len(text) > _LONGEST_CODE:
        raise ValueError(f'is a short word of letters and digits, such as "SEV1", not {text!r}')
    return text


def _workday(text: str) -> str:
    if text.casefold() not in WORKDAYS:
        raise ValueError(f"has the days {', '.join(WORKDAYS)}, and not {text!r}")
    return text.casefold()


def _template(text: str) -> str:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError("has a brace that stands alone: write {{ or }} for one to be read") from error
    unknown = sorted(names - _PLACEHOLDERS)
    if unknown:
        raise ValueError(f"has {{{unknown[0]}}}, and what is filled in is {{impact}}, {{title}} and {{next}}")
    return text


def _role(name: str) -> str:
    if not name.strip() or len(name) > 24:
        raise ValueError("is a name of one to 24 characters")
    return name.strip()


Minutes = Annotated[int, Field(gt=0)]
Morning = Annotated[str, AfterValidator(_morning)]
Night = Annotated[list[Morning], Field(min_length=2, max_length=2)]
"""When a night begins and when it ends."""
Name = Annotated[str, AfterValidator(person_name)]
Zone = Annotated[str, AfterValidator(_zone)]
Words = Annotated[list[str], Field(min_length=1)]
ClockTime = Annotated[str, AfterValidator(_morning)]
RoleName = Annotated[str, AfterValidator(_role)]


class Table(BaseModel):
    """A table that knows all of its keys."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Roles(Table):
    """`[roles]`: what the project calls them (S1)."""

    commander: RoleName | None = None
    deputy: RoleName | None = None
    technical_lead: RoleName | None = None
    investigator: RoleName | None = None
    communicator: RoleName | None = None
    scribe: RoleName | None = None

    @model_validator(mode="after")
    def _are_told_apart(self) -> Self:
        taken: dict[str, str] = {}
        for field, name in self.model_dump(exclude_none=True).items():
            standard = role_named(name)
            if standard and standard != field.replace("_", " "):
                raise ValueError(f"{field} cannot be called {name!r}: that is another role")
            if name.casefold() in taken:
                raise ValueError(f"{field} and {taken[name.casefold()]} bear the same name")
            taken[name.casefold()] = field
        return self


class Loop(Table):
    """`[cadence]`, also within a severity: numbers of minutes, and one of people (S66, S76)."""

    due_from: Minutes | None = None
    due_until: Minutes | None = None
    escalate: Minutes | None = None
    watch: Minutes | None = None
    no_commander: list[Minutes] | None = None
    approval: Minutes | None = None
    silent: Minutes | None = None
    objections: Minutes | None = None
    relief_after: Minutes | None = None
    span_of_control: Minutes | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What stands in the file, ready for a Cadence."""
        found = self.model_dump(exclude_none=True)
        if "no_commander" in found:
            found["no_commander"] = tuple(sorted(found["no_commander"]))
        return found

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        known = Cadence()
        start, end, late = (
            getattr(self, name) or getattr(known, name) for name in ("due_from", "due_until", "escalate")
        )
        if not start < end <= late:
            raise ValueError(
                f"has due_from {start}, due_until {end} and escalate {late}: each must be later than the one "
                "before"
            )
        return self


class Level(Table):
    """`[[severity]]`: one level, the worst first (S38–S47)."""

    code: Annotated[str, AfterValidator(_code)]
    label: str | None = None
    definition: str | None = None
    example: str | None = None
    response: str | None = None
    deputy: bool | None = None
    tripwire: str | None = None
    at_night: bool | None = None
    cadence: Loop | None = None

    @model_validator(mode="after")
    def _is_explained(self) -> Self:
        missing = [name for name in ("label", "definition") if not getattr(self, name)]
        if missing and self.code not in _STANDARD:
            raise ValueError(f"{self.code} needs a {' and a '.join(missing)}")
        return self


class Deadline(Table):
    """How soon an audience is told at one severity, and how often then, in minutes (S41)."""

    within: Minutes
    every: Minutes | None = None


class Listener(Table):
    """`[[audience]]`: somebody who has to be told (S21, S22)."""

    name: Name
    approval: bool | None = None
    where: str | None = None
    deadlines: dict[str, Deadline] | None = None


class Reachable(Table):
    """`[[on_call]]`: somebody who can be called (S52, S54)."""

    name: Name
    zone: Zone | None = None
    reach: str = ""
    does: str = ""


class Templates(Table):
    """`[templates]`: what an update begins as, by phase."""

    active: Annotated[str, AfterValidator(_template)] | None = None
    watch: Annotated[str, AfterValidator(_template)] | None = None
    closed: Annotated[str, AfterValidator(_template)] | None = None


class File(Table):
    """A whole procedure file."""

    project: str = ""
    channel: str | None = None
    zone: Zone | None = None
    morning: Morning | None = None
    workdays: list[Annotated[str, AfterValidator(_workday)]] | None = None
    night: Night | None = None
    fetch: Words | None = None
    announce: Words | None = None
    ticket: Words | None = None
    facilitators: list[Name] = []
    components: list[str] = []
    roles: Roles = Roles()
    cadence: Loop = Loop()
    severity: list[Level] | None = None
    audience: list[Listener] | None = None
    on_call: list[Reachable] = []
    templates: Templates = Templates()
