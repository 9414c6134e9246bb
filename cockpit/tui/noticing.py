"""What somebody has to hear at once because it is about them: told once, with a bell."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.incident import events as ev
from cockpit.incident.duties.blocked import KNOW_KEY
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident, Measure
from cockpit.incident.takeovers import unacknowledged
from cockpit.tui.decisionnews import decision_news
from cockpit.tui.hearing import telling_news
from cockpit.tui.loopnews import loop_news
from cockpit.tui.peoplenews import people_news
from cockpit.tui.scalenews import scale_news


def news(before: Incident, after: Incident, me: str) -> list[str]:
    """Sentences for `me` about what changed between two states of one incident."""
    if before.id != after.id or not before.exists:
        return []
    spoken = [_entered(entry) for entry in spoken_for(before, after, me)]
    about_me = [*_command(before, after, me), *_phase(before, after, me), *_measures(before, after, me),
            *loop_news(before, after, me), *decision_news(before, after, me),
            *scale_news(before, after, me)]  # fmt: skip
    return [*spoken, *about_me, *people_news(before, after, me), *telling_news(before, after, me)]


def spoken_for(before: Incident, after: Incident, me: str) -> list[ev.Recorded]:
    """What somebody else has entered since as the spoken decision of `me`: one entry for each act."""
    acts: dict[str, list[ev.Recorded]] = {}
    for entry in after.acts:
        by = entry.by_word if entry.number > before.number else None
        if by and same_person(entry.actor, me) and not same_person(by, me):
            acts.setdefault(entry.commit, []).append(entry)
    return [min(entries, key=_place) for entries in acts.values()]


def _place(entry: ev.Recorded) -> tuple[int, int]:
    """What an act was about comes first; that roles changed with it only follows from it."""
    return (list(_DID).index(entry.event) if entry.event in _DID else len(_DID)), entry.position


def _entered(entry: ev.Recorded) -> str:
    return (
        f"{entry.by_word} entered by word that you {_did(entry.fact())}. (. shows it, a comma takes it back)"
    )


def _did(fact: ev.Fact | None) -> str:
    """What the person is said to have done: "approved M2"."""
    words = _DID.get(fact.event, "") if fact else ""
    if words:
        names = (
            "measure", "person", "role", "severity", "decision", "round", "allowance", "draft", "audience",
            "question",
        )  # fmt: skip
        return words.format(**{name: getattr(fact, name, "") for name in names})
    return f"did this: {fact.text}" if fact and fact.text else "did something this cockpit does not know"


_DID = {
    ev.CheckinFinished.event: "held the check-in",
    ev.Resolved.event: "called it resolved",
    ev.Relapsed.event: "called it back to active",
    ev.Closed.event: "closed the incident",
    ev.StoodDown.event: "stood the incident down",
    ev.Reopened.event: "reopened the incident",
    ev.HandoffOffered.event: "offered command to {person}",
    ev.HandoffAccepted.event: "took command",
    ev.HandoffDeclined.event: "declined command",
    ev.TakeoverAcknowledged.event: "know who has command",
    ev.RolesKept.event: "said why {person} keeps several roles",
    ev.MeasureApproved.event: "approved {measure}",
    ev.MeasureRefused.event: "refused {measure}",
    ev.DecisionMade.event: "decided {decision}",
    ev.ObjectionsAsked.event: "asked for objections, {round}",
    ev.Allowed.event: "gave {person} the standing approval {allowance}",
    ev.AllowanceEnded.event: "ended {allowance}",
    ev.SeveritySet.event: "set {severity}",
    ev.Amended.event: "changed the procedure",
    ev.RoleAssigned.event: "made {person} {role}",
    ev.Told.event: "told {audience}",
    ev.Waived.event: "said that {audience} need not be told",
    ev.StatementApproved.event: "approved {draft}",
    ev.StatementDropped.event: "refused {draft}",
    ev.QuestionForwarded.event: "forwarded {question}",
    ev.QuestionAnswered.event: "answered {question}",
    ev.RoleRelieved.event: "ended the role of {person}: {role}",
}


def _command(before: Incident, after: Incident, me: str) -> Iterator[str]:
    if before.is_commander(me) and not after.is_commander(me) and after.commander:
        know = f" {KNOW_KEY}." if unacknowledged(after, me) else ""
        yield f"{after.commander} has command now; yours has ended.{know}"
    offer = after.offer
    if offer and offer != before.offer and same_person(offer.person, me):
        how = "accepts or declines" if after.commander else "takes it"
        yield f"{offer.by} offers you command: h {how}."


def _phase(before: Incident, after: Incident, me: str) -> Iterator[str]:
    yield from _ended(before, after, me)
    if before.phase == "watch" and after.phase == "active":
        yield "Back to active: it was no recovery yet."
    if before.phase == "active" and after.phase == "watch":
        yield "Resolved; the watch period begins."


def _ended(before: Incident, after: Incident, me: str) -> Iterator[str]:
    if before.is_open and after.phase == "closed":
        yield "Not an incident after all: stood down." if after.stood_down else "The incident is closed."
    if before.phase == "closed" and after.is_open:
        yield "Reopened: the same record goes on."
    chosen, was = after.facilitator, before.facilitator
    if chosen and chosen != was and same_person(chosen, me):
        yield "You lead the retrospective: the record is yours to read."


def _measures(before: Incident, after: Incident, me: str) -> Iterator[str]:
    for measure in after.measures.values():
        was = before.measures.get(measure.id)
        if was is None or was.state == measure.state or not _is_mine(measure, me):
            continue
        if measure.state in {"approved", "refused"} and not same_person(measure.decided_by or "", me):
            yield f"{measure.id} is {measure.state} by {measure.decided_by}."
        if measure.state == "asked":
            yield f"{measure.asked_by} asks about {measure.id}: {measure.question}"


def _is_mine(measure: Measure, me: str) -> bool:
    return any(same_person(name, me) for name in (measure.proposed_by, measure.owner or ""))
