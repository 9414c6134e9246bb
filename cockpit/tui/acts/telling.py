"""Actions on telling people: audiences, statements, questions, the first message (S20–S24, S49, S58)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from cockpit.hooks import ANNOUNCE, command_of
from cockpit.incident import audiences
from cockpit.incident import commands as cmd
from cockpit.incident.audiences import Standing
from cockpit.incident.duties.telling import LEAD, speakers
from cockpit.incident.moments import BadTime, clock, parse, with_zone
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMUNICATOR
from cockpit.incident.state import Question, Statement
from cockpit.reports.announcing import how_to_join
from cockpit.reports.phrases import ago
from cockpit.reports.telling import STATES, last_told, next_due, open_statements
from cockpit.tui.acts.steps import Ask, OnScreen, Open, Stage, Step, Submit, Tell
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.dialogs.rows import DialogRow, RowKey, RowsDialog
from cockpit.tui.view import View
from cockpit.tui.widgets.promptline import Field, Prompt

Row = DialogRow[Step]


def updates(stage: Stage) -> Step:
    """Every audience with last told and next due, and its statements below it (S20–S22)."""
    view = stage.view
    rows: list[Row] = []
    for one in audiences.standings(view.incident):
        rows.append(_audience(view, one))
        rows += [_statement(view, s) for s in open_statements(view.incident) if s.audience == one.name]
    asked = sum(not _hidden(view, one) for one in view.incident.open_questions)
    more = f"{asked or 'no'} question{'' if asked == 1 else 's'} from outside"
    dialog = RowsDialog[Step](
        "Telling people", rows, keys=[RowKey("Q", more, OnScreen("act questions"))], start=_first_due(rows)
    )
    return Open(dialog, lambda step: step)


def _first_due(rows: list[Row]) -> int:
    return next((at for at, row in enumerate(rows) if row.sign == "⚑"), 0)


def _audience(view: View, one: Standing) -> Row:
    late = one.due_at is not None and view.now >= one.due_at - LEAD
    told = " · ".join(part for part in (last_told(one, view.now), next_due(one, view.now)) if part)
    quoted = f'"{one.last.statement}"' if one.last and one.last.statement else ""
    by = audiences.next_update(view.incident, one.name, view.now)
    no_change = cmd.Tell(one.name, audiences.no_change(by, view.now), next_by=by)
    keys: list[RowKey[Step]] = [
        RowKey("d", "draft", _drafting(view, one.name, by)),
        RowKey("t", "told already", _telling(view, one.name)),
        RowKey("n", f"no change, next by {_clock(by, view)}", Submit(no_change)),
    ]
    if one.told_of_start and not one.told_of_end:
        keys.append(RowKey("e", "told of the end", _ending(view, one.name, by)))
    if not one.waived:
        keys.append(RowKey("w", "waive", Submit(cmd.Waive(one.name))))
    mine = "⚑" if _i_speak(view) else "⚠"
    return DialogRow(one.name, told, quoted, tuple(keys), mine if late or _owes(view, one) else " ")


def _owes(view: View, one: Standing) -> bool:
    until = view.incident.watch_until
    over = view.incident.phase == "closed" or (until is not None and view.now >= until)
    return one.owes_end and over


def _statement(view: View, one: Statement) -> Row:
    approve: RowKey[Step] = RowKey("a", "approve", Submit(cmd.ApproveStatement(one.id)))
    send: RowKey[Step] = RowKey("s", "sent", Submit(cmd.Tell(one.audience, draft=one.id)))
    rest: tuple[RowKey[Step], ...] = (
        RowKey("c", "copy its text", Tell(f"{one.id} is on the clipboard: send it, then s.", one.text)),
        RowKey("r", "reword", _reword(one)),
        RowKey("x", "refuse or drop", Submit(cmd.DropStatement(one.id))),
    )
    waiting = one.state == "waiting"
    first = (approve, send) if waiting and view.i_command else (send, approve) if waiting else (send,)
    aside = f"{STATES[one.state]} · {one.by}, {ago(one.at, view.now)}"
    mine = view.i_command if waiting else _i_speak(view)
    sign = "⚑" if mine else "◌" if waiting else "●"
    return DialogRow(one.id, aside, f'"{one.text}"', (*first, *rest), sign, inset=True)


def _drafting(view: View, name: str, by: datetime) -> Step:
    """A draft begins as the project's words for the phase, with impact and time filled in."""
    text = audiences.from_template(view.incident, by, view.now)
    return _line(
        f"draft {name}", f"Draft for {name}", text,
        "a time named for the next update is kept as promised · esc leaves it",
        lambda said: Submit(cmd.DraftStatement(name, said)),
    )  # fmt: skip


def _reword(one: Statement) -> Step:
    return _line(
        f"reword {one.id}", f"Reword {one.id} for {one.audience}", one.text, "the old one is dropped",
        lambda said: Submit(cmd.DraftStatement(one.audience, said, instead_of=one.id)),
    )  # fmt: skip


def _ending(view: View, name: str, by: datetime) -> Step:
    text = audiences.from_template(view.incident, by, view.now, ending=True)
    return _line(
        f"end {name}", f"{name} was told that it is over", text, "as it was sent",
        lambda said: Submit(cmd.Tell(name, said, ending=True)),
    )  # fmt: skip


