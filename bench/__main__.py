"""`python -m bench [NAME…]`: measure what is named, else all that is short, and print the table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from bench import commands, day, killing, load, reading, screens, syncing, writing
from bench.figures import Figure, table
from bench.program import Program, installed, remove

BENCHES: Mapping[str, Callable[[Program], list[Figure]]] = {
    "start": screens.starting,
    "memory": screens.memory,
    "idle": screens.idling,
    "keys": screens.keys,
    "sync": syncing.syncing,
    "slow": syncing.slow_disk,
    "commands": commands.commands,
    "reading": reading.reading,
    "append": writing.appending,
    "writers": writing.saturating,
    "kills": killing.killing,
    "load": load.loading,
    "day": day.a_day,
}
LONG = ("load", "day")
"""Takes many minutes: only when it is named."""


def main(names: list[str]) -> int:
    """Run the benches in turn; 2 for a name that is none."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no bench {unknown[0]}: name some of {', '.join(BENCHES)}, or none for all.")
        return 2
    print("The package is built as a wheel and installed with compiled files, as users have it.", flush=True)
    program = installed()
    figures: list[Figure] = []
    try:
        for name in names or [name for name in BENCHES if name not in LONG]:
            print(f"measuring {name} …", flush=True)
            figures += BENCHES[name](program)
    finally:
        remove(program)
    print(f"\n{table(figures)}")
    return 0


sys.exit(main(sys.argv[1:]))
