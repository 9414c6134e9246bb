"""Calls somebody to the incident: whom, how they are reached, and the project's own command (S52)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from typing import NamedTuple

from cockpit.incident.people import same_person
from cockpit.incident.procedure import OnCall
from cockpit.incident.state import Incident

PATIENCE = 120
"""Seconds: a pager that has not answered by then will not."""


class NotCalled(Exception):
    """The command could not be run, or did not end. `str()` is a sentence for people."""


class Called(NamedTuple):
    """How the project's command ended, and the last line it said."""

    exit_code: int
    said: str


def on_call(incident: Incident) -> tuple[OnCall, ...]:
    """Whoever can be called and is not here yet, in the procedure's order."""
    return tuple(one for one in incident.procedure.on_call if not incident.known(one.name))


def reach(incident: Incident, name: str) -> str:
    """How somebody is reached, as the procedure says, or where the incident is talked about."""
    found = next((one for one in incident.procedure.on_call if same_person(one.name, name)), None)
    if found and found.reach:
        return f"{found.name}: {found.reach}"
    where = f"; the incident is in {incident.channel}" if incident.channel else ""
    return f"{name}: the procedure does not say how{where}"


def fetch_command(incident: Incident, name: str) -> tuple[str, ...]:
    """The project's command, its {name}, {reach}, {incident} and {title} filled in; empty: there is none."""
    one = next((one for one in incident.procedure.on_call if same_person(one.name, name)), OnCall(name))
    values = {"name": one.name, "reach": one.reach, "incident": incident.id, "title": incident.title}
    return tuple(_filled(word, values) for word in incident.procedure.fetch)


def _filled(word: str, values: dict[str, str]) -> str:
    """In one pass, so that nothing a title holds is filled in again; a NUL would end the word."""
    filled = re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), word)
    return filled.replace("\0", "")


def call(command: Sequence[str]) -> Called:
    """Run it without a shell and with nothing to read. Raises NotCalled."""
    name = command[0]
    try:
        ran = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise NotCalled(f"{name} cannot be run ({why}): see the procedure's fetch command.") from error
    except subprocess.TimeoutExpired as error:
        raise NotCalled(f"{name} did not end within {PATIENCE} seconds: call them yourself.") from error
    said = (ran.stdout + b"\n" + ran.stderr).decode(errors="replace").strip().splitlines()
    return Called(ran.returncode, said[-1] if said else "")
