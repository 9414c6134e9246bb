"""The embedded default: one SQLite file, shared by every terminal of the host."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import ExitStack, aclosing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from cockpit.incident.envelope import Event, Recorded
from cockpit.record import reading, timeline
from cockpit.record.admit import admit
from cockpit.record.append import Placing, place
from cockpit.record.chain import FIRST
from cockpit.record.connect import may_write, refuse_newer, refuse_no_file, why_not
from cockpit.record.create import create
from cockpit.record.errors import NewerLayout, OlderLayout, RecordError, Unavailable, disk_hangs, translated
from cockpit.record.guard import Ground, exists, ground
from cockpit.record.log import Filter, Head, Health, Row, Summary, Verdict, Writer
from cockpit.record.reader import ReadDoor
from cockpit.record.upgrade import backups_beside
from cockpit.record.writer import Writer as WriteDoor

if TYPE_CHECKING:
    from cockpit.record.watch import Follower

Mode = Literal["writable", "read-only", "down"]

HUNG_SECONDS = 8.0
"""Of one look at the file, after which its disk does not answer; a lock is waited for no longer than 5."""
_NO_LIMIT = -1
_READ_ONLY = "This record was opened read-only: open it again without that to write; nothing was written."


def utc_now() -> datetime:
    return datetime.now(UTC)


class SqliteLog:
    """An EventLog and Reader on one file, made with its folder if missing; safe to use from any thread.

    Raises Unavailable where the file cannot be used at all. A file that this user may only read, or
    that a newer cockpit made, is opened for reading, and `health` says why. One that an older cockpit
    made is brought up to date after a backup, in a folder beside its own or else in `backups`.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        read_only: bool = False,
        now: Callable[[], datetime] = utc_now,
        backups: Path | None = None,
    ) -> None:
        self.path = Path(path).absolute()
        self._backups = backups
        self._read_only = read_only
        self._opening = threading.Lock()
        self._now = now
        self._follower: Follower | None = None
        self._writer: WriteDoor | None = None
        self._is_open = False
        self._looked: tuple[Mode, str] | None = None
        """What the last look found; None: nobody follows."""
        self._look_began: float | None = None
        """When (`time.monotonic`) the look under way began; None: there is none."""
        self._refusal: Unavailable = Unavailable(_READ_ONLY)
        self._remedy = ""
        with translated(self.path):
            refuse_no_file(self.path)
            if not read_only:
                self._open_for_writing()
            try:
                self._reader = ReadDoor(self.path, before=self._mend)
                # A search may look at every entry: no page and no fold waits for it.
                self._searcher = ReadDoor(self.path, at_once=False, before=self._mend)
                self._is_open = True
            except BaseException:
                if self._writer:
                    self._writer.close()
                raise

    def append(
        self, incident: str, events: Sequence[Event], *, expected: int | None, commit: UUID
    ) -> list[Recorded]:
        """Store all or none, durable before it returns; see EventLog."""
        self._mend()
        writer = self._writable()
        admitted = admit(events)
        if not admitted:
            return []
        return writer.run(lambda c: place(c, Placing(incident, admitted, expected, commit, self._now())))

    def redact(self, incident: str, numbers: Sequence[int], event: Event, *, commit: UUID) -> list[Recorded]:
        """Append the redaction, replace the bodies, and take their bytes out of the file; see EventLog."""
        from cockpit.record.redact import redact  # rare, and it has to know every fact

        self._mend()
        writer = self._writable()
        admitted = admit([event])
        made = writer.run(
            lambda c: redact(c, Placing(incident, admitted, None, commit, self._now()), numbers)
        )
        writer.scrub()
        return made

    def since(
        self, incident: str, number: int, *, acts_only: bool = False, limit: int | None = None
    ) -> list[Recorded]:
        """Facts with a number above `number`, ascending."""
        sql = reading.ACTS_SINCE if acts_only else reading.SINCE
        rows = self._reader.fetch(sql, (incident, number, _NO_LIMIT if limit is None else limit))
        return [reading.recorded(row) for row in rows]

    def head(self, incident: str) -> Head:
        """Where the incident's record ends."""
        ((number, last_act, digest),) = self._reader.fetch(reading.HEAD, (incident,) * 3)
        return Head(number or 0, last_act or 0, digest or FIRST)

    def incidents(self) -> list[Summary]:
        """Every incident, the one declared last first."""
        return [reading.summary(row) for row in self._reader.fetch(reading.SUMMARIES)]

    def rows(
        self,
        incident: str,
        wanted: Filter,
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int,
    ) -> list[Row]:
        """Lines of the timeline; see Reader."""
        return timeline.rows(self._door(wanted).fetch, incident, wanted, after, before, limit)

    def numbers(self, incident: str, wanted: Filter, *, before: int, limit: int) -> list[int]:
        """The last `limit` numbers below `before` that pass the filter, ascending."""
        return timeline.numbers(self._door(wanted).fetch, incident, wanted, None, before, limit)

    def row(self, incident: str, number: int) -> Row | None:
        """One line of the timeline."""
        return timeline.row(self._reader.fetch, incident, number)

    def starred_count(self, incident: str) -> int:
        """How many entries are starred now."""
        return timeline.starred_count(self._reader.fetch, incident)

    def writers(self, incident: str) -> list[Writer]:
        """Everybody who has written, by their first entry."""
        return timeline.writers(self._reader.fetch, incident)

    def logins(self, incident: str) -> dict[str, tuple[str, ...]]:
        """Other logins under each name; see Reader."""
        return timeline.logins(self._searcher.fetch, incident)

    def quoting(self, incident: str, text: str) -> list[int]:
        """Numbers of the entries whose stored body holds `text`, ascending."""
        return timeline.quoting(self._searcher.fetch, incident, text)

    def verify(self, incident: str) -> Verdict:
        """Walk the chain; see Verdict."""
        from cockpit.record.verify import verify  # rare, as what follows

        return verify(self._searcher.fetch, incident)

    def chains(self) -> list[str]:
        """The id of every incident under which any entry stands, ascending, be its first one there or not."""
        from cockpit.record.verify import chains

        return chains(self._searcher.fetch)

    def holding(self, digits: str) -> list[tuple[str, int]]:
        """Incident and number of each entry whose digest begins with these hexadecimal digits."""
        from cockpit.record.verify import holding

        return holding(self._searcher.fetch, digits)

    def missing(self) -> list[tuple[int, int]]:
        """First and last place of each gap in the order of the whole file, which has none by itself."""
        from cockpit.record.verify import missing

        return missing(self._searcher.fetch)

    def damage(self) -> list[str]:
        """What is wrong with the pages of the file, three lines at most."""
        from cockpit.record.verify import damage

        return damage(self._searcher.fetch)

    def unguarded(self) -> list[str]:
        """What is wrong with the triggers that refuse changes, a sentence for each."""
        from cockpit.record.triggers import unguarded

        return list(unguarded(self._searcher.fetch))

    @property
    def older(self) -> Path | None:
        """The backup of the record as it was before this opening brought it up to date, if it did."""
        return self._writer.backup if self._writer else None

    async def changes(self, *, seldom: bool = False) -> AsyncGenerator[None, None]:
        """Wakes at once and whenever anything may have been appended; may wake for nothing."""
        from cockpit.record import watch  # only screens follow; commands start faster without

        self._follower = follower = watch.Follower(self.path, self._look, seldom=seldom)
        try:
            async with aclosing(follower.changes()) as changes:
                async for _ in changes:
                    yield
        finally:
            if self._follower is follower:
                self._looked = None

    def health(self) -> Health:
        """How the record can be used now; while it is followed, as the last look found it.

        A screen asks every second on its event loop, where nobody may wait for a disk.
        """
        following, reason = self._how_followed()
        began = self._look_began
        if began is not None and time.monotonic() - began > HUNG_SECONDS:
            return Health("down", following, disk_hangs(self.path), reason)
        mode, remedy = self._looked or self._usable()
        return Health(mode, following, remedy, reason)

    def _look(self) -> object:
        """The look of every second, in a thread: what is committed, and how the record can be used."""
        self._look_began = time.monotonic()
        self._looked = self._usable()
        self._look_began = None
        return self._reader.last, self._looked

    def _usable(self) -> tuple[Mode, str]:
        """How the record can be used, and what keeps it from being read or written."""
        try:
            self._reader.version()
        except Unavailable as error:
            return "down", str(error)
        if self._writer is None:
            return ("writable", "") if self._may_write_by_now() else ("read-only", self._remedy)
        if stopped := self._too_new() or self._writer.stopped():
            return "read-only", stopped
        return "writable", self._writer.hindered()

    def _too_new(self) -> str:
        """That a newer cockpit has taken the file over, in a sentence; else empty."""
        try:
            refuse_newer(self.path, self._reader.layout)
        except NewerLayout as error:
            return str(error)
        return ""

    def _how_followed(self) -> tuple[Literal["live", "polling", "frozen"], str]:
        if self._reader.frozen:
            return "frozen", "No writer is at work: the file is shown as it was left."
        if self._follower is None:
            return "live", ""
        return self._follower.following, self._follower.reason

    def close(self) -> None:
        """Let go of the file; the reader goes last, so that the log stays for whoever comes next."""
        self._mend()
        self._is_open = False
        if self._writer:
            self._writer.close()
        self._searcher.close()
        self._reader.close()

    def _mend(self) -> None:
        """Go on with a new log where it, or its index, was taken away; a writer saves what stood in it.

        What cannot be mended now is tried again by whoever reads next: until then a writer refuses.
        """
        found = ground(self.path)
        with suppress(RecordError):
            if not self._is_open or not self._is_undercut(found):
                return
            with self._opening:
                if self._writer is not None and self._writer.undercut(found):
                    self._reader.hold()
                    self._writer.mend(self._shut)
                elif self._is_undercut(ground(self.path)):
                    with self._shut():
                        pass

    def _is_undercut(self, found: Ground) -> bool:
        doors = (self._writer, self._reader, self._searcher)
        return any(door is not None and door.undercut(found) for door in doors)

    @contextmanager
    def _shut(self) -> Iterator[None]:
        """No reader of the process is open meanwhile, the one that is always open going last."""
        with ExitStack() as doors:
            doors.enter_context(self._searcher.shut())
            doors.enter_context(self._reader.shut())
            yield

    def _door(self, wanted: Filter) -> ReadDoor:
        return self._searcher if wanted.search else self._reader

    def _open_for_writing(self) -> None:
        if not exists(self.path):
            create(self.path)
        if not may_write(self.path):
            self._remedy = why_not(self.path)
            self._refusal = Unavailable(self._remedy)
            return
        try:
            folders = (backups_beside(self.path), *([self._backups] if self._backups else ()))
            self._writer = WriteDoor(self.path, folders)
            self._remedy = ""
        except (NewerLayout, OlderLayout) as error:
            self._remedy, self._refusal = str(error), error

    def _may_write_by_now(self) -> bool:
        """Whether only a permission was missing, and no longer is: the next append opens it."""
        return not self._read_only and type(self._refusal) is Unavailable and may_write(self.path)

    def _writable(self) -> WriteDoor:
        """What kept it from being written when it was opened may have gone since."""
        with self._opening, translated(self.path):
            if self._writer is None and not self._read_only and exists(self.path):
                # Opened without the right to write, they would lend the writer a -shm it may only read.
                self._searcher.close()
                self._reader.close()
                self._open_for_writing()
            if self._writer is None:
                raise type(self._refusal)(str(self._refusal))
            return self._writer
