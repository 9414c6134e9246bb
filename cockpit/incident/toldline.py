"""What `told stakeholders: …` in the scribe's line means: an audience was told, by whoever said so (S22)."""

from __future__ import annotations

from datetime import datetime

from cockpit.incident.audiences import promised_in
from cockpit.incident.commands import Tell
from cockpit.incident.moments import stamp
from cockpit.incident.procedure import Procedure

_TOLD = "told "


def told_kinds(procedure: Procedure) -> tuple[str, ...]:
    """The kinds a line may begin with beside the usual ones: one for each audience."""
    return tuple(f"{_TOLD}{audience.name.casefold()}" for audience in procedure.audiences)


def is_told(kind: str) -> bool:
    return kind.startswith(_TOLD)


def told(kind: str, text: str) -> Tell | None:
    """The command such a line stands for; None for a line of another kind."""
    return Tell(kind.removeprefix(_TOLD), text) if is_told(kind) else None


def promise(kind: str, text: str, told_at: datetime) -> list[str]:
    """ "next by 15:00 UTC" where such a line names the time, in the zone of `told_at`."""
    at = promised_in(text, told_at) if is_told(kind) else None
    return [f"next by {stamp(at, told_at.tzinfo, now=told_at)}"] if at and told_at.tzinfo else []
