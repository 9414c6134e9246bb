"""What waits too long for a decision: an approval after its minutes, a round whose short clock ran out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cockpit.incident.duties.duty import Duty, Rank, ago, approvers, deciders
from cockpit.incident.people import same_person
from cockpit.incident.procedure import DEPUTY
from cockpit.incident.state import Incident, Measure


def late_approvals(incident: Incident, now: datetime) -> Iterator[Duty]:
    """After `cadence.approval` minutes a proposal is the deputy's too, and the proposer's to say (S11)."""
    if incident.commander is None:
        return
    after = timedelta(minutes=incident.cadence.approval)
    for measure in incident.waiting:
        since = incident.waits_since(measure.proposed_at)
        if now - since >= after:
            yield from _late(incident, measure, since + after, now)


def _late(incident: Incident, measure: Measure, since: datetime, now: datetime) -> Iterator[Duty]:
    waits = ago(incident.waits_since(measure.proposed_at), now)
    deputies = _others(incident.holders(DEPUTY), approvers(incident))
    text = f"{measure.id} waits {waits} for {incident.commander}: ask on the call, and enter it by word"
    if deputies:
        yield Duty(
            "S11", Rank.BLOCKED, text, since, deputies, "approvals", measure.id,
            f"late approval {measure.id}",
        )  # fmt: skip
    proposer = _others((measure.proposed_by,), (*approvers(incident), *deputies))
    if proposer and incident.condition(measure.proposed_by).released_at is None:
        text = f"{measure.id} still waits, {waits}: say it on the call"
        yield Duty("S11", Rank.MEASURE, text, since, proposer, "approvals", measure.id, f"say {measure.id}")


def _others(names: tuple[str, ...], than: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if not any(same_person(name, other) for other in than))


def rounds(incident: Incident, now: datetime) -> Iterator[Duty]:
    """ "Any strong objections?" was asked and its clock has run: somebody has to decide (S10)."""
    for asked in incident.open_rounds:
        if now >= asked.until:
            against = len(incident.objections_to(asked.id))
            told = "no objection" if not against else f"{against} objection{'s' if against > 1 else ''}"
            text = f"decide {asked.id}, {told}: {asked.text}"
            yield Duty(
                "S10", Rank.BLOCKED, text, asked.until, deciders(incident), "approvals",
                cause=f"round {asked.id}",
            )  # fmt: skip
