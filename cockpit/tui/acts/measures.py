"""Actions on measures: propose, approve, refuse, ask back, start, finish, withdraw, answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from cockpit.incident import commands as cmd
from cockpit.incident.commands.measures import MITIGATIONS
from cockpit.incident.duties.measures import unseen
from cockpit.incident.events import MeasureKind, Outcome
from cockpit.incident.people import same_person
from cockpit.incident.silence import may_take_over
from cockpit.incident.state import Allowance, Measure, Run
from cockpit.tui.acts.decisions import ask_objections, objecting
from cockpit.tui.acts.steps import Arm, Ask, InTurn, Open, Stage, Step, Submit, Tell
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.panes.base.words import box, clock, span
from cockpit.tui.widgets.promptline import Field, Prompt

KINDS: Mapping[str, MeasureKind] = {
    "mitigation": "mitigation", "mitigate": "mitigation", "fix": "fix", "active": "active",
    "passive": "passive",
}  # fmt: skip
_RUNS = 4
"""Runs of a measure that its menu shows, the last ones."""
_OUTCOMES: tuple[tuple[str, Outcome, str], ...] = (
    ("w", "worked", "it worked"), ("n", "no-effect", "it had no effect"),
    ("o", "worse", "it made things worse"), ("b", "rolled-back", "it was rolled back"),
)  # fmt: skip


def propose(stage: Stage) -> Step:
    """One line; kind by a leading `fix:`, `active:` or `passive:`, the rest a tab away and never required."""
    standing = stage.view.incident.standing(stage.view.me)
    return Ask(_measure_prompt("propose", standing), _proposal)


def done(stage: Stage) -> Step:
    """What was done already, without approval: written down, never refused (S11)."""

    def read(values: Mapping[str, str]) -> Step | str:
        kind, text = _kind_and_text(values["text"])
        return Submit(cmd.DoneAlready(kind, text)) if text else "Say in a few words what was done."

    def titled(text: str) -> str:
        return f"Done already, without approval: {_a_kind(text)}"

    fields = (Field("text", "what", "paused deploys"),)
    return Ask(Prompt("done", titled(""), fields, _KIND_HINT, titled=titled), read)


_KIND_HINT = "fix: active: passive: set the kind"


_KINDS: Mapping[MeasureKind, str] = {
    "mitigation": "a mitigation", "fix": "a fix", "active": "an active diagnostic",
    "passive": "a passive diagnostic",
}  # fmt: skip


def _a_kind(text: str) -> str:
    return _KINDS[_kind_and_text(text)[0]]


def _proposing(text: str) -> str:
    return f"Propose {_a_kind(text)}"


def _measure_prompt(id: str, standing: Sequence[Allowance]) -> Prompt:
    """Whoever has standing approvals may name the one that covers it."""
    fields: tuple[Field, ...] = (
        Field("text", "what", "put checkout in read-only mode"), Field("component", "component", "api"),
        Field("risk", "risk", "what may break"), Field("undo", "undo", "how to take it back"),
        Field("box", "box", "minutes"), Field("owner", "owner", "name"),
    )  # fmt: skip
    under = "; ".join(f"{one.id} {one.what}" for one in standing)
    fields += (Field("under", "under", under),) if standing else ()
    more = "component, risk, undo, box" + (f", under {standing[0].id}" if standing else "")
    hint = f"↑ templates · {_KIND_HINT} · tab: {more}"
    return Prompt(id, _proposing(""), fields, hint, offers=MITIGATIONS, titled=_proposing)


def _proposal(values: Mapping[str, str]) -> Step | str:
    kind, text = _kind_and_text(values["text"])
    if not text:
        return "Say in a few words what is to be done."
    box = values["box"].strip()
    if box and not (box.isdigit() and int(box) > 0):
        return f"The box is a number of minutes, not {box!r}."
    return Submit(
        cmd.Propose(
            kind,
            text,
            component=values["component"].strip() or None,
            risk=values["risk"].strip() or None,
            undo=values["undo"].strip() or None,
            box=int(box) if box else None,
            owner=values["owner"].strip() or None,
            under=values.get("under", "").strip() or None,
        )
    )


def _kind_and_text(line: str) -> tuple[MeasureKind, str]:
    word, colon, rest = line.partition(":")
    kind = KINDS.get(word.strip().casefold()) if colon else None
    return (kind, rest.strip()) if kind else ("mitigation", line.strip())


def decide_on(act: Literal["approve", "refuse"]) -> Callable[[Stage], Step]:
    """Approve or refuse the proposal under the cursor; the row itself asks for the confirming key."""

    def start(stage: Stage) -> Step:
        waiting = stage.view.incident.waiting
        if not waiting:
            return Tell("Nothing waits for approval.")
        chosen = stage.waiting or waiting[0].id
        if act == "approve":
            return Arm("approve", chosen)
        return Ask(
            Prompt("refuse", f"Refuse {chosen}: why?", (Field("why", "why", "said to the proposer"),),
                   "enter refuses · esc leaves it in the queue"),
            lambda values: _decided(stage, cmd.Refuse(chosen), values["why"].strip() or None),
        )  # fmt: skip

    return start


def _decided(stage: Stage, command: cmd.Command, because: str | None = None) -> Step:
    """The decision; a deputy whose commander is silent takes approving over with it (S13)."""
    view, decision = stage.view, Submit(command, because=because)
    if may_take_over(view.incident, view.me, view.now):
        return InTurn((Submit(cmd.Delegate()), decision))
    return decision


def ask_back(stage: Stage) -> Step:
    waiting = stage.view.incident.waiting
    if not waiting:
        return Tell("Nothing waits for approval.")
    chosen = stage.waiting or waiting[0].id
    return Ask(
        Prompt("ask", f"Ask back about {chosen}", (Field("question", "question", "what if …?"),)),
        lambda values: (
            _decided(stage, cmd.AskBack(chosen, values["question"]))
            if values["question"].strip()
            else "Type the question, or esc to leave the proposal in the queue."
        ),
    )


def menu(stage: Stage) -> Step:
    """One measure: what can be done with it now. Without a cursor on one, which?"""
    incident = stage.view.incident
    chosen = incident.measures.get(stage.measure or "")
    if chosen is not None:
        return _menu_of(stage, chosen)
    rows = [
        Choice(measure.id.removeprefix("M"), f"{measure.id} {measure.text}", measure, _state(measure))
        for measure in sorted(incident.measures.values(), key=lambda m: (m.is_over, m.number))
    ]
    return Open(ChoiceDialog("Which measure?", rows), lambda measure: _menu_of(stage, measure))


def _menu_of(stage: Stage, measure: Measure) -> Step:
    choices = _to_be_decided(stage, measure) if measure.state in {"waiting", "asked"} else []
    if measure.started_at is None and measure.state not in {"refused", "withdrawn"}:
        label = "start it" if measure.state == "approved" else "start it without approval, as an emergency"
        choices.append(Choice("s", label, Submit(cmd.Start(measure.id))))
    if measure.state == "asked":
        choices.append(Choice("a", f"answer: {measure.question}", _answer(measure)))
    if measure.started_at is None and measure.state in {"waiting", "asked", "approved"}:
        choices.append(Choice("x", "withdraw it", Submit(cmd.Withdraw(measure.id))))
    if measure.started_at is not None or measure.state == "approved":
        choices += [
            Choice(key, words, Submit(cmd.Finish(measure.id, value))) for key, value, words in _OUTCOMES
        ]
    if not measure.is_over:
        about = f"{measure.id} {measure.text}"
        asking = ask_objections(measure.id, f"Any strong objections to {about}?")
        choices.append(Choice("r", "any strong objections? ask everybody", asking))
        choices.append(Choice("v", "object to it", objecting(measure.id, about)))
    if (measure.unapproved or measure.alone) and not measure.acknowledged:
        label = f"acknowledge that it was done {'alone' if measure.alone else 'without approval'}"
        choices.append(Choice("k", label, Submit(cmd.Acknowledge(measure.id))))
    return Open(
        ChoiceDialog(f"{measure.id} · {_state(measure)}", choices, text=_told(stage, measure)),
        lambda step: step,
    )


def acknowledge(stage: Stage) -> Step:
    """Everything that is red: the commander has seen it (S11)."""
    ids = [one.id for one in unseen(stage.view.incident)]
    return acknowledged(ids) if ids else Tell("Nothing that was done unapproved or alone is unseen.")


def acknowledged(ids: Sequence[str]) -> Step:
    return InTurn(tuple(Submit(cmd.Acknowledge(one)) for one in ids))


def _state(measure: Measure) -> str:
    """As it is read: "no effect"."""
    return measure.state.replace("-", " ")


def _to_be_decided(stage: Stage, measure: Measure) -> list[Choice[Step]]:
    """The approval first, for whoever gives it: for a commander's own measure too (S11)."""
    under = _under(stage, measure)
    if measure.state != "waiting" or not stage.view.incident.approves(stage.view.me):
        return under
    return [Choice("a", "approve it", Submit(cmd.Approve(measure.id))), *under]


