"""The check-in as a form in the lower half of the screen (S66–S72): six keys when nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from cockpit.incident import commands as cmd
from cockpit.incident.duties import ago
from cockpit.incident.events import PlanLine, Trend
from cockpit.incident.state import Incident, Measure
from cockpit.tui.dialogs.pickrow import PickRow
from cockpit.tui.panes.base.words import KINDS
from cockpit.tui.view import View

TRENDS: tuple[tuple[str, Trend, str], ...] = (
    ("b", "better", "better"), ("s", "same", "same"), ("w", "worse", "worse"),
    ("n", "new-symptom", "new symptom"),
)  # fmt: skip
OUTCOMES: tuple[tuple[str, str, str], ...] = (
    ("u", "running", "still running"), ("w", "worked", "worked"), ("n", "no-effect", "no effect"),
    ("o", "worse", "worse"), ("b", "rolled-back", "rolled back"),
)  # fmt: skip
_LOW = 20
"""Rows below which the blank lines between the steps are left out."""
APPROVALS: tuple[tuple[str, str, str], ...] = (("a", "approve", "approve"), ("x", "refuse", "refuse"))


class CheckinForm(Vertical):
    """Hidden until opened. What is typed stays when it is left with esc, and goes when it is finished."""

    DEFAULT_CSS = """
    CheckinForm {
        display: none; layer: over; dock: bottom; height: 60%; min-height: 14; max-height: 100%;
        border: heavy $accent; background: $surface; padding: 0 1;
    }
    CheckinForm.-open { display: block; }
    CheckinForm.-aside { display: none; }
    CheckinForm .-question { color: $text-muted; height: 1; margin: 1 0 0 0; }
    CheckinForm Input, CheckinForm Input:focus {
        border: none; height: 1; padding: 0 1; background: $boost; margin: 0 0 0 2;
    }
    CheckinForm Input:focus { background: $panel; }
    CheckinForm PickRow, CheckinForm .-none { margin: 0 0 0 2; }
    CheckinForm #checkin-measures, CheckinForm #checkin-plan, CheckinForm #checkin-queue { height: auto; }
    CheckinForm.-low .-question { margin: 0; }
    CheckinForm VerticalScroll { height: 1fr; }
    CheckinForm #checkin-missing { height: auto; color: $text-warning; }
    CheckinForm #checkin-keys { height: 1; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("f10", "finish", "finish", show=False, priority=True),
        Binding("escape", "leave", "leave", show=False),
    ]

    @dataclass
    class Finished(Message):
        """F10 was pressed and nothing is missing: the check-in, then what was decided of the queue."""

        command: cmd.CheckIn
        decided: tuple[cmd.Command, ...] = ()

    class Typed(Message):
        """Something was typed or chosen."""

    class LeftOpen(Message):
        """It was left; what was typed is kept."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drafted = False
        self._stood_at: Widget | None = None
        self._loop = 0
        self._known: Callable[[str], str | None] = lambda name: None

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Label("1 Report: what is the state of the service, what was done, what is needed?",
                        classes="-question", markup=False)  # fmt: skip
            yield self._input("checkin-report", "")
            yield Label("2 Impact: better, the same, worse, or a new symptom? New users or regions?",
                        classes="-question", markup=False)  # fmt: skip
            yield PickRow("", TRENDS, None, name="trend")
            yield self._input("checkin-impact", "who is hit, how badly")
            yield Label("3 Measures: what came of each that was open?", classes="-question", markup=False)
            yield Vertical(id="checkin-measures")
            yield Label("4 Plan for the next loop: NAME: what they do, a line each",
                        classes="-question", markup=False)  # fmt: skip
            with Vertical(id="checkin-plan"):
                yield self._input("plan-0", "dave: watch the error rate")
            yield Label("5 Approvals: decided with F10; what is left stays in the queue",
                        classes="-question", markup=False)  # fmt: skip
            yield Vertical(id="checkin-queue")
        yield Static("", id="checkin-missing", markup=False)
        yield Static("", id="checkin-keys", markup=False)

    def _input(self, id: str, placeholder: str) -> Input:
        box = Input(id=id, placeholder=placeholder)
        box.cursor_blink = False
        return box

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    async def open(self, view: View) -> None:
        """Show it for the next loop; what was left in it is still there."""
        incident = view.incident
        self._known = incident.known
        if not self._drafted or self._loop != incident.loop:
            await self._begin(view)
        self.border_title = Content(f"Check-in {incident.loop}")
        self.border_subtitle = Content(f"{view.me} · started {view.now:%H:%M %Z}")
        after = view.incident.cadence
        self.query_one("#checkin-keys", Static).update(
            f"tab next   F10 finish, next one in {after.due_from}–{after.due_until} min"
            "   esc leaves, text is kept"
        )
        await self.update_queue(view)
        self.add_class("-open")
        self.remove_class("-aside")
        self._trend.focus(scroll_visible=False)
        self.query_one(VerticalScroll).scroll_home(animate=False, immediate=True)

    def on_resize(self) -> None:
        self.set_class(self.size.height < _LOW, "-low")

    @property
    def _trend(self) -> PickRow:
        return self.query_one(PickRow)

    async def update_queue(self, view: View) -> None:
        """Proposals arrive and leave while the form is open; what was chosen for the others stays."""
        queue = self.query_one("#checkin-queue", Vertical)
        waiting = {measure.id: measure for measure in view.incident.waiting}
        rows = {str(row.name): row for row in queue.query(PickRow)}
        for gone in rows.keys() - waiting.keys():
            await rows[gone].remove()
        new = [m for m in waiting.values() if m.id not in rows]
        await queue.mount_all([PickRow(_all_of(m), APPROVALS, None, name=m.id, must=False) for m in new])

    async def _begin(self, view: View) -> None:
        incident = view.incident
        self._drafted, self._loop = True, incident.loop
        for box in self.query(Input):
            box.value = ""
        if incident.impact:
            self.query_one("#checkin-impact", Input).value = incident.impact.text
        self._trend.chosen = None
        self._trend.refresh()
        rows = self.query_one("#checkin-measures", Vertical)
        await rows.remove_children()
        await rows.mount_all(
            [*self._rows(incident, view)] or [Label("none is running", classes="-none", markup=False)]
        )
        await self._one_plan_line()

    async def _one_plan_line(self) -> None:
        for box in list(self.query_one("#checkin-plan").query(Input))[1:]:
            await box.remove()

    def _rows(self, incident: Incident, view: View) -> list[PickRow]:
        return [
            PickRow(f"{m.id} {_since(m, view)}  {m.text}", OUTCOMES, _default(m, view), name=m.id)
            for m in incident.running
        ]

    def values(self) -> dict[str, Any]:
        """Everything typed so far, for a draft."""
        return {
            "loop": self._loop,
            "inputs": {box.id: box.value for box in self.query(Input) if box.id},
            "picked": {row.name: row.chosen for row in self.query(PickRow) if row.name},
        } if self._drafted else {}  # fmt: skip

    async def restore(self, values: Mapping[str, Any], view: View) -> None:
        """Take over a draft of the same loop; another loop's is no use any more."""
        if values.get("loop") != view.incident.loop:
            return
        await self._begin(view)
        plan = [name for name in values["inputs"] if name.startswith("plan-")]
        for _ in plan[1:]:
            await self._add_plan_line()
        for box in self.query(Input):
            box.value = values["inputs"].get(box.id, box.value)
        for row in self.query(PickRow):
            row.chosen = values["picked"].get(row.name, row.chosen)

    @on(Input.Changed)
    @on(PickRow.Picked)
    def _typed(self, event: Message) -> None:
        event.stop()
        if isinstance(event, PickRow.Picked):
            self._read_before(event.row)
        if self.is_open:
            self.post_message(self.Typed())

    def _read_before(self, row: PickRow) -> None:
        """Nothing is approved whose text is not on the screen (S11)."""
        if row.chosen == "approve" and row.size.height > self.query_one(VerticalScroll).size.height:
            row.chosen = None
            row.refresh()
            self.complain(f"{row.name} is longer than this form: esc, then approve it in its pane (a).")

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        boxes = list(self.query_one("#checkin-plan").query(Input))
        if event.input is boxes[-1] and event.value.strip():
            await self._add_plan_line()
        self.screen.focus_next()

    async def _add_plan_line(self) -> None:
        plan = self.query_one("#checkin-plan", Vertical)
        await plan.mount(self._input(f"plan-{len(plan.query(Input))}", ""))

    def command(self) -> cmd.CheckIn | str:
        """What the form says, or a sentence about what is still missing."""
        trend, measures = self._trend, list(self.query_one("#checkin-measures").query(PickRow))
        if trend.chosen is None:
            return "Say first whether it is better, the same, worse, or a new symptom (step 2)."
        missing = [row.name for row in measures if row.chosen is None]
        if missing:
            return (
                f"{', '.join(map(str, missing))}: over the time box, so it needs a word of its own (step 3)."
            )
        plan = [box.value for box in self.query_one("#checkin-plan").query(Input) if box.value.strip()]
        return cmd.CheckIn(
            trend=next(value for _, value, _ in TRENDS if value == trend.chosen),
            state=self.query_one("#checkin-report", Input).value,
            impact=self.query_one("#checkin-impact", Input).value or None,
            plan=tuple(map(self._plan_line, plan)),
            outcomes={str(row.name): row.chosen for row in measures},  # type: ignore[misc]
        )

    def _plan_line(self, text: str) -> PlanLine:
        name, colon, rest = text.partition(":")
        owner = self._known(name) if colon else None
        return PlanLine(text=rest.strip(), owner=owner) if owner else PlanLine(text=text.strip())

    def complain(self, sentence: str) -> None:
        self.query_one("#checkin-missing", Static).update(sentence)

    def action_finish(self) -> None:
        command = self.command()
        if isinstance(command, str):
            self.complain(command)
            unanswered = (row for row in self.query(PickRow) if row.is_missing)
            next(unanswered, self._trend).focus()
        else:
            self.complain("")
            self.post_message(self.Finished(command, self._decided()))

    def _decided(self) -> tuple[cmd.Command, ...]:
        rows = self.query_one("#checkin-queue").query(PickRow)
        return tuple(
            cmd.Approve(str(row.name)) if row.chosen == "approve" else cmd.Refuse(str(row.name))
            for row in rows
            if row.chosen
        )

    def step_aside(self) -> None:
        """Make room for a question about what was sent; nothing in it changes."""
        if self.is_open and not self.has_class("-aside"):
            self._stood_at = self.screen.focused if self.has_focus_within else None
            self.add_class("-aside")

    def come_back(self) -> bool:
        """Stand there again as before; False where it had not stepped aside."""
        if not (self.is_open and self.has_class("-aside")):
            return False
        self.remove_class("-aside")
        (self._stood_at or self._trend).focus()
        return True

    def action_leave(self) -> None:
        self.close()
        self.post_message(self.LeftOpen())

    def close(self, *, done: bool = False) -> None:
        """Hide it; when done, the next opening starts afresh."""
        self._drafted = self._drafted and not done
        self.post_message(self.Typed())
        self.complain("")
        self.remove_class("-open", "-aside")


def _all_of(measure: Measure) -> str:
    """A proposal with everything its proposer said about it."""
    said = [KINDS[measure.kind], measure.proposed_by]
    said += [
        f"{word} {text}" for word, text in (("component", measure.component), ("risk", measure.risk)) if text
    ]
    return f"{measure.id} {measure.text} · {' · '.join([*said, f'undo {measure.undo or chr(8212)}'])}"


def _since(measure: Measure, view: View) -> str:
    return ago(measure.started_at, view.now) if measure.started_at else ""


def _default(measure: Measure, view: View) -> str | None:
    """ "Still running" is what most are; one over its box is asked."""
    return None if measure.over_box(view.now) else "running"
