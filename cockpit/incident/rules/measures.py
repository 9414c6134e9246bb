"""Rules about measures: nothing active is put in place without the commander (S8, S11, S15, S19, S59–S65)."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.fold import box_end
from cockpit.incident.people import same_person
from cockpit.incident.rules.crossing import crosses
from cockpit.incident.rules.owning import here_again, made_investigators, unfit
from cockpit.incident.rules.standing import approved_under, covering
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Doubt,
    Refused,
    because_suffix,
    by_word_suffix,
    clock,
    said,
    unanswered,
    with_reasons,
)
from cockpit.incident.state import OUTCOMES, Incident, Measure

_RULE_OF_KIND = {"mitigation": "S11", "active": "S63", "fix": "S64", "passive": "S62"}


def propose(incident: Incident, command: cmd.Propose, asking: Asking) -> Decision:
    """Into the queue; a commander's order to somebody is born approved; alone it is started at once."""
    owner = _owner(incident, command, asking)
    under = covering(incident, command.under, asking, owner)
    if isinstance(under, Refused):
        return under
    doubt = unfit(incident, owner)
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    measure_id = _next_id(incident)
    order = bool(owner) and incident.is_commander(asking.actor) and not same_person(owner or "", asking.actor)
    fact = ev.MeasureProposed(
        measure=measure_id,
        measure_kind=command.kind,
        what=command.text,
        component=command.component,
        risk=command.risk,
        undo=command.undo,
        box_minutes=command.box,
        owner=owner,
        alone=incident.alone,
        text=f"{measure_id} {'ordered' if order else 'proposed'}: {command.text}",
    )
    facts: list[ev.Fact] = [with_reasons(fact, asking, doubt)]
    facts += made_investigators(incident, (asking.actor, owner), because=measure_id)
    if incident.alone:
        facts.append(_start_alone(incident, measure_id, owner or asking.actor, command.box, asking.at))
    elif order and command.kind != "passive":
        text = f"{measure_id} approved: ordered by {asking.actor}{by_word_suffix(asking)}"
        facts.append(ev.MeasureApproved(measure=measure_id, order=True, text=text))
    elif under and command.kind != "passive":
        facts.append(approved_under(measure_id, command.text, under))
    return Accepted(said(asking, *facts).said, here_again(incident, facts, asking))


def _owner(incident: Incident, command: cmd.Propose, asking: Asking) -> str | None:
    if command.owner:
        return incident.known(command.owner) or command.owner
    if incident.is_commander(asking.actor) and not incident.alone:
        return None
    return incident.known(asking.actor) or asking.actor


def _start_alone(
    incident: Incident, measure_id: str, owner: str, box: int | None, at: datetime
) -> ev.MeasureStarted:
    return ev.MeasureStarted(
        measure=measure_id,
        owner=owner,
        box_until=box_end(incident, box, at),
        alone=True,
        text=f"{measure_id} started, done alone by {owner}",
    )


def _next_id(incident: Incident) -> str:
    return f"M{len(incident.measures) + 1}"


def _missing(incident: Incident, text: str) -> Refused:
    ids = ", ".join(incident.measures) or "none yet"
    return Refused("S8", f"there is no measure {text!r}", way_out=f"measures: {ids}")


def approve(incident: Incident, command: cmd.Approve, asking: Asking) -> Decision:
    """The commander's word (S11). Entering one's own measure's approval by word asks why."""
    measure = incident.measure(command.measure)
    if measure is None:
        return _missing(incident, command.measure)
    if measure.alone and measure.is_running and incident.alone:
        return Accepted((), f"{measure.id} is running already, done alone")
    if measure.state not in {"waiting", "asked", "refused"}:
        return _cannot_be_approved(measure, asking)
    doubt = _own_by_word(measure, asking)
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    text = f"{measure.id} approved{by_word_suffix(asking)}: {measure.text}{_undo(measure)}"
    return said(asking, with_reasons(ev.MeasureApproved(measure=measure.id, text=text), asking, doubt))


