"""How long a command takes, from its start to its end."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from bench.figures import Figure, middle, spread
from bench.program import ONE_MODEL, Program, run
from bench.records import LARGE, large_record, record

TIMES = 40
ALLOWED = 1.4


def commands(program: Program) -> list[Figure]:
    """`cockpit log` and `cockpit status`, in turns with the baseline, so that all meet the same machine."""
    small = str(record(program.folder, 300))
    large = str(large_record())
    lines = {
        "baseline": program.baseline(ONE_MODEL),
        "cockpit log": program.cockpit("--db", small, "log", "error rate is 6%"),
        "cockpit status": program.cockpit("--db", small, "status"),
        f"cockpit status, {LARGE:,} entries": program.cockpit("--db", large, "status"),
    }
    taken = in_turns(lines, program.environment())
    base = taken.pop("baseline")
    return [
        Figure(
            what,
            f"{spread(times)} = {middle(times) / middle(base):.2f} ×",
            f"p50 ≤ {ALLOWED} × the baseline",
            middle(times) <= ALLOWED * middle(base),
            f"a process that imports pydantic and makes one model: {spread(base)}",
        )
        for what, times in taken.items()
    ]


def in_turns(
    lines: Mapping[str, Sequence[str]], env: Mapping[str, str | None], times: int = TIMES
) -> dict[str, list[float]]:
    """Milliseconds of whole processes; each is run once beforehand, so that files are in memory."""
    taken: dict[str, list[float]] = {what: [] for what in lines}
    for command in lines.values():
        run(command, env)
    for _ in range(times):
        for what, command in lines.items():
            begun = time.monotonic_ns()
            run(command, env)
            taken[what].append((time.monotonic_ns() - begun) / 1e6)
    return taken
