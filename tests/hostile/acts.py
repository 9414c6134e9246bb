"""An incident in which everything that can be typed is hostile: every command and every field of text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import fields

from cockpit.desk import Desk, Done
from cockpit.incident import commands as cmd
from cockpit.incident.envelope import Event
from cockpit.incident.events import Origin
from cockpit.incident.procedure import Procedure
from cockpit.incident.state import Incident

Draw = Callable[[str], str]
"""A hostile text, given what it is for: "name" or "text"."""
COMMANDS: tuple[type[Struct], ...] = get_args(cmd.Command)

REFERRING = frozenset(
    {"measure", "role", "severity", "audience", "draft", "question", "hypothesis", "allowance", "timer",
     "cause", "about", "round", "under", "instead_of", "field", "event", "body", "raw", "zone", "alert"}
)  # fmt: skip
"""Fields that hold no free text: they name something that is there, and are given by the scene."""
NAMING = frozenset({"person", "owner", "asker", "said_by", "commander", "who"})
"""Fields that hold the name of a person."""


class Filler:
    """Builds commands; every field that takes free text gets hostile text of its own."""

    def __init__(self, draw: Draw, now: Callable[[], datetime]) -> None:
        self._draw = draw
        self._now = now
        self.typed: list[str] = []
        """Every text given, in order."""

    def build(self, kind: type[Struct], /, **given: Any) -> Any:
        """One of `kind`, with hostile text wherever `given` says nothing and the field refers to nothing."""
        hints = get_type_hints(kind)
        wanted = (one.name for one in fields(kind) if one.required or one.name not in REFERRING)
        values = {name: self._value(name, hints[name]) for name in wanted if name not in given}
        return kind(**{**values, **given})

    def _value(self, name: str, hint: Any) -> Any:
        if hint is str and name in NAMING:
            return self._draw("name")
        if hint is str or (hint is Any):
            self.typed.append(self._draw("text"))
            return self.typed[-1]
        plain: dict[Any, Any] = {bool: False, int: 3, float: 1.5}
        if hint in plain:
            return plain[hint]
        if hint is datetime:
            return self._now() + timedelta(minutes=10)
        return self._made_of(name, hint, get_origin(hint), get_args(hint))

    def _made_of(self, name: str, hint: Any, origin: Any, parts: Sequence[Any]) -> Any:
        if origin is Literal:
            return parts[0]
        if origin in (Union, UnionType):
            return self._value(name, next(part for part in parts if part is not NoneType))
        if origin is tuple or (isinstance(origin, type) and issubclass(origin, Sequence)):
            return tuple(self._value(name, parts[0]) for _ in range(2))
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {self._value(name, parts[0]): self._value(name, parts[1])}
        if isinstance(hint, type) and issubclass(hint, Struct):
            return self.build(hint)
        raise AssertionError(f"{name} is of a kind that no filler knows: {hint}")


class Scene:
    """Four people with odd names at one record, who do everything there is to do."""

    def __init__(self, store: Any, draw: Draw, start: datetime) -> None:
        self.now = start
        self.store = store
        self.fill = Filler(draw, lambda: self.now)
        self.draw = draw
        self.ann, self.bob, self.cat, self.dan = (
            f"{draw('name')} {who}" for who in ("ann", "bob", "cat", "dan")
        )
        self.id = ""
        self.done: list[tuple[Any, Done]] = []
        """Every command given, and what the record made of it."""

    @property
    def incident(self) -> Incident:
        return self.desk(self.ann).incident

    def desk(self, who: str) -> Desk:
        origin = Origin(user=self.draw("text"), host=self.draw("text"), terminal=self.draw("text"))
        desk = Desk(self.store, who, origin, clock=lambda: self.now)
        if self.id:
            desk.open(self.id)
        return desk

    def does(
        self, who: str, kind: type[Struct], /, *, because: bool = True, word: str | None = None, **given: Any
    ) -> Done:
        """Somebody does it, and says why; it must be accepted. `given` are fields that refer to things."""
        self.now += timedelta(seconds=20)
        command = self.fill.build(kind, **given)
        reason = self.draw("text") if because else None
        answer = self.desk(who).submit(command, because=reason, word=word)
        assert isinstance(answer, Done), (command, answer)
        self.done.append((command, answer))
        return answer

    def declares(self) -> None:
        procedure = self.procedure()
        command = self.fill.build(cmd.Declare, source="alert", alert="x@", commander=None)
        answer = self.desk(self.bob).declare(command, procedure=procedure)
        assert isinstance(answer, Done), answer
        self.id = answer.recorded[0].incident
        self.done.append((command, answer))

    def procedure(self) -> Procedure:
        """One in which whatever can be a name or a sentence is hostile."""
        text = self.draw
        plain = Procedure()
        levels = tuple(
            self.fill.build(type(one), code=one.code, deputy=one.deputy, cadence=None)
            for one in plain.severities
        )
        audiences = tuple(
            self.fill.build(
                type(one), name=f"{text('text')} {one.name}".strip(), approval=one.approval, clocks=one.clocks
            )
            for one in plain.audiences
        )
        return self.fill.build(  # type: ignore[no-any-return]
            Procedure, severities=levels, audiences=audiences, cadence=plain.cadence, zone=None,
            morning="09:00", workdays=(0, 1, 2, 3, 4), night=("22:00", "07:00"), fetch=("true", "{name}"),
            templates=dict.fromkeys(plain.templates, text("text")), ticket=("true",),
            roles={"scribe": text("text"), "deputy": text("text")},
            on_call=tuple(self.fill.build(_ON_CALL, name=text("name"), zone=None) for _ in range(2)),
            facilitators=(text("name"), text("name")),
        )  # fmt: skip

    def forges(self) -> None:
        """Another program at the file: names, kinds and events that no cockpit would write."""
        text = self.draw
        body = {"kind": text("text"), "text": text("text"), "star": True, "link": text("text"),
                "who": text("text"), "extra": {text("text"): text("text")}}  # fmt: skip
        events = [
            Event(name=name, body=json.dumps(body), is_act=False, happened_at=self.now, about=False,
                  actor=text("text"), by_word=text("text"), origin=Origin(user=text("text")))
            for name in (f"odd.{text('text')}", "entry.imported")
        ]  # fmt: skip
        self.store.append(self.id, events, expected=None, commit=_commit())

    def plays(self) -> None:
        """Up to a check-in that is due, with something of everything open."""
        self.declares()
        for act in (self._people, self._entries, self._measures, self._decisions, self._telling, self._loop):
            act()
        self.forges()
        self.now += timedelta(minutes=26)

    def ends(self) -> None:
        """The rest, to the retrospective's ticket."""
        ann, does = self.ann, self.does
        does(ann, cmd.Resolve)
        does(ann, cmd.Reopen)
        does(ann, cmd.Resolve)
        self.now += timedelta(minutes=20)
        does(ann, cmd.Close)
        does(self.cat, cmd.SignOff)
        does(self.cat, cmd.FinishReread, through=3, done=True)
        does(ann, cmd.ChooseFacilitator)
        does(ann, cmd.RecordTicket)
        does(ann, cmd.Reopen)
        does(ann, cmd.StandDown)

    def _people(self) -> None:
        ann, bob, cat, dan, does = self.ann, self.bob, self.cat, self.dan, self.does
        does(ann, cmd.TakeCommand)
        for who, role in ((bob, "deputy"), (cat, "scribe"), (dan, "investigator")):
            does(who, cmd.Join, role=None)
            does(ann, cmd.AssignRole, role=role, person=who)
        does(ann, cmd.AssignRole, role="communicator", person=cat)
        does(ann, cmd.RelieveRole, role="communicator", person=cat)
        does(ann, cmd.OfferHandoff, person=bob)
        does(bob, cmd.DeclineHandoff)
        does(ann, cmd.OfferHandoff, person=bob)
        does(bob, cmd.AcceptHandoff)
        does(bob, cmd.OfferHandoff, person=ann)
        does(ann, cmd.AcceptHandoff)
        does(cat, cmd.TakeCommand)
        does(ann, cmd.AcknowledgeTakeover)
        does(cat, cmd.OfferHandoff, person=ann)
        does(ann, cmd.AcceptHandoff)
        does(ann, cmd.AssignRole, role="deputy", person=bob)
        does(dan, cmd.Feel, person=None)
        does(ann, cmd.SetTask, person=dan)
        does(ann, cmd.Delegate)
        does(ann, cmd.EndDelegation)
        does(bob, cmd.Fetch)
        does(bob, cmd.GiveContext)
        does(cat, cmd.CheckContext, targets=())
        does(cat, cmd.Join, role=None)
        does(ann, cmd.SetSeverity, severity="SEV2")
        does(ann, cmd.AssignRole, role="communicator", person=cat)
        does(ann, cmd.SetSeverity, severity="SEV1")
        does(ann, cmd.KeepRoles, person=None)
        does(dan, cmd.ReportImpact)
        does(ann, cmd.Announce)

    def _entries(self) -> None:
        cat, does = self.cat, self.does
        numbers = [does(cat, cmd.Log).recorded[0].number for _ in range(3)]
        secret = does(cat, cmd.Log, text=f"a password: {self.draw('text')}").recorded[0].number
        does(cat, cmd.Import)
        does(cat, cmd.Correct, target=numbers[0])
        does(cat, cmd.Comment, target=numbers[1])
        does(cat, cmd.Star, target=numbers[1])
        does(cat, cmd.Unstar, target=numbers[1])
        does(cat, cmd.Star, target=numbers[2])
        does(cat, cmd.Redact, targets=(secret,))

    def _measures(self) -> None:
        ann, dan, does = self.ann, self.dan, self.does
        for _ in range(6):
            does(dan, cmd.Propose, box=5)
        does(ann, cmd.Approve, measure="M1")
        does(dan, cmd.Start, measure="M1")
        does(dan, cmd.RecordRun, measure="M1")
        does(dan, cmd.Finish, measure="M1")
        does(ann, cmd.Approve, measure="M2")
        does(dan, cmd.Start, measure="M2")
        does(ann, cmd.Refuse, measure="M3")
        does(ann, cmd.AskBack, measure="M4")
        does(dan, cmd.Answer, measure="M4")
        does(dan, cmd.Withdraw, measure="M5")
        does(dan, cmd.DoneAlready)
        does(ann, cmd.Acknowledge, measure="M7")
        does(dan, cmd.DoneAlready)
        does(dan, cmd.Propose)
        does(ann, cmd.AskBack, measure="M9")

    def _decisions(self) -> None:
        ann, dan, does = self.ann, self.dan, self.does
        does(ann, cmd.AskObjections, minutes=1)
        does(dan, cmd.Object, about="O1")
        does(ann, cmd.Decide, round="O1")
        does(ann, cmd.AskObjections, minutes=30)
        does(ann, cmd.Allow, person=dan)
        does(ann, cmd.Disallow, allowance="A1")
        does(ann, cmd.Allow, person=dan)
        does(dan, cmd.OpenHypothesis)
        does(dan, cmd.OpenHypothesis)
        does(dan, cmd.CloseHypothesis, hypothesis="H1")

    def _telling(self) -> None:
        ann, cat, does = self.ann, self.cat, self.does
        first, second = (one.name for one in self.incident.procedure.audiences)
        does(ann, cmd.AssignRole, role="communicator", person=cat)
        does(cat, cmd.Tell, audience=first)
        does(cat, cmd.Tell)
        does(ann, cmd.Waive, audience=second)
        for _ in range(4):
            does(cat, cmd.DraftStatement, audience=second)
        does(ann, cmd.ApproveStatement, draft="S1")
        does(ann, cmd.DropStatement, draft="S2")
        does(cat, cmd.Tell, audience="", statement="", draft="S1")
        does(cat, cmd.AskQuestion)
        does(cat, cmd.AskQuestion)
        does(cat, cmd.ForwardQuestion, question="Q1")
        does(cat, cmd.AnswerQuestion, question="Q1")

    def _loop(self) -> None:
        ann, dan, does = self.ann, self.dan, self.does
        does(ann, cmd.StartCheckIn)
        does(ann, cmd.LeaveCheckIn)
        plan = tuple(self.fill.build(_PLAN_LINE, kind=None, owner=dan, measure=None) for _ in range(2))
        does(ann, cmd.CheckIn, outcomes={"M2": "running"}, until={}, plan=plan, trend="worse")
        does(dan, cmd.SetTimer, person=None)
        does(dan, cmd.SetTimer, person=None)
        does(dan, cmd.EndTimer, timer="T1")
        does(dan, cmd.Snooze, cause="question M9")
        does(ann, cmd.Amend, procedure=self.procedure())
        does(ann, cmd.Release, person=self.bob)


_ON_CALL = get_type_hints(Procedure)["on_call"].__args__[0]
_PLAN_LINE = get_type_hints(cmd.CheckIn)["plan"].__args__[0]


def _commit() -> Any:
    from uuid import uuid4

    return uuid4()


def strings_in(value: object) -> Iterator[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield from strings_in(key)
            yield from strings_in(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from strings_in(inside)
