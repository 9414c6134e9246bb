"""Three real incidents, taken in: no part of a row is lost, and the impact lasts as long as it did."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from cockpit.cli.replaying import DEMOS

from .conftest import Shell
from .test_importing import imported

MINUTES = {
    "github-2018-10-21-mysql-failover": 1451,
    "gitlab-2019-11-28-iptables": 98,
    "moj-2023-01-11-image-pull": 89,
}
UNTOUCHED = ("phase", "commander", "roles", "measures", "approvals", "impact", "severity", "next_check_in")


@pytest.mark.parametrize("name", MINUTES)
def test_every_row_is_one_entry_and_the_window_is_the_known_one(
    shell: Shell, incident: str, name: str
) -> None:
    file = DEMOS / f"{name}.json"
    before = json.loads(shell.done("status", "--json").out)
    shell.done("import", str(file), who="heidi")
    state = json.loads(shell.done("status", "--json").out)
    assert state["impact_window"]["minutes"] == MINUTES[name]
    assert [state[key] for key in UNTOUCHED] == [before[key] for key in UNTOUCHED]

    rows = json.loads(file.read_text())
    entries = imported(shell, incident)
    told = [json.loads(line) for line in shell.done("timeline", "--json").lines][-len(rows) :]
    assert state["head"] == before["head"] + len(rows) == told[-1]["number"]
    by = [json.loads(line) for line in shell.done("timeline", "--json", "--by", rows[0]["who"].upper()).lines]
    assert [line["text"] for line in by] == [row["text"] for row in rows if row["who"] == rows[0]["who"]]
    for row, (entry, fact), line in zip(rows, entries, told, strict=True):
        kept = {"t": entry.happened_at.isoformat(), "who": fact.who, "kind": fact.kind, "text": fact.text}
        assert kept | dict(fact.extra) == row
        assert entry.about is line["about"] is bool(row.get("approx"))
        assert (line["who"], line["extra"]) == (fact.who, dict(fact.extra))
        assert (line["kind"], line["text"], line["actor"]) == (row["kind"], row["text"], "heidi")
        assert datetime.fromisoformat(line["happened_at"]) == datetime.fromisoformat(row["t"])
