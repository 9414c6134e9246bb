"""What the big clock counts at a moment."""

from __future__ import annotations

from datetime import timedelta

from cockpit.incident.checkin import is_given_up, last_held
from cockpit.incident.moments import lasted
from cockpit.tui.view import View
from cockpit.tui.widgets.clock import ClockState, Reading, band


def counted(view: View) -> Reading:
    """The check-in's band (S66), the watch (S76), or how long nobody has had command (S52).

    After two check-ins that were missed, calmly, how long ago the last one was (S75).
    """
    incident = view.incident
    if not incident.is_open or incident.command_open_since is None:
        return Reading()
    if incident.watch_until is not None:
        left = int((incident.watch_until - view.now).total_seconds())
        return Reading(left, "early") if left > 0 else Reading(-left, "due")
    if incident.commander is None or incident.band is None:
        since = int(lasted(incident.command_open_since, view.now).total_seconds())
        return Reading(since, without_commander(view))
    if is_given_up(incident, view.now):
        return Reading(int(lasted(last_held(incident) or view.now, view.now).total_seconds()), "none")
    return band(view.now, incident.band.due_at, incident.band.overdue_at)


def without_commander(view: View) -> ClockState:
    """How pressing it is that nobody has command: the first and the last reminder are the steps (S52)."""
    since, minutes = view.incident.command_open_since, view.incident.cadence.no_commander
    if since is None or not minutes or view.now < since + timedelta(minutes=minutes[0]):
        return "early"
    return "due" if view.now < since + timedelta(minutes=minutes[-1]) else "overdue"
