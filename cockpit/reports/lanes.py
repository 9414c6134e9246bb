"""The incident drawn as a time line: phases, impact, measures, roles and check-ins as lanes of one SVG."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape

from msgspec import Struct

from cockpit.incident.metrics import first_sign, leaderless
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.state import Incident, Stint
from cockpit.incident.texts import harmless

WIDTH, LEFT, ROW = 1160, 190, 26
"""In units of the picture: its width, where the time begins, the height of a lane."""
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 10080, 43200)
"""Minutes between two marks of the time."""
_MARKS = 10
_TRENDS = {"worse": "worse", "new-symptom": "worse", "same": "same", "better": "better"}


class Bar(Struct, frozen=True):
    """Something that lasted. `style` names its colour, `label` says it in words too."""

    since: datetime
    until: datetime
    label: str
    style: str
    told: str = ""
    """What it says when pointed at."""


class Lane(Struct, frozen=True):
    """One row of the picture."""

    name: str
    bars: tuple[Bar, ...] = ()
    points: tuple[tuple[datetime, str], ...] = ()
    """Moments, and what each says when pointed at."""


def drawn(incident: Incident, now: datetime) -> str:
    """The SVG; every text in it is escaped, and nothing in it acts."""
    start, end = _span(incident, now)
    lanes = [lane for lane in _lanes(incident, end) if lane.bars or lane.points]
    height = ROW * (len(lanes) + 2)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Time line of the incident">',
        *_axis(start, end, height),
    ]
    for place, lane in enumerate(lanes):
        parts += _lane(lane, ROW * (place + 1), start, end)
    return "\n".join([*parts, "</svg>"])


def _span(incident: Incident, now: datetime) -> tuple[datetime, datetime]:
    start = first_sign(incident) or incident.declared_at or now
    end = max(incident.closed_at or now, start + timedelta(minutes=1))
    return min(start, incident.declared_at or start), end


def _lanes(incident: Incident, end: datetime) -> Iterator[Lane]:
    yield Lane("phase", tuple(_phases(incident, end)))
    yield Lane("impact", tuple(_impacts(incident, end)))
    yield _command(incident, end)
    yield from _roles(incident, end)
    for measure in incident.measures.values():
        if measure.started_at:
            told = f"{measure.id} {measure.text}: {measure.state}"
            until = measure.ended_at or (measure.started_at if measure.state == "done" else end)
            mark = "! " if measure.unapproved else ""
            label = f"{mark}{measure.state.replace('-', ' ')}"
            yield Lane(
                f"{measure.id} {measure.text}", (Bar(measure.started_at, until, label, measure.state, told),)
            )
    yield Lane(
        "check-ins", points=tuple((c.at, f"check-in {c.loop}: {c.trend or ''}") for c in incident.checkins)
    )


def _command(incident: Incident, end: datetime) -> Lane:
    """Who had command, and when nobody had it (S5, S52)."""
    role = incident.procedure.role_name(COMMANDER)
    held = [_stint(stint, stint.until or end, role) for stint in incident.stints if stint.role == COMMANDER]
    open_ = (Bar(*gap, "nobody", "nobody", f"nobody was {role}") for gap in leaderless(incident, end))
    return Lane(role, tuple(sorted([*held, *open_], key=lambda bar: bar.since)))


def _stint(stint: Stint, until: datetime, role: str) -> Bar:
    """Somebody's time in command; what was taken from a commander in place keeps its "!"."""
    if not stint.taken_from:
        return Bar(stint.since, until, stint.person, "role", f"{role}: {stint.person}")
    told = f"{role}: {stint.person}, taken from {stint.taken_from}"
    return Bar(stint.since, until, f"! {stint.person}", "role", told)


