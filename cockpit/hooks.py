"""Hands a text to a command of the project's, and finds in its answer where it went (S49, S83)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from typing import NamedTuple

from cockpit.incident.state import Incident

_URL = re.compile(r"https?://\S+")
_PATIENCE = 120
"""Seconds: what has not answered by then will not."""


class Hook(NamedTuple):
    """What a command of the project's is for."""

    key: str
    """Under which the procedure names its words."""
    makes: str
    by_hand: str
    """The verb that records the same where the command did not say."""


TICKET = Hook("ticket", "a ticket", "cockpit ticket --link URL")
ANNOUNCE = Hook("announce", "the first message", "cockpit announced --link URL")


class NotSent(Exception):
    """The command did not do it. `str()` is a sentence for people."""


def command_of(hook: Hook, incident: Incident) -> tuple[str, ...]:
    """The project's command, its {incident}, {title}, {severity} and {facilitator} filled in."""
    values = {
        "incident": incident.id,
        "title": incident.title,
        "severity": incident.severity or "",
        "facilitator": incident.facilitator or "",
    }
    words = incident.procedure.ticket if hook == TICKET else incident.procedure.announce
    return tuple(_filled(word, values) for word in words)


def _filled(word: str, values: dict[str, str]) -> str:
    """In one pass, so that nothing a title holds is filled in again; a NUL would end the word."""
    filled = re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), word)
    return filled.replace("\0", "")


def send(hook: Hook, command: Sequence[str], text: str) -> str | None:
    """Run it without a shell, the text on its standard input; the address it printed last, or None.

    Raises NotSent where it cannot be run, fails, or does not end.
    """
    name = command[0]
    try:
        ran = subprocess.run(
            command, input=text.encode(errors="replace"), capture_output=True, timeout=_PATIENCE
        )
    except OSError as error:
        raise NotSent(f"{name} cannot be run ({error.strerror}): see {hook.key} in the procedure.") from error
    except subprocess.TimeoutExpired as error:
        raise NotSent(
            f"{name} did not end within {_PATIENCE} seconds: look whether it made {hook.makes}, then "
            f"{hook.by_hand}."
        ) from error
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().splitlines()
        why = f": {said[-1]}" if said else ""
        raise NotSent(f"{name} failed with status {ran.returncode}{why}")
    return _address(ran.stdout.decode(errors="replace"))


def _address(printed: str) -> str | None:
    found = [match[0] for line in printed.splitlines() if (match := _URL.search(line))]
    return found[-1].rstrip(".,;)>\"'") if found else None
