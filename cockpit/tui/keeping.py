"""Keeps what is typed on a board and not sent, so that no end of the terminal loses it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cockpit.drafts import Draft, Drafts, Slot
from cockpit.incident.texts import harmless

if TYPE_CHECKING:
    from cockpit.tui.following import FollowingApp

SAID_FOR = 12.0
"""Seconds for which it stands there that what is typed is not kept, and the key means to leave without it."""
_REREAD = "reread"
"""Where the place of a reread is kept, beside what is typed."""


class Keeper:
    """One board's lines and forms as one draft. Touches no widget, so a signal may call it."""

    def __init__(self, drafts: Drafts, slot: Slot, now: Callable[[], datetime]) -> None:
        self._drafts = drafts
        self._slot = slot
        self._now = now
        self._begun = Draft.begun(now())
        self._kept: Mapping[str, Any] = {}
        self._told = ""
        """Why the last save failed, in a sentence; else empty."""
        self._saving = False
        self.typed: dict[str, Any] = {}
        """What stands in the lines and forms now, by name; set by the board at every key."""
        self.reread_to = 0
        """The entry to which a reread has come that has not said so in the record yet; 0: there is none."""

    def load(self) -> Mapping[str, Any]:
        """What an earlier terminal of this person left, by name of the line or form."""
        draft = self._drafts.load(self._slot)
        found = dict(draft.fields) if draft else {}
        self._kept = found if self._drafts.is_kept(self._slot) else {}
        self.typed = {name: left for name, left in found.items() if name != _REREAD}
        self.reread_to = int(found.get(_REREAD, 0))
        return self.typed

    @property
    def missed(self) -> str:
        """Why nobody knows what an earlier terminal left, in a sentence; else empty."""
        return self._drafts.missed

    @property
    def is_behind(self) -> bool:
        """Something was typed since the last save."""
        return self._now_kept() != self._kept

    def _now_kept(self) -> dict[str, Any]:
        return {**self.typed, **({_REREAD: self.reread_to} if self.reread_to else {})}

    async def keep_up(self) -> str:
        """Write down what is typed by then, away from the loop; why that failed, unless it was just said.

        One at a time: whoever comes while it is under way leaves it to that one.
        """
        if self._saving:
            return ""
        self._saving = True
        try:
            while self.is_behind:
                before, trouble = self._told, await asyncio.to_thread(self.save)
                self._told = trouble or ""
                if self._told:
                    return self._told if self._told != before else ""
        finally:
            self._saving = False
        return ""

    def save(self) -> str | None:
        """Write it down, durably; a sentence where that failed."""
        typed = self._now_kept()
        if typed == self._kept:
            return None
        draft = replace(self._begun, saved_at=self._now(), fields=typed)
        trouble = self._drafts.save(self._slot, draft) if typed else self._drafts.discard(self._slot)
        if trouble is None:
            self._kept = typed
        return trouble


def may_leave(app: FollowingApp, trouble: str) -> bool:
    """Whether the screen may end: where what is typed cannot be kept it says why, and ends the next time."""
    if trouble in ("", app.left_behind):
        return True
    app.left_behind = trouble
    app.set_timer(SAID_FOR, partial(setattr, app, "left_behind", ""))
    app.clear_notifications()  # in a small terminal nothing else would be seen of it
    told = f"Press the key again to leave all the same. {trouble}"
    app.notify(harmless(told), severity="warning", markup=False, timeout=SAID_FOR)
    return False