def _roles(incident: Incident, end: datetime) -> Iterator[Lane]:
    """A lane for each other role, and another where two people held it at once."""
    for role in dict.fromkeys(stint.role for stint in incident.stints if stint.role != COMMANDER):
        lanes: list[list[Bar]] = []
        for stint in incident.stints:
            if stint.role == role:
                told = f"{role}: {stint.person}"
                bar = Bar(stint.since, stint.until or end, stint.person, "role", told)
                free = next((lane for lane in lanes if lane[-1].until <= bar.since), None)
                lanes.append([bar]) if free is None else free.append(bar)
        yield from (Lane(incident.procedure.role_name(role), tuple(lane)) for lane in lanes)


def _phases(incident: Incident, end: datetime) -> Iterator[Bar]:
    ends = [change.at for change in incident.phases[1:]] + [end]
    for change, until in zip(incident.phases, ends, strict=bool(incident.phases)):
        if change.value != "closed":
            yield Bar(change.at, until, change.value, change.value, change.value)


def _impacts(incident: Incident, end: datetime) -> Iterator[Bar]:
    history = incident.impact_history
    over = incident.window.ended_at or incident.resolved_at or end
    ends = [one.at for one in history[1:]] + [max(over, history[-1].at)] if history else []
    for one, until in zip(history, ends, strict=True):
        yield Bar(one.at, until, one.trend.replace("-", " "), _TRENDS[one.trend], f"{one.trend}: {one.text}")


def _axis(start: datetime, end: datetime, height: int) -> Iterator[str]:
    minutes = (end - start).total_seconds() / 60
    step = next((step for step in _STEPS if minutes / step <= _MARKS), _STEPS[-1])
    midnight = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    gone = (start - midnight) // timedelta(minutes=step) + 1
    at = midnight + gone * timedelta(minutes=step)
    dated = end - start > timedelta(days=1)
    count = 0
    while at < end and count <= 4 * _MARKS:
        x = _x(at, start, end)
        yield f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{ROW - 6}" y2="{height - ROW}"/>'
        told = f"{at:%m-%d %H:%M}Z" if dated else f"{at:%H:%M}Z"
        if x + 4 * len(told) < WIDTH:
            yield f'<text class="time" x="{x:.1f}" y="{ROW - 12}">{told}</text>'
        at += timedelta(minutes=step)
        count += 1


def _lane(lane: Lane, y: int, start: datetime, end: datetime) -> Iterator[str]:
    yield f'<text class="name" x="4" y="{y + 15}">{_safe(lane.name, 28)}</text>'
    for bar in lane.bars:
        x, far = _x(bar.since, start, end), _x(bar.until, start, end)
        width = max(far - x, 3)
        yield f'<g><title>{_safe(bar.told)}</title><rect class="{bar.style}" x="{x:.1f}" y="{y + 3}"'
        yield f' width="{width:.1f}" height="{ROW - 8}" rx="3"/>'
        yield f"{_label(bar, x, width, y, alone=len(lane.bars) == 1)}</g>"
    for moment, told in lane.points:
        x = _x(moment, start, end)
        yield f'<circle class="point" cx="{x:.1f}" cy="{y + 11}" r="5"><title>{_safe(told)}</title></circle>'


def _label(bar: Bar, x: float, width: float, y: int, *, alone: bool) -> str:
    """What the bar says: inside where it fits, behind it where nothing follows, else only when pointed at."""
    needed = 7 * len(bar.label) + 8
    if width >= needed:
        return f'<text class="label" x="{x + 4:.1f}" y="{y + 15}">{_safe(bar.label)}</text>'
    if not alone:
        return ""
    if x + width + needed < WIDTH:
        return f'<text x="{x + width + 4:.1f}" y="{y + 15}">{_safe(bar.label)}</text>'
    return f'<text class="before" x="{x - 4:.1f}" y="{y + 15}">{_safe(bar.label)}</text>'


def _x(moment: datetime, start: datetime, end: datetime) -> float:
    share = (moment - start) / (end - start)
    return LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - 8)


def _safe(text: str, width: int | None = None) -> str:
    return escape(harmless(text, width=width) if width is None or width > 0 else "", quote=True)
