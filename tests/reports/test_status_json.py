"""`status --json`: every key scripts rely on, with the values the state has."""

from __future__ import annotations

import json
from datetime import datetime

from cockpit.incident import commands as cmd
from cockpit.incident.procedure import ROLES
from cockpit.incident.state import Incident
from cockpit.reports.status import status_json
from tests.incident.play import START, declared
from tests.reports.story import in_the_middle

KEYS = {
    "incident", "title", "severity", "phase", "declared_at", "commander", "roles", "impact", "measures",
    "approvals", "next_check_in", "impact_window", "duties", "head",
}  # fmt: skip


def test_a_blank_incident_has_every_key() -> None:
    play = declared(commander=None, crew=())
    state = status_json(play.incident, play.now)
    assert state.keys() >= KEYS
    assert state["commander"] is None and state["impact"] is None and state["next_check_in"] is None
    assert state["measures"] == [] and state["approvals"] == []
    assert state["roles"] == {role: [] for role in ROLES}
    assert state["impact_window"] == {"started_at": START.isoformat(), "ended_at": None, "minutes": None}
    assert state["phase"] == "active" and state["severity"] == "SEV1"
    assert {"rule": "S59", "text": "say who is hit and how badly", "whose": []} in state["duties"]


def test_nothing_known_at_all_is_null_and_no_error() -> None:
    state = status_json(Incident(id="x"), START)
    assert state["declared_at"] is None and state["impact_window"]["started_at"] is None


def test_the_state_in_the_middle() -> None:
    play = in_the_middle()
    state = json.loads(json.dumps(status_json(play.incident, play.now)))
    assert state["commander"] == "alice" == state["roles"]["commander"][0]
    assert state["roles"]["investigator"] == ["dave", "carol", "erin"]
    assert state["approvals"] == ["M3"]
    assert {m["id"]: (m["kind"], m["state"], m["owner"]) for m in state["measures"]} == {
        "M1": ("mitigation", "running", "carol"),
        "M2": ("mitigation", "worked", "dave"),
        "M3": ("active", "waiting", "dave"),
        "M4": ("fix", "asked", "erin"),
    }
    assert state["impact"] == {
        "trend": "worse", "text": "checkouts fail", "share": "20%", "region": "us-west-2", "cohort": None,
        "function": None, "metrics": {"errors": "20%"}, "since": START.isoformat(), "by": "alice",
        "confirmed_at": play.incident.checkins[-1].at.isoformat(),
    }  # fmt: skip
    assert state["head"] == play.log[-1].number
    assert state["plan"][0] == {"text": "watch the error rate", "owner": "dave", "measure": None}


def test_the_band_goes_from_early_over_due_to_overdue() -> None:
    play = declared()
    seen = []
    for minutes in (14, 1, 5):
        play.passes(minutes=minutes)
        band = status_json(play.incident, play.now)["next_check_in"]
        seen.append(band["state"])
    assert seen == ["early", "due", "overdue"]
    due, overdue = (datetime.fromisoformat(band[key]) for key in ("due_at", "overdue_at"))
    assert (due - START).total_seconds() == 15 * 60 and (overdue - START).total_seconds() == 20 * 60


def test_the_window_closes_with_resolved_and_counts_minutes() -> None:
    play = declared()
    play.does("alice", cmd.ReportImpact("worse", "checkouts fail"))
    play.passes(minutes=42)
    play.does("alice", cmd.Resolve(), because="the graphs are flat")
    state = status_json(play.incident, play.now)
    assert state["impact_window"]["minutes"] == 42
    assert state["phase"] == "watch" and state["watch_until"] and state["next_check_in"] is None
