"""What somebody typed and has not stored yet, kept on disk until it is."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

from msgspec import Struct, field
from msgspec.structs import replace

from cockpit.errands import Errands
from cockpit.incident.people import person_key
from cockpit.record.folders import make_own

PATIENCE = 1.0
"""Seconds that anybody waits for the disk; less than a process gets to end in."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Slot(Struct, frozen=True):
    """What a draft is for. `purpose` is a word such as "entry" or "check-in"."""

    database: Path
    incident: str
    person: str
    purpose: str

    def key(self) -> str:
        """The same for every spelling of the person and every path to the database."""
        parts = [os.path.realpath(self.database), self.incident, person_key(self.person), self.purpose]
        told = json.dumps(parts).encode()
        return hashlib.sha256(told).hexdigest()[:32]


class Draft(Struct, frozen=True):
    """Something unsent. It keeps its `commit` from the first keystroke until it is stored, so that sending
    it again after a crash or a lost answer stores nothing twice."""

    commit: UUID
    saved_at: datetime
    text: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """A form's fields, by name; anything JSON can hold."""

    @classmethod
    def begun(cls, now: datetime) -> Self:
        """An empty draft with a commit id of its own."""
        return cls(commit=uuid4(), saved_at=now)


class Drafts:
    """The drafts of one terminal, and those that terminals left behind.

    A terminal locks the files it wrote, for as long as it lives; a file nobody locks is an orphan and goes
    to the next terminal that asks for its slot. Nothing here raises OSError: a full disk is a sentence. So is
    a disk that hangs: whoever asks is answered after `patience` seconds, and what was handed over last is
    written when the disk answers again. A signal may save too.
    """

    def __init__(self, folder: Path, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._terminal = uuid4().hex
        self._locks: dict[str, int] = {}
        """Descriptors that hold the locks, by slot. Only the errands' thread opens and closes files."""
        self._errands = Errands("drafts", patience)
        self._wanted: dict[str, _Kept] = {}
        """What the disk should hold, by slot."""
        self._held: dict[str, _Kept] = {}
        """What it holds."""
        self._waiting: set[str] = set()
        """Slots whose errand has not begun: it will take what is wanted by then."""
        self._keys: dict[Slot, str] = {}
        self.missed = ""
        """Why nobody knows what an earlier terminal left, in a sentence; else empty."""

    def load(self, slot: Slot) -> Draft | None:
        """This terminal's draft, else the latest orphan's, which is this terminal's from now on.

        It may have been stored just before its terminal died: whoever offers it looks for its commit first.
        What the disk does not hold yet is this terminal's all the same. None also where the disk does not
        answer; an orphan then stays one, and `missed` says so.
        """
        key, self.missed = self._key(slot), ""
        if not self.is_kept(slot):
            return self._wanted[key].draft
        first = threading.Lock()  # whoever takes it first: the answer, or the end of the patience

        def look() -> Draft | None:
            draft = self._looked(key)
            if not first.acquire(blocking=False):
                self._give_back(key)
            return draft

        looked = self._errands.hand_over(look)
        try:
            return looked.result(self._errands.patience)
        except TimeoutError:
            if not first.acquire(blocking=False):
                return looked.result()
        self.missed = (
            f"What an earlier cockpit left unsent is not here: the disk that holds {self._folder} does not "
            "answer. The next cockpit you open looks again."
        )
        return None

    def is_kept(self, slot: Slot) -> bool:
        """Whether the disk holds what this terminal said last, if it said anything."""
        key = self._key(slot)
        wanted = self._wanted.get(key)
        return wanted is None or wanted.is_like(self._held.get(key))

    def save(self, slot: Slot, draft: Draft) -> str | None:
        """Keep `draft`, durably, in place of this terminal's last one; a sentence where that failed."""
        error = self._settled(self._key(slot), _Kept(slot, draft))
        if error is None:
            return None
        told = f"The draft is not saved ({error.strerror}): store the line now"
        if _is_silence(error):
            return f"{told}. It is kept in {self._folder} when that answers."
        mend = f"make room in {self._folder}" if error.errno in _FULL else f"let {self._folder} be written"
        return f"{told}, or {mend}."

    def discard(self, slot: Slot) -> str | None:
        """Forget this terminal's draft: it was stored or given up. A sentence where that failed."""
        error = self._settled(self._key(slot), _Kept(slot, None))
        if error is None:
            return None
        remedy = "it goes when the disk answers" if _is_silence(error) else "remove it there by hand"
        return f"The draft stays in {self._folder} ({error.strerror}): {remedy}."

    def close(self) -> None:
        """Leave what is still unsent to the next terminal."""
        left = self._errands.hand_over(self._let_go)
        self._errands.end()
        with suppress(TimeoutError):
            left.result(0 if self._errands.is_stuck else self._errands.patience)

    def _key(self, slot: Slot) -> str:
        """Made once: it asks the disk that holds the record."""
        return self._keys.get(slot) or self._keys.setdefault(slot, slot.key())

    def _settled(self, key: str, wanted: _Kept) -> OSError | None:
        """Have the disk hold this and nothing older; why it does not by now."""
        if wanted.is_like(self._held.get(key)) and wanted.is_like(self._wanted.get(key)):
            return None  # by an errand nobody waited for any more
        self._wanted[key] = wanted
        if self._errands.is_stuck and key in self._waiting:
            return _silence()
        self._waiting.add(key)
        settled = self._errands.hand_over(partial(self._settle, key))
        try:
            return settled.result(0 if self._errands.is_stuck else self._errands.patience)
        except TimeoutError:
            return _silence()

    # below only the errands' thread

    def _settle(self, key: str) -> OSError | None:
        self._waiting.discard(key)
        wanted = self._wanted[key]
        try:
            if wanted.draft is None:
                self._path(key).unlink(missing_ok=True)
                self._unlock(key)
            else:
                self._write(key, _told(wanted.slot, wanted.draft))
        except OSError as error:
            return error
        self._held[key] = wanted
        return None

    def _looked(self, key: str) -> Draft | None:
        if key not in self._locks:
            self._held.pop(key, None)
            self._adopt_latest(key)
        return _read(self._path(key))

    def _give_back(self, key: str) -> None:
        """Nobody waits for it any more: it is an orphan again, under a name this terminal never writes to."""
        with suppress(OSError):
            self._path(key).rename(self._folder / f"{key}.{uuid4().hex}.json")
        self._unlock(key)

    def _let_go(self) -> None:
        for key in list(self._locks):
            self._unlock(key)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.{self._terminal}.json"

    def _write(self, key: str, content: bytes) -> None:
        make_own(self._folder)
        # A name of its own for every write: a signal may save while a save is under way.
        temporary = self._folder / f"{key}.{uuid4().hex}.new"
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with suppress(OSError):  # where a file system has no locks, a draft that may be taken beats none
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _write_through(descriptor, content)
            temporary.rename(self._path(key))
        except OSError:
            os.close(descriptor)
            temporary.unlink(missing_ok=True)
            raise
        self._hold(key, descriptor)
        _sync(self._folder)

    def _adopt_latest(self, key: str) -> None:
        with suppress(OSError):
            for path in self._folder.glob(f"{key}.*.new"):
                if (descriptor := _locked(path)) is not None:  # its writer died halfway
                    path.unlink()
                    os.close(descriptor)
            for _, path in sorted(self._saved(key), reverse=True):
                if (descriptor := _locked(path)) is not None:
                    self._hold(key, descriptor)
                    path.rename(self._path(key))
                    return

    def _saved(self, key: str) -> Iterator[tuple[datetime, Path]]:
        for path in self._folder.glob(f"{key}.*.json"):
            if draft := _read(path):
                yield draft.saved_at, path

    def _hold(self, key: str, descriptor: int) -> None:
        self._unlock(key)
        self._locks[key] = descriptor

    def _unlock(self, key: str) -> None:
        if key in self._locks:
            os.close(self._locks.pop(key))


class _Kept(Struct, frozen=True):
    """What a slot holds, or is to hold; nothing where there is no draft."""

    slot: Slot
    draft: Draft | None

    def is_like(self, other: _Kept | None) -> bool:
        """Whether the same is kept, whenever it was said."""
        if self.draft is None or other is None or other.draft is None:
            return other is not None and self.draft is other.draft
        return replace(self.draft, saved_at=other.draft.saved_at) == other.draft


def _silence() -> OSError:
    return TimeoutError(errno.ETIMEDOUT, "its disk does not answer")


def _is_silence(error: OSError) -> bool:
    return isinstance(error, TimeoutError)


def _locked(path: Path) -> int | None:
    """A descriptor that holds the lock of the file at `path`; None where its terminal lives or it is gone."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), path.stat()):  # else another took it between two calls
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


def _told(slot: Slot, draft: Draft) -> bytes:
    told = {
        "database": str(slot.database),
        "incident": slot.incident,
        "person": slot.person,
        "purpose": slot.purpose,
        "commit": str(draft.commit),
        "saved_at": draft.saved_at.isoformat(),
        "text": draft.text,
        "fields": dict(draft.fields),
    }
    return json.dumps(told, indent=1).encode()


def _read(path: Path) -> Draft | None:
    """The draft in a file; None where there is none or it is not one of ours."""
    try:
        told = json.loads(path.read_bytes())
        saved_at = datetime.fromisoformat(told["saved_at"]).astimezone(UTC)
        return Draft(UUID(told["commit"]), saved_at, str(told["text"]), dict(told["fields"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write_through(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]
    os.fsync(descriptor)


def _sync(folder: Path) -> None:
    """Make the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
