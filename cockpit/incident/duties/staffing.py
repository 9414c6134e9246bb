"""Command, and the roles a response needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from cockpit.incident.crew import is_worst
from cockpit.incident.duties.duty import Duty, Rank, ago, deciders
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.staffing import checklist
from cockpit.incident.state import Incident

_PAIR = "find a scribe and a communicator"
NO_COMMANDER = "no commander"
"""Cause of the duty while nobody has command."""
ALONE_KEYS = "t take it · P call somebody"
COMMAND_KEYS = "t take it · r lead, or scribe and communicator"
"""Keys that do so wherever the duty is shown (S4); on a bare line their verbs are told instead."""


def command(incident: Incident, now: datetime) -> Iterator[Duty]:
    since = incident.command_open_since
    if incident.commander is None and since:
        keys = ALONE_KEYS if incident.alone else COMMAND_KEYS
        text = f"nobody has command for {ago(since, now)}: {keys}"
        yield Duty("S52", Rank.NO_COMMANDER, text, since, pane="roles", cause=NO_COMMANDER)


def staffing(incident: Incident, now: datetime) -> Iterator[Duty]:
    """What the checklist misses; scribe and communicator in one breath.

    One person may be both (S56), but where it is at its worst that is better two (S25).
    """
    if incident.alone:
        return
    missing = [post for post in checklist(incident) if post.missing and post.role != COMMANDER]
    pair = [post for post in missing if post.rule == "S55"]
    if len(pair) > 1:
        both = replace(pair[0], ask=_PAIR)
        missing = [*(post for post in missing if post not in pair), both]
    for post in missing:
        since = post.since or now
        small = post.ask == _PAIR and not is_worst(incident)
        text = f"{post.ask}, or one person for both" if small else post.ask
        yield Duty(post.rule, Rank.STAFFING, text, since, deciders(incident), "roles", cause=post.ask)
