"""What is wrong with a procedure file, in a sentence for each mistake: its key, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from cockpit.incident.texts import harmless
from cockpit.procedures.tables import File

_LIKENESS = 0.6
"""How alike two keys must be, of 1, for one to be offered for the other."""

_SYNONYMS = {
    "severity": "severities level levels scale priority priorities sev sevs",
    "audience": "audiences listener listeners stakeholder stakeholders client clients",
    "on_call": "oncall people person contact contacts rota responders users",
    "cadence": "loop checkin checkins check_in check_ins timing timings times numbers intervals",
    "templates": "messages texts updates",
    "roles": "names",
    "channel": "slack chat room irc",
    "zone": "timezone time_zone tz",
    "project": "name title service team",
    "fetch": "page pager page_command fetch_command call",
    "announce": "post notify announce_command",
    "ticket": "tracker issue jira ticket_command",
    "facilitators": "retrospective",
    "components": "services systems",
    "workdays": "working_days days",
    "code": "name id key level",
    "label": "title word",
    "definition": "description meaning means text",
    "example": "examples",
    "response": "urgency",
    "tripwire": "raise_if escalate_if raise",
    "at_night": "night wake",
    "due_from": "checkin check_in interval every from due",
    "due_until": "overdue until",
    "escalate": "escalation escalates",
    "watch": "watch_period",
    "relief_after": "relief shift",
    "span_of_control": "span",
    "within": "first initial in minutes",
    "every": "repeat then interval",
    "approval": "approve needs_approval approved",
    "deadlines": "clocks due within every",
    "where": "channel link url page",
    "reach": "phone number contact slack pager telephone",
    "does": "role team what",
    "commander": "ic incident_commander",
    "technical_lead": "tech_lead lead tl",
    "communicator": "comms communications",
    "active": "investigating open",
    "closed": "resolved done end over",
    "name": "person who",
}
"""Other words people write for a key."""

_TOLD = {
    "missing": "it is missing",
    "int_type": "is a whole number, without quotes",
    "greater_than": "is a number above 0",
    "string_type": "is a text between quotes",
    "bool_type": "is true or false, without quotes",
    "list_type": 'is a list, such as ["one", "two"]',
    "dict_type": "is a table of keys and values",
    "model_type": "is a table of keys and values",
    "too_short": "is empty: say what is in it, or leave it out",
}
_TABLES = {
    "severity": "is a table for each level, the worst first: [[severity]] with code, label and definition",
    "audience": "is a table for each audience: [[audience]] with its name",
    "on_call": "is a table for each person: [[on_call]] with a name",
}
"""What is said where one of these is no list of tables."""
_DEADLINES = "is a table, such as { SEV1 = { within = 30, every = 60 } }"
_DEADLINE = "is a table, such as { within = 30, every = 60 }"
_NIGHT = 'is two clock times, such as ["22:00", "07:00"]'


def sentence(error: ErrorDetails) -> str:
    """One error: the key's path, what is wrong, and what to write instead."""
    path, kind = _path(error["loc"]), error["type"]
    if kind == "extra_forbidden":
        key, known = str(error["loc"][-1]), _keys_at(error["loc"][:-1])
        return f"{path}: there is no such key; {_nearest(key, known)}"
    if kind == "value_error":
        return f"{path}: {shown(str(error['ctx']['error']).removesuffix('.'))}"
    return f"{path}: {_of_shape(error['loc'], kind) or _TOLD.get(kind) or error['msg']}"


def shown(text: str) -> str:
    """A piece of the file, as it may stand on a terminal."""
    return harmless(text, width=120)


def _of_shape(loc: tuple[int | str, ...], kind: str) -> str:
    """What a table looks like where the file has something else in its place."""
    top = str(loc[0]) if loc else ""
    if top == "night" and kind in {"list_type", "too_short", "too_long"}:
        return _NIGHT
    if kind not in {"list_type", "dict_type", "model_type"}:
        return ""
    if "deadlines" in loc:
        return _DEADLINES if loc[-1] == "deadlines" else _DEADLINE
    return _TABLES.get(top, "") if len(loc) <= 2 else ""


def _path(loc: tuple[int | str, ...]) -> str:
    """severity[2].label; items are counted from 1."""
    path = ""
    for part in loc:
        path += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if path else ''}{shown(part)}"
    return path or "the file"


def _keys_at(loc: Iterable[int | str]) -> list[str]:
    """The keys a table may have, found by its place in the file."""
    model: type[BaseModel] = File
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The table within Optional[list[Annotated[…]]] and the like; None where there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = map(_model_in, getattr(annotation, "__args__", ()))
    return next((model for model in found if model), None)


def _nearest(key: str, known: list[str]) -> str:
    from difflib import get_close_matches  # only for a sentence that is rarely needed

    wanted = key.casefold().replace("-", "_").replace(" ", "_")
    by_folded = {name.casefold(): name for name in known}
    meant = [name for name in known if wanted in _SYNONYMS.get(name, "").split()]
    near = meant or [by_folded[name] for name in get_close_matches(wanted, by_folded, n=1, cutoff=_LIKENESS)]
    return f"did you mean {near[0]}" if near else f"the keys here are {', '.join(known)}"
