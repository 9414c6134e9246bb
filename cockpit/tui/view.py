"""What a screen shows at one moment: the incident, the time, and who is looking."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from cockpit.incident.duties import Duty, mine
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident


class View(Struct, frozen=True, dict=True):
    """Made anew by the app at every change and every tick; panes read it and nothing else.

    `now` is in the zone the screen shows. `following` is live, polling, frozen, read-only, lost or down.
    """

    incident: Incident
    now: datetime
    me: str
    read_only: bool = False
    following: str = "live"
    remedy: str = ""
    """What keeps the record from being read or written and what to do, or empty."""
    login: str = ""
    """The Unix login, where it differs from the name used."""
    private: bool = False
    """Whether this is the incident of one group alone."""
    starred: int = 0
    """Starred entries in the record."""
    clock: str = ""
    """That this host's clock was set, in a few words, or empty."""

    @property
    def connection(self) -> tuple[str, str]:
        """How the record can be used now, and what to do about it."""
        return self.following, self.remedy

    @cached_property
    def my_duties(self) -> list[Duty]:
        """What the person at this terminal must do, most urgent first."""
        return [] if self.read_only else mine(self.incident, self.me, self.now)

    def only_notes_since(self, before: View) -> bool:
        """Whether only notes, stars and time came in between: most of a screen shows nothing of those."""
        one, other = before.incident, self.incident
        if (one.id, one.last_act, one.people.keys()) != (other.id, other.last_act, other.people.keys()):
            return False
        return replace(self, incident=one, now=before.now, starred=before.starred) == before

    @property
    def i_command(self) -> bool:
        return self.incident.is_commander(self.me)

    @property
    def i_decide(self) -> bool:
        """Whether decisions of the person at this terminal count (S10)."""
        return any(same_person(name, self.me) for name in self.incident.deciders)
