"""Takes back a decision that somebody else entered by word: by an act that undoes it, never by a deletion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.corrections import fact_of
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.state import Incident

NOT_SAID = "I did not say so"


def last_spoken(incident: Incident, person: str) -> ev.Recorded | None:
    """The last act that stands as this person's decision and was entered by somebody else, or None."""
    for entry in reversed(incident.acts):
        by = entry.by_word
        if by and same_person(entry.actor, person) and not same_person(by, person):
            return _main(incident, entry)
    return None


def _main(incident: Incident, entry: ev.Recorded) -> ev.Recorded:
    """Of an act with several facts the one that was decided: the first that can be undone, else the first."""
    same = [one for one in incident.acts if one.commit == entry.commit]
    return next((one for one in same if _undoing(incident, one) is not None), same[0])


def taking_back(incident: Incident, entry: ev.Recorded) -> cmd.Command:
    """What undoes that act now; where nothing can any more, an entry that says it was never said."""
    undone = _undoing(incident, entry)
    if undone is not None:
        return undone
    fact = fact_of(entry)
    told = fact.text if fact else entry.event
    return cmd.Log(f"{NOT_SAID} (entry {entry.number}: {told})", star=True)


def _undoing(incident: Incident, entry: ev.Recorded) -> cmd.Command | None:
    fact = fact_of(entry)
    undo = _UNDO.get(type(fact)) if fact else None
    return undo(incident, fact) if undo else None


def _measure(incident: Incident, fact: Any) -> cmd.Command | None:
    """Back to whoever proposed it, as long as it has not started."""
    measure = incident.measures.get(fact.measure)
    if measure is None or measure.started_at is not None or measure.state == "withdrawn":
        return None
    decided = "approve" if isinstance(fact, ev.MeasureApproved) else "refuse"
    return cmd.AskBack(measure.id, f"I did not {decided} it: who said so?")


def _assigned(incident: Incident, fact: ev.RoleAssigned) -> cmd.Command | None:
    if fact.role == COMMANDER or not incident.holds(fact.person, fact.role):
        return None
    return cmd.RelieveRole(fact.role, fact.person)


def _relieved(incident: Incident, fact: ev.RoleRelieved) -> cmd.Command | None:
    if fact.role == COMMANDER or incident.holds(fact.person, fact.role):
        return None
    return cmd.AssignRole(fact.role, fact.person)


def _severity(incident: Incident, fact: ev.SeveritySet) -> cmd.Command | None:
    return cmd.SetSeverity(fact.was) if fact.was and incident.severity == fact.severity else None


def _offered(incident: Incident, fact: ev.HandoffOffered) -> cmd.Command | None:
    return cmd.DeclineHandoff() if incident.offer else None


def _into_watch(incident: Incident, fact: ev.Resolved) -> cmd.Command | None:
    return cmd.Reopen() if incident.phase == "watch" else None


def _closed(incident: Incident, fact: Any) -> cmd.Command | None:
    return cmd.Reopen() if incident.phase == "closed" else None


def _relapsed(incident: Incident, fact: ev.Relapsed) -> cmd.Command | None:
    return cmd.Resolve() if incident.phase == "active" else None


def _delegated(incident: Incident, fact: ev.Delegated) -> cmd.Command | None:
    return cmd.EndDelegation() if incident.delegated_to else None


def _allowed(incident: Incident, fact: ev.Allowed) -> cmd.Command | None:
    allowance = incident.allowances.get(fact.allowance)
    return cmd.Disallow(fact.allowance) if allowance and not allowance.ended else None


def _statement(incident: Incident, fact: ev.StatementApproved) -> cmd.Command | None:
    statement = incident.statements.get(fact.draft)
    return cmd.DropStatement(fact.draft) if statement and statement.state == "ready" else None


_UNDO: Mapping[type[ev.Fact], Callable[[Incident, Any], cmd.Command | None]] = {
    ev.MeasureApproved: _measure,
    ev.MeasureRefused: _measure,
    ev.RoleAssigned: _assigned,
    ev.RoleRelieved: _relieved,
    ev.SeveritySet: _severity,
    ev.HandoffOffered: _offered,
    ev.Resolved: _into_watch,
    ev.Closed: _closed,
    ev.StoodDown: _closed,
    ev.Relapsed: _relapsed,
    ev.Delegated: _delegated,
    ev.Allowed: _allowed,
    ev.StatementApproved: _statement,
}
