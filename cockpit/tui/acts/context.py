"""The first responder's form: four questions, a line each until there is no more, for the scribe (S57)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from cockpit.incident import commands as cmd
from cockpit.incident.moments import Moment, leading, parse
from cockpit.incident.texts import stored
from cockpit.incident.zones import BadTime
from cockpit.tui.acts.steps import Ask, InTurn, Stage, Step, Submit
from cockpit.tui.view import View
from cockpit.tui.widgets.promptline import Field, Prompt


class Question(NamedTuple):
    """One question of the form; every line of its answer is an entry of its own."""

    about: Literal["noticed", "seen", "tried", "link"]
    title: str
    example: str


_QUESTIONS = (
    Question("noticed", "when was it first noticed?", "14:32, -20m, ~14:30"),
    Question("seen", "what have you seen?", "-15m 5xx above 5 % on checkout"),
    Question("tried", "what have you tried?", "-7m restarted the pods, no change"),
    Question("link", "where can it be seen?", "https://graphs.example/checkout"),
)
_HINT = "a line each, -7m back-dates · enter alone: next · esc ends"


def context(stage: Stage) -> Step:
    """When noticed, what seen, what tried, links."""
    return _ask(stage.view, 0)


def _ask(view: View, at: int) -> Ask:
    question = _QUESTIONS[at]
    hint = "enter alone: next · esc ends" if question.about == "noticed" else _HINT
    title = f"So far {at + 1}/{len(_QUESTIONS)} · {question.title}"
    prompt = Prompt(f"context {at + 1}", title, (Field("line", question.about, question.example),), hint)

    def read(values: Mapping[str, str]) -> Step | str:
        line = values["line"].strip()
        if not line:
            return _ask(view, at + 1) if at + 1 < len(_QUESTIONS) else ""
        try:
            submit = _told(view, question, line)
        except BadTime as error:
            return str(error)
        after = at + 1 if question.about == "noticed" else at  # noticed is one moment, the rest are lines
        return InTurn((submit, _ask(view, after)))

    return Ask(prompt, read)


def _told(view: View, question: Question, line: str) -> Submit:
    """The entry a line becomes. Raises BadTime."""
    if question.about == "noticed":
        return Submit(cmd.GiveContext("noticed", ""), moment=_moment(view, line))
    time, text = (None, line) if question.about == "link" else leading(line)
    moment = _moment(view, time) if time else None
    return Submit(cmd.GiveContext(question.about, stored(text or line).text), moment=moment)


def _moment(view: View, text: str) -> Moment:
    zone = view.now.tzinfo
    assert zone is not None
    return parse(text, now=view.now, zone=zone)
