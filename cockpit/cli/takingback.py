"""The verb that takes back what somebody else entered as my decision."""

from __future__ import annotations

import click

from cockpit.cli.acting import Act, writing
from cockpit.cli.failures import Stop
from cockpit.cli.output import show
from cockpit.cli.verbs import verb


@verb("take-back")
@click.option("--show", "only_show", is_flag=True, help="Only say what it is.")
@writing(closed=True)
def take_back(act: Act, only_show: bool) -> None:
    """Take back the last decision that somebody else entered by word as yours.

    It is undone by an act of its own; where it no longer can be, an entry says that you did not say so.
    """
    from cockpit.incident.takeback import NOT_SAID, last_spoken, taking_back

    entry = last_spoken(act.desk.incident, act.desk.who)
    if entry is None:
        raise Stop(f"Nothing was entered by word for {act.desk.who} on {act.desk.incident.id}.")
    if only_show:
        return show(*act.entry_lines([entry]))
    act.because = act.because or NOT_SAID
    act.do(taking_back(act.desk.incident, entry))
