"""The acts of invented people that may stand beside a file of rows, so that a replay moves every screen."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cockpit.incident import commands as cmd
from cockpit.incident.events import MeasureKind, Outcome, PlanLine, Source, Trend
from cockpit.incident.people import person_name

MARK = " (inv.)"
"""Stands behind every name of a sidecar, wherever it is shown: in the timeline, on roles and measures."""


class BadSidecar(ValueError):
    """Acts that cannot be played. `str()` is a sentence; `lines` has one for each act that is wrong."""

    def __init__(self, sentence: str, lines: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.lines = tuple(lines)


class Cast:
    """Who is who in one replay: the invented people's full names, and the measures' ids by their label."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}

    def name(self, name: str) -> str:
        return name if name.endswith(MARK) else f"{name}{MARK}"

    def measure(self, text: str) -> str:
        """The id of the measure proposed under that label; an id stays one."""
        return self.labels.get(text, text)


Text = Annotated[str, Field(min_length=1)]


class Act(BaseModel, ABC):
    """Something `who` does, after a row of the file or so many minutes after the first one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    act: str
    who: Text
    row: Annotated[int, Field(ge=1)] | None = None
    """The number of the row it follows, counted from 1."""
    after_minutes: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    because: Text | None = None
    label: Text | None = None
    """For what proposes a measure: the name later acts call it by."""

    needs_row: ClassVar[bool] = False

    @model_validator(mode="after")
    def _is_somewhere(self) -> Act:
        if (self.row is None) == (self.after_minutes is None):
            raise ValueError("say either row or after_minutes")
        if self.needs_row and self.row is None:
            raise ValueError("it is about a row: say which")
        person_name(self.who)
        return self

    @abstractmethod
    def command(self, cast: Cast, entry: int) -> cmd.Command:
        """What is asked of the desk; `entry` is the number of the entry the act's row became."""


class Declare(Act):
    """The incident is declared with its row; what came before is written down then, back-dated."""

    severity: Text | None = None
    source: Source = "self"

    needs_row = True

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.Declare("", self.severity, source=self.source)


class Take(Act):
    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.TakeCommand()


class Role(Act):
    role: Text
    person: Text

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.AssignRole(self.role, cast.name(self.person))


class Join(Act):
    role: Text | None = None

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.Join(self.role)


class Severity(Act):
    severity: Text

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.SetSeverity(self.severity)


class Impact(Act):
    trend: Trend
    text: Text
    share: str | None = None
    region: str | None = None
    cohort: str | None = None
    metrics: Mapping[str, str] = {}

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.ReportImpact(
            self.trend, self.text, self.share, self.region, self.cohort, dict(self.metrics)
        )


class Propose(Act):
    kind: MeasureKind
    text: Text
    component: str | None = None
    risk: str | None = None
    undo: str | None = None
    box: Annotated[int, Field(gt=0)] | None = None
    owner: Text | None = None

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        owner = cast.name(self.owner) if self.owner else None
        return cmd.Propose(self.kind, self.text, self.component, self.risk, self.undo, self.box, owner)


class Done(Act):
    kind: MeasureKind
    text: Text
    outcome: Outcome | None = None

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.DoneAlready(self.kind, self.text, self.outcome)


class OfMeasure(Act):
    """An act on one measure, named by label or id."""

    measure: Text

    asks: ClassVar[Mapping[str, type[Any]]] = {
        "approve": cmd.Approve, "refuse": cmd.Refuse, "start": cmd.Start, "withdraw": cmd.Withdraw,
        "acknowledge": cmd.Acknowledge,
    }  # fmt: skip

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        asked: cmd.Command = self.asks[self.act](cast.measure(self.measure))
        return asked


class Ask(OfMeasure):
    question: Text

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.AskBack(cast.measure(self.measure), self.question)


class Answer(OfMeasure):
    answer: Text

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.Answer(cast.measure(self.measure), self.answer)


class Finish(OfMeasure):
    outcome: Outcome

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.Finish(cast.measure(self.measure), self.outcome)


class PlanPart(BaseModel):
    """A line of the plan."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Text
    owner: Text | None = None


class CheckIn(Act):
    trend: Trend
    state: str = ""
    impact: Text | None = None
    plan: tuple[PlanPart, ...] = ()
    outcomes: Mapping[str, Outcome | Literal["running"]] = {}

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        plan = tuple(
            PlanLine(text=line.text, owner=cast.name(line.owner) if line.owner else None)
            for line in self.plan
        )
        outcomes = {cast.measure(measure): outcome for measure, outcome in self.outcomes.items()}
        return cmd.CheckIn(self.trend, self.state, self.impact, plan, outcomes)


class HandOff(Act):
    person: Text

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.OfferHandoff(cast.name(self.person))


class Accept(Act):
    briefed: bool = False

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.AcceptHandoff(self.briefed)


class Log(Act):
    text: Text
    kind: Text = "note"
    star: bool = False

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.Log(self.text, kind=self.kind, star=self.star)


class Star(Act):
    needs_row = True

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        return cmd.Star(entry)


class Plain(Act):
    """An act without anything more to say."""

    asks: ClassVar[Mapping[str, type[Any]]] = {
        "decline": cmd.DeclineHandoff, "resolve": cmd.Resolve,
        "reopen": cmd.Reopen, "close": cmd.Close, "stand-down": cmd.StandDown,
    }  # fmt: skip

    def command(self, cast: Cast, entry: int) -> cmd.Command:
        asked: cmd.Command = self.asks[self.act]()
        return asked


ACTS: Mapping[str, type[Act]] = {
    "declare": Declare, "take": Take, "role": Role, "join": Join, "severity": Severity, "impact": Impact,
    "propose": Propose, "accept": Accept, "done": Done, "ask": Ask, "answer": Answer, "finish": Finish,
    "checkin": CheckIn, "handoff": HandOff, "log": Log, "star": Star,
    **dict.fromkeys(OfMeasure.asks, OfMeasure), **dict.fromkeys(Plain.asks, Plain),
}  # fmt: skip


def acts_of(content: bytes, name: str, rows: int) -> list[Act]:
    """The acts of a sidecar beside a file of `rows` rows. Raises BadSidecar with everything that is wrong."""
    try:
        listed = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadSidecar(f"{name} is not JSON: {error}.") from error
    if not isinstance(listed, list):
        raise BadSidecar(f"{name} is no JSON array of acts: put them between [ and ].")
    acts: list[Act] = []
    wrong: list[str] = []
    for number, content_of_act in enumerate(listed, start=1):
        try:
            acts.append(_act(content_of_act, rows))
        except ValueError as error:
            wrong += [f"act {number}: {line}." for line in _lines(error)]
    if wrong:
        raise BadSidecar(f"{name} cannot be played.", wrong)
    return acts


def _act(content: object, rows: int) -> Act:
    if not isinstance(content, dict):
        raise ValueError("it is no object with act and who")
    kind = ACTS.get(str(content.get("act")))
    if kind is None:
        raise ValueError(f"{content.get('act')!r} is no act; acts are {', '.join(ACTS)}")
    act = kind.model_validate(content)
    if act.row is not None and act.row > rows:
        raise ValueError(f"there is no row {act.row}; the last is {rows}")
    return act


def _lines(error: ValueError) -> list[str]:
    if not isinstance(error, ValidationError):
        return [str(error)]
    return [
        ": ".join([*(str(part) for part in one["loc"][:1]), one["msg"].removeprefix("Value error, ")])
        for one in error.errors(include_url=False)
    ]
