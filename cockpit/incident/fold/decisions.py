"""Folds decisions, objections, standing approvals and hypotheses."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.fold.steps import step
from cockpit.incident.state import Allowance, Decision, Hypothesis, Incident, Objection, Round


@step(ev.DecisionMade)
def _decided(incident: Incident, entry: ev.Recorded, fact: ev.DecisionMade) -> Incident:
    decision = Decision(
        id=fact.decision, text=fact.decided, answers=fact.answers, by=entry.actor,
        at=entry.happened_at, number=entry.number, round=fact.round,
    )  # fmt: skip
    asked = incident.rounds.get(fact.round or "")
    ended = {asked.id: replace(asked, decision=fact.decision)} if asked else {}
    return replace(incident, decisions=(*incident.decisions, decision), rounds={**incident.rounds, **ended})


@step(ev.ObjectionsAsked)
def _asked(incident: Incident, entry: ev.Recorded, fact: ev.ObjectionsAsked) -> Incident:
    asked = Round(fact.round, fact.proposal, entry.actor, entry.happened_at, fact.until, fact.measure)
    return replace(incident, rounds={**incident.rounds, fact.round: asked})


@step(ev.ObjectionRaised)
def _objected(incident: Incident, entry: ev.Recorded, fact: ev.ObjectionRaised) -> Incident:
    objection = Objection(fact.about, fact.objection, entry.actor, entry.happened_at, entry.number)
    return replace(incident, objections=(*incident.objections, objection))


@step(ev.Allowed)
def _allowed(incident: Incident, entry: ev.Recorded, fact: ev.Allowed) -> Incident:
    allowance = Allowance(fact.allowance, fact.what, fact.person, entry.actor, entry.happened_at)
    return replace(incident, allowances={**incident.allowances, fact.allowance: allowance})


@step(ev.AllowanceEnded)
def _disallowed(incident: Incident, entry: ev.Recorded, fact: ev.AllowanceEnded) -> Incident:
    allowance = incident.allowances.get(fact.allowance)
    if allowance is None:
        return incident
    return replace(incident, allowances={**incident.allowances, allowance.id: replace(allowance, ended=True)})


@step(ev.HypothesisOpened)
def _opened(incident: Incident, entry: ev.Recorded, fact: ev.HypothesisOpened) -> Incident:
    hypothesis = Hypothesis(fact.hypothesis, fact.what, entry.actor, entry.happened_at)
    return replace(incident, hypotheses={**incident.hypotheses, fact.hypothesis: hypothesis})


@step(ev.HypothesisClosed)
def _closed(incident: Incident, entry: ev.Recorded, fact: ev.HypothesisClosed) -> Incident:
    hypothesis = incident.hypotheses.get(fact.hypothesis)
    if hypothesis is None:
        return incident
    closed = replace(
        hypothesis, verdict=fact.verdict, why=fact.why, closed_by=entry.actor, closed_at=entry.happened_at
    )
    return replace(incident, hypotheses={**incident.hypotheses, closed.id: closed})
