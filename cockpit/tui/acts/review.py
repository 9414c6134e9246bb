"""Actions after the close: sign off, reread, facilitator, ticket; and comments on entries (S37, S81–S88)."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase

from cockpit.hooks import TICKET, command_of
from cockpit.incident import commands as cmd
from cockpit.incident.partaking import is_reread, part_of
from cockpit.incident.people import person_key
from cockpit.incident.state import Incident
from cockpit.reports import review as told
from cockpit.tui.acts.ending import ask_first_message
from cockpit.tui.acts.entries import NO_ENTRY
from cockpit.tui.acts.steps import Ask, OnScreen, Open, Stage, Step, Submit
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.widgets.promptline import Field, Prompt

_OTHER = "o"
_KEYS = "123456789" + "".join(letter for letter in ascii_lowercase if letter not in "jko")


def comment(stage: Stage) -> Step:
    """Something beside the selected entry, which stays as it is (S37)."""
    row = stage.entry
    if row is None:
        return NO_ENTRY

    def read(values: Mapping[str, str]) -> Step | str:
        text = values["text"].strip()
        return Submit(cmd.Comment(row.number, text)) if text else "A comment is not empty."

    field = Field("text", "comment", "what should stand beside it")
    hint = "the entry stays as it is · v shows it with its comments"
    return Ask(Prompt(f"comment {row.number}", f"Comment on entry {row.number}", (field,), hint), read)


def review(stage: Stage) -> Step:
    """Everything that follows the close, as it stands now."""
    incident = stage.view.incident
    signed = person_key(stage.view.me) in incident.signed_off
    read, link = told.reread_sentence(incident), incident.first_message
    choices: list[Choice[Step]] = [
        Choice("s", _tick(signed, "sign off: I have read the record"), Submit(cmd.SignOff()),
               told.signed_sentence(incident)),
        Choice("r", _tick(is_reread(incident), "reread: walk what has no star"), OnScreen("reread"), read),
        Choice("f", _tick(incident.facilitator, "who leads the retrospective"), facilitator(stage),
               told.facilitator_sentence(incident)),
        Choice("t", _tick(incident.ticket, "the retrospective's ticket"), _ticket(incident),
               told.ticket_sentence(incident)),
        Choice("l", _tick(link, "the first message"), ask_first_message(), link or "its link is missing"),
    ]  # fmt: skip
    text = "" if incident.phase == "closed" else "The incident is still open; most of this is for afterwards."
    return Open(ChoiceDialog("After the incident", choices, text=text), lambda step: step)


def _tick(done: object, label: str) -> str:
    return f"{'✔' if done else '◌'} {label}"


def facilitator(stage: Stage) -> Step:
    """Whoever took part is faded, and choosing them asks why (S87)."""
    incident = stage.view.incident
    named = [(name, part_of(incident, name)) for name in _candidates(incident)]
    ordered = sorted(named, key=lambda one: bool(one[1]))[: len(_KEYS)]
    choices: list[Choice[Step]] = [
        Choice(
            key, name, Submit(cmd.ChooseFacilitator(name)), part and f"took part: {part}", faded=bool(part)
        )
        for key, (name, part) in zip(_KEYS, ordered, strict=False)
    ]
    free = sum(not part for _, part in ordered)
    choices.insert(free, Choice(_OTHER, "somebody else", _somebody()))
    text = "Better somebody who took no part."
    return Open(ChoiceDialog("Who leads the retrospective?", choices, text=text), lambda step: step)


def _candidates(incident: Incident) -> list[str]:
    """The project's facilitators and on-call list first, then everybody who is here."""
    procedure = incident.procedure
    names = [
        *procedure.facilitators,
        *(one.name for one in procedure.on_call),
        *(person.name for person in incident.people.values()),
    ]
    return list({person_key(name): name for name in reversed(names)}.values())[::-1]


def _somebody() -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        name = values["name"].strip()
        return Submit(cmd.ChooseFacilitator(name)) if name else "Type a name, or esc."

    field = Field("name", "name", "zoe")
    return Ask(Prompt("facilitator", "Who leads the retrospective?", (field,), "enter chooses"), read)


def _ticket(incident: Incident) -> Step:
    """Copy its text, hand it to the project's command, or store where it is (S83)."""
    command = " ".join(command_of(TICKET, incident))
    none = "" if command else "this project names no command for it (procedure.toml: ticket)"
    choices: list[Choice[Step]] = [
        Choice("c", "copy its text", OnScreen("ticket copy"), "to paste into your tracker"),
        Choice("s", "make it with the project's command", OnScreen("ticket send"), command, disabled=none),
        Choice("l", "store its link", _ticket_link(), incident.ticket or ""),
    ]
    return Open(ChoiceDialog("The retrospective's ticket", choices), lambda step: step)


def _ticket_link() -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        link = values["link"].strip()
        return Submit(cmd.RecordTicket(link)) if link else "Paste the ticket's link or number, or esc."

    field = Field("link", "link", "https://tickets.example/…")
    return Ask(Prompt("ticket", "Where is the retrospective's ticket?", (field,), "enter stores it"), read)
