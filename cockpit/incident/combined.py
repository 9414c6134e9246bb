"""Roles that one person holds at once and that are better several people's when it is at its worst (S25)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from cockpit.incident.people import person_key
from cockpit.incident.procedure import COMMANDER, COMMUNICATOR, INVESTIGATOR, SCRIBE, TECHNICAL_LEAD
from cockpit.incident.state import Incident

_APART = (COMMANDER, TECHNICAL_LEAD, INVESTIGATOR, SCRIBE, COMMUNICATOR)
"""In the order they are told. A deputy stands in for another and may hold any role beside it."""
_COUNTS = {2: "two", 3: "three", 4: "four"}


class Combined(Struct, frozen=True):
    """One person's roles that are better several people's."""

    person: str
    roles: tuple[str, ...]

    @property
    def count(self) -> str:
        """How many people that would be, as a word."""
        return _COUNTS.get(len(self.roles), str(len(self.roles)))

    def cause(self, incident: Incident) -> str:
        """What a reason for it is about: it holds for these roles at this severity."""
        return f"{self.person} is {' and '.join(self.roles)} at {incident.severity}"

    def told(self, incident: Incident) -> str:
        """The roles as the project calls them: "scribe and communicator"."""
        *first, last = map(incident.procedure.role_name, self.roles)
        return f"{', '.join(first)} and {last}"


def combination(incident: Incident, person: str, roles: Iterable[str] = ()) -> Combined | None:
    """What somebody holds at once, with `roles` beside what they have; None where that is one person's.

    A lead investigates; a commander who investigates and does nothing else is S6's matter.
    """
    held = {*incident.roles_of(person), *roles}
    apart = [
        role for role in _APART if role in held and not (role == INVESTIGATOR and TECHNICAL_LEAD in held)
    ]
    investigates = len(apart) == 2 and apart[0] == COMMANDER and apart[1] in {TECHNICAL_LEAD, INVESTIGATOR}
    return Combined(person, tuple(apart)) if len(apart) > 1 and not investigates else None


def unexplained(incident: Incident) -> tuple[Combined, ...]:
    """Of those, whom nobody has given a reason for; it holds until roles or severity change."""
    return tuple(one for one in combined(incident) if ("S25", one.cause(incident)) not in incident.given)


def combined(incident: Incident) -> tuple[Combined, ...]:
    """Everybody who holds several at once, in the order they came to the first of them."""
    names = {person_key(one.person): one.person for one in reversed(incident.holdings)}
    found = (combination(incident, name) for name in reversed(names.values()))
    return tuple(one for one in found if one is not None)
