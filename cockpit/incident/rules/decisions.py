"""Rules about decisions and the objections kept beside them (S10)."""

from __future__ import annotations

from datetime import timedelta

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Refused,
    because_suffix,
    by_word_suffix,
    clock,
    said,
)
from cockpit.incident.state import Incident, Objection, Round


def decide_on(incident: Incident, command: cmd.Decide, asking: Asking) -> Decision:
    """The commander's decision, with what it answers; objections stay beside it, whatever was decided."""
    if not command.text.strip():
        return Refused("S10", "a decision says something", way_out="say it in a few words", usage=True)
    round_id = command.round or _round_meant(incident, command)
    asked = _round(incident, round_id) if round_id else None
    stopped = _not_decidable(incident, asked, round_id) if round_id else None
    if stopped:
        return stopped
    about = tuple(name for name in (asked.id if asked else "", asked.measure if asked else "") if name)
    answers = command.answers or (asked.text if asked else "")
    measure = incident.measure(command.answers) if command.answers else None
    about = (*about, measure.id) if measure else about
    kept = [one for name in dict.fromkeys(about) for one in incident.objections_to(name)]
    decision = f"D{len(incident.decisions) + 1}"
    fact = ev.DecisionMade(
        decision=decision,
        decided=command.text,
        answers=measure.id if measure else answers,
        round=asked.id if asked else None,
        text=_told(decision, command.text, _answered(incident, answers, asked), kept, asking),
    )
    return Accepted(said(asking, fact).said, _left_open(incident, asked))


def _round_meant(incident: Incident, command: cmd.Decide) -> str:
    """The round it ends without naming it: its id, its words, or its measure is what it answers or says."""
    if command.answers.strip().upper() in incident.rounds:
        return command.answers
    measure = incident.measure(command.answers) if command.answers else None
    said = {_plain(command.text), _plain(command.answers)}
    meant = (
        one.id
        for one in reversed(incident.open_rounds)
        if _plain(one.text) in said or (measure is not None and one.measure == measure.id)
    )
    return next(meant, "")


def _plain(text: str) -> str:
    """Words as they are compared: one space between them, small, without a full stop at the end."""
    return " ".join(text.casefold().split()).rstrip(".! ")


def _round(incident: Incident, text: str) -> Round | None:
    return incident.rounds.get(text.strip().upper())


def _not_decidable(incident: Incident, asked: Round | None, text: str) -> Refused | None:
    if asked is None:
        known = ", ".join(incident.rounds) or "none yet"
        return Refused("S10", f"there is no round of objections {text!r}", way_out=f"rounds: {known}")
    if asked.decision:
        return Refused("S10", f"{asked.id} was decided already, by {asked.decision}")
    return None


def _answered(incident: Incident, answers: str, asked: Round | None) -> str:
    """What it answers, as the sentence names it: an id with its words."""
    if asked:
        return f"{asked.id} {asked.text}"
    measure = incident.measure(answers) if answers else None
    return f"{measure.id} {measure.text}" if measure else answers


def _told(decision: str, text: str, answers: str, kept: list[Objection], asking: Asking) -> str:
    parts = [f"{decision} decided{by_word_suffix(asking)}: {text}"]
    parts += [f"(answers {answers})"] if answers else []
    parts += [f"(objections: {'; '.join(f'{one.by}: {one.text}' for one in kept)})"] if kept else []
    return " ".join(parts) + because_suffix(asking)


def _left_open(incident: Incident, asked: Round | None) -> str:
    """A decision in words approves no measure by itself, and ends no round that it does not name."""
    if asked is None and incident.open_rounds:
        first = incident.open_rounds[0]
        return f"{first.id} is still open, {first.text!r}: cockpit decide TEXT --round {first.id} ends it"
    measure = incident.measures.get(asked.measure or "") if asked else None
    if measure is None or not measure.is_waiting:
        return ""
    return f"{measure.id} still waits for its approval: approve or refuse it"


def ask_objections(incident: Incident, command: cmd.AskObjections, asking: Asking) -> Decision:
    """ "Any strong objections?" Silence until the short clock has run is consent; then it is decided."""
    measure = incident.measure(command.measure) if command.measure else None
    if command.measure and measure is None:
        known = ", ".join(incident.measures) or "none yet"
        return Refused("S8", f"there is no measure {command.measure!r}", way_out=f"measures: {known}")
    named = f"{measure.id} {measure.text}" if measure else ""
    proposal = command.text if command.text.strip() else named
    if not proposal:
        return Refused("S10", "nothing is asked", way_out="say in a few words what is to be done", usage=True)
    minutes = incident.cadence.objections if command.minutes is None else command.minutes
    until = asking.at + timedelta(minutes=minutes)
    round_id = f"O{len(incident.rounds) + 1}"
    fact = ev.ObjectionsAsked(
        round=round_id,
        proposal=proposal,
        measure=measure.id if measure else None,
        until=until,
        text=f"{round_id} any strong objections? {proposal} — until {clock(until, asking, seconds=True)}",
    )
    return said(asking, fact)


def object_to(incident: Incident, command: cmd.Object, asking: Asking) -> Decision:
    """Said by anybody, at any time, and never refused: with nothing it could be about it is an entry."""
    if command.about is None:
        asked = next(iter(reversed(incident.open_rounds)), None)
        if asked is None:
            entry = ev.Logged(kind="objection", text=command.text, star=True)
            return Accepted(said(asking, entry).said, "no round of objections stands: kept as an entry")
        return said(asking, _objection(asked.id, asked.text, command.text))
    about = _thing(incident, command.about)
    if about is None:
        known = (*incident.rounds, *(one.id for one in incident.decisions), *incident.measures)
        why = f"there is no round, decision or measure {command.about!r}"
        return Refused("S10", why, way_out=f"there are {', '.join(known) or 'none yet'}")
    return said(asking, _objection(*about, command.text))


def _thing(incident: Incident, text: str) -> tuple[str, str] | None:
    """What can be objected to by that id, and its words."""
    wanted = text.strip().upper()
    if wanted in incident.rounds:
        return wanted, incident.rounds[wanted].text
    decided = next((one for one in incident.decisions if one.id == wanted), None)
    if decided:
        return wanted, decided.text
    measure = incident.measure(wanted) if wanted else None
    return (measure.id, measure.text) if measure else None


def _objection(about: str, words: str, text: str) -> ev.ObjectionRaised:
    return ev.ObjectionRaised(about=about, objection=text, text=f"against {about} ({words}): {text}")