def _undo(measure: Measure) -> str:
    return f" (undo: {measure.undo})" if measure.undo else ""


def _cannot_be_approved(measure: Measure, asking: Asking) -> Refused:
    if not measure.needs_approval:
        return Refused("S62", f"{measure.id} is passive and needs no approval")
    if measure.decided_by and measure.decided_at:
        when = clock(measure.decided_at, asking, seconds=True)
        return Refused("S11", f"{measure.id} was already approved by {measure.decided_by} at {when}")
    return Refused("S11", f"{measure.id} is {_state_word(measure)} and no longer waits for approval")


def _state_word(measure: Measure) -> str:
    return {"worked": "finished: it worked", "worse": "finished: it made things worse"}.get(
        measure.state, measure.state.replace("-", " ")
    )


def _own_by_word(measure: Measure, asking: Asking) -> Doubt | None:
    if asking.by_word is None:
        return None
    own = {measure.proposed_by, measure.owner or measure.proposed_by}
    if not any(same_person(asking.by_word, name) for name in own):
        return None
    question = f"{asking.by_word} enters the approval of their own {measure.id} by word: why"
    return Doubt("S11", question, f"{measure.id} by {asking.by_word}")


def refuse(incident: Incident, command: cmd.Refuse, asking: Asking) -> Decision:
    measure = incident.measure(command.measure)
    if measure is None:
        return _missing(incident, command.measure)
    if measure.state not in {"waiting", "asked"}:
        return _cannot_be_refused(measure)
    text = f"{measure.id} refused{by_word_suffix(asking)}: {measure.text}{_because(asking)}"
    fact = ev.MeasureRefused(measure=measure.id, text=text)
    return said(asking, with_reasons(fact, asking, Doubt("S11", "", f"{measure.id} refused")))


def _cannot_be_refused(measure: Measure) -> Refused:
    if measure.state == "approved":
        return Refused(
            "S11",
            f"{measure.id} was already approved by {measure.decided_by}",
            way_out=f"withdraw it: cockpit measure withdraw {measure.id}",
        )
    return Refused("S11", f"{measure.id} is {_state_word(measure)} and no longer waits")


def _because(asking: Asking) -> str:
    return f" — {asking.because}" if asking.because else ""


def ask_back(incident: Incident, command: cmd.AskBack, asking: Asking) -> Decision:
    """Back to the proposer with a question; the answer puts it in the queue again.

    Also what was decided and has not started: that is how a decision nobody made is taken back.
    """
    measure = incident.measure(command.measure)
    if measure is None:
        return _missing(incident, command.measure)
    if measure.state not in {"waiting", "asked", "approved", "refused"} or not measure.needs_approval:
        return Refused("S11", f"{measure.id} is {_state_word(measure)} and no longer waits")
    text = f"{asking.actor} asks about {measure.id}: {command.question}"
    return said(asking, ev.MeasureAsked(measure=measure.id, question=command.question, text=text))


def answer(incident: Incident, command: cmd.Answer, asking: Asking) -> Decision:
    measure = incident.measure(command.measure)
    if measure is None:
        return _missing(incident, command.measure)
    if measure.state != "asked":
        return Refused("S11", f"nobody asks about {measure.id} now")
    text = f"{measure.id} answered, waiting again: {command.answer}"
    return said(asking, ev.MeasureAnswered(measure=measure.id, answer=command.answer, text=text))


def withdraw(incident: Incident, command: cmd.Withdraw, asking: Asking) -> Decision:
    """Its proposer, its owner or the commander takes it back before it runs."""
    measure = incident.measure(command.measure)
    if measure is None:
        return _missing(incident, command.measure)
    if measure.is_running or measure.is_over:
        why = f"{measure.id} is {_state_word(measure)}: only what has not started is withdrawn"
        return Refused("S11", why)
    text = f"{measure.id} withdrawn{by_word_suffix(asking)}: {measure.text}{_because(asking)}"
    return said(asking, ev.MeasureWithdrawn(measure=measure.id, text=text))


