"""Where each audience stands: last told, next due, what it was promised, told of the end (S21, S22, S80)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from cockpit.incident.moments import BadTime, parse, stamp, with_zone
from cockpit.incident.parts import Change, Telling
from cockpit.incident.procedure import Audience, Clock
from cockpit.incident.state import Incident
from cockpit.incident.zones import fixed

USUAL = 60
"""Minutes to the next update where an audience has no clock of its own."""
_ROUND = 5
"""Minutes to which a promise is rounded: people say 14:20, not 14:18."""
_PROMISE = (
    r"(?i)\bnext (?:update|news|word|one)?\s*(?:is )?(?:by|at|due|before)?:?\s*~?"
    r"((?:\d{4}-\d\d-\d\d )?\d{1,2}:\d\d)(?!\d)"
)
_HALF_A_DAY = timedelta(hours=12)


class Standing(Struct, frozen=True):
    """One audience now. All times are aware."""

    name: str
    approval: bool = False
    """Whether what it is told wants the commander's approval (S20)."""
    where: str = ""
    """How it is reached."""
    last: Telling | None = None
    """The last time it was told; None: never."""
    due_at: datetime | None = None
    """By when it has to be told next; None: nothing is due."""
    promised: bool = False
    """`due_at` is what it was told itself, no clock of ours."""
    waived: bool = False
    """It need not be told, as things stand."""
    told_of_start: bool = False
    told_of_end: bool = False
    """It knows that it is over, or need not (S80)."""

    @property
    def owes_end(self) -> bool:
        """It knows that it began and not that it ended (S80)."""
        return self.told_of_start and not self.told_of_end


def standings(incident: Incident) -> tuple[Standing, ...]:
    """Every audience of the procedure, then whoever else was told, as things stand now."""
    known = incident.procedure.audiences
    names = {one.name for one in known}
    others = (Audience(name=name) for name in incident.tellings if name not in names)
    return tuple(_standing(incident, audience) for audience in (*known, *others))


def standing(incident: Incident, name: str) -> Standing | None:
    """The audience somebody means by its name or the beginning of it, or None."""
    found = audience_named(incident, name)
    return next((one for one in standings(incident) if one.name == found), None)


def audience_named(incident: Incident, text: str) -> str | None:
    """How the record calls the audience somebody means, or None where there is no such audience yet."""
    known = incident.procedure.audience(text)
    if known:
        return known.name
    wanted = text.strip().casefold()
    return next((name for name in incident.tellings if name.strip().casefold() == wanted), None)


def end_owed(incident: Incident) -> tuple[str, ...]:
    """The audiences that were told of the start and neither of the end nor waived (S80)."""
    return tuple(one.name for one in standings(incident) if one.owes_end)


def _standing(incident: Incident, audience: Audience) -> Standing:
    every = sorted(incident.tellings.get(audience.name, ()), key=lambda told: (told.at, told.number))
    told = [one for one in every if not one.waived]
    last = every[-1] if every else None
    due = sorted(_due(incident, audience, last))[:1]
    begun = _begun_at(incident)
    return Standing(
        name=audience.name,
        approval=audience.approval,
        where=audience.where,
        last=told[-1] if told else None,
        due_at=due[0][0] if due else None,
        promised=bool(due) and due[0][1],
        waived=last is not None and last.waived and not due,
        told_of_start=bool(told),
        told_of_end=last is not None and (last.ending or last.waived) and last.at >= begun,
    )


def _due(incident: Incident, audience: Audience, last: Telling | None) -> Iterator[tuple[datetime, bool]]:
    """Every time by which it has to be told, each with whether it was promised; the earliest counts.

    Reopened, our own clocks begin anew: nobody was late while it was closed. A promise stands as made.
    """
    if not incident.is_open:
        return
    for change in _worsened(incident):
        clock = _clock(incident, audience, change)
        if clock and (last is None or change.at > last.at):
            yield incident.waits_since(change.at) + timedelta(minutes=clock.within), False
    if last is None:
        yield from _before_severity(incident, audience)
        return
    clock = audience.clock(incident.severity)
    begun = _begun_at(incident)
    if last.ending and begun > last.at and clock:
        yield begun + timedelta(minutes=clock.within), False
    if last.ending or last.waived:
        return
    if last.next_by:
        yield last.next_by, True
    elif clock and clock.every:
        yield incident.waits_since(last.at) + timedelta(minutes=clock.every), False


def _before_severity(incident: Incident, audience: Audience) -> Iterator[tuple[datetime, bool]]:
    """Our own people are told in time even while nobody has said how bad it is (S21)."""
    if incident.severity is None and incident.declared_at and not audience.approval and audience.clocks:
        longest = max(clock.within for clock in audience.clocks)
        yield incident.waits_since(incident.declared_at) + timedelta(minutes=longest), False


def _worsened(incident: Incident) -> Iterator[Change]:
    """When severity was first set, and each time it was raised (S41)."""
    before: str | None = None
    for change in incident.severities:
        if incident.procedure.rank(change.value) < incident.procedure.rank(before):
            yield change
        before = change.value


def _clock(incident: Incident, audience: Audience, change: Change) -> Clock | None:
    """The deadlines a change began: what was lowered since is held to the lesser level's."""
    now = incident.severity or change.value
    lesser = max((change.value, now), key=incident.procedure.rank)
    return audience.clock(lesser)


def _begun_at(incident: Incident) -> datetime:
    """When it last became active: declared, relapsed or reopened."""
    begun = [change.at for change in incident.phases if change.value == "active"]
    return begun[-1] if begun else datetime.min.replace(tzinfo=UTC)


def next_update(incident: Incident, name: str, now: datetime) -> datetime:
    """By when to promise the next update: as its clock asks, on a round time, in the zone of `now`."""
    audience = incident.procedure.audience(name)
    clock = audience.clock(incident.severity) if audience else None
    span = timedelta(minutes=clock.every if clock and clock.every else USUAL)
    exact = fixed((now.astimezone(UTC) + span).astimezone(now.tzinfo)).replace(second=0, microsecond=0)
    rounded = exact - timedelta(minutes=exact.minute % _ROUND)
    return rounded if rounded > now else exact


def promised_in(text: str, told_at: datetime) -> datetime | None:
    """The time a statement promises ("Next update by 14:20"), read in the zone of `told_at`; None: none."""
    found = re.search(_PROMISE, text)
    if found is None or told_at.tzinfo is None:
        return None
    try:
        return parse(found[1], now=told_at, zone=told_at.tzinfo, planned=True).at
    except BadTime:
        return None


def no_change(next_by: datetime, now: datetime) -> str:
    """What an audience is told when nothing is new, with the time in the zone of `now`."""
    return f"No change. Next update by {_clock_text(next_by, now)}."


def from_template(incident: Incident, next_by: datetime, now: datetime, *, ending: bool = False) -> str:
    """The project's words for the phase it is in, with impact, title and time filled in."""
    phase = "closed" if ending else incident.phase
    told = incident.procedure.templates.get(phase, "{impact} Next update by {next}.")
    impact = incident.impact.text.strip() if incident.impact else "who is hit is not known yet"
    impact = impact if impact.endswith((".", "!", "?")) else f"{impact}."
    values = {"impact": impact, "title": incident.title.strip(), "next": _clock_text(next_by, now)}
    return re.sub(r"\{(impact|title|next)\}", lambda found: values[found[1]], told)


def _clock_text(at: datetime, now: datetime) -> str:
    """With its day where the time alone could be taken for another one's."""
    zone = now.tzinfo or UTC
    return with_zone(at, zone) if at - now < _HALF_A_DAY else stamp(at, zone)