def _line(id: str, title: str, text: str, hint: str, then: Callable[[str], Step]) -> Step:
    """Ask one text, beginning with `text`."""

    def read(values: Mapping[str, str]) -> Step | str:
        said = values["text"].strip()
        return then(said) if said else "Say it in a sentence, or esc."

    return Ask(Prompt(id, title, (Field("text", "text", value=text),), hint), read)


def _telling(view: View, name: str) -> Step:
    """What was sent already, with where it can be read and what was promised."""

    def read(values: Mapping[str, str]) -> Step | str:
        try:
            by = _planned(values["next"], view)
        except BadTime as error:
            return str(error)
        text, link = values["text"].strip(), values["link"].strip() or None
        told = cmd.Tell(name, text, link, by)
        return Submit(told) if text else "Say in a few words what they were told, or esc."

    fields = (
        Field("text", "told", "some checkouts fail; next update by 15:00"),
        Field("link", "link", "where it can be read"), Field("next", "next", "15:00 or 30m"),
    )  # fmt: skip
    return Ask(Prompt(f"told {name}", f"What was {name} told?", fields, "tab: link, next update by"), read)


def _planned(text: str, view: View) -> datetime | None:
    if not text.strip() or view.now.tzinfo is None:
        return None
    return parse(text, now=view.now, zone=view.now.tzinfo, planned=True).at


def _clock(at: datetime, view: View) -> str:
    return clock(at, view.now.tzinfo) if view.now.tzinfo else f"{at:%H:%M}"


def questions(stage: Stage) -> Step:
    """Questions from outside: the commander sees only what was forwarded (S23, S24)."""
    view = stage.view
    shown = [one for one in view.incident.open_questions if not _hidden(view, one)]
    new: RowKey[Step] = RowKey("n", "somebody asks", _asking())
    dialog = RowsDialog[Step](
        "Questions from outside", [_question(view, one) for one in shown], keys=[new], empty=_none(view)
    )
    return Open(dialog, lambda step: step)


def _hidden(view: View, one: Question) -> bool:
    both = view.incident.alone or view.incident.holds(view.me, COMMUNICATOR)
    return view.i_command and not both and one.forwarded_at is None


def _i_speak(view: View) -> bool:
    return any(same_person(name, view.me) for name in speakers(view.incident))


def _none(view: View) -> str:
    others = len(view.incident.open_questions)
    if not others:
        return "No question from outside is open."
    whose = " and ".join(view.incident.holders(COMMUNICATOR)) or "whoever becomes communicator"
    return f"None was forwarded to you; {others} {'is' if others == 1 else 'are'} with {whose}."


def _question(view: View, one: Question) -> Row:
    title = f"Answer {one.asker}: {one.text}"
    hint = "enter sends it back to whoever asked"
    answer = _line(f"answer {one.id}", title, "", hint, lambda said: Submit(cmd.AnswerQuestion(one.id, said)))
    keys: list[RowKey[Step]] = [RowKey("a", "answer", answer)]
    if not one.forwarded_at:
        whom = view.incident.commander or "the commander"
        keys.append(RowKey("f", f"forward to {whom}", Submit(cmd.ForwardQuestion(one.id))))
    forwarded = f" · forwarded by {one.forwarded_by}" if one.forwarded_by else ""
    return DialogRow(
        f"{one.id} {one.asker}", f"{ago(one.at, view.now)}{forwarded}", one.text, tuple(keys), "⚑"
    )


def _asking() -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        text, who = values["text"].strip(), values["who"].strip()
        return Submit(cmd.AskQuestion(text, who or None)) if text else "Type the question, or esc."

    fields = (Field("text", "question", "are invoices affected?"), Field("who", "who", "who wants to know"))
    return Ask(Prompt("ask from outside", "A question from outside", fields, "tab: who asks"), read)


def announcing(stage: Stage, message: str, path: str, host: str) -> Open:
    """The first message is on the clipboard: once it is posted, say so, with its link (S49, S58, S85)."""
    incident = stage.view.incident
    join = how_to_join(incident, path=path, host=host)
    choices: list[Choice[Step]] = []
    if not stage.view.read_only:
        choices = [
            Choice("l", "it is posted: its link is …", _link(), "the retrospective's ticket wants it"),
            Choice("a", "it is posted, without a link", Submit(cmd.Announce())),
            Choice("w", "where we talk: the channel is …", _channel(), incident.channel or "not said yet"),
        ]
        command = " ".join(command_of(ANNOUNCE, incident))
        if command:
            post = OnScreen("first message send")
            choices.insert(2, Choice("p", "post it with the project's command", post, command))
    choices.append(Choice("o", "copy only the line to join with", Tell(join, join)))
    title = "Copied: paste it where the team talks"
    if incident.announced_at:
        at = with_zone(incident.announced_at, stage.view.now.tzinfo) if stage.view.now.tzinfo else ""
        title = f"Copied. The team was notified at {at}"
    return Open(ChoiceDialog(title, choices, text=message), lambda step: step)


def _link() -> Step:
    return _line(
        "first message", "The link of the first message", "", "enter: the team was notified",
        lambda said: Submit(cmd.Announce(link=said)),
    )  # fmt: skip


def _channel() -> Step:
    return _line(
        "channel", "Where the response talks", "", "enter: the team was notified there",
        lambda said: Submit(cmd.Announce(channel=said)),
    )  # fmt: skip