def start(incident: Incident, command: cmd.Start, asking: Asking) -> Decision:
    """Approved measures start freely; others only as an emergency, with a reason, marked for good (S11)."""
    measure = incident.measure(command.measure)
    if measure is None:
        return _missing(incident, command.measure)
    if measure.is_running:
        if measure.alone and incident.alone:
            return Accepted((), f"{measure.id} is running already, done alone")
        return Refused("S8", f"{measure.id} is running already, since {clock(measure.started_at, asking)}")
    owner = measure.owner or incident.known(asking.actor) or asking.actor
    under = covering(incident, command.under, asking, measure.owner)
    if isinstance(under, Refused):
        return under
    covered = under if measure.state in {"waiting", "asked"} else None
    unapproved = None if covered else _unapproved(incident, measure, asking)
    doubts = (unapproved, unfit(incident, owner), crosses(incident, measure))
    asked = unanswered(incident, asking, *doubts)
    if asked:
        return asked
    approved = [approved_under(measure.id, measure.text, covered)] if covered else []
    beginning = replace(measure, standing=covered.id) if covered else measure
    fact = _started(incident, beginning, owner, asking, emergency=unapproved is not None)
    made = made_investigators(incident, (asking.actor, owner), because=measure.id)
    done = said(asking, *approved, with_reasons(fact, asking, *doubts), *made)
    return Accepted(done.said, here_again(incident, made, asking))


def _approved_by(measure: Measure, typed: datetime | None) -> bool:
    """Whether it was approved by then: one given later is none beforehand. What begins now comes after it."""
    if typed is None or measure.decided_at is None:
        return measure.state == "approved"
    return measure.state == "approved" and measure.decided_at <= typed


def _unapproved(incident: Incident, measure: Measure, asking: Asking) -> Doubt | None:
    if incident.alone or not measure.needs_approval or _approved_by(measure, asking.happened_at):
        return None
    who = incident.commander or "the commander, and there is none"
    question = f"{measure.id} is {measure.state}, not approved by {who}: why start it anyway"
    if incident.approves(asking.actor) and measure.is_waiting:
        way_out = f"approve it (cockpit measure approve {measure.id})"
        question = f"{measure.id} waits for your own approval: {way_out}, or why start it without"
    if measure.state == "approved":
        question = (
            f"{measure.id} was only approved afterwards, by {measure.decided_by}: why was it started before"
        )
    return Doubt(_RULE_OF_KIND[measure.kind], question, f"{measure.id} unapproved")


def _started(
    incident: Incident, measure: Measure, owner: str, asking: Asking, *, emergency: bool
) -> ev.MeasureStarted:
    mark = " without approval, as an emergency" if emergency else ""
    alone = ", done alone" if incident.alone else f" under {measure.standing}" if measure.standing else ""
    return ev.MeasureStarted(
        measure=measure.id,
        owner=owner,
        box_until=box_end(incident, measure.box_minutes, asking.at),
        unapproved="emergency" if emergency else None,
        standing=measure.standing,
        alone=incident.alone,
        star=emergency,
        text=f"{measure.id} started{mark}{alone}: {measure.text}{_because(asking) if emergency else ''}",
    )


def finish(incident: Incident, command: cmd.Finish, asking: Asking) -> Decision:
    """What came of it. Anybody who saw it may write it; one that never started is started with it."""
    measure = incident.measure(command.measure)
    if measure is None:
        return _missing(incident, command.measure)
    stopped = no_outcome(measure, command.outcome, asking)
    if stopped:
        return stopped
    facts: list[ev.Fact] = []
    if measure.started_at is None:
        doubt = _unapproved(incident, measure, asking)
        asked = unanswered(incident, asking, doubt)
        if asked:
            return asked
        owner = measure.owner or incident.known(asking.actor) or asking.actor
        started = _started(incident, measure, owner, asking, emergency=doubt is not None)
        facts.append(with_reasons(started, asking, doubt))
    facts.append(finished(measure, command.outcome, asking))
    return said(asking, *facts)


