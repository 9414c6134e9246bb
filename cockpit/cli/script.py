"""A file of rows and the acts beside it as one sequence, and how it is played through the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec.structs import replace

from cockpit.cli.sidecar import Act, Cast, Declare
from cockpit.desk import Answer, Desk, Done
from cockpit.incident import commands as cmd
from cockpit.incident.events import MeasureProposed
from cockpit.incident.moments import Moment
from cockpit.incident.rules import NeedsReason


@dataclass(frozen=True, slots=True)
class Step:
    """One row or one act. `at` is the story's time in seconds after its first row."""

    at: float
    number: int
    """Of the row, or of the row an act follows, counted from 1 in the file; 0 for none."""
    row: cmd.ImportRow | None = None
    act: Act | None = None


def script(rows: Sequence[cmd.ImportRow], acts: Iterable[Act]) -> list[Step]:
    """Rows by their time, each act behind its row or at its minute; what ties stays as it was written."""
    start = min(row.happened_at for row in rows)
    seconds = [(row.happened_at - start).total_seconds() for row in rows]
    steps = [Step(seconds[index], index + 1, row=row) for index, row in enumerate(rows)]
    places = [(step.at, step.number, 0) for step in steps]
    for act in acts:
        if act.row is not None:
            steps.append(Step(seconds[act.row - 1], act.row, act=act))
            places.append((steps[-1].at, act.row, 1))
        else:
            steps.append(Step((act.after_minutes or 0) * 60, 0, act=act))
            places.append((steps[-1].at, len(rows), 2))
    return [steps[index] for index in sorted(range(len(steps)), key=places.__getitem__)]


def declaration(steps: Iterable[Step]) -> Step | None:
    """The step that declares the incident, where an act does; else it is declared with the first row."""
    return next((step for step in steps if isinstance(step.act, Declare)), None)


@dataclass
class Pace:
    """How fast it goes. `speed` times as fast as it happened, no silence longer than `longest` seconds."""

    speed: float
    longest: float
    sleep: Callable[[float], None]
    cut: int = 0
    """Silences that were shortened so far."""

    def wait(self, story_seconds: float) -> None:
        """Sleep as long as so much of the story takes."""
        seconds = story_seconds / self.speed
        if seconds > self.longest:
            self.cut += 1
            seconds = self.longest
        if seconds > 0:
            self.sleep(seconds)


@dataclass
class Player:
    """Plays steps into one incident: rows by whoever replays, each act by its own invented person.

    Everything happens at the moment it is played, so that clocks and ages move; a row's own time stays
    in its entry under `t`. `tell` gets a sentence for what the rules would not let pass.
    """

    desk: Desk
    pace: Pace
    tell: Callable[[str], None]
    told: Callable[[Step], None] = lambda step: None
    rows: int = 0
    acts: int = 0
    began: float = 0.0
    """The story's time of the declaration; what came before is back-dated."""
    _cast: Cast = field(default_factory=Cast)
    _desks: dict[str, Desk] = field(default_factory=dict)
    _entries: dict[int, int] = field(default_factory=dict)

    def play(self, steps: Iterable[Step]) -> None:
        """All of it. Raises RecordError where the record cannot be written."""
        before = self.began
        for step in steps:
            self.pace.wait(step.at - before)
            before = max(step.at, self.began)
            self.told(step)
            if step.row is not None:
                self._row(step, step.row)
            elif step.act is not None and not isinstance(step.act, Declare):
                self._act(step, step.act)

    def when(self, at: float) -> datetime:
        """The moment for something at this time of the story: now, or before the declaration."""
        return self.desk.now() - timedelta(seconds=max(self.began - at, 0) / self.pace.speed)

    def _row(self, step: Step, row: cmd.ImportRow) -> None:
        extra = {"t": row.happened_at.isoformat(), **row.extra}
        row = replace(row, happened_at=self.when(step.at), extra=extra)
        answer = self.desk.submit(cmd.Import((row,)))
        if isinstance(answer, Done):
            self._entries[step.number] = answer.recorded[0].number
            self.rows += 1

    def _act(self, step: Step, act: Act) -> None:
        name = self._cast.name(act.who)
        desk = self._desk(name)
        command = act.command(self._cast, self._entries.get(step.number, 0))
        moment = Moment(self.when(step.at)) if step.at < self.began else None
        answer = desk.submit(command, because=act.because, moment=moment)
        if isinstance(answer, NeedsReason):
            why = f"replayed at {self.pace.speed:g} times the speed"
            answer = desk.submit(command, because=why, moment=moment)
        if not isinstance(answer, Done):
            self.tell(f"{name} could not {act.act}: {answer}.")
            return
        self.acts += 1
        if act.label:
            self._cast.labels[act.label] = measure_in(answer)

    def _desk(self, name: str) -> Desk:
        if name not in self._desks:
            mine = self.desk
            desk = Desk(mine.store, name, mine.origin, zone=mine.zone, clock=mine.now)
            desk.open(mine.incident.id)
            self._desks[name] = desk
        return self._desks[name]


def measure_in(answer: Answer) -> str:
    """The id of the measure that was proposed, or empty."""
    facts = [entry.fact() for entry in answer.recorded] if isinstance(answer, Done) else []
    return next((fact.measure for fact in facts if isinstance(fact, MeasureProposed)), "")


def span(rows: Sequence[cmd.ImportRow]) -> tuple[datetime, datetime]:
    """The first and the last time of a file."""
    times = [row.happened_at for row in rows]
    return min(times), max(times)
