"""Rules about plain entries. None of them stands in the way of writing down a fact."""

from __future__ import annotations

import json
from datetime import datetime
from shlex import quote
from typing import cast

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.people import same_person
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Doubt,
    Refused,
    Said,
    because_suffix,
    said,
    unanswered,
    with_reasons,
)
from cockpit.incident.rules.who import LEADERS
from cockpit.incident.state import Incident

DECISION = "decision"


def log(incident: Incident, command: cmd.Log, asking: Asking) -> Decision:
    """An entry, as it was given (S26, S35); of a decision that is not the writer's, a report (S10)."""
    if command.kind.strip().casefold() == DECISION and not _may_decide(incident, command, asking):
        return _report(incident, command, asking)
    fact = ev.Logged(
        kind=command.kind, text=command.text, raw=command.raw, star=command.star, said_by=command.said_by,
        link=command.link,
    )  # fmt: skip
    return said(asking, fact)


def _may_decide(incident: Incident, command: cmd.Log, asking: Asking) -> bool:
    names = LEADERS.names(incident, command, asking)
    return names is None or any(same_person(asking.actor, name) for name in names)


def _report(incident: Incident, command: cmd.Log, asking: Asking) -> Decision:
    """A plain note; a decision is entered by the word of whoever decided it."""
    text = f"reports a decision: {command.text}"
    fact = ev.Logged(kind="note", text=text, raw=command.raw, said_by=command.said_by)
    note = "kept as a note that reports it: decisions are the commander's, and nobody has command"
    if incident.commander:
        words = f"cockpit decide TEXT --word {quote(incident.commander)}"
        note = f"kept as a note that reports it; if {incident.commander} decided so, enter it: {words}"
    return Accepted(said(asking, fact).said, note)


def take_in(incident: Incident, command: cmd.Import, asking: Asking) -> Decision:
    """Rows of a file, each at its own time; they change no phase, role or measure."""
    return Accepted(
        tuple(
            Said(
                ev.Imported(kind=row.kind, text=row.text, raw=row.raw, who=row.who, extra=dict(row.extra)),
                asking.actor,
                asking.by_word,
                row.happened_at,
                row.about,
            )
            for row in command.rows
        )
    )


def correct(incident: Incident, command: cmd.Correct, asking: Asking) -> Decision:
    """Any writer may correct any entry; the original stays (S37)."""
    wrong = _unusable(command)
    if wrong:
        return Refused("S37", wrong)
    field = "" if command.field == "text" else f"{command.field}: "
    text = f"to {command.target}: {field}{command.value}"
    fact = ev.Corrected(target=command.target, field=command.field, value=command.value, text=text)
    return said(asking, fact)


def comment(incident: Incident, command: cmd.Comment, asking: Asking) -> Decision:
    """Something beside an entry, which stays as it is (S37)."""
    if not command.text.strip():
        return Refused("S37", "the comment is empty", way_out="say it in a few words", usage=True)
    text = f"to {command.target}: {command.text}"
    return said(asking, ev.Commented(target=command.target, comment=command.text, text=text))


def _unusable(command: cmd.Correct) -> str:
    """Why the correction would not be read, as a sentence, or empty."""
    if command.field == "time":
        return "" if _is_moment(command.value) else f"{command.value!r} is no time with an offset"
    fact_type = ev.FACTS.get(command.event)
    if fact_type is None or command.field == "text":
        return ""
    fixed = {
        "measure", "target", "targets", "procedure", "reasons", "causes", "raw", "loop", "decision", "round",
        "allowance", "standing", "hypothesis",
    }  # fmt: skip
    fields = sorted(set(fact_type.__struct_fields__) - fixed)
    if command.field not in fields:
        return f"entry {command.target} has no field {command.field!r}; it has time, {', '.join(fields)}"
    try:
        fact_type.from_json(json.dumps(json.loads(command.body) | {command.field: command.value}))
    except ev.BadFact as error:
        return f"{command.field} cannot be {command.value!r}: {error}"
    return ""


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def star(incident: Incident, command: cmd.Star, asking: Asking) -> Decision:
    return said(asking, ev.Starred(target=command.target, text=f"{command.target} starred"))


def unstar(incident: Incident, command: cmd.Unstar, asking: Asking) -> Decision:
    return said(asking, ev.Unstarred(target=command.target, text=f"{command.target} unstarred"))


def redact(incident: Incident, command: cmd.Redact, asking: Asking) -> Decision:
    """A body is replaced by a tombstone, for a reason that stays in the record."""
    numbers = ", ".join(str(target) for target in command.targets)
    doubt = Doubt("redaction", f"why must {numbers} be redacted", numbers)
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    fact = ev.Redacted(targets=command.targets, text=f"redacted {numbers}{because_suffix(asking)}")
    return said(asking, cast(ev.Redacted, with_reasons(fact, asking, doubt)))
