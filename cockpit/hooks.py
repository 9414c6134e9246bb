"""Hands the retrospective's text to the project's command, and finds the ticket in its answer (S83)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence

from cockpit.incident.state import Incident

_URL = re.compile(r"https?://\S+")
_PATIENCE = 120
"""Seconds: a tracker that has not answered by then will not."""


class NotSent(Exception):
    """The command did not make a ticket. `str()` is a sentence for people."""


def ticket_command(incident: Incident) -> tuple[str, ...]:
    """The project's command, its {incident}, {title}, {severity} and {facilitator} filled in."""
    values = {
        "incident": incident.id,
        "title": incident.title,
        "severity": incident.severity or "",
        "facilitator": incident.facilitator or "",
    }
    return tuple(_filled(word, values) for word in incident.procedure.ticket)


def _filled(word: str, values: dict[str, str]) -> str:
    """In one pass, so that nothing a title holds is filled in again; a NUL would end the word."""
    filled = re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), word)
    return filled.replace("\0", "")


def send(command: Sequence[str], text: str) -> str | None:
    """Run it without a shell, the text on its standard input; the address it printed last, or None.

    Raises NotSent where it cannot be run, fails, or does not end.
    """
    name = command[0]
    try:
        ran = subprocess.run(
            command, input=text.encode(errors="replace"), capture_output=True, timeout=_PATIENCE
        )
    except OSError as error:
        raise NotSent(
            f"{name} cannot be run ({error.strerror}): see the procedure's ticket command."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise NotSent(
            f"{name} did not end within {_PATIENCE} seconds: look whether it made a ticket, then "
            "cockpit ticket --link URL."
        ) from error
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().splitlines()
        why = f": {said[-1]}" if said else ""
        raise NotSent(f"{name} failed with status {ran.returncode}{why}")
    return _address(ran.stdout.decode(errors="replace"))


def _address(printed: str) -> str | None:
    found = [match[0] for line in printed.splitlines() if (match := _URL.search(line))]
    return found[-1].rstrip(".,;)>\"'") if found else None
