"""The few things an action can come to; the app carries them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct
from textual.screen import ModalScreen

from cockpit.incident.commands import Command
from cockpit.incident.moments import Moment
from cockpit.record.log import Row
from cockpit.tui.view import View
from cockpit.tui.widgets.promptline import Prompt


class Stage(Struct, frozen=True):
    """What is on the screen when an action is chosen."""

    view: View
    waiting: str | None = None
    """The id of the proposal under the cursor of Approvals."""
    measure: str | None = None
    """The id of the measure under the cursor of Mitigations."""
    entry: Row | None = None
    """The entry under the timeline's cursor."""


class Submit(Struct, frozen=True):
    """Take a command to the desk."""

    command: Command
    because: str | None = None
    word: str | None = None
    moment: Moment | None = None
    commit: UUID | None = None


class ImportFile(Struct, frozen=True):
    """Take the rows of a file into the record. `zone` is that of times without an offset, or empty."""

    path: str
    zone: str = ""


class ExportFile(Struct, frozen=True):
    """Write the record into a new file, with its raw log where `everything` is wanted.

    `form` is one of `cockpit.reports.exports.FORMS`.
    """

    form: str
    path: str
    everything: bool = False


class CallIn(Struct, frozen=True):
    """Run the project's command that calls somebody, and record how it ended."""

    person: str
    command: tuple[str, ...]


class Ask(Struct, frozen=True):
    """Ask one line at the bottom. `read` gives the next step, or a sentence about what is wrong."""

    prompt: Prompt
    read: Callable[[Mapping[str, str]], Step | str]


class Open(Struct, frozen=True):
    """Open a dialog; `then` gives the next step for its result. Esc ends it."""

    dialog: ModalScreen[Any]
    then: Callable[[Any], Step | None]


class Tell(Struct, frozen=True):
    """Say a sentence; with `copied`, that text goes to the clipboard."""

    sentence: str
    copied: str = ""


class InTurn(Struct, frozen=True):
    """Several steps, one after the other."""

    steps: tuple[Step, ...]


class Arm(Struct, frozen=True):
    """Let the row of a proposal ask for the confirming key."""

    act: Literal["approve", "refuse"]
    measure: str


class OnScreen(Struct, frozen=True):
    """Something the screen itself does: zoom, search, filter, open the note line, the check-in …"""

    what: str


Step = Submit | ImportFile | CallIn | ExportFile | Ask | Open | Tell | InTurn | Arm | OnScreen
