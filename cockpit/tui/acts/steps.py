"""The few things an action can come to; the app carries them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from textual.screen import ModalScreen

from cockpit.incident.commands import Command
from cockpit.incident.moments import Moment
from cockpit.record.log import Row
from cockpit.tui.view import View
from cockpit.tui.widgets.promptline import Prompt


@dataclass(frozen=True, slots=True)
class Stage:
    """What is on the screen when an action is chosen."""

    view: View
    waiting: str | None = None
    """The id of the proposal under the cursor of Approvals."""
    measure: str | None = None
    """The id of the measure under the cursor of Mitigations."""
    entry: Row | None = None
    """The entry under the timeline's cursor."""


@dataclass(frozen=True, slots=True)
class Submit:
    """Take a command to the desk."""

    command: Command
    because: str | None = None
    word: str | None = None
    moment: Moment | None = None
    commit: UUID | None = None


@dataclass(frozen=True, slots=True)
class ImportFile:
    """Take the rows of a file into the record. `zone` is that of times without an offset, or empty."""

    path: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """Write the record into a new file. `form` is one of `cockpit.reports.exports.FORMS`."""

    form: str
    path: str


@dataclass(frozen=True, slots=True)
class CallIn:
    """Run the project's command that calls somebody, and record how it ended."""

    person: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask one line at the bottom. `read` gives the next step, or a sentence about what is wrong."""

    prompt: Prompt
    read: Callable[[Mapping[str, str]], Step | str]


@dataclass(frozen=True, slots=True)
class Open:
    """Open a dialog; `then` gives the next step for its result. Esc ends it."""

    dialog: ModalScreen[Any]
    then: Callable[[Any], Step | None]


@dataclass(frozen=True, slots=True)
class Tell:
    """Say a sentence; with `copied`, that text goes to the clipboard."""

    sentence: str
    copied: str = ""


@dataclass(frozen=True, slots=True)
class InTurn:
    """Several steps, one after the other."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Arm:
    """Let the row of a proposal ask for the confirming key."""

    act: Literal["approve", "refuse"]
    measure: str


@dataclass(frozen=True, slots=True)
class OnScreen:
    """Something the screen itself does: zoom, search, filter, open the note line, the check-in …"""

    what: str


Step = Submit | ImportFile | CallIn | ExportFile | Ask | Open | Tell | InTurn | Arm | OnScreen
