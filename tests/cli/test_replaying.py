"""`replay`: a file plays into a fresh incident at its own pace, and invented people are known as such."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from cockpit.cli.script import Pace, Player, script
from cockpit.cli.sidecar import ACTS, MARK, BadSidecar, acts_of
from cockpit.desk import Desk
from cockpit.incident import commands as cmd
from cockpit.incident.events import Imported, Origin
from cockpit.record.log import Filter
from cockpit.record.sqlite import SqliteLog
from cockpit.rowfile import checked, raw_rows

from .conftest import Shell

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTES = (0, 1, 11)
ROWS = [
    {"t": f"2019-01-01T10:{minute:02}:00+00:00", "who": "x", "kind": "note", "text": f"at {minute}"}
    for minute in MINUTES
]


@dataclass
class Stage:
    """A record, a clock that only sleeping moves, and what was said."""

    path: Path
    now: datetime = START
    slept: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = SqliteLog(self.path, now=lambda: self.now)
        self.desk = Desk(self.store, "dora", Origin(user="dora"), clock=lambda: self.now)
        self.desk.declare(cmd.Declare("(replay) a file"))

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def play(self, *acts: dict[str, Any], speed: float = 60, longest: float = 1e6) -> Player:
        rows = [checked(row, None) for row in raw_rows(json.dumps(ROWS).encode(), "rows.json")]
        player = Player(self.desk, Pace(speed, longest, self.sleep), self.said.append)
        player.play(script(rows, acts_of(json.dumps(acts).encode(), "rows.acts.json", len(rows))))
        self.desk.catch_up()
        return player

    def told(self) -> list[tuple[str, str]]:
        """Actor and text of each entry after the declaration."""
        rows = self.store.rows(self.desk.incident.id, Filter(), after=1, limit=1000)
        return [(row.actor, row.text) for row in rows]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path / "replay.db")
    yield made
    made.store.close()


def act(who: str, name: str, row: int | None = None, **more: Any) -> dict[str, Any]:
    where = {} if "after_minutes" in more else {"row": row or 1}
    return {"who": who, "act": name, **where, **more}


def test_rows_keep_their_distances_and_happen_as_they_are_played(stage: Stage) -> None:
    player = stage.play(speed=60)
    assert stage.slept == [1, 10] and player.pace.cut == 0
    entries = stage.store.since(stage.desk.incident.id, 1)
    assert [entry.happened_at - START for entry in entries] == [timedelta(seconds=s) for s in (0, 1, 11)]
    facts = [fact for entry in entries if isinstance(fact := entry.fact(), Imported)]
    assert [fact.extra["t"] for fact in facts] == [row["t"] for row in ROWS]


def test_a_long_silence_is_cut_and_counted(stage: Stage) -> None:
    player = stage.play(speed=60, longest=4)
    assert stage.slept == [1, 4] and player.pace.cut == 1


def test_acts_fall_between_the_rows_where_they_were_put(stage: Stage) -> None:
    stage.play(
        act("bob", "log", 3, text="after the last row"),
        act("bob", "log", after_minutes=5, text="in the middle"),
        act("bob", "log", 1, text="first after row one"),
        act("bob", "log", 1, text="second after row one"),
    )
    assert [text for _, text in stage.told()] == [
        "at 0", "first after row one", "second after row one", "at 1", "in the middle", "at 11",
        "after the last row",
    ]  # fmt: skip
    assert stage.slept == [1, 4, 6]


def test_invented_people_are_marked_wherever_they_are_named(stage: Stage) -> None:
    stage.play(
        act("alice", "take"),
        act("alice", "role", role="technical lead", person="carol"),
        act("carol", "propose", kind="fix", text="roll back", owner="carol", label="back"),
        act("alice", "approve", measure="back"),
        act("carol", "start", measure="back"),
        act("alice", "checkin", trend="same", plan=[{"text": "wait", "owner": "carol"}]),
    )
    incident = stage.desk.incident
    assert stage.said == []
    assert incident.commander == f"alice{MARK}"
    assert incident.holders("technical lead") == (f"carol{MARK}",)
    measure = incident.measures["M1"]
    assert measure.is_running and measure.owner == f"carol{MARK}" == measure.proposed_by
    assert incident.checkins[0].plan[0].owner == f"carol{MARK}"
    assert {actor for actor, _ in stage.told()} == {"dora", f"alice{MARK}", f"carol{MARK}"}


def test_a_label_finds_its_measure_also_when_others_come_in_between(stage: Stage) -> None:
    stage.desk.submit(cmd.Join())
    stage.desk.submit(cmd.DoneAlready("fix", "somebody real was quicker"))
    stage.play(
        act("alice", "take"),
        act("carol", "propose", kind="fix", text="the second", label="second"),
        act("alice", "approve", measure="second"),
    )
    assert stage.desk.incident.measures["M2"].state == "approved"


def test_what_a_rule_refuses_is_said_and_the_rest_goes_on(stage: Stage) -> None:
    player = stage.play(
        act("alice", "take"),
        act("carol", "propose", kind="fix", text="roll back"),
        act("carol", "approve", measure="M1"),
        act("carol", "log", text="goes on"),
    )
    (said,) = stage.said
    assert said.startswith(f"carol{MARK} could not approve: only the commander approves a measure (S11)")
    assert (player.rows, player.acts) == (3, 3)
    assert ("carol" + MARK, "goes on") in stage.told()


def test_a_reason_the_replay_owes_is_given_as_one_of_the_replay(stage: Stage) -> None:
    stage.play(
        act("alice", "take"),
        act("carol", "join"),
        act("alice", "checkin", trend="same"),
        act("alice", "checkin", trend="same"),
        act("alice", "resolve"),
        act("alice", "close", because="a reason of its own"),
    )
    assert stage.desk.incident.phase == "closed" and stage.said == []
    reasons = [entry.body for entry in stage.store.since(stage.desk.incident.id, 0)]
    assert any("replayed at 60 times the speed" in body for body in reasons)
    assert any("a reason of its own" in body for body in reasons)


def test_a_star_goes_to_the_entry_of_its_row(stage: Stage) -> None:
    stage.play(act("grace", "star", 2))
    (starred,) = stage.store.rows(stage.desk.incident.id, Filter(starred=True), after=1, limit=9)
    assert starred.text == "at 1"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (act("alice", "dance"), "act 2: 'dance' is no act; acts are declare, take, role"),
        (act("alice", "approve"), "act 2: measure: Field required."),
        (act("alice", "take", colour="red"), "act 2: colour: Extra inputs are not permitted."),
        (act("alice", "take", after_minutes=1) | {"row": 1}, "act 2: say either row or after_minutes."),
        ({"who": "alice", "act": "take"}, "act 2: say either row or after_minutes."),
        (act("alice", "take", 4), "act 2: there is no row 4; the last is 3."),
        (act("alice", "take", after_minutes=-1), "act 2: after_minutes: "),
        (act("alice", "star", after_minutes=1), "act 2: it is about a row: say which."),
        (act("al\x1bice", "take"), "act 2: A name is one line"),
        (act("alice", "impact", trend="sideways", text="x"), "act 2: trend: "),
        ("take", "act 2: it is no object with act and who."),
    ],
)
def test_acts_that_cannot_be_played_are_named(wrong: object, said: str) -> None:
    with pytest.raises(BadSidecar) as caught:
        acts_of(json.dumps([act("alice", "take"), wrong]).encode(), "x.acts.json", 3)
    (line,) = caught.value.lines
    assert line.startswith(said) and str(caught.value) == "x.acts.json cannot be played."


def test_acts_that_are_no_array_are_one_sentence() -> None:
    for content, said in ((b"{}", "no JSON array"), (b"[", "not JSON"), (b"\xff", "not JSON")):
        with pytest.raises(BadSidecar, match=said):
            acts_of(content, "x.acts.json", 3)


@pytest.mark.parametrize("demo", ["github", "gitlab", "moj"])
def test_each_demonstration_plays_to_its_end(shell: Shell, demo: str) -> None:
    ran = shell.done("replay", demo, "--speed", "1e9")
    assert "could not" not in ran.err
    (incident,) = ran.lines
    state = json.loads(shell.done("status", "--json", "--incident", incident).out)
    assert state["phase"] == "closed" and state["title"].startswith("(replay) ")
    outcomes = {measure["state"] for measure in state["measures"]}
    assert {"worked", "refused"} <= outcomes and "waiting" not in outcomes
    entries = [json.loads(line) for line in shell.done("timeline", "--json", "--incident", incident).lines]
    assert {entry["event"] for entry in entries} >= {
        "role.assigned", "measure.approved", "measure.refused", "checkin.finished", "impact.changed",
    }  # fmt: skip
    assert any("is invented" in entry["text"] for entry in entries[:3])
    mine = {"incident.declared", "entry.logged", "entry.imported"}
    assert all(e["actor"].endswith(MARK) for e in entries if e["event"] not in mine)
    assert {e["actor"] for e in entries if e["event"] == "entry.imported"} == {"alice"}
    assert (
        len([e for e in entries if e["event"] == "entry.imported"])
        == {"github": 35, "gitlab": 21, "moj": 22}[demo]
    )


def test_impact_moves_in_every_demonstration(shell: Shell) -> None:
    for demo in ("github", "gitlab", "moj"):
        incident = shell.done("replay", demo, "--speed", "1e9").out.strip()
        store = SqliteLog(shell.path, read_only=True)
        bodies = [e.body for e in store.since(incident, 0) if e.event == "impact.changed"]
        store.close()
        values = [list(json.loads(body).get("metrics", {}).values()) for body in bodies]
        assert len([v for v in values if v]) >= 3


def test_ctrl_c_stops_it_and_the_incident_stays(shell: Shell) -> None:
    child = shell.start("replay", "gitlab", "--speed", "1", "--no-acts")
    assert child.stdout
    incident = child.stdout.readline().decode().strip()
    followed = shell.start("timeline", "--follow", "--json", "--kind", "impact", "--incident", incident)
    assert followed.stdout and b"Start of the outage" in followed.stdout.readline()
    child.send_signal(signal.SIGINT)
    _, err = child.communicate()
    assert child.returncode == 0
    assert f"Stopped; {incident} stays as it is now." in err.decode()
    assert f"cockpit stand-down --incident {incident}" in err.decode()
    assert json.loads(shell.done("status", "--json").out)["head"] == 3


def test_a_file_of_ones_own_with_a_title_and_acts_beside_it(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(ROWS))
    sidecar = tmp_path / "mine.acts.json"
    sidecar.write_text(json.dumps([act("zoe", "take")]))
    words = ("replay", str(file), "--speed", "1e9", "--title", "a drill")
    state = json.loads(shell.done("status", "--json", "--incident", shell.done(*words).out.strip()).out)
    assert (state["title"], state["commander"]) == ("(replay) a drill", f"zoe{MARK}")
    sidecar.write_text("[{}]")
    wrong = shell(*words)
    assert (wrong.status, wrong.out) == (2, "") and "mine.acts.json cannot be played" in wrong.err
    bare = shell.done(*words, "--no-acts").out.strip()
    assert json.loads(shell.done("status", "--json", "--incident", bare).out)["commander"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing.json"], "no demonstration of that name: name a file, or one of github, gitlab, moj"),
        (["g"], "There is no file g"),
        ([], "Name a FILE, or a demonstration: github, gitlab, moj."),
        (["moj", "--speed", "0"], "a number above 0"),
        (["moj", "--speed", "nan"], "a number above 0"),
        (["moj", "--longest", "-1"], "--longest"),
    ],
)
def test_what_cannot_be_replayed_is_said(shell: Shell, words: list[str], said: str) -> None:
    ran = shell("replay", *words)
    assert (ran.status, ran.out) == (2, "") and said in ran.err
    assert not shell.path.exists()


def test_the_demonstrations_are_listed(shell: Shell) -> None:
    assert [line.split()[0] for line in shell.done("replay", "--list").lines] == ["github", "gitlab", "moj"]


def test_read_only_replays_nothing(shell: Shell) -> None:
    assert shell("replay", "moj", "--read-only").status == 3


def test_a_file_without_rows_is_said(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text("[]")
    assert "has no rows" in shell("replay", str(tmp_path / "none.json")).err


def test_rows_are_played_in_the_order_of_their_times(stage: Stage) -> None:
    rows = [checked(row, None) for row in raw_rows(json.dumps(ROWS[::-1]).encode(), "rows.json")]
    steps = script(rows, [])
    assert [step.number for step in steps] == [3, 2, 1]
    same = [replace(row, happened_at=START) for row in rows]
    assert [step.number for step in script(same, [])] == [1, 2, 3]


def test_every_act_is_documented() -> None:
    documented = (Path(__file__).parents[2] / "docs" / "timelines.md").read_text()
    table = documented.partition("| act | further keys |")[2]
    assert [act for act in ACTS if f"`{act}`" not in table] == []