def no_outcome(measure: Measure, outcome: str, asking: Asking) -> Refused | None:
    """Why that outcome cannot be said now: it has one already, or it would end before it began."""
    if measure.ended_at is not None and measure.state in OUTCOMES and outcome != "rolled-back":
        way_out = "if that is wrong, correct the entry; rolled-back can still follow"
        return Refused("S8", f"{measure.id} is {_state_word(measure)} already", way_out=way_out)
    if measure.state == "rolled-back":
        return Refused("S8", f"{measure.id} is rolled back already")
    typed = asking.happened_at  # a clock that was set back refuses nobody
    if measure.started_at is not None and typed is not None and typed < measure.started_at:
        started, at = clock(measure.started_at, asking, seconds=True), clock(asking.at, asking, seconds=True)
        return Refused("S8", f"{measure.id} started at {started} and cannot have ended at {at}")
    return None


def finished(measure: Measure, outcome: ev.Outcome, asking: Asking) -> ev.MeasureFinished:
    """The fact that a measure came to its outcome."""
    words = {
        "worked": "worked",
        "no-effect": "had no effect",
        "worse": "made it worse",
        "rolled-back": "rolled back",
    }
    text = f"{measure.id} {words[outcome]}: {measure.text}{_because(asking)}"
    return ev.MeasureFinished(measure=measure.id, outcome=outcome, text=text)


def done_already(incident: Incident, command: cmd.DoneAlready, asking: Asking) -> Decision:
    """What was done without approval is written down, never refused, and marked for good (S11)."""
    measure_id = _next_id(incident)
    actor = incident.known(asking.actor) or asking.actor
    free = incident.alone or command.kind == "passive"
    mark = "" if command.kind == "passive" else ", done alone" if incident.alone else ", without approval"
    proposed = ev.MeasureProposed(
        measure=measure_id, measure_kind=command.kind, what=command.text, owner=actor, star=True,
        component=command.component, alone=incident.alone,
        text=f"{measure_id} done already{mark}: {command.text}",
    )  # fmt: skip
    doubt = None if free else Doubt("S11", "", f"{measure_id} unapproved")
    started = ev.MeasureStarted(
        measure=measure_id,
        owner=actor,
        unapproved=None if free else "already-done",
        done=True,
        alone=incident.alone,
        text=f"{measure_id} started by {actor}{mark}",
    )
    facts: list[ev.Fact] = [proposed, with_reasons(started, asking, doubt)]
    facts += made_investigators(incident, (actor,), because=measure_id)
    if command.outcome:
        running = _as_measure(measure_id, command, actor, asking)
        facts.append(finished(running, command.outcome, replace(asking, because=None)))
    return Accepted(said(asking, *facts).said, here_again(incident, facts, asking))


def _as_measure(measure_id: str, command: cmd.DoneAlready, actor: str, asking: Asking) -> Measure:
    return Measure(
        id=measure_id, kind=command.kind, text=command.text, state="done",
        proposed_by=actor, proposed_at=asking.at, number=0,
    )  # fmt: skip


def acknowledge(incident: Incident, command: cmd.Acknowledge, asking: Asking) -> Decision:
    """The commander has seen it; it keeps its mark."""
    measure = incident.measure(command.measure)
    if measure is None:
        return _missing(incident, command.measure)
    if not (measure.unapproved or measure.alone) or measure.acknowledged:
        return Refused("S11", f"{measure.id} waits for no acknowledgement")
    text = f"{measure.id} acknowledged by {asking.actor}{by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, ev.MeasureAcknowledged(measure=measure.id, text=text))
