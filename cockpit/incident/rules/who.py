"""Kinds of people as the rules know them: who that is at a moment, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from cockpit.incident import commands as cmd
from cockpit.incident.checkin import fillers
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER, DEPUTY
from cockpit.incident.rules.verdicts import Asking
from cockpit.incident.silence import too_silent
from cockpit.incident.state import Incident
from cockpit.incident.takeovers import unacknowledged

Names = tuple[str, ...] | None
"""None: anybody who may write."""


class Who(Struct, frozen=True):
    """Who may decide something. `names` gives them at the moment of asking."""

    words: str
    """As a refusal names them: "only WORDS approves a measure"."""
    names: Callable[[Incident, Any, Asking], Names]
    told: str = ""
    """As the docs name them, where that says more than `words`."""
    leaderless: str = "anybody who may write"
    """Who may while nobody has command, for the docs."""


def _anybody(incident: Incident, command: Any, asking: Asking) -> Names:
    return None


def _commander(incident: Incident, command: Any, asking: Asking) -> Names:
    """While nobody has command the work goes on: anybody."""
    return incident.holders(COMMANDER) or None


def _commanders_word(incident: Incident, command: Any, asking: Asking) -> Names:
    """Nobody gives it while nobody has command; one person alone needs none."""
    return None if incident.alone and incident.commander is None else incident.holders(COMMANDER)


def _approvers(incident: Incident, command: Any, asking: Asking) -> Names:
    word = _commanders_word(incident, command, asking)
    return (*word, incident.delegated_to) if word and incident.delegated_to else word


def _leaders(incident: Incident, command: Any, asking: Asking) -> Names:
    word = _commanders_word(incident, command, asking)
    return (*word, *incident.holders(DEPUTY)) if word else word


def _fillers(incident: Incident, command: Any, asking: Asking) -> Names:
    return fillers(incident) or None


def _delegators(incident: Incident, command: Any, asking: Asking) -> Names:
    deputies = incident.holders(DEPUTY) if too_silent(incident, asking.now) else ()
    return incident.holders(COMMANDER) + deputies


def _assigners(incident: Incident, command: cmd.AssignRole, asking: Asking) -> Names:
    return (*incident.holders(COMMANDER), command.person) if incident.commander else None


def _relievers(incident: Incident, command: cmd.RelieveRole, asking: Asking) -> Names:
    role = incident.procedure.role(command.role)
    if incident.commander is None or role is None:
        return None
    own = tuple(name for name in incident.holders(role) if _is_meant(name, command.person))
    return (*incident.holders(COMMANDER), *own)


def _is_meant(name: str, person: str | None) -> bool:
    return person is None or same_person(name, person)


def _releasers(incident: Incident, command: cmd.Release, asking: Asking) -> Names:
    return (*incident.holders(COMMANDER), command.person) if incident.commander else None


def _offered(incident: Incident, command: Any, asking: Asking) -> Names:
    return (incident.offer.person,) if incident.offer else None


def _offered_or_offering(incident: Incident, command: Any, asking: Asking) -> Names:
    return (incident.offer.person, incident.offer.by) if incident.offer else None


def _relieved(incident: Incident, command: Any, asking: Asking) -> Names:
    """Where nobody has to know of anything the rule itself says so."""
    return tuple(one.person for one in unacknowledged(incident)) or None


def _withdrawers(incident: Incident, command: cmd.Withdraw, asking: Asking) -> Names:
    measure = incident.measure(command.measure)
    if measure is None or incident.commander is None:
        return None
    names = (measure.proposed_by, measure.owner, incident.commander)
    return tuple(dict.fromkeys(name for name in names if name))


ANYBODY = Who("anybody who may write", _anybody)
THE_COMMANDER = Who("the commander", _commander)
THE_COMMANDERS_WORD = Who(
    "the commander", _commanders_word, leaderless="nobody, until somebody takes it; one person alone may"
)
APPROVERS = Who(
    "the commander", _approvers, "the commander, and the deputy to whom approving is delegated",
    "nobody, until somebody takes command; one person alone may",
)  # fmt: skip
FILLERS = Who("the commander, the deputy or the scribe", _fillers)
LEADERS = Who(
    "the commander or the deputy", _leaders,
    leaderless="nobody, until somebody takes command; one person alone may",
)  # fmt: skip
DELEGATORS = Who(
    "the commander", _delegators, "the commander; the deputy while the commander is silent", "nobody"
)
ASSIGNERS = Who("the commander", _assigners, "the commander; a free role may be taken by oneself")
RELIEVERS = Who("the commander or whoever holds it", _relievers)
RELEASERS = Who("the commander", _releasers, "the commander; everybody lets themselves go")
OFFERED = Who("whoever command is offered to", _offered, leaderless="whoever it is offered to")
OFFERED_OR_OFFERING = Who(
    "whoever command is offered to, or offers it", _offered_or_offering, leaderless="the same"
)
RELIEVED = Who("whoever command was taken from", _relieved, leaderless="the same")
WITHDRAWERS = Who("its proposer, its owner or the commander", _withdrawers)
