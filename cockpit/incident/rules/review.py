"""Rules about what comes after the close: signed off, reread, facilitated, ticketed (S81–S88)."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.partaking import part_of, scribes
from cockpit.incident.people import person_key, same_person
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Doubt,
    Refused,
    because_suffix,
    by_word_suffix,
    said,
    unanswered,
    with_reasons,
)
from cockpit.incident.state import Incident


def sign_off(incident: Incident, command: cmd.SignOff, asking: Asking) -> Decision:
    """Somebody has read the record (S81). Before the close it is taken and asked for again after it."""
    person = asking.actor
    if incident.phase == "closed" and person_key(person) in incident.signed_off:
        return Accepted((), f"{person} has signed off already")
    fact = ev.SignedOff(person=person, text=f"{person} has read the record{by_word_suffix(asking)}")
    note = "" if incident.phase == "closed" else "the record still grows: sign off again after the close"
    return Accepted(said(asking, fact).said, note)


def finish_reread(incident: Incident, command: cmd.FinishReread, asking: Asking) -> Decision:
    """The record was walked up to an entry (S82), to its end or until another time."""
    through = max(0, min(command.through, incident.number))
    if not command.done and through == incident.reread_through:
        return Accepted(())
    doubt = _not_theirs(incident, asking) if _ends(incident, command, through) else None
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    what = "pass done" if command.done else "read again so far"
    starred = f", {command.starred} starred" if command.starred else ""
    text = f"{what}: up to entry {through}{starred}{by_word_suffix(asking)}"
    fact = ev.Reread(through=through, starred=command.starred, done=command.done, text=text)
    return said(asking, with_reasons(fact, asking, doubt))


def _ends(incident: Incident, command: cmd.FinishReread, through: int) -> bool:
    """Whether nobody is asked to reread the record after this."""
    begun = command.done or incident.reread_at is not None
    return incident.phase == "closed" and begun and through >= incident.closed_number


def _not_theirs(incident: Incident, asking: Asking) -> Doubt | None:
    """S82: the pass is the scribe's, or the last commander's; whoever else ends it says why."""
    theirs = scribes(incident)
    if any(same_person(asking.actor, name) for name in (*theirs, incident.last_commander) if name):
        return None
    question = f"{' or '.join(theirs)} is to reread the record: why is it done without them"
    return Doubt("S82", question, f"{asking.actor} after entry {incident.closed_number}")


def choose_facilitator(incident: Incident, command: cmd.ChooseFacilitator, asking: Asking) -> Decision:
    """Who leads the retrospective; better nobody who took part (S87)."""
    person = incident.known(command.person) or command.person
    if incident.facilitator and same_person(person, incident.facilitator):
        return Accepted((), f"{incident.facilitator} leads the retrospective already")
    part = part_of(incident, person)
    doubt = Doubt("S87", f"{person} took part ({part}): why not somebody else", person) if part else None
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    text = f"{person} leads the retrospective{by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, with_reasons(ev.FacilitatorChosen(person=person, text=text), asking, doubt))


def record_ticket(incident: Incident, command: cmd.RecordTicket, asking: Asking) -> Decision:
    """Where the retrospective's ticket is (S83), and to whom it is assigned (S88)."""
    link = command.link
    if not link.strip():
        return Refused("S83", "the link is empty", way_out="give the ticket's address or number", usage=True)
    if (link, incident.facilitator) == (incident.ticket, incident.ticket_for):
        return Accepted((), "that is the ticket already")
    whom = f", for {incident.facilitator}" if incident.facilitator else ""
    text = f"retrospective: {link}{whom}{by_word_suffix(asking)}"
    return said(asking, ev.Ticketed(link=link, facilitator=incident.facilitator, text=text))
