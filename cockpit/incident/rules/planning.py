"""The plan of a check-in: a line that names an act becomes an approved measure in the same commit (S70)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.plan import KINDS
from cockpit.incident.rules.measures import propose
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Doubt,
    NeedsReason,
    Refused,
    Said,
    by_word_suffix,
)
from cockpit.incident.state import Holding, Incident, Measure


class Planned(Struct, frozen=True):
    """What the lines of a plan come to."""

    lines: tuple[ev.PlanLine, ...] = ()
    """As they were given, with the measures they became."""
    said: tuple[Said, ...] = ()
    """Those measures, proposed and approved."""
    doubts: tuple[Doubt, ...] = ()
    """What their rules ask, where no reason was given."""
    refused: Refused | None = None


def planned(incident: Incident, plan: Sequence[ev.PlanLine], asking: Asking) -> Planned:
    """Each line that names an act is proposed with its owner and approved by whoever holds the check-in."""
    so_far = Planned()
    for line in plan:
        kind = KINDS.get(line.kind or "")
        if kind is None:
            so_far = replace(so_far, lines=(*so_far.lines, replace(line, kind=None)))
            continue
        asked = cmd.Propose(kind, line.text, owner=line.owner)
        verdict = propose(incident, asked, asking)
        if isinstance(verdict, Refused):
            return replace(so_far, refused=verdict)
        if isinstance(verdict, NeedsReason):
            so_far = replace(so_far, doubts=(*so_far.doubts, *verdict.doubts))
            continue
        made = (*verdict.said, *_approved(incident, verdict, asking))
        incident = _with(incident, made)
        became = replace(line, measure=_measure_of(verdict))
        so_far = replace(so_far, lines=(*so_far.lines, became), said=(*so_far.said, *made))
    return so_far


def nobody_named(incident: Incident, plan: Sequence[ev.PlanLine]) -> Doubt | None:
    """S70: a line that is nobody's is done by nobody. One person alone needs no name."""
    left = [line.text for line in plan if not line.owner]
    if not left or incident.alone:
        return None
    question = f"nobody is named for {'; '.join(map(repr, left))}: why"
    return Doubt("S70", question, f"plan {incident.loop}: {'; '.join(left)}")


def _approved(incident: Incident, verdict: Accepted, asking: Asking) -> tuple[Said, ...]:
    """The approval, where no order brought it: the commander's own line, or one that is nobody's yet."""
    facts = [one.fact for one in verdict.said]
    settled = any(isinstance(fact, ev.MeasureApproved | ev.MeasureStarted) for fact in facts)
    proposed = facts[0]
    if settled or not isinstance(proposed, ev.MeasureProposed) or proposed.measure_kind == "passive":
        return ()
    if not incident.is_commander(asking.actor):
        return ()
    text = f"{proposed.measure} approved{by_word_suffix(asking)}: in the plan of check-in {incident.loop}"
    fact = ev.MeasureApproved(measure=proposed.measure, order=True, text=text)
    return (Said(fact, asking.actor, asking.by_word, asking.at, asking.about),)


def _measure_of(verdict: Accepted) -> str | None:
    fact = verdict.said[0].fact
    return fact.measure if isinstance(fact, ev.MeasureProposed) else None


def _with(incident: Incident, made: Sequence[Said]) -> Incident:
    """The incident as the next line finds it: the measure's id is taken, its owner has a role."""
    for one in made:
        if isinstance(one.fact, ev.MeasureProposed):
            measure = Measure(
                one.fact.measure, one.fact.measure_kind, one.fact.what, "approved", one.actor,
                one.happened_at, 0, owner=one.fact.owner,
            )  # fmt: skip
            incident = replace(incident, measures={**incident.measures, measure.id: measure})
        elif isinstance(one.fact, ev.RoleAssigned):
            holding = Holding(one.fact.role, one.fact.person, one.happened_at)
            incident = replace(incident, holdings=(*incident.holdings, holding))
    return incident
