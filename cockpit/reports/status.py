"""The state of an incident now: as one JSON object for scripts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cockpit.incident.checkin import last_held, under_way
from cockpit.incident.duties import duties, mine
from cockpit.incident.people import same_person
from cockpit.incident.plan import lines_of
from cockpit.incident.procedure import ROLES
from cockpit.incident.since import lines, since_last_checkin
from cockpit.incident.state import Incident, Measure, Run
from cockpit.incident.takeovers import taken_from, unacknowledged
from cockpit.reports.decisions import stands_json
from cockpit.reports.people import people_json
from cockpit.reports.phrases import duty_text
from cockpit.reports.telling import answers_to, question_json, telling_json


def status_json(incident: Incident, now: datetime) -> dict[str, Any]:
    """Everything a script may want to know. Times are ISO 8601 with offset; `minutes` are minutes.

    Every standard role is there, with an empty list where nobody holds it.
    """
    return {
        "incident": incident.id,
        "title": incident.title,
        "severity": incident.severity,
        "phase": incident.phase,
        "stood_down": incident.stood_down,
        "declared_at": _iso(incident.declared_at),
        "declared_by": incident.declared_by,
        "source": incident.source,
        "details": incident.details,
        "noticed_at": _iso(incident.noticed_at),
        "resolved_at": _iso(incident.resolved_at),
        "closed_at": _iso(incident.closed_at),
        "channel": incident.channel,
        "first_message": incident.first_message,
        **_command(incident),
        "roles": {role: list(incident.holders(role)) for role in ROLES},
        "delegated_to": incident.delegated_to,
        "people": people_json(incident, now),
        "to_check": list(incident.to_check),
        "impact": _impact(incident),
        "measures": [_measure(measure) for measure in incident.measures.values()],
        "approvals": [measure.id for measure in incident.waiting],
        **telling_json(incident),
        **stands_json(incident),
        "plan": _plan(incident),
        "changes": lines(since_last_checkin(incident)),
        "next_check_in": _next_check_in(incident, now),
        "watch_until": _iso(incident.watch_until),
        "impact_window": {
            "started_at": _iso(incident.window.started_at),
            "ended_at": _iso(incident.window.ended_at),
            "minutes": incident.window.minutes,
        },
        "duties": [
            {"rule": duty.rule, "text": duty_text(duty), "whose": list(duty.whose)}
            for duty in duties(incident, now)
        ],
        "head": incident.number,
        "now": now.isoformat(),
    }


def mine_json(incident: Incident, now: datetime, me: str) -> dict[str, Any]:
    """What is mine now: roles, task, measures I own or proposed, own timers, duties, the next check-in."""
    own = [m for m in incident.measures.values() if same_person(m.owner or m.proposed_by, me)]
    asked = [m for m in incident.measures.values() if m.answer and same_person(m.asked_by or "", me)]
    return {
        "incident": incident.id,
        "me": me,
        "roles": list(incident.roles_of(me)),
        "task": incident.task_of(me) or None,
        "plan": lines_of(incident, me),
        "measures": [_measure(measure) for measure in own],
        "standing_approvals": [{"id": one.id, "what": one.what} for one in incident.standing(me)],
        "answers": [{"measure": m.id, "question": m.question, "answer": m.answer} for m in asked],
        "questions": [question_json(one) for one in answers_to(incident, me)],
        "timers": [
            {"id": one.id, "text": one.text, "until": one.until.isoformat()}
            for one in incident.timers_of(me, now)
        ],
        "duties": [{"rule": duty.rule, "text": duty_text(duty)} for duty in mine(incident, me, now)],
        "next_check_in": _next_check_in(incident, now),
        "head": incident.number,
    }


def _command(incident: Incident) -> dict[str, Any]:
    """Who has command, from whom it was taken, and whether they know it (S5)."""
    return {
        "commander": incident.commander,
        "commander_since": _iso(incident.commander_since),
        "taken_from": taken_from(incident) or None,
        "unacknowledged": [
            {"from": one.person, "by": one.by, "at": _iso(one.at)} for one in unacknowledged(incident)
        ],
        "handoff_to": incident.offer.person if incident.offer else None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _impact(incident: Incident) -> dict[str, Any] | None:
    impact = incident.impact
    if impact is None:
        return None
    return {
        "trend": impact.trend,
        "text": impact.text,
        "share": impact.share,
        "region": impact.region,
        "cohort": impact.cohort,
        "function": impact.function,
        "metrics": dict(impact.metrics),
        "since": _iso(impact.since or impact.at),
        "confirmed_at": _iso(incident.impact_confirmed_at),
        "by": impact.by,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "id": measure.id,
        "kind": measure.kind,
        "text": measure.text,
        "state": measure.state,
        "owner": measure.owner,
        "component": measure.component,
        "risk": measure.risk,
        "undo": measure.undo,
        "box_minutes": measure.box_minutes,
        "box_until": _iso(measure.box_until),
        "proposed_by": measure.proposed_by,
        "proposed_at": _iso(measure.proposed_at),
        "decided_by": measure.decided_by,
        "decided_at": _iso(measure.decided_at),
        "started_at": _iso(measure.started_at),
        "ended_at": _iso(measure.ended_at),
        "unapproved": measure.unapproved,
        "alone": measure.alone,
        "acknowledged": measure.acknowledged,
        "standing": measure.standing,
        "runs": [_run(run) for run in measure.runs],
        "question": measure.question,
        "asked_by": measure.asked_by,
        "answer": measure.answer,
        "number": measure.number,
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "command": run.command,
        "host": run.host,
        "by": run.by,
        "at": _iso(run.at),
        "exit_code": run.exit_code,
        "seconds": run.seconds,
    }


def _plan(incident: Incident) -> list[dict[str, Any]]:
    plan = incident.checkins[-1].plan if incident.checkins else ()
    return [{"text": line.text, "owner": line.owner, "measure": line.measure} for line in plan]


def _next_check_in(incident: Incident, now: datetime) -> dict[str, Any] | None:
    """The band of S66: `due_at` its start, `overdue_at` its end; None while there is no clock."""
    band = incident.band
    if band is None:
        return None
    return {
        "due_at": _iso(band.due_at),
        "overdue_at": _iso(band.overdue_at),
        "escalates_at": _iso(band.escalates_at),
        "state": band.state(now),
        "loop": incident.loop,
        "under_way": _under_way(incident),
        "last_at": _iso(last_held(incident)) if incident.checkins else None,
    }


def _under_way(incident: Incident) -> dict[str, Any] | None:
    """Who fills the check-in in, and since when."""
    begun = under_way(incident)
    return {"by": begun.by, "since": _iso(begun.at)} if begun else None
