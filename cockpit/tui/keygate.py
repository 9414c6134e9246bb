"""Lets each key and paste wait until what came before was dealt with: a burst means what it says."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

_ROUNDS = 2
"""A key becomes an action, and the action a line that asks: each is dealt with in a round of its own."""
_MOVING = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})
"""They open nothing for the next key to meet, and keep their order anyway."""
_AT_MOST = 0.5
"""Seconds that a part of the screen may take before the next key is let on all the same."""

Typed = events.Key | events.Paste


class KeyGate:
    """Holds keys and pastes back while an earlier one still opens what they were typed for.

    Over a slow connection "n", the text and enter come at once: without this the text would meet the
    keys of the screen, because the line that "n" opens takes its focus a moment later. A paste into a
    window that is not in front goes where a key would.
    """

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._held: deque[Typed] = deque()
        self._next: Typed | None = None
        self._settling: asyncio.Task[None] | None = None

    async def pass_on(self, event: events.Event, on: Callable[[events.Event], Awaitable[None]]) -> None:
        """Give the event to `on`, now or, for a key or paste that has to wait, when its turn has come."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await on(event)
        elif self._settling is not None and event is not self._next:
            self._held.append(event)
        else:
            self._app.app_focus = True  # Textual takes a key for a sign of it, and loses what is pasted
            opens_nothing = isinstance(event, events.Key) and self._opens_nothing(event)
            await on(event)
            if self._held or not opens_nothing:
                self._settling = asyncio.create_task(self._settle())
            else:
                self._settling = None

    def _opens_nothing(self, event: events.Key) -> bool:
        """Whether it moves, or is a character for the field that has the focus: those keep their order."""
        focused = self._app.focused
        typed = focused is not None and focused.check_consume_key(event.key, event.character)
        return typed or event.key in _MOVING

    async def _settle(self) -> None:
        for _ in range(_ROUNDS):
            for node in self._way():
                await _reached(node)
        if self._held and self._app.is_running:
            self._next = self._held.popleft()
            self._app.post_message(self._next)
        else:
            self._settling = None

    def _way(self) -> list[MessagePump]:
        """Where a key passes: from what has the focus up to the app."""
        screen = self._app.screen
        start = screen.focused or screen
        return list(start.ancestors_with_self)


async def _reached(node: MessagePump) -> None:
    """Wait until a node has dealt with everything sent to it so far; not for one that is on its way out."""
    reached = asyncio.Event()
    if node.is_running and node.call_later(reached.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(reached.wait(), _AT_MOST)
