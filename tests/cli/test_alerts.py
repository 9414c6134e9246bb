"""Alerts that declare: what monitoring sends becomes one incident, and nothing it sends is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .conftest import Shell

STARTED = (datetime.now(UTC) - timedelta(minutes=9)).replace(microsecond=0)


def stamp(moment: datetime = STARTED) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def firing(name: str, pod: str, **more: Any) -> dict[str, Any]:
    """One alert as Alertmanager and Grafana send it."""
    return {
        "status": "firing",
        "labels": {"alertname": name, "severity": "critical", "pod": pod},
        "annotations": {"summary": f"{name} on {pod}", "description": "5xx ratio is 0.2"},
        "startsAt": stamp(),
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph?g0.expr=x",
        "fingerprint": f"fp-{name}-{pod}",
        **more,
    }


def alertmanager(*alerts: dict[str, Any], **more: Any) -> dict[str, Any]:
    found = list(alerts) or [firing("CheckoutErrors", "web-1")]
    return {
        "receiver": "cockpit",
        "status": "firing",
        "alerts": found,
        "groupLabels": {"alertname": "CheckoutErrors"},
        "commonLabels": {"alertname": "CheckoutErrors", "severity": "critical"},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example",
        "version": "4",
        "groupKey": '{}:{alertname="CheckoutErrors"}',
        "truncatedAlerts": 0,
        **more,
    }


GRAFANA = {
    "receiver": "cockpit",
    "status": "firing",
    "orgId": 1,
    "alerts": [firing("Latency", "api", valueString="[ var='B' value=1.8 ]", dashboardURL="http://g/d/1")],
    "groupLabels": {},
    "commonLabels": {"alertname": "Latency", "grafana_folder": "shop"},
    "commonAnnotations": {"summary": "p99 above one second"},
    "externalURL": "http://grafana.example/",
    "version": "1",
    "groupKey": '{}/{}:{alertname="Latency"}',
    "title": "[FIRING:1] Latency shop",
    "state": "alerting",
    "message": "**Firing**",
}
GRAFANA_OF_OLD = {
    "dashboardId": 1, "evalMatches": [{"value": 100, "metric": "High value", "tags": None}],
    "message": "The error rate is too high", "orgId": 1, "panelId": 2, "ruleId": 7,
    "ruleName": "Errors of the shop", "ruleUrl": "http://grafana.example/d/7", "state": "alerting",
    "tags": {}, "title": "[Alerting] Errors of the shop",
}  # fmt: skip
PAGERDUTY_V3 = {
    "event": {
        "id": "01BWKXQZ1CXK7B0VA0B1TEST00",
        "event_type": "incident.triggered",
        "resource_type": "incident",
        "occurred_at": stamp(),
        "agent": {"html_url": "https://pd.example/users/PLH1HKV", "type": "user_reference"},
        "client": None,
        "data": {
            "id": "PGR0VU2",
            "type": "incident",
            "html_url": "https://pd.example/incidents/PGR0VU2",
            "number": 2,
            "status": "triggered",
            "incident_key": "d3640fbd41094207a1c11e58e46b1662",
            "created_at": stamp(),
            "title": "Checkout is down",
            "service": {"id": "PF9KMXH", "summary": "Shop API", "type": "service_reference"},
            "priority": {"id": "PSO75BM", "summary": "SEV2", "type": "priority_reference"},
            "urgency": "high",
        },
    }
}
PAGERDUTY_V2 = {
    "messages": [
        {
            "id": "bb8b8fe0",
            "event": "incident.trigger",
            "created_on": stamp(),
            "incident": {
                "id": "PT4KHLK",
                "incident_number": 33,
                "title": "Database is full",
                "created_at": stamp(),
                "status": "triggered",
                "html_url": "https://pd.example/incidents/PT4KHLK",
                "service": {"id": "PN49J75", "name": "Orders"},
                "urgency": "high",
            },
        }
    ]
}
SHAPES = {
    "alertmanager": (alertmanager(), "CheckoutErrors on web-1", "5xx ratio is 0.2"),
    "grafana": (GRAFANA, "p99 above one second", "value=1.8"),
    "grafana of old": (GRAFANA_OF_OLD, "Errors of the shop", "High value 100"),
    "pagerduty v3": (PAGERDUTY_V3, "Checkout is down", "service Shop API"),
    "pagerduty v2": (PAGERDUTY_V2, "Database is full", "service Orders"),
}


def declare(shell: Shell, payload: object, *words: str, status: int = 0) -> str:
    """The id printed, alone on standard output."""
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    ran = shell("declare", "--from-json", "-", *words, who="alertbot", stdin=text)
    assert ran.status == status, ran
    assert len(ran.lines) <= 1
    return ran.out.strip()


def state(shell: Shell, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.done("status", "--json", *words).out)
    return found


def fact(shell: Shell) -> dict[str, Any]:
    """The body of the declaration."""
    import sqlite3

    with sqlite3.connect(shell.path) as connection:
        (body,) = connection.execute("SELECT body FROM events WHERE number = 1 ORDER BY seq DESC").fetchone()
    connection.close()
    found: dict[str, Any] = json.loads(body)
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_s48_an_alert_declares_with_what_it_says(shell: Shell, shape: str) -> None:
    payload, title, detail = SHAPES[shape]
    declared = declare(shell, payload)
    now = state(shell)
    assert (now["incident"], now["title"]) == (declared, title)
    said = fact(shell)
    assert said["source"] == "alert"
    assert detail in said["details"]
    assert detail in shell.done("status").out
    assert detail in json.loads(shell.done("timeline", "--kind", "alert", "--json").out)["text"]
    if shape != "grafana of old":  # it does not say since when
        assert datetime.fromisoformat(now["noticed_at"]) == STARTED


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_alert_declares_no_second_incident(shell: Shell, shape: str) -> None:
    payload = SHAPES[shape][0]
    first = declare(shell, payload)
    ran = shell("declare", "--from-json", "-", stdin=json.dumps(payload).encode())
    assert (ran.status, ran.out) == (0, f"{first}\n")
    assert "declared already" in ran.err or f"declared {first} already" in ran.err
    assert len(shell.done("list").lines) == 1
    assert state(shell)["head"] == (3 if state(shell)["noticed_at"] else 2)


def test_many_at_once_still_declare_one(shell: Shell) -> None:
    shell.done("declare", "the file is there")
    text = json.dumps(alertmanager()).encode()
    children = [shell.start("declare", "--from-json", "-", who=None) for _ in range(3)]
    ids = {child.communicate(text)[0] for child in children}
    assert len(ids) == 1
    assert len(shell.done("list").lines) == 2


def test_several_alerts_in_one_payload_are_one_incident_that_lists_them(shell: Shell) -> None:
    over = firing("CheckoutErrors", "web-9", status="resolved")
    declare(shell, alertmanager(firing("CheckoutErrors", "web-1"), firing("CheckoutErrors", "web-2"), over))
    assert state(shell)["title"] == "CheckoutErrors (2 alerts)"
    details = fact(shell)["details"]
    assert "pod=web-1" in details and "pod=web-2" in details and "web-9" not in details


def test_another_alert_of_the_group_belongs_to_the_incident_while_it_is_open(shell: Shell) -> None:
    first = declare(shell, alertmanager())
    later = stamp(STARTED + timedelta(minutes=5))
    again = alertmanager(firing("CheckoutErrors", "web-2", startsAt=later))
    assert declare(shell, again) == first
    shell.done("stand-down", "--because", "a drill", "--incident", first)
    assert declare(shell, alertmanager()) == first, "what fired before the close is what was closed"
    assert declare(shell, again) != first, "what fires anew after the close is a new one"


@pytest.mark.parametrize(
    "payload",
    [
        alertmanager(firing("CheckoutErrors", "web-1", status="resolved"), status="resolved"),
        {**GRAFANA_OF_OLD, "state": "ok"},
        {"event": {**PAGERDUTY_V3["event"], "event_type": "incident.resolved"}},
        {"messages": [{**PAGERDUTY_V2["messages"][0], "event": "incident.resolve"}]},
    ],
    ids=["alertmanager", "grafana", "pagerduty v3", "pagerduty v2"],
)
def test_what_is_resolved_declares_nothing(shell: Shell, payload: Any) -> None:
    ran = shell.done("declare", "--from-json", "-", stdin=json.dumps(payload).encode())
    assert (ran.out, "nothing is declared" in ran.err) == ("", True)
    assert not shell.path.exists()


@pytest.mark.parametrize(
    ("payload", "title"),
    [
        (b"disk full on db-1\nsince noon\n", "disk full on db-1"),
        (b'{"title": "broken', '{"title": "broken'),
        (b'{"summary": "it burns", "x": 1}', "it burns"),
        (b'{"alerts": "many", "name": "odd"}', "odd"),
        (b'{"alerts": [{"labels": 3, "annotations": [], "startsAt": 7}]}', "An alert without a name"),
        (b'{"event": {"event_type": "incident.x", "data": [1]}, "message": "m"}', "m"),
        (b'{"messages": [{"incident": {"title": {"a": 1}}}]}', "An alert without a name"),
        (b'[{"title": "in a list"}]', '[{"title": "in a list"}]'),
        (b'"just a text"', '"just a text"'),
        (b"\xff\xfe\x00bad", "��␀bad"),
        (b"", "An alert without any text"),
        (b'{"title": "lone \\ud800 half"}', "lone � half"),
        (b"[" * 100_000, None),
        (b"x" * 3_000_000, None),
    ],
)  # fmt: skip
def test_a_shape_nobody_knows_becomes_title_and_body(shell: Shell, payload: bytes, title: str | None) -> None:
    declare(shell, payload)
    now = state(shell)
    assert title is None or now["title"].startswith(title.replace("lone � half", "lone "))
    assert 0 < len(now["title"]) <= 120


def test_the_severity_is_taken_where_the_scale_has_it_and_options_come_first(shell: Shell) -> None:
    declare(shell, alertmanager())
    assert state(shell)["severity"] is None, "critical is no level of the scale"
    declare(shell, PAGERDUTY_V3)
    assert state(shell, "--incident", "2")["severity"] == "SEV2"
    declare(
        shell, PAGERDUTY_V2, "all", "orders", "fail", "--severity", "1", "--channel", "#inc", "--commander",
        "carol", "--impact", "every order", "--noticed", "-1h",
    )  # fmt: skip
    now = state(shell, "--incident", "3")
    assert (now["title"], now["severity"], now["channel"]) == ("all orders fail", "SEV1", "#inc")
    assert (now["commander"], now["impact"]["text"]) == ("carol", "every order")
    assert datetime.fromisoformat(now["noticed_at"]) < STARTED
    assert fact(shell)["details"].startswith("Database is full\n")


def test_an_option_that_makes_no_sense_does_not_lose_the_alert(shell: Shell) -> None:
    ran = shell.done(
        "declare", "--from-json", "-", "--severity", "catastrophic", stdin=json.dumps(PAGERDUTY_V2).encode()
    )
    assert "catastrophic is no severity here" in ran.err
    assert state(shell)["severity"] is None


def test_an_alert_is_nobody_on_the_incident(shell: Shell) -> None:
    """One person whom an alert woke is alone with it."""
    declare(shell, alertmanager(), "--impact", "orders fail")
    ran = shell.done("join", who="dave")
    assert "You are dave" in ran.err
    shell.done("measure", "propose", "mitigation", "roll back", who="dave")
    shell.done("measure", "start", "M1", who="dave")
    measure = state(shell)["measures"][0]
    assert (measure["alone"], measure["unapproved"]) == (True, None)


def test_a_file_that_is_not_there_is_said(shell: Shell, tmp_path: Any) -> None:
    ran = shell("declare", "--from-json", str(tmp_path / "none.json"))
    assert (ran.status, "cannot be read (No such file or directory)" in ran.err) == (2, True)
    (tmp_path / "alert.json").write_text(json.dumps(GRAFANA))
    assert shell.done("declare", "--from-json", str(tmp_path / "alert.json")).out.endswith("-1\n")
