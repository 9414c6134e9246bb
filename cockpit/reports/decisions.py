"""What was decided and what is believed, told: decisions, rounds, standing approvals, hypotheses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cockpit.incident.moments import age
from cockpit.incident.state import Allowance, Decision, Hypothesis, Incident, Objection, Round
from cockpit.incident.texts import harmless
from cockpit.reports.words import at

VERDICTS = {None: "? open", "ruled-out": "✘ ruled out", "confirmed": "✔ confirmed"}


def open_first(incident: Incident) -> list[Hypothesis]:
    """Every hypothesis, those still open first, each as it came."""
    return sorted(incident.hypotheses.values(), key=lambda one: one.verdict is not None)


def hypothesis_line(one: Hypothesis, now: datetime) -> str:
    """ "H1   ✘ ruled out  the resolver is slow — dave, 14:07 UTC: 2 ms everywhere"."""
    end = f"{one.by}, {at(one.at, now)}"
    if one.verdict and one.closed_at:
        end = f"{one.closed_by}, {at(one.closed_at, now)}: {one.why}"
    return harmless(f"{one.id:<4} {VERDICTS[one.verdict]:<12} {one.text} — {end}")


def hypotheses_json(one: Hypothesis) -> dict[str, Any]:
    """One hypothesis; `verdict` is null while it is open."""
    return {
        "id": one.id,
        "text": one.text,
        "by": one.by,
        "at": one.at.isoformat(),
        "verdict": one.verdict,
        "why": one.why or None,
        "closed_by": one.closed_by or None,
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
    }


def stands_json(incident: Incident) -> dict[str, Any]:
    """What was decided, is asked, is allowed and is believed, for the state as JSON."""
    return {
        "decisions": decisions_json(incident),
        "objections_asked": rounds_json(incident),
        "standing_approvals": allowances_json(incident),
        "hypotheses": [hypotheses_json(one) for one in incident.hypotheses.values()],
    }


def decisions_json(incident: Incident) -> list[dict[str, Any]]:
    """Every decision, with what it answers and the objections beside it."""
    return [
        {
            "id": one.id,
            "text": one.text,
            "answers": one.answers or None,
            "round": one.round,
            "by": one.by,
            "at": one.at.isoformat(),
            "objections": [_objection_json(against) for against in beside(incident, one)],
        }
        for one in incident.decisions
    ]


def rounds_json(incident: Incident) -> list[dict[str, Any]]:
    """Rounds of objections that nobody has decided yet."""
    return [
        {
            "id": one.id,
            "text": one.text,
            "measure": one.measure,
            "by": one.by,
            "until": one.until.isoformat(),
            "objections": [_objection_json(against) for against in incident.objections_to(one.id)],
        }
        for one in incident.open_rounds
    ]


def allowances_json(incident: Incident) -> list[dict[str, Any]]:
    """Standing approvals that hold now."""
    return [
        {"id": one.id, "what": one.what, "person": one.person, "by": one.by, "at": one.at.isoformat()}
        for one in holding(incident)
    ]


def holding(incident: Incident) -> list[Allowance]:
    """Standing approvals that hold now."""
    return [one for one in incident.allowances.values() if not one.ended]


def beside(incident: Incident, decision: Decision) -> list[Objection]:
    """Objections to a decision, to the round it ended and to the measure it answers."""
    asked = incident.rounds.get(decision.round or "")
    about = (decision.round or "", (asked.measure if asked else None) or decision.answers, decision.id)
    return [one for name in dict.fromkeys(about) if name for one in incident.objections_to(name)]


def _objection_json(one: Objection) -> dict[str, Any]:
    return {"by": one.by, "text": one.text, "at": one.at.isoformat()}


def decision_lines(incident: Incident, now: datetime) -> Iterator[str]:
    """Decisions, the newest first, each with its objections below it."""
    for one in reversed(incident.decisions):
        answers = f" (answers {one.answers})" if one.answers else ""
        yield f"{one.id:<4} {at(one.at, now)} {one.by}: {one.text}{answers}"
        yield from (f"     against it, {against.by}: {against.text}" for against in beside(incident, one))


def open_lines(incident: Incident, now: datetime) -> Iterator[str]:
    """What stands besides the queue: rounds of objections and standing approvals."""
    for asked in incident.open_rounds:
        yield round_line(asked, now)
        yield from (f"     {one.by}: {one.text}" for one in incident.objections_to(asked.id))
    for allowance in holding(incident):
        yield f"● {allowance.id:<4} {allowance.person} may until the next check-in: {allowance.what}"


def round_line(asked: Round, now: datetime) -> str:
    """ "? O1   any strong objections? fail over now (40s left)"."""
    left = f"{age(asked.until - now)} left" if now < asked.until else "the clock has run: decide"
    return f"? {asked.id:<4} any strong objections? {asked.text} ({left})"


def hypothesis_lines(incident: Incident, now: datetime) -> Iterator[str]:
    """Every hypothesis, those still open first."""
    return (hypothesis_line(one, now) for one in open_first(incident))
