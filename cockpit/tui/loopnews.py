"""What somebody has to hear of the loop: whose check-in it is now, and which line of the plan is theirs."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.incident.checkin import left_by_command, under_way
from cockpit.incident.people import same_person
from cockpit.incident.plan import lines_of
from cockpit.incident.state import Incident


def loop_news(before: Incident, after: Incident, me: str) -> Iterator[str]:
    """Sentences for `me` about check-ins between two states of one incident."""
    yield from _under_way(before, after, me)
    if len(after.checkins) > len(before.checkins):
        last = after.checkins[-1]
        own = "; ".join(lines_of(after, me))
        if own and not same_person(last.by, me):
            yield f"Check-in {last.loop}, your part: {own}"


def _under_way(before: Incident, after: Incident, me: str) -> Iterator[str]:
    was, left = under_way(before), left_by_command(after)
    now = under_way(after)
    if left is not None and not same_person(before.commander or "", after.commander or ""):
        if after.is_commander(me):
            yield f"Check-in {left.loop} was begun by {left.by} before you had command: c begins it afresh."
        elif left.is_filled_by(me):
            yield f"{after.commander} has command now and begins check-in {left.loop} afresh."
    if was and now and was.is_filled_by(me) and not now.is_filled_by(me):
        yield f"{now.by} goes on with the check-in you began."
