"""What to say: a few plain sentences to read aloud now, in speaking order, whatever the moment is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal
from unicodedata import category

from cockpit.incident.closing import is_impact_over
from cockpit.incident.procedure import COMMANDER, ROLES
from cockpit.incident.state import Impact, Incident, Measure
from cockpit.incident.texts import harmless
from cockpit.reports.phrases import where
from cockpit.reports.words import at

Moment = Literal["now", "command", "checkin", "handoff", "resolve", "relapse"]
MOMENTS: tuple[Moment, ...] = ("now", "command", "checkin", "handoff", "resolve", "relapse")
_FRESH = timedelta(minutes=3)
"""How long command taken, or a watch begun, is what there is to say first."""
_WIDTH = 140
"""Cells of anybody's words that are read out."""
_MOST = 3
"""Measures, or tasks, that are named; the others are counted."""
_SPOKEN = {"→": " to ", "—": ", ", "…": "", "·": ", ", "&": " and "}
_KEPT = frozenset("+<=>±×÷−~$€£¥")  # noqa: RUF001 signs of numbers, which people read out


def moment_of(incident: Incident, now: datetime) -> Moment:
    """What the moment is for, as the incident stands."""
    if incident.phase == "watch":
        return "resolve" if _is_fresh(incident.resolved_at, now) else "now"
    if not incident.is_open:
        return "now"
    if incident.offer:
        return "handoff"
    if _has_relapsed(incident):
        return "relapse"
    if _is_fresh(incident.commander_since, now):
        return "handoff" if _how_commanding(incident) == "handoff" else "command"
    band = incident.band
    due = band is not None and band.state(now) != "early"
    return "checkin" if due or incident.under_way else "now"


def sentences(incident: Incident, now: datetime, me: str, moment: Moment | None = None) -> list[str]:
    """Six to ten sentences: the opener, the time, impact, what runs, what was decided, who, and when next."""
    told = [
        *_opener(incident, now, me, moment or moment_of(incident, now)),
        _time(incident, now),
        *_impact(incident, now),
        _running(incident, now),
        *_waiting(incident),
        _decided(incident, now),
        _who(incident, now),
        *_tasks(incident),
        _next(incident, now),
    ]
    return [_sentence(text) for text in told]


