"""How long an append takes: alone, and behind 31 others."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bench.figures import Figure, middle, spread
from bench.program import ROOT, Program, merged
from bench.records import record
from bench.writer import append
from cockpit.record.sqlite import SqliteLog

TIMES = 600
WRITERS = 32
EACH = 100


def appending(program: Program) -> list[Figure]:
    """One writer on a record nobody else uses."""
    path = record(program.folder, 1000)
    appended: list[float] = []
    synced: list[float] = []
    with closing(SqliteLog(path)) as log:
        incident = log.incidents()[0].incident
        for number in range(TIMES):
            begun, durable = append(log, incident, f"entry {number} of the bench")
            appended.append((durable - begun) / 1e6)
            synced.append(_synced_write(program.folder / "raw"))
    limit = 2 * middle(synced) + 1
    return [
        Figure(
            "append, nobody else",
            spread(appended),
            f"p50 ≤ {limit:.2f} ms (2 × fdatasync + 1)",
            middle(appended) <= limit,
            f"4 KiB written and fdatasync: {spread(synced)}",
        )
    ]


def saturating(program: Program) -> list[Figure]:
    """Processes that append without a pause, all at once."""
    path = record(program.folder, 1001)
    writers = [start_writer(path, EACH, f"w{n}x", env=program.environment()) for n in range(WRITERS)]
    for writer in writers:
        release(writer)
    told = [writer.communicate() for writer in writers]
    failed = [err for (_, err), writer in zip(told, writers, strict=True) if writer.returncode]
    waits = [durable - begun for out, _ in told for _, begun, durable in stamps(out)]
    span = max(d for out, _ in told for _, _, d in stamps(out)) - min(
        b for out, _ in told for _, b, _ in stamps(out)
    )
    worst = max(waits) / 1e6
    return [
        Figure(
            f"append, {WRITERS} saturating writers",
            f"{spread([wait / 1e6 for wait in waits])}; {len(failed)} refused",
            "worst ≤ 150 ms, no “locked”",
            worst <= 150 and not failed,
            f"{len(waits) * 1e9 / span:.0f} entries a second in all",
        )
    ]


def start_writer(
    path: Path,
    count: int,
    prefix: str,
    *,
    pauses: Sequence[float] = (0, 0),
    env: Mapping[str, str | None] | None = None,
) -> subprocess.Popen[str]:
    """A writer in a process of its own, ready but not released."""
    command = [sys.executable, "-m", "bench.writer", str(path), str(count), prefix, *map(str, pauses)]
    pipe = subprocess.PIPE
    changes = {**(env or {}), "PYTHONPATH": str(ROOT)}
    writer = subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=merged(changes), cwd=ROOT
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n", writer.communicate()[1]
    return writer


def release(writer: subprocess.Popen[str]) -> None:
    """Let it go."""
    assert writer.stdin is not None
    writer.stdin.write("\n")
    writer.stdin.flush()


def stamps(out: str) -> list[tuple[str, int, int]]:
    """What a writer printed: text, begun, durable."""
    return [(text, int(begun), int(durable)) for text, begun, durable in map(str.split, out.splitlines())]


def _synced_write(path: Path) -> float:
    """Milliseconds that the disk takes for one block, made durable."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.fstat(handle).st_size == 0:
            os.pwrite(handle, bytes(1 << 20), 0)
            os.fsync(handle)
        begun = time.monotonic_ns()
        os.pwrite(handle, os.urandom(4096), 4096)
        os.fdatasync(handle)
        return (time.monotonic_ns() - begun) / 1e6
    finally:
        os.close(handle)
