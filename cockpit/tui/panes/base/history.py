"""The small chart of a number that people reported over time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from rich.cells import cell_len

from cockpit.incident.state import Impact, Incident
from cockpit.tui.panes.base.lines import Line, line
from cockpit.tui.panes.base.words import clock

_BARS = "▁▂▃▄▅▆▇█"
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


class Series(Struct, frozen=True):
    """A number over time, in order. `name` says what it counts."""

    name: str
    points: tuple[tuple[datetime, float], ...]


def series(history: Sequence[Impact]) -> Series | None:
    """The number reported most often: a metric by its name, else the share; None below two reports."""
    found: Counter[str] = Counter()
    points: dict[str, list[tuple[datetime, float]]] = {}
    for impact in history:
        for name, text in {"share": impact.share or "", **impact.metrics}.items():
            number = _NUMBER.search(text)
            if number:
                found[name] += 1
                points.setdefault(name, []).append((impact.at, float(number[0].replace(",", "."))))
    if not found or found.most_common(1)[0][1] < 2:
        return None
    name = found.most_common(1)[0][0]
    shown = "share hit, %" if name == "share" else name
    return Series(shown, tuple(sorted(points[name], key=lambda point: point[0])))


def bars(numbers: Series, start: datetime, end: datetime, width: int) -> str:
    """One sign for each slice of the time: the last number said by its end."""
    low = min(0.0, *(value for _, value in numbers.points))
    high = max(value for _, value in numbers.points)
    slices = [start + (end - start) * (x + 1) / width for x in range(width)]
    return "".join(_bar(_value_at(numbers, at), low, high) for at in slices)


def _value_at(numbers: Series, at: datetime) -> float | None:
    return next((value for when, value in reversed(numbers.points) if when <= at), None)


def _bar(value: float | None, low: float, high: float) -> str:
    if value is None:
        return " "
    height = (value - low) / (high - low) if high > low else 0.0
    return _BARS[min(len(_BARS) - 1, round(height * (len(_BARS) - 1)))]


def chart(incident: Incident, now: datetime, width: int) -> list[Line]:
    """Name and measures, bars, and the axis of time; empty where fewer than two numbers were said."""
    numbers = series(incident.impact_history)
    if numbers is None or width < 12:
        return []
    start = min(numbers.points[0][0], incident.window.started_at or numbers.points[0][0])
    # Every ten seconds is often enough, and a chart that stands still sends nothing.
    end = max(now, start + timedelta(minutes=1))
    return [
        line((_marked(incident, numbers.name, start, end, width), "dim")),
        line(bars(numbers, start, end, width)),
        line((_axis(start, end, now, width), "dim")),
    ]


def _marked(incident: Incident, name: str, start: datetime, end: datetime, width: int) -> str:
    """The name of the number, and above the bars where each measure was put in place."""
    cells = list(name[: width // 2].ljust(width)) if cell_len(name) == len(name) else [" "] * width
    taken = len(name)
    began = [(measure.started_at, measure.id) for measure in incident.measures.values() if measure.started_at]
    for at, measure in sorted(began):
        label = f"{measure}▼"
        column = int((at - start) / (end - start) * width)
        first = column - len(label) + 1
        if taken < first and column < width:
            cells[first : column + 1] = label
            taken = column + 1
    return "".join(cells).rstrip()


def _axis(start: datetime, end: datetime, now: datetime, width: int) -> str:
    marks = 4 if width >= 36 else 2
    cells = [" "] * width
    for mark in range(marks):
        text = clock(start + (end - start) * mark / (marks - 1), now)
        first = round((width - len(text)) * mark / (marks - 1))
        cells[first : first + len(text)] = text
    return "".join(cells)
