"""Figures and the table they are printed in."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what was measured, against what it should be and what it can be compared with."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    """None where there is no target."""
    baseline: str = ""
    """Measured in the same run."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


def middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def spread(values: Sequence[float], unit: str = "ms") -> str:
    """Median, 99th percentile, worst, and how many."""
    told = " / ".join(_rounded(value) for value in (middle(values), percentile(values, 0.99), max(values)))
    return f"{told} {unit} (n={len(values)})"


def _rounded(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


HEADINGS = ("what", "measured: p50 / p99 / worst", "target", "met", "baseline of the same run")


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table that can be read in a terminal too."""
    rows = [HEADINGS, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def _cells(figure: Figure) -> tuple[str, ...]:
    met = {True: "yes", False: "NO", None: ""}[figure.met]
    return (figure.what, figure.measured, figure.target, met, figure.baseline)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
