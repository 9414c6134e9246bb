"""A line of the plan as people type it: `dave: watch the errors`, `dave: fix: roll back api` (S70)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cockpit.incident.events import MeasureKind, PlanLine
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident

KINDS: Mapping[str, MeasureKind] = {
    "mitigation": "mitigation", "mitigate": "mitigation", "fix": "fix", "active": "active",
    "passive": "passive",
}  # fmt: skip
"""What names an act, at the start of a line."""


def plan_line(text: str, known: Callable[[str], str | None]) -> PlanLine:
    """The owner and the kind of act stand in front, each with a colon, in either order.

    `known` gives the spelling of somebody on the incident, or None: a word that is neither a name nor a
    kind stays in the sentence.
    """
    owner: str | None = None
    kind: MeasureKind | None = None
    rest = text.strip()
    for _ in range(2):
        word, colon, after = rest.partition(":")
        if not colon:
            break
        name, act = known(word.strip()), KINDS.get(word.strip().casefold())
        if name and owner is None:
            owner, rest = name, after.strip()
        elif act and kind is None:
            kind, rest = act, after.strip()
        else:
            break
    return PlanLine(text=rest, owner=owner, kind=kind)


def told(line: PlanLine) -> str:
    """ "read-only mode (dave, M8)": the line with who does it and the measure it became."""
    about = ", ".join(part for part in (line.owner, line.measure) if part)
    return f"{line.text} ({about})" if about else line.text


def lines_of(incident: Incident, person: str) -> list[str]:
    """Somebody's own lines of the last check-in's plan, each with the measure it became (S72)."""
    plan = incident.checkins[-1].plan if incident.checkins else ()
    own = (line for line in plan if line.owner and same_person(line.owner, person))
    return [f"{line.text} ({line.measure})" if line.measure else line.text for line in own]
