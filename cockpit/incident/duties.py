"""What is due now: the ordered list of things somebody must do. Pure; asks and refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import IntEnum

from msgspec import Struct

from cockpit.incident.moments import age
from cockpit.incident.people import same_person
from cockpit.incident.procedure import (
    COMMANDER,
    COMMUNICATOR,
    DEPUTY,
    INVESTIGATOR,
    SCRIBE,
    TECHNICAL_LEAD,
)
from cockpit.incident.state import Incident, Measure


class Rank(IntEnum):
    """The one order of duties; the smaller the more urgent."""

    BLOCKED = 1
    """A person is blocked: approval, question, handoff."""
    MEASURE = 2
    """Over its box, or gone worse."""
    NO_COMMANDER = 3
    IMPACT = 4
    CHECK_IN = 5
    PROMISE = 6
    STAFFING = 7
    REST = 8


class Duty(Struct, frozen=True):
    """Something due, for whoever can mend it."""

    rule: str
    rank: Rank
    text: str
    since: datetime
    whose: tuple[str, ...] = ()
    """Names; empty means everybody here."""
    pane: str = ""
    """Where it is mended: the id of a pane."""
    target: str = ""
    """The measure it is about, if any."""
    cause: str = ""
    """Stable name of the cause: it speaks once, then only ages."""

    def is_for(self, person: str) -> bool:
        return not self.whose or any(same_person(person, name) for name in self.whose)


def duties(incident: Incident, now: datetime) -> list[Duty]:
    """Everything due at `now`, the most urgent first, the oldest first within a rank."""
    if not incident.is_open:
        return []
    found = [
        *_blocked(incident, now),
        *_measures(incident, now),
        *_command(incident, now),
        *_impact(incident, now),
        *_loop(incident, now),
        *_staffing(incident),
        *_rest(incident),
    ]
    return sorted(found, key=lambda duty: (duty.rank, duty.since))


def mine(incident: Incident, person: str, now: datetime) -> list[Duty]:
    """What `person` must do: at most one while alone, the rest counted by the caller."""
    own = [duty for duty in duties(incident, now) if duty.is_for(person)]
    return own[:1] if incident.alone else own


def ago(since: datetime, now: datetime) -> str:
    """How long ago, as people read it: 58s, 2m10, 31m, 1h09. Never negative."""
    return age(max(now - since, timedelta()))


def _deciders(incident: Incident) -> tuple[str, ...]:
    return incident.holders(COMMANDER)


def _blocked(incident: Incident, now: datetime) -> Iterator[Duty]:
    for measure in incident.waiting:
        text = f"approve or refuse {measure.id}, waiting {ago(measure.proposed_at, now)}"
        if incident.commander is None:
            text = f"{measure.id} waits {ago(measure.proposed_at, now)} for a commander"
        yield Duty(
            "S11", Rank.BLOCKED, text, measure.proposed_at, _deciders(incident), "approvals", measure.id,
            f"approval {measure.id}",
        )  # fmt: skip
    for measure in incident.measures.values():
        if measure.state == "asked":
            yield Duty(
                "S11", Rank.BLOCKED, f"{measure.asked_by} asks about {measure.id}: {measure.question}",
                measure.proposed_at, (measure.proposed_by,), "approvals", measure.id,
                f"question {measure.id}",
            )  # fmt: skip
    if incident.offer:
        offer = incident.offer
        text = f"{offer.by} offers you command: accept or decline"
        yield Duty("S5", Rank.BLOCKED, text, offer.at, (offer.person,), "roles", cause="handoff")


def _measures(incident: Incident, now: datetime) -> Iterator[Duty]:
    for measure in incident.measures.values():
        whose = _of(measure) + _deciders(incident)
        over = measure.over_box(now)
        if over and measure.box_until:
            text = f"{measure.id} is {ago(now - over, now)} over its time box"
            yield Duty(
                "S8", Rank.MEASURE, text, measure.box_until, whose, "mitigations", measure.id,
                f"box {measure.id}",
            )  # fmt: skip
        if measure.state == "worse" and measure.ended_at and now - measure.ended_at < timedelta(minutes=30):
            text = f"{measure.id} made it worse: roll it back?"
            yield Duty(
                "S8", Rank.MEASURE, text, measure.ended_at, whose, "mitigations", measure.id,
                f"worse {measure.id}",
            )  # fmt: skip


def _of(measure: Measure) -> tuple[str, ...]:
    return (measure.owner,) if measure.owner else (measure.proposed_by,)


def _command(incident: Incident, now: datetime) -> Iterator[Duty]:
    since = incident.command_open_since
    if incident.commander is None and since:
        text = f"nobody has command for {ago(since, now)}: take it or find somebody"
        yield Duty("S52", Rank.NO_COMMANDER, text, since, pane="roles", cause="no commander")


def _impact(incident: Incident, now: datetime) -> Iterator[Duty]:
    declared = incident.declared_at or now
    whose = _deciders(incident)
    if incident.impact is None:
        text = "say who is hit and how badly"
        yield Duty("S59", Rank.IMPACT, text, declared, whose, "impact", cause="impact empty")
        return
    confirmed = incident.impact_confirmed_at or incident.impact.at
    stale_after = timedelta(minutes=incident.procedure.cadence.escalate)
    if incident.phase == "active" and now - confirmed > stale_after:
        text = f"impact was last confirmed {ago(confirmed, now)} ago: still so?"
        yield Duty("S7", Rank.IMPACT, text, confirmed + stale_after, whose, "impact", cause="impact stale")
    after = incident.impact.number > incident.watch_number
    worse = after and incident.impact.trend in {"worse", "new-symptom"}
    if incident.phase == "watch" and worse:
        text = "it got worse in the watch: back to active?"
        yield Duty("S77", Rank.IMPACT, text, incident.impact.at, whose, "impact", cause="relapse")


def _loop(incident: Incident, now: datetime) -> Iterator[Duty]:
    band = incident.band
    if band is not None and now >= band.due_at:
        whose = _deciders(incident)
        text = f"check-in {incident.loop} is due until {_hm(band.overdue_at, now)}"
        rule, since = "S66", band.due_at
        if now >= band.overdue_at:
            rule, text = "S75", f"check-in {incident.loop} is overdue by {ago(band.overdue_at, now)}"
        if now >= band.escalates_at:
            whose += incident.holders(DEPUTY)
        yield Duty(rule, Rank.CHECK_IN, text, since, whose, "countdown", cause=f"check-in {incident.loop}")
    until = incident.watch_until
    if until is not None and now >= until:
        text = f"quiet since {_hm(until, now)}: close, or go on watching?"
        yield Duty("S78", Rank.CHECK_IN, text, until, _deciders(incident), "countdown", cause="watch over")


def _hm(moment: datetime, now: datetime) -> str:
    return f"{moment.astimezone(now.tzinfo):%H:%M}"


def _staffing(incident: Incident) -> Iterator[Duty]:
    since = incident.command_taken_at
    if since is None or incident.alone or incident.phase != "active":
        return
    whose = _deciders(incident)
    investigators = incident.holders(INVESTIGATOR)
    wanted = [
        ("S54", not investigators and not incident.holders(TECHNICAL_LEAD), "who leads the investigation?"),
        ("S16", len(investigators) > 2 and not incident.holders(TECHNICAL_LEAD), "name a technical lead"),
        ("S55", not incident.holders(SCRIBE), "find a scribe"),
        ("S55", not incident.holders(COMMUNICATOR), "find a communicator"),
        ("S13", _wants_deputy(incident) and not incident.holders(DEPUTY), "name a deputy"),
    ]
    for rule, missing, text in wanted:
        if missing:
            yield Duty(rule, Rank.STAFFING, text, since, whose, "roles", cause=text)


def _wants_deputy(incident: Incident) -> bool:
    level = incident.procedure.severity(incident.severity) if incident.severity else None
    return level is not None and level.deputy


def _rest(incident: Incident) -> Iterator[Duty]:
    declared = incident.declared_at
    if declared is None:
        return
    whose = _deciders(incident)
    if incident.severity is None:
        text = "set the severity; when unsure, the worse"
        yield Duty("S38", Rank.REST, text, declared, whose, "impact", cause="severity")
    for measure in incident.measures.values():
        unseen = measure.unapproved or (measure.alone and not incident.alone and incident.commander)
        mine_anyway = measure.alone and same_person(measure.proposed_by, incident.commander or "")
        if unseen and not measure.acknowledged and not mine_anyway and measure.started_at:
            how = "done alone" if measure.alone else "done without approval"
            text = f"acknowledge {measure.id}, {how}"
            yield Duty(
                "S11", Rank.REST, text, measure.started_at, whose, "mitigations", measure.id,
                f"acknowledge {measure.id}",
            )  # fmt: skip
