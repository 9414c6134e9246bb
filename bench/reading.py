"""What reading costs in a record of a million entries, next to one of ten: pages, searches and commands."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from bench.commands import in_turns
from bench.figures import Figure, middle, spread
from bench.program import Program
from bench.records import LARGE, large_record, record
from cockpit.record.log import Filter
from cockpit.record.sqlite import SqliteLog

TIMES = 300
PAGE = 50
SEARCHES = {"a rare word": "declared", "a common word": "replica", "two common words": "replica lag"}
NEAR = 2.0
"""How much more a page may take, and how many milliseconds a search may."""


def reading(program: Program) -> list[Figure]:
    """Pages at the end and anywhere, searches, and `cockpit timeline`, in a large record and a small one."""
    small, large = record(program.folder, 310), large_record()
    few, many = _read(small), _read(large)
    return [_figure(what, many[what], few[what]) for what in many] + _commands(program, small, large)


def _read(path: Path) -> Mapping[str, list[float]]:
    """Milliseconds of each kind of reading, in this process, the file in memory."""
    _bring_into_memory(path)
    with closing(SqliteLog(path, read_only=True)) as log:
        incident = log.incidents()[0].incident
        last = log.head(incident).number
        chance = random.Random(1)

        def page(wanted: Filter, before: Callable[[], int]) -> Callable[[], object]:
            return lambda: log.rows(incident, wanted, before=before(), limit=PAGE)

        kinds = {
            f"the last {PAGE} entries": page(Filter(), lambda: last + 1),
            f"{PAGE} entries anywhere": page(Filter(), lambda: chance.randint(PAGE, last)),
            **{
                f"search for {what}": page(Filter(search=words), lambda: last + 1)
                for what, words in SEARCHES.items()
            },
        }
        return {what: _timed(read) for what, read in kinds.items()}


def _bring_into_memory(path: Path) -> None:
    """Else pages anywhere in it would measure the disk."""
    with path.open("rb", buffering=0) as file:
        while file.read(2**20):
            pass


def _timed(read: Callable[[], object]) -> list[float]:
    read()
    taken = []
    for _ in range(TIMES):
        begun = time.monotonic_ns()
        read()
        taken.append((time.monotonic_ns() - begun) / 1e6)
    return taken


def _figure(what: str, many: list[float], few: list[float]) -> Figure:
    return Figure(
        f"read {what}, {LARGE:,} entries",
        f"{spread(many)} = {middle(many) / middle(few):.2f} ×",
        f"p50 ≤ {NEAR:g} × a small record's, or ≤ {NEAR:g} ms",
        middle(many) <= max(NEAR * middle(few), NEAR),
        f"the same with 310 entries: {spread(few)}",
    )


def _commands(program: Program, small: Path, large: Path) -> list[Figure]:
    """Whole processes, in turns."""
    words = {
        "timeline --last 50": ["--last", "50"],
        "timeline --search replica --last 50": ["--search", "replica", "--last", "50"],
    }
    lines = {
        f"{what} {size}": program.cockpit("--db", str(path), "timeline", *options)
        for what, options in words.items()
        for size, path in (("small", small), ("large", large))
    }
    taken = in_turns(lines, program.environment())
    return [_figure(f"cockpit {what}", taken[f"{what} large"], taken[f"{what} small"]) for what in words]
