"""Records of a given size: one incident with some hundred acts, and plain entries up to the size."""

from __future__ import annotations

import random
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from bench.program import CACHE, ROOT
from cockpit.desk import Desk
from cockpit.incident import commands as cmd
from cockpit.incident.envelope import Event, Origin
from cockpit.incident.events import Logged
from cockpit.record.sqlite import SqliteLog

LARGE = 1_000_000
LAST = "the last entry of all"
_BATCH = 5_000
_WORDS = [
    "replica", "lag", "checkout", "errors", "basket", "rollback", "node", "drain", "api", "latency", "graph",
    "deploy", "flag", "region", "pods", "queue", "database", "restart", "failover", "traffic", "users",
    "payment", "timeout", "retry", "cache", "disk", "alert", "region-west",
]  # fmt: skip


def record(folder: Path, size: int) -> Path:
    """A new record with `size` entries in `folder`; the last one's text is LAST."""
    path = _path(folder, size)
    with closing(SqliteLog(path)) as log:
        _fill(log, size)
    return path


def large_record() -> Path:
    """The record of a million entries, made once for each layout of the file."""
    layout = sha256((ROOT / "cockpit" / "record" / "schema.py").read_bytes()).hexdigest()[:8]
    folder = CACHE / layout
    path = _path(folder, LARGE)
    if not path.exists():
        shutil.rmtree(CACHE, ignore_errors=True)
        making = folder.with_name(f"{layout}.new")
        making.mkdir(parents=True)
        print(f"making a record of {LARGE:,} entries in {CACHE}, once …", flush=True)
        record(making, LARGE)
        making.rename(folder)
    return path


def _path(folder: Path, size: int) -> Path:
    return folder / f"incidents-{size}.db"


def _fill(log: SqliteLog, size: int) -> None:
    desk = Desk(log, "alice", Origin(user="alice", host="bastion"))
    desk.declare(cmd.Declare("Checkout returns 500s", severity="SEV1", commander="alice"))
    _act(desk, size)
    number = desk.incident.number
    chance = random.Random(size)
    while number < size:
        count = min(_BATCH, size - number)
        texts = [" ".join(chance.choices(_WORDS, k=chance.randint(4, 16))) for _ in range(count)]
        if number + count == size:
            texts[-1] = LAST
        log.append(desk.incident.id, [_note(text, chance) for text in texts], expected=None, commit=uuid4())
        number += count


def _act(desk: Desk, size: int) -> None:
    """People, impact and measures, some of them waiting, as far as the size allows."""
    if size < 100:
        return
    desk.submit(cmd.AssignRole("scribe", "grace"))
    desk.submit(cmd.AssignRole("technical lead", "carol"))
    desk.submit(cmd.ReportImpact("worse", "20% of checkouts fail in us-west-2"))
    for number in range(1, 61):
        desk.who = "dave"
        desk.submit(cmd.Propose("mitigation", f"drain node ip-10-2-8-{number}"), because="bench")
        desk.who = "alice"
        if number <= 57:
            desk.submit(cmd.Approve(f"M{number}"), because="bench")
        if number <= 54:
            desk.submit(cmd.Start(f"M{number}"), because="bench")
        if number <= 51:
            desk.submit(cmd.Finish(f"M{number}", "worked"), because="bench")


def _note(text: str, chance: random.Random) -> Event:
    """One line by somebody under their own login, as nearly all are."""
    who = chance.choice(["grace", "dave", "carol", "erin"])
    return Event(
        name=Logged.event,
        body=Logged(text=text).to_json(),
        is_act=False,
        happened_at=datetime.now(UTC) - timedelta(seconds=chance.randint(0, 60)),
        about=False,
        actor=who,
        by_word=None,
        origin=Origin(user=who, host="bastion"),
    )
