"""Actions on what is decided and believed: decide, objections, standing approvals, hypotheses."""

from __future__ import annotations

from collections.abc import Mapping

from cockpit.incident import commands as cmd
from cockpit.incident.events import Verdict
from cockpit.incident.state import Allowance, Hypothesis, Incident, Round
from cockpit.tui.acts.steps import Ask, Open, Stage, Step, Submit
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.panes.base.words import ago, clock, span
from cockpit.tui.view import View
from cockpit.tui.widgets.promptline import Field, Prompt

_LATEST = 3
"""Decisions shown above the choices."""


def decide(stage: Stage) -> Step:
    """Decide, ask for objections, object: what stands comes first (S10)."""
    incident = stage.view.incident
    choices: list[Choice[Step]] = []
    for number, asked in enumerate(incident.open_rounds, 1):
        choices.append(
            Choice(
                str(number), f"decide {asked.id}: {asked.text}", _decision(asked), _heard(stage.view, asked)
            )
        )
    what = "something else" if choices or incident.decisions else "something"
    choices.append(Choice("n", f"decide {what}", _decision(None)))
    choices.append(Choice("a", "any strong objections? ask everybody, with a short clock", _asking(incident)))
    about = _objectionable(incident)
    choices.append(Choice("o", f"object to {about}" if about else "object", objecting(None, about)))
    return Open(ChoiceDialog("Decisions", choices, text=_decided(stage.view)), lambda step: step)


def _decided(view: View) -> str:
    """The latest decisions, each with what was said against it."""
    lines: list[str] = []
    for one in reversed(view.incident.decisions[-_LATEST:]):
        lines.append(f"{one.id} {clock(one.at, view.now)} {one.by}: {one.text}")
        for about in (one.round, one.id):
            against = view.incident.objections_to(about) if about else ()
            lines += [f"   against it, {objection.by}: {objection.text}" for objection in against]
    return "\n".join(lines) or "Nothing was decided yet."


def _heard(view: View, asked: Round) -> str:
    """How long is left, and what was said against it."""
    left = f"{span(asked.until - view.now)} left" if view.now < asked.until else "the clock has run"
    against = [f"{one.by}: {one.text}" for one in view.incident.objections_to(asked.id)]
    return f"{asked.by} asked, {left} · {'; '.join(against) or 'no objection'}"


def _objectionable(incident: Incident) -> str:
    """What an objection without an id is about, as a word or two."""
    asked = next(iter(reversed(incident.open_rounds)), None)
    return f"{asked.id} {asked.text}" if asked else ""


def _decision(asked: Round | None) -> Step:
    fields = (Field("text", "decision", "fail over now"), Field("answers", "answers", "what it answers: M7"))
    prompt = Prompt("decide", "Decide", fields, "tab: what it answers")
    if asked:
        prompt = Prompt(f"decide {asked.id}", f"Decide {asked.id}: {asked.text}", fields[:1])

    def read(values: Mapping[str, str]) -> Step | str:
        text = values["text"].strip()
        if not text:
            return "Say in a few words what is decided, or esc."
        round_id = asked.id if asked else None
        return Submit(cmd.Decide(text, values.get("answers", "").strip(), round_id))

    return Ask(prompt, read)


def _asking(incident: Incident) -> Step:
    minutes = incident.cadence.objections
    return ask_objections(None, f"Any strong objections? within {minutes} min")


def ask_objections(measure: str | None, title: str) -> Step:
    """One line; about a measure it may stay empty, for the measure says it."""
    fields = (Field("text", "what", "fail over now"), Field("minutes", "minutes", "1"))

    def read(values: Mapping[str, str]) -> Step | str:
        minutes = values["minutes"].strip()
        if minutes and not (minutes.isdecimal() and int(minutes)):
            return f"The clock is a number of minutes, not {minutes!r}."
        if not (values["text"].strip() or measure):
            return "Say in a few words what is to be done, or esc."
        asking = cmd.AskObjections(values["text"].strip(), measure, int(minutes) if minutes else None)
        return Submit(asking)

    return Ask(Prompt(f"objections {measure or ''}".strip(), title, fields, "tab: minutes"), read)


