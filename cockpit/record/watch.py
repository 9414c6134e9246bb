"""Tells when the record may have changed: a watch on its folder, else a poll, and a net under both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from cockpit.record.errors import RecordError
from cockpit.record.guard import FileId, file_id
from cockpit.record.mounts import network_file_system

STEP_MS = 10
"""How often the watch looks whether the kernel reported something: half of it is what a reader waits."""
DEBOUNCE_MS = 50
WATCH_MS = 5_000
"""How long the watch looks before it begins anew; it can be stopped at any time."""
NET_SECONDS = 1.0
"""The worst staleness, whatever was lost."""
POLL_SECONDS = 0.075
RETRY_SECONDS = 30.0

_FIRST_LOOK_SECONDS = 0.05


class Follower:
    """Follows one record. `version` differs from its last answer if anything may have been committed."""

    def __init__(self, path: Path, version: Callable[[], object], *, seldom: bool = False) -> None:
        """`seldom`: no watch, but a look each `NET_SECONDS`; watches cost a crowded host too much."""
        self._path = path
        self._seldom = seldom
        self._folder = path.parent
        self._version = version
        self._wake = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        self._stands_in: FileId | None = None
        """The folder, as last looked at."""
        self.following: Literal["live", "polling"] = "polling" if seldom else "live"
        self.reason = ""
        """Why it is not live, in a sentence; else empty."""

    async def changes(self) -> AsyncGenerator[None, None]:
        """Wakes at once, for what came before, then whenever anything may have been appended."""
        self._wake.set()
        net = asyncio.create_task(self._net())
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                yield
        finally:
            net.cancel()
            with suppress(asyncio.CancelledError):
                await net

    async def _net(self) -> None:
        """The check that depends on nobody: what is committed, and whether the folder is still the same."""
        seen: object = None
        pause = _FIRST_LOOK_SECONDS
        try:
            folder = self._stands_in = await asyncio.to_thread(file_id, self._folder)
            await self._restart()
            while True:
                await asyncio.sleep(pause)
                pause = NET_SECONDS
                seen = await self._look(seen)
                if self._stands_in != folder:
                    folder = self._stands_in
                    await self._restart()
        finally:
            await self._stop()

    async def _look(self, seen: object) -> object:
        """Wake if anything is new, and when the file is gone or back: whoever reads next learns why."""
        try:
            found = await asyncio.to_thread(self._find)
        except RecordError as error:
            found = str(error)
        if found != seen:
            self._wake.set()
        return found

    def _find(self) -> object:
        """In a thread, for a disk may not answer."""
        self._stands_in = file_id(self._folder)
        return self._version()

    async def _restart(self) -> None:
        await self._stop()
        if not self._seldom:
            self._watching = asyncio.create_task(self._watch_or_poll())

    async def _stop(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching

    async def _watch_or_poll(self) -> None:
        while True:
            self.reason = await self._watch()
            self.following = "polling"
            self._wake.set()
            await self._poll()

    async def _watch(self) -> str:
        """Follow until it fails, and return why it did."""
        if system := network_file_system(self._folder):
            return (
                f"The record is on {system}, which reports no changes: it is looked at many times a second."
            )
        from watchfiles import awatch

        if self.following != "live":
            self._wake.set()
        self.following, self.reason = "live", ""
        try:
            async for _ in awatch(
                self._folder,
                recursive=False,
                step=STEP_MS,
                debounce=DEBOUNCE_MS,
                rust_timeout=WATCH_MS,
                force_polling=False,
                watch_filter=self._concerns_us,
            ):
                self._wake.set()
        except (RuntimeError, OSError, ValueError, ExceptionGroup) as error:
            return f"The folder cannot be watched ({_innermost(error)}): it is looked at many times a second."
        return "The watch on the folder ended: it is looked at many times a second."

    def _concerns_us(self, _: object, path: str) -> bool:
        name = self._path.name
        return path.rpartition("/")[2] in {name, f"{name}-wal"}

    async def _poll(self) -> None:
        """Look at the file itself for a while, then let the watch try again."""
        seen: object = None
        for _ in range(round(RETRY_SECONDS / POLL_SECONDS)):
            seen = await self._look(seen)
            await asyncio.sleep(POLL_SECONDS)


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
