"""Rules about standing approvals: given to one person, until the next check-in (S11)."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.people import same_person
from cockpit.incident.rules.verdicts import Asking, Decision, Refused, by_word_suffix, said
from cockpit.incident.state import Allowance, Incident


def allow(incident: Incident, command: cmd.Allow, asking: Asking) -> Decision:
    """The commander's word beforehand, for what one person may have to do at once."""
    if not command.text.strip():
        way_out = "say what they may do, in a few words"
        return Refused("S11", "a standing approval says for what", way_out=way_out, usage=True)
    person = incident.known(command.person) or command.person
    allowance = f"A{len(incident.allowances) + 1}"
    text = f"{allowance} {person} may until the next check-in{by_word_suffix(asking)}: {command.text}"
    return said(asking, ev.Allowed(allowance=allowance, what=command.text, person=person, text=text))


def disallow(incident: Incident, command: cmd.Disallow, asking: Asking) -> Decision:
    """Taken back before the check-in ends it."""
    found = _allowance(incident, command.allowance)
    if isinstance(found, Refused):
        return found
    text = f"{found.id} ended{by_word_suffix(asking)}: {found.person} may no longer: {found.what}"
    return said(asking, ev.AllowanceEnded(allowance=found.id, text=text))


def covering(
    incident: Incident, under: str | None, asking: Asking, owner: str | None = None
) -> Allowance | Refused | None:
    """The standing approval that `under` names, if it is theirs and still holds; None without one."""
    if under is None:
        return None
    found = _allowance(incident, under)
    if isinstance(found, Refused):
        return found
    if any(same_person(found.person, name) for name in (asking.actor, owner) if name):
        return found
    own = ", ".join(one.id for one in incident.standing(asking.actor))
    way_out = f"yours: {own}" if own else "propose it without, and wait for the approval"
    return Refused("S11", f"{found.id} is {found.person}'s, not {asking.actor}'s", way_out=way_out)


def _allowance(incident: Incident, text: str) -> Allowance | Refused:
    found = incident.allowances.get(text.strip().upper())
    if found is None:
        standing = ", ".join(one.id for one in incident.allowances.values() if not one.ended) or "none"
        return Refused("S11", f"there is no standing approval {text!r}", way_out=f"standing now: {standing}")
    if found.ended:
        way_out = "ask for the approval itself: without --under it waits in the queue"
        return Refused("S11", f"{found.id} has ended", way_out=way_out)
    return found


def approved_under(measure: str, text: str, allowance: Allowance) -> ev.MeasureApproved:
    """The approval of a measure that a standing one covers; it names it."""
    words = f"{measure} approved under {allowance.id} ({allowance.by}: {allowance.what}): {text}"
    return ev.MeasureApproved(measure=measure, standing=allowance.id, text=words)