def objecting(about: str | None, words: str) -> Step:
    """Say what speaks against something; kept beside the decision, whatever that is."""
    title = f"What speaks against {words}?" if words else "What speaks against it?"

    def read(values: Mapping[str, str]) -> Step | str:
        text = values["text"].strip()
        return Submit(cmd.Object(text, about)) if text else "Say what speaks against it, or esc."

    prompt = Prompt(f"object {about or ''}".strip(), title, (Field("text", "objection", "the replica lags"),))
    return Ask(prompt, read)


def allow(stage: Stage) -> Step:
    """Standing approvals: give one, or take one back (S11)."""
    standing = [one for one in stage.view.incident.allowances.values() if not one.ended]
    if not standing:
        return _giving()
    choices: list[Choice[Step]] = [Choice("g", "give one to somebody", _giving())]
    choices += [
        Choice(str(n), f"end {one.id}: {one.person} may {one.what}", Submit(cmd.Disallow(one.id)),
               _given(stage.view, one))
        for n, one in enumerate(standing, 1)
    ]  # fmt: skip
    text = "Each ends by itself at the next check-in."
    return Open(ChoiceDialog("Standing approvals", choices, text=text), lambda step: step)


def _given(view: View, one: Allowance) -> str:
    return f"by {one.by}, {ago(one.at, view.now)} ago"


def _giving() -> Step:
    field = Field("line", "allow", "dave: restart any pod of checkout")

    def read(values: Mapping[str, str]) -> Step | str:
        name, colon, what = values["line"].partition(":")
        if not (colon and name.strip() and what.strip()):
            return "NAME: what they may do at once, such as dave: restart any pod."
        return Submit(cmd.Allow(what.strip(), name.strip()))

    title = "Standing approval until the next check-in"
    return Ask(Prompt("allow", title, (field,), "NAME: what they may do at once"), read)


def hypotheses(stage: Stage) -> Step:
    """What may be the cause: open one, rule one out, confirm one (S62)."""
    incident = stage.view.incident
    found = sorted(incident.hypotheses.values(), key=lambda one: one.verdict is not None)
    choices: list[Choice[Step]] = [Choice("n", "open one: what may be the cause?", _opening())]
    choices += [
        Choice(one.id.removeprefix("H"), f"{_SIGNS[one.verdict]} {one.id} {one.text}", _closing(one),
               _state(stage.view, one))
        for one in found
    ]  # fmt: skip
    return Open(ChoiceDialog("Hypotheses", choices), lambda step: step)


_SIGNS: Mapping[Verdict | None, str] = {None: "?", "ruled-out": "✘", "confirmed": "✔"}


def _state(view: View, one: Hypothesis) -> str:
    if one.verdict is None:
        return f"open · {one.by}, {ago(one.at, view.now)}"
    return f"{one.verdict.replace('-', ' ')} by {one.closed_by}, {clock(one.closed_at, view.now)}: {one.why}"


def _opening() -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        text = values["text"].strip()
        return Submit(cmd.OpenHypothesis(text)) if text else "Say what may be the cause, or esc."

    return Ask(
        Prompt("hypothesis", "What may be the cause?", (Field("text", "cause", "the resolver is slow"),)),
        read,
    )


def _closing(one: Hypothesis) -> Step:
    choices: list[Choice[Step]] = [
        Choice("x", "rule it out", _why(one, "ruled-out", "Why is it ruled out?")),
        Choice("c", "confirm it", _why(one, "confirmed", "What confirms it?")),
    ]
    left = [choice for choice in choices if not (one.verdict == "ruled-out" and choice.key == "x")]
    left = [choice for choice in left if not (one.verdict == "confirmed" and choice.key == "c")]
    return Open(ChoiceDialog(f"{one.id} {one.text}", left), lambda step: step)


def _why(one: Hypothesis, verdict: Verdict, title: str) -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        why = values["why"].strip()
        return Submit(cmd.CloseHypothesis(one.id, verdict, why)) if why else "Say why, or esc."

    fields = (Field("why", "why", "in a few words; it enters the record"),)
    return Ask(Prompt(f"{verdict} {one.id}", f"{title} {one.text}", fields), read)
