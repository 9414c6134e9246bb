"""The check-in as a form in the lower half of the screen (S66–S72): six keys when nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from cockpit.incident import checkin
from cockpit.incident import commands as cmd
from cockpit.incident.events import Trend
from cockpit.incident.plan import plan_line
from cockpit.incident.queue import waiting_rows
from cockpit.incident.since import new_users, since_last_checkin
from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless
from cockpit.tui.dialogs.checkin_rows import MeasureRow, QueueRow
from cockpit.tui.dialogs.checkin_words import changed, keys, questions, wire
from cockpit.tui.dialogs.pickrow import PickRow
from cockpit.tui.messages import ActionChosen
from cockpit.tui.panes.base.words import clock
from cockpit.tui.view import View
from cockpit.tui.widgets.oneline import OneLine

TRENDS: tuple[tuple[str, Trend, str], ...] = (
    ("b", "better", "better"), ("s", "same", "same"), ("w", "worse", "worse"),
    ("n", "new-symptom", "new symptom"),
)  # fmt: skip
_LOW = 26
"""Rows below which the blank lines between the steps are left out."""
_SHORT = 18
"""Rows below which what changed is told in one line."""


class CheckinForm(Vertical):
    """Hidden until opened. What is typed stays when it is left with esc, and goes when it is finished."""

    DEFAULT_CSS = """
    CheckinForm {
        display: none; layer: over; dock: bottom; height: 60%; min-height: 14; max-height: 100%;
        border: heavy $accent; background: $surface; padding: 0 1;
    }
    CheckinForm.-open { display: block; }
    CheckinForm.-aside { display: none; }
    CheckinForm .-question { color: $text-muted; width: 1fr; height: auto; margin: 1 0 0 0; }
    CheckinForm #checkin-ask-report { margin: 0; }
    CheckinForm Input, CheckinForm Input:focus {
        border: none; height: 1; padding: 0 1; background: $boost; margin: 0 0 0 2;
    }
    CheckinForm Input:focus { background: $panel; }
    CheckinForm PickRow, CheckinForm .-none, CheckinForm .-told { margin: 0 0 0 2; }
    CheckinForm .-told { color: $text-muted; height: auto; max-height: 2; display: none; }
    CheckinForm .-told.-said { display: block; }
    CheckinForm #checkin-wire { color: $text-warning; }
    CheckinForm #checkin-measures, CheckinForm #checkin-plan, CheckinForm #checkin-queue { height: auto; }
    CheckinForm.-low .-question { margin: 0; }
    CheckinForm.-short .-told { max-height: 1; }
    CheckinForm.-brief { height: 14; }
    CheckinForm.-brief .-full { display: none; }
    CheckinForm.-quiet .-queue { display: none; }
    CheckinForm VerticalScroll { height: 1fr; }
    CheckinForm #checkin-missing { height: auto; color: $text-warning; }
    CheckinForm #checkin-keys { height: 1; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("f10", "finish", "finish", show=False, priority=True),
        Binding("f9", "raise_severity", "raise the severity", show=False, priority=True),
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
        self._incident = Incident(id="")
        self._begun: tuple[int, str | None] | None = None
        """The loop and the commander that what is typed belongs to; None: nothing is typed."""
        self._stood_at: Widget | None = None
        self._questions: dict[str, str] = {}
        """What each step asks, by its name."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield self._question("report", "-full")
            yield self._input("checkin-report", "lag is back to 0; needs a second pair of eyes", "-full")
            yield self._question("impact")
            yield Static("", id="checkin-since", classes="-told", markup=False)
            yield PickRow("", TRENDS, None, name="trend")
            yield self._input("checkin-impact", "who is hit, how badly", "-full")
            yield self._input("checkin-users", "new users or regions: nobody", "-full")
            yield Static("", id="checkin-wire", classes="-told", markup=False)
            yield self._question("measures")
            yield Vertical(id="checkin-measures")
            yield self._question("plan", "-full")
            with Vertical(id="checkin-plan", classes="-full"):
                yield self._input(
                    "plan-0", "dave: watch the lag   or, approved with it,   dave: fix: roll back api"
                )
            yield self._question("queue", "-queue")
            yield Vertical(id="checkin-queue", classes="-queue")
        yield Static("", id="checkin-missing", markup=False)
        yield Static("", id="checkin-keys", markup=False)

    def _question(self, name: str, classes: str = "") -> Label:
        return Label("", id=f"checkin-ask-{name}", classes=f"-question {classes}", markup=False)

    def _input(self, id: str, placeholder: str, classes: str = "") -> Input:
        return OneLine(id=id, placeholder=placeholder, classes=classes)

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    @property
    def is_stale(self) -> bool:
        """What is typed belongs to a check-in that is finished, or to another commander's."""
        return self._begun is not None and self._begun != _key(self._incident)

    @property
    def is_over(self) -> bool:
        """The check-in it belongs to is finished."""
        return self._begun is not None and self._begun[0] != self._incident.loop

    async def open(self, view: View) -> None:
        """Show it for the next loop; what was left in it is still there."""
        self._incident = view.incident
        if self._begun is None or self.is_stale:
            await self._begin(view)
        self._say(view)
        await self.update_queue(view)
        self.add_class("-open")
        self.remove_class("-aside")
        self._trend.focus(scroll_visible=False)
        self.query_one(VerticalScroll).scroll_home(animate=False, immediate=True)

    def _say(self, view: View) -> None:
        """Title, keys, and each step as a sentence to say."""
        incident = view.incident
        begun = checkin.under_way(incident)
        started = begun.at if begun and begun.is_filled_by(view.me) else view.now
        seen = "" if incident.alone else " · others see it is under way"
        self.border_title = Content(f"Check-in {incident.loop}")
        self.border_subtitle = Content(f"{view.me} · started {clock(started, view.now)}{seen}")
        self.set_class(checkin.is_brief(incident), "-brief")
        self._questions = dict(questions(view))
        self._ask()
        self._tell("since", changed(incident))
        self._tell("wire", wire(incident))
        self.query_one("#checkin-keys", Static).update(keys(view))

    def _ask(self) -> None:
        """Each step's sentence; those that are answered have their sign."""
        for place, (name, sentence) in enumerate(self._questions.items(), 1):
            sign = "✔" if self._is_answered(name) else ""
            before = f"{sign} ".lstrip() if self.has_class("-brief") else f"{place} {sign or ' '} "
            self.query_one(f"#checkin-ask-{name}", Label).update(harmless(f"{before}{sentence}"))

    def _is_answered(self, step: str) -> bool:
        if step == "impact":
            return self._trend.chosen is not None
        if step in {"measures", "queue"}:
            return all(row.chosen is not None for row in self.query_one(f"#checkin-{step}").query(PickRow))
        boxes = (
            self.query_one("#checkin-plan").query(Input) if step == "plan" else self.query("#checkin-report")
        )
        return any(isinstance(box, Input) and box.value.strip() for box in boxes)

    def _tell(self, name: str, text: str) -> None:
        told = self.query_one(f"#checkin-{name}", Static)
        told.update(harmless(text))
        told.set_class(bool(text), "-said")

    def on_resize(self) -> None:
        self.set_class(self.size.height < _LOW, "-low")
        self.set_class(self.size.height < _SHORT, "-short")

    @property
    def _trend(self) -> PickRow:
        return self.query_one(PickRow)

    async def update_queue(self, view: View) -> None:
        """What waits arrives and leaves while the form is open; what was chosen for the others stays."""
        self._incident = view.incident
        queue = self.query_one("#checkin-queue", Vertical)
        waiting = waiting_rows(view.incident)
        rows = {str(row.name): row for row in queue.query(QueueRow)}
        for gone in rows.keys() - waiting.keys():
            await rows[gone].remove()
        for stays in rows.keys() & waiting.keys():
            rows[stays].row.says(waiting[stays])
        new = [(id, text) for id, text in waiting.items() if id not in rows]
        await queue.mount_all([QueueRow(view.incident, id, text) for id, text in new])
        self.set_class(not waiting, "-quiet")
        self._ask()

    async def _begin(self, view: View) -> None:
        incident = view.incident
        self._begun = _key(incident)
        for box in self.query(Input):
            box.value = ""
        if incident.impact:
            self.query_one("#checkin-impact", Input).value = incident.impact.text
        self.query_one("#checkin-users", Input).value = new_users(since_last_checkin(incident))
        self._trend.chosen = None
        self._trend.refresh()
        rows = self.query_one("#checkin-measures", Vertical)
        await rows.remove_children()
        await rows.mount_all(
            [MeasureRow(measure, view) for measure in incident.running]
            or [Label("none is running", classes="-none", markup=False)]
        )
        await self._one_plan_line()

    async def _one_plan_line(self) -> None:
        for box in list(self.query_one("#checkin-plan").query(Input))[1:]:
            await box.remove()

    def values(self) -> dict[str, Any]:
        """Everything typed so far, for a draft."""
        if self._begun is None:
            return {}
        loop, commander = self._begun
        return {
            "loop": loop,
            "commander": commander,
            "inputs": {box.id: box.value for box in self.query(Input) if box.id},
            "picked": {row.name: row.chosen for row in self.query(PickRow) if row.name},
            "until": {row.name: row.until.isoformat() for row in self.query(MeasureRow) if row.name},
        }

    async def restore(self, values: Mapping[str, Any], view: View) -> None:
        """Take over a draft of the same loop under the same commander; another one is no use any more."""
        if (values.get("loop"), values.get("commander")) != _key(view.incident):
            return
        self._incident = view.incident
        await self._begin(view)
        await self.update_queue(view)
        plan = [name for name in values["inputs"] if name.startswith("plan-")]
        for _ in plan[1:]:
            await self._add_plan_line()
        for box in self.query(Input):
            box.value = values["inputs"].get(box.id, box.value)
        for row in self.query(PickRow):
            row.chosen = values["picked"].get(row.name, row.chosen)
        for waits in self.query(QueueRow):
            waits.follow()
        for row in self.query(MeasureRow):
            until = values.get("until", {}).get(row.name)
            row.run_until(datetime.fromisoformat(until) if until else row.until)

    @on(Input.Changed)
    @on(PickRow.Picked)
    def _typed(self, event: Message) -> None:
        event.stop()
        if isinstance(event, PickRow.Picked):
            self._read_before(event.row)
            self._ask_back(event.row)
        self._ask()
        if self.is_open:
            self.post_message(self.Typed())

    def _read_before(self, row: PickRow) -> None:
        """Nothing is approved whose text is not on the screen (S11)."""
        if row.chosen == "approve" and row.size.height > self.query_one(VerticalScroll).size.height:
            row.chosen = None
            row.refresh()
            self.complain(f"{row.name} is longer than this form: esc, then approve it in its pane (a).")

    def _ask_back(self, row: PickRow) -> None:
        """What is asked of a proposal is typed at once, in a line below it (S71)."""
        if isinstance(row.parent, QueueRow):
            row.parent.follow()
            if row.chosen == "ask":
                row.parent.go_on()

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
        trend, measures = self._trend, list(self.query(MeasureRow))
        if trend.chosen is None:
            return "Say first whether it is better, the same, worse, or a new symptom."
        missing = [row.name for row in measures if row.chosen is None]
        if missing:
            return f"{', '.join(map(str, missing))}: over the time box, so each needs a word of its own."
        unasked = [row.name for row in self.query(QueueRow) if row.is_unasked]
        if unasked:
            return f"{', '.join(map(str, unasked))}: type what you ask, or choose another answer."
        plan = [box.value for box in self.query_one("#checkin-plan").query(Input) if box.value.strip()]
        return cmd.CheckIn(
            trend=next(value for _, value, _ in TRENDS if value == trend.chosen),
            state=self.query_one("#checkin-report", Input).value,
            impact=self.query_one("#checkin-impact", Input).value or None,
            users=self.query_one("#checkin-users", Input).value.strip(),
            plan=tuple(plan_line(line, self._incident.known) for line in plan),
            outcomes={str(row.name): row.chosen for row in measures},  # type: ignore[misc]
            until={str(row.name): row.until for row in measures if row.chosen == "running"},
        )

    def complain(self, sentence: str) -> None:
        self.query_one("#checkin-missing", Static).update(harmless(sentence))

    def action_finish(self) -> None:
        command = self.command()
        if isinstance(command, str):
            self.complain(command)
            unanswered = (row for row in self.query(PickRow) if row.is_missing)
            next(unanswered, self._trend).focus()
        else:
            self.complain("")
            chosen = (row.decided(self._incident) for row in self.query(QueueRow))
            self.post_message(self.Finished(command, tuple(one for one in chosen if one)))

    def action_raise_severity(self) -> None:
        """The scale, over the form; nothing in it changes (S45)."""
        self.post_message(ActionChosen("severity"))

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
        self._begun = None if done else self._begun
        self.post_message(self.Typed())
        self.complain("")
        self.remove_class("-open", "-aside")


def _key(incident: Incident) -> tuple[int, str | None]:
    """What a draft belongs to: a new commander starts afresh."""
    return incident.loop, incident.commander
