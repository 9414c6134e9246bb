"""Whose a measure may be, and who becomes an investigator by it (S6, S15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cockpit.incident import events as ev
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMUNICATOR, INVESTIGATOR, SCRIBE, TECHNICAL_LEAD
from cockpit.incident.rules.roles import commander_investigates
from cockpit.incident.rules.verdicts import Asking, Doubt
from cockpit.incident.state import Incident


def unfit(incident: Incident, owner: str | None) -> Doubt | None:
    """S6 for a commander, S15 for a scribe or communicator who would own a measure."""
    if owner is None or incident.alone or incident.holds(owner, INVESTIGATOR, TECHNICAL_LEAD):
        return None
    if incident.is_commander(owner):
        return commander_investigates(incident, owner)
    if not incident.holds(owner, SCRIBE, COMMUNICATOR):
        return None
    role = incident.roles_of(owner)[0]
    return Doubt(
        "S15", f"{owner} is {role}; measures belong to investigators: why", f"{owner} as {role} owns measures"
    )


def made_investigators(
    incident: Incident, names: Sequence[str | None], *, because: str
) -> list[ev.RoleAssigned]:
    """Whoever proposes, owns or starts a measure without a role becomes an investigator (S15)."""
    made: dict[str, ev.RoleAssigned] = {}
    for name in names:
        if name is None or incident.alone or incident.roles_of(name):
            continue
        spelled = incident.known(name) or name
        was_free = incident.condition(spelled).released_at is not None
        called = f"here again, as {_called(incident)}" if was_free else _called(incident)
        text = f"{spelled} is {called} (through {because})"
        made.setdefault(spelled, ev.RoleAssigned(role=INVESTIGATOR, person=spelled, how="acted", text=text))
    return list(made.values())


def here_again(incident: Incident, facts: Iterable[ev.Fact], asking: Asking) -> str:
    """A sentence about whoever was free to go and is not any more by these facts; or nothing."""
    back = [
        "you are" if same_person(fact.person, asking.who) else f"{fact.person} is"
        for fact in facts
        if isinstance(fact, ev.RoleAssigned) and incident.condition(fact.person).released_at is not None
    ]
    return f"{', '.join(back)} here again, as {_called(incident)}" if back else ""


def _called(incident: Incident) -> str:
    return incident.procedure.role_name(INVESTIGATOR)