def _under(stage: Stage, measure: Measure) -> list[Choice[Step]]:
    """Start what waits under a standing approval of one's own, or of its owner's (S11)."""
    incident = stage.view.incident
    standing = dict.fromkeys((*incident.standing(stage.view.me), *incident.standing(measure.owner or "")))
    return [
        Choice(
            str(number),
            f"start it under {one.id}: {one.person} may {one.what}",
            Submit(cmd.Start(measure.id, one.id), word=_word_of(stage, one)),
        )
        for number, one in enumerate(standing, 1)
    ]


def _word_of(stage: Stage, one: Allowance) -> str | None:
    return None if same_person(one.person, stage.view.me) else one.person


def _answer(measure: Measure) -> Step:
    return Ask(
        Prompt("answer", f"Answer about {measure.id}: {measure.question}", (Field("answer", "answer"),)),
        lambda values: (
            Submit(cmd.Answer(measure.id, values["answer"]))
            if values["answer"].strip()
            else "Type the answer."
        ),
    )


def _told(stage: Stage, measure: Measure) -> str:
    lines = [
        measure.text,
        f"{measure.kind} · proposed by {measure.proposed_by}, owner {measure.owner or '—'}",
    ]
    lines += [f"component {measure.component}"] if measure.component else []
    lines.append(f"risk {measure.risk or '—'} · undo {measure.undo or '—'}")
    lines += _boxed(measure, stage.view.now)
    lines += [f"approved under {measure.standing}"] if measure.standing else []
    against = stage.view.incident.objections_to(measure.id)
    lines += [f"against it, {one.by}: {one.text}" for one in against]
    lines += [_ran(stage.view.now, run) for run in measure.runs[-_RUNS:]]
    return "\n".join(lines)


def _boxed(measure: Measure, now: datetime) -> list[str]:
    """How long it may run, and what is left of that (S8)."""
    if not measure.box_minutes:
        return []
    left, _ = box(measure, now)
    return [f"time box {measure.box_minutes} min{f', {left}' if left else ''}"]


def _ran(now: datetime, run: Run) -> str:
    """ "ran on bastion at 14:01: kubectl rollout undo — exit 0 after 12s, dave"."""
    end = f"exit {run.exit_code} after {span(timedelta(seconds=run.seconds))}, {run.by}"
    return f"ran on {run.host} at {clock(run.at, now)}: {run.command} — {end}"
