"""Which function stands behind which action."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cockpit.tui.acts import (
    context,
    crew,
    decisions,
    ending,
    entries,
    loop,
    measures,
    people,
    reporting,
    review,
    saying,
    telling,
    whole,
)
from cockpit.tui.acts.steps import OnScreen, Stage, Step


def _screen(what: str) -> Callable[[Stage], Step]:
    return lambda stage: OnScreen(what)


ACTS: Mapping[str, Callable[[Stage], Step]] = {
    "measure.approve": measures.decide_on("approve"),
    "measure.refuse": measures.decide_on("refuse"),
    "measure.ask": measures.ask_back,
    "measure.propose": measures.propose,
    "measure.done": measures.done,
    "measure.menu": measures.menu,
    "measure.acknowledge": measures.acknowledge,
    "decide": decisions.decide,
    "allow": decisions.allow,
    "hypotheses": decisions.hypotheses,
    "checkin": _screen("checkin"),
    "impact": _screen("impact"),
    "entry.note": _screen("note"),
    "context": context.context,
    "roles": people.roles,
    "people": crew.people,
    "me": crew.me,
    "fetch": crew.fetch,
    "command.take": people.take,
    "handoff": people.hand_over,
    "severity": whole.severity,
    "resolve": whole.resolve,
    "reopen": ending.reopen,
    "close": ending.close,
    "stand_down": whole.stand_down,
    "review": review.review,
    "entry.comment": review.comment,
    "entry.correct": entries.correct,
    "entry.star": entries.star,
    "entry.redact": entries.redact,
    "entry.open": entries.open_entry,
    "entry.spoken": _screen("spoken for"),
    "entry.take_back": entries.take_back,
    "import": entries.import_file,
    "export": reporting.export,
    "metrics": reporting.metrics,
    "brief": reporting.brief,
    "duties": loop.duties,
    "snooze": loop.snooze,
    "timer": loop.timer,
    "timeline.search": _screen("search"),
    "timeline.filter": _screen("filter"),
    "copy.first_message": _screen("copy"),
    "updates": telling.updates,
    "questions": telling.questions,
    "say": saying.read_aloud,
    "incidents": _screen("incidents"),
    "zoom": _screen("zoom"),
    "help": _screen("help"),
    "palette": _screen("palette"),
    "quit": _screen("quit"),
}