def _is_fresh(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment < _FRESH


def _has_relapsed(incident: Incident) -> bool:
    """It came back, and no check-in was held since."""
    last = incident.checkins[-1].number if incident.checkins else 0
    return incident.phase == "active" and bool(incident.relapses) and incident.relapse_number > last


def _how_commanding(incident: Incident) -> str:
    return next((stint.how for stint in reversed(incident.stints) if stint.role == COMMANDER), "")


def _opener(incident: Incident, now: datetime, me: str, moment: Moment) -> Iterator[str]:
    openers = {
        "command": _taking, "checkin": _checking_in, "handoff": _handing_over, "resolve": _resolving,
        "relapse": _relapsing,
    }  # fmt: skip
    if moment in openers:
        yield openers[moment](incident, now, me)


def _taking(incident: Incident, now: datetime, me: str) -> str:
    if incident.commander is None:
        return "Nobody has command: who takes it?"
    since = f"since {at(incident.commander_since or now, now)}"
    if incident.is_commander(me):
        return f"This is {me}, and I have command {since}"
    return f"{incident.commander} has command {since}"


def _checking_in(incident: Incident, now: datetime, me: str) -> str:
    return f"This is check-in {incident.loop}: first the report, then impact, measures and the plan"


def _handing_over(incident: Incident, now: datetime, me: str) -> str:
    offer = incident.offer
    if offer:
        return f"{offer.by} hands command to {offer.person}, and has it until {offer.person} says yes"
    if _how_commanding(incident) == "handoff" and incident.commander_since:
        return f"{incident.commander} has command from {at(incident.commander_since, now)} on"
    return "Command is about to change hands"


def _resolving(incident: Incident, now: datetime, me: str) -> str:
    if incident.phase == "active":
        return "We are about to call it resolved: does anybody still see impact?"
    return f"Impact is over since {at(incident.resolved_at or now, now)}, and nobody leaves yet"


def _relapsing(incident: Incident, now: datetime, me: str) -> str:
    if _has_relapsed(incident) and incident.relapsed_at:
        return f"It is back: we are active again since {at(incident.relapsed_at, now)}"
    return "It looks as if it is back: everybody stays, and we go back to active"


def _time(incident: Incident, now: datetime) -> str:
    level = incident.procedure.severity(incident.severity) if incident.severity else None
    how_bad = f"this is {level.code}, {level.label.lower()}" if level else "no severity is set yet"
    return f"It is {at(now, now)}, and {how_bad}: {_words(incident, incident.title)}"


def _impact(incident: Incident, now: datetime) -> Iterator[str]:
    impact = incident.impact
    if impact is None:
        yield "Nobody has said yet who is hit and how badly"
        return
    said = _words(incident, impact.text)
    place = [part for part in where(impact).split(", ") if part and part.casefold() not in said.casefold()]
    if is_impact_over(incident):
        yield f"Impact was: {', '.join([said, *place])}"
        return
    yield f"Impact: {', '.join([said, *place])}"
    change = _change(incident, impact, now)
    if change:
        yield change


def _change(incident: Incident, impact: Impact, now: datetime) -> str:
    """Which way it goes, and what it was before; or that nobody has looked for long."""
    confirmed = incident.impact_confirmed_at or impact.at
    if incident.phase == "active" and now - confirmed > timedelta(minutes=incident.cadence.escalate):
        return f"Nobody has confirmed that since {at(confirmed, now)}"
    was, new = _before(incident, impact, now), _new(incident, impact, now)
    told = {
        "worse": f"It is getting worse{was}",
        "better": f"It is getting better{was}",
        "same": f"That has not changed as of {at(confirmed, now)}",
        "new-symptom": f"That is a new symptom{was}" if was else "",
    }[impact.trend]
    return "; ".join(filter(None, (told, new)))


def _before(incident: Incident, impact: Impact, now: datetime) -> str:
    """ ", and at 13:20 UTC it was 8%": how it stood when it was last told otherwise."""
    known = (one for one in reversed(incident.impact_history) if one.trend != "new-symptom")
    before = next((one for one in known if _differs(one, impact)), None)
    if before is None:
        return ""
    share = before.share if before.share and impact.share else None
    return f", and at {at(before.at, now)} it was {share or _words(incident, before.text)}"


def _differs(before: Impact, impact: Impact) -> bool:
    if before.share and impact.share:
        return before.share != impact.share
    return before.text != impact.text


def _new(incident: Incident, impact: Impact, now: datetime) -> str:
    """A symptom that is new since the last check-in, beside what is being told."""
    last = incident.checkins[-1].number if incident.checkins else 0
    new = [one for one in incident.impact_history if one.trend == "new-symptom" and one.number > last]
    if not new or new[-1] == impact:
        return ""
    return f"new since {at(new[-1].at, now)}: {_words(incident, new[-1].text)}"


def _running(incident: Incident, now: datetime) -> str:
    if not incident.running:
        return "Nothing is running"
    return f"Running: {_listed([_run(incident, one, now) for one in incident.running])}"


def _run(incident: Incident, measure: Measure, now: datetime) -> str:
    told = f"{_words(incident, measure.text)}, by {measure.owner or measure.proposed_by}"
    if measure.box_until is None:
        return told
    late = "which should have ended at" if measure.over_box(now) else "until"
    return f"{told}, {late} {at(measure.box_until, now)}"


def _waiting(incident: Incident) -> Iterator[str]:
    waiting = incident.waiting
    if waiting:
        yield f"To be decided: {_listed([_words(incident, measure.text) for measure in waiting])}"


def _decided(incident: Incident, now: datetime) -> str:
    """The last decision since the last check-in, else what was approved since, else what was planned."""
    since = incident.checkins[-1].at if incident.checkins else incident.declared_at or now
    decisions = [decision for decision in incident.decisions if decision.at >= since]
    if decisions:
        return f"Decided: {_words(incident, decisions[-1].text)}"
    approved = [
        measure for measure in incident.measures.values()
        if measure.decided_at and measure.decided_at >= since and measure.state != "refused"
    ]  # fmt: skip
    if approved:
        return f"Approved: {_listed([_words(incident, measure.text) for measure in approved])}"
    return f"Nothing was decided since {at(since, now)}" if incident.checkins else "Nothing was decided yet"


def _who(incident: Incident, now: datetime) -> str:
    """Command first, then each role with whoever holds it."""
    if incident.phase == "closed":
        return f"It is closed since {at(incident.closed_at or now, now)}, and everybody is free to go"
    held = [(role, incident.holders(role)) for role in ROLES if role != COMMANDER]
    told = [_holding(incident.procedure.role_name(role), names) for role, names in held if names]
    command = f"{incident.commander} has command" if incident.commander else "Nobody has command"
    return "; ".join([command, *told])


def _holding(role: str, names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"{names[0]} is {role}"
    return f"{_and(names)} are {role if role.endswith('s') else f'{role}s'}"


def _tasks(incident: Incident) -> Iterator[str]:
    """Who does what beside the measures that run."""
    busy = {measure.owner for measure in incident.running}
    names = [person.name for person in incident.people.values() if person.name not in busy]
    tasks = [(name, incident.task_of(name)) for name in names] if incident.is_open else []
    told = [f"{name}, {_words(incident, task)}" for name, task in tasks if task]
    if told:
        yield f"Beside that: {_listed(told)}"


def _next(incident: Incident, now: datetime) -> str:
    """When we meet next."""
    if incident.phase == "closed":
        return "What is left can wait for the working day"
    if incident.watch_until:
        over = now >= incident.watch_until
        return "The watch is over" if over else f"We watch until {at(incident.watch_until, now)}"
    band = incident.band
    if band is None:
        return "There is no check-in before somebody has command"
    if band.state(now) == "early":
        return f"We meet again between {_span(band.due_at, band.overdue_at, now)}"
    late = "is due now" if band.state(now) == "due" else f"was due by {at(band.overdue_at, now)}"
    return f"The check-in {late}"


def _span(start: datetime, end: datetime, now: datetime) -> str:
    """14:07 and 14:12 UTC"""
    first, last = at(start, now), at(end, now)
    clock, _, zone = first.rpartition(" ")
    return f"{clock} and {last}" if last.endswith(f" {zone}") else f"{first} and {last}"


def _listed(texts: list[str]) -> str:
    """The first of them; how many there are besides."""
    shown, left = texts[:_MOST], len(texts) - _MOST
    return "; ".join([*shown, f"and {left} more"] if left > 0 else shown)


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _words(incident: Incident, text: str) -> str:
    """Somebody's words as they can be read out: no ids without their words, nothing that only eyes read."""
    named = re.sub(r"\b[MDHQ]\d+\b:?", lambda id: _named(incident, id[0], text), text[: 8 * _WIDTH])
    shown = harmless(named.replace(incident.id, "this incident"), width=_WIDTH)
    if shown.endswith("…") and " " in shown:  # cut off in the middle of a word
        shown = shown.rpartition(" ")[0]
    return _readable(shown) or "something without words"


def _named(incident: Incident, id: str, text: str) -> str:
    """What an id stands for; nothing where its words are there anyway; itself where it is none of ours."""
    words = _words_of(incident, id.removesuffix(":"))
    if words is None or id.removesuffix(":") in words:
        return id
    return "" if words in text else f'"{words}"'


def _words_of(incident: Incident, id: str) -> str | None:
    measure = incident.measures.get(id)
    hypothesis, question = incident.hypotheses.get(id), incident.questions.get(id)
    decision = next((one for one in incident.decisions if one.id == id), None)
    known = (one.text for one in (measure, hypothesis, question, decision) if one is not None)
    return next(known, None)


def _readable(text: str) -> str:
    for sign, spoken in _SPOKEN.items():
        text = text.replace(sign, spoken)
    heard = "".join(char if _is_heard(char) else " " for char in text)
    joined = re.sub(r"(?<!\w)\.(?=\d)", "0.", " ".join(heard.split()))  # .5 is heard as 5
    return re.sub(r"\s+([,;.])", r"\1", joined).strip(".;:, ")


def _is_heard(char: str) -> bool:
    return char in _KEPT or category(char) not in {"So", "Sm", "Sk", "Co", "Cn"}


def _sentence(text: str) -> str:
    return text if text.endswith("?") else f"{text}."
