"""One run of the command line: settings, person, record and incident, each looked up when first needed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit.cli.failures import REFUSED, UNREADABLE, Stop
from cockpit.cli.output import say

if TYPE_CHECKING:
    from cockpit.desk import Desk
    from cockpit.identity import Identity
    from cockpit.incident.moments import Moment
    from cockpit.incident.procedure import Procedure
    from cockpit.record.log import Summary
    from cockpit.record.sqlite import SqliteLog
    from cockpit.seat import Seat
    from cockpit.settings import Settings


@dataclass
class Flags:
    """The options every verb takes, wherever on the line they stood."""

    db: str | None = None
    as_name: str | None = None
    incident: str | None = None
    read_only: bool = False


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Call:
    """What a verb works with. Everything may raise what `cockpit.cli.failures` turns into a sentence."""

    flags: Flags = field(default_factory=Flags)
    _opened: list[SqliteLog] = field(default_factory=list)
    exact: dict[str, None] = field(default_factory=dict)
    """Base64 of what was typed and is no plain text, in the order in which it was read."""

    @cached_property
    def settings(self) -> Settings:
        from cockpit.settings import NoAnswer, Settings, read_settings

        try:
            return read_settings(os.environ)
        except NoAnswer as error:
            if not (self.flags.db or os.environ.get("COCKPIT_DB")):
                raise  # it may have named the record, and nobody shall write into another one
            say(f"{error.told}: the cockpit goes on without your settings.")
            return Settings()

    @cached_property
    def zone(self) -> tzinfo:
        """The zone all times are read and shown in; one nobody knows must not stop anybody, so it is UTC."""
        from cockpit.incident.zones import BadTime
        from cockpit.settings import time_zone

        try:
            return time_zone(self.settings, os.environ)
        except BadTime as error:
            say(f"{error} Until then times are in UTC.")
            return UTC

    @cached_property
    def me(self) -> Identity:
        from cockpit.identity import identify

        return identify(self.flags.as_name, os.environ, self.settings.as_name)

    @cached_property
    def shared(self) -> Path:
        """The file of everybody's record, which need not exist."""
        from cockpit.settings import database_path

        return database_path(self.flags.db, os.environ, self.settings)

    @cached_property
    def path(self) -> Path:
        """The record's file: everybody's, or that of the private incident named by --incident."""
        given = self.named_incident
        if not given:
            return self.shared
        from cockpit.place.private import private_ids, private_path

        found = matching(given, private_ids(self.shared))
        return private_path(self.shared, found[0]) if len(found) == 1 else self.shared

    @property
    def named_incident(self) -> str | None:
        """What --incident or COCKPIT_INCIDENT says; who was given neither may be at any."""
        return self.flags.incident or os.environ.get("COCKPIT_INCIDENT")

    def keep_files_private(self) -> None:
        """At a private incident, what this process writes elsewhere is for this user's eyes alone too."""
        from cockpit.place.private import is_private

        if is_private(self.path):
            os.umask(0o077)

    def procedure(self) -> Procedure:
        """What an incident declared here is run by; a file that cannot be used is told and stops nobody."""
        from cockpit.procedures import here, procedure_for

        found = procedure_for(os.environ, here(), self.path)
        say(*found.trouble)
        return found.procedure

    @property
    def read_only(self) -> bool:
        return self.flags.read_only or self.settings.read_only

    def now(self) -> datetime:
        return utc_now().astimezone(self.zone)

    def moment(self, text: str | None, *, planned: bool = False) -> Moment | None:
        """The time somebody typed, or None where nobody did. Raises BadTime."""
        if text is None:
            return None
        from cockpit.incident.moments import parse

        return parse(text, now=self.now(), zone=self.zone, planned=planned)

    @cached_property
    def reading(self) -> SqliteLog:
        """The record, opened so that it cannot be written."""
        return self.opened(self.path)

    @cached_property
    def writing(self) -> SqliteLog:
        """The record, opened for writing and made if missing."""
        if self.read_only:
            raise Stop(
                "Refused: this cockpit only reads here (read-only): run it without --read-only.", REFUSED
            )
        self.see_to_the_folder()
        return self.opened(self.path, read_only=False)

    def private_summaries(self) -> list[Summary]:
        """The private incidents this person may read, each with its group; one that fails is said."""
        from cockpit.place.listing import private_summaries

        found, trouble = private_summaries(self.shared)
        say(*trouble)
        return found

    def at(self, path: Path) -> Call:
        """The same person with the same options at another record, which is closed with this one."""
        other = Call(self.flags, self._opened)
        other.settings, other.me, other.zone = self.settings, self.me, self.zone
        other.shared, other.path = self.shared, path
        return other

    def incident_to_read(self) -> str:
        """The one named, else the only open one, else the latest declared, which is said on stderr."""
        summaries = self.reading.incidents()
        named = self._named(summaries)
        if named:
            return named
        if not summaries:
            raise none_yet(self.path)
        still_open = [one for one in summaries if one.phase != "closed"]
        if len(still_open) == 1:
            return still_open[0].incident
        how = f"{len(still_open)} incidents are open" if still_open else "No incident is open"
        latest = summaries[0]
        say(f"{how}; this is the latest declared, {latest.incident} {latest.title} ({ANOTHER}).")
        return latest.incident

    def incident_to_write(self, *, after_the_close: bool = False) -> str:
        """The one named, else the only open one; with several open, or none, the command ends here.

        `after_the_close`: where none is open it is the latest that is closed, which is said on stderr.
        """
        from cockpit.settings import is_there

        if not self.read_only and not is_there(self.path):
            raise self._no_record()
        summaries = self.writing.incidents()
        named = self._named(summaries)
        if named:
            return named
        still_open = [one for one in summaries if one.phase != "closed"]
        if len(still_open) == 1:
            return still_open[0].incident
        if not summaries:
            raise none_yet(self.path)
        if after_the_close and not still_open:
            latest = summaries[0]
            told = f"{latest.incident} {latest.title} ({ANOTHER})"
            say(f"No incident is open; this is the latest closed, {told}.")
            return latest.incident
        raise Stop(SEVERAL if still_open else NONE_OPEN, lines=listed(still_open or summaries))

    def _no_record(self) -> Stop:
        """Nothing stands where the record should: at somebody's first look in a folder of their own, or it
        was taken away."""
        from cockpit.settings import data_folder, is_there

        folder = self.path.parent
        if folder == data_folder(os.environ):
            return Stop(NONE_YET)
        begun = "; cockpit declare TITLE begins a new one there" if is_there(folder) else ""
        sentence = f"There is no record at {self.path}: put it back, or name the right file with --db{begun}."
        return Stop(sentence, UNREADABLE)

    def incident_to_review(self) -> str:
        """The one named, else the latest that is closed, which is said on stderr, else as to read."""
        summaries = self.reading.incidents()
        named = self._named(summaries)
        closed = [one for one in summaries if one.phase == "closed"]
        if named or not closed:
            return named or self.incident_to_read()
        if len(summaries) > 1:
            say(f"This is the latest closed, {closed[0].incident} {closed[0].title} ({ANOTHER}).")
        return closed[0].incident

    def incident_for_screen(self, store: SqliteLog) -> str | None:
        """The one named, else the only open one; None where the screen has to ask."""
        summaries = store.incidents()
        if not summaries:
            none_yet(store.path)
        still_open = [one.incident for one in summaries if one.phase != "closed"]
        return self._named(summaries) or (still_open[0] if len(still_open) == 1 else None)

    def seat_to_read(self) -> Seat:
        """A place at the incident to read; it cannot write, and loads nothing that writing needs."""
        return self.seat_at(self.incident_to_read())

    def seat_at(self, incident: str) -> Seat:
        """As `seat_to_read`, at an incident by its id."""
        from cockpit.seat import Seat

        seat = Seat(self.reading, zone=self.zone, clock=utc_now)
        seat.open(incident)
        return seat

    def desk_to_write(self, *, after_the_close: bool = False) -> Desk:
        """A desk at the incident to write; `after_the_close` as in `incident_to_write`."""
        incident = self.incident_to_write(
            after_the_close=after_the_close
        )  # before the record is opened, which would make it
        return self.desk(self.writing, incident)

    def desk(self, store: SqliteLog, incident: str | None = None) -> Desk:
        """A desk at `incident`, or at none yet."""
        from cockpit.desk import Desk
        from cockpit.place.private import is_private

        desk = Desk(
            store,
            self.me.name,
            self.me.origin,
            zone=self.zone,
            clock=utc_now,
            read_only=store is not self._writer,
            one_only=is_private(self.path),
        )
        if incident is not None:
            desk.open(incident)
        return desk

    def close(self) -> None:
        """Let go of the record."""
        while self._opened:
            self._opened.pop().close()

    @property
    def _writer(self) -> SqliteLog | None:
        return self.__dict__.get("writing")

    def opened(self, path: Path, *, read_only: bool = True) -> SqliteLog:
        """A record, closed with the command."""
        from cockpit.record.sqlite import SqliteLog
        from cockpit.settings import state_folder

        store = SqliteLog(
            path, read_only=read_only, now=utc_now, backups=state_folder(os.environ) / "backups"
        )
        self._opened.append(store)
        if store.older:
            say(f"The record was brought up to date; as it was before it is kept in {store.older}.")
        return store

    def see_to_the_folder(self) -> None:
        """A person's own folder is made, and nobody else's business; a mistyped one must not come to be."""
        from cockpit.record.errors import Unavailable, translated
        from cockpit.record.folders import make_own
        from cockpit.record.guard import exists
        from cockpit.settings import data_folder

        folder = self.path.parent
        with translated(self.path):
            if exists(folder):
                return
            if folder != data_folder(os.environ):
                raise Unavailable(f"There is no folder {folder}: make it, or name the right file with --db.")
            make_own(folder)

    def _named(self, summaries: list[Summary]) -> str | None:
        """The incident meant by --incident or COCKPIT_INCIDENT, or None where neither was given."""
        given = self.named_incident
        if not given:
            return None
        found = matching(given, [one.incident for one in summaries])
        if len(found) == 1:
            return found[0]
        if not summaries:
            raise none_yet(self.path)
        several = [one for one in summaries if one.incident in found]
        why = f"{given} means several incidents" if several else f"There is no incident {given}"
        raise Stop(f"{why}: name one of these with --incident ID.", lines=listed(several or summaries))


def none_yet(path: Path) -> Stop:
    """There is no incident in the record at `path`. Raises Stop where there may be, and cannot be read."""
    from cockpit.record.logdamage import nothing_read

    if trouble := nothing_read(path):
        raise Stop(trouble, UNREADABLE)
    return Stop(NONE_YET)


NONE_YET = "There is no incident yet: declare one with cockpit declare TITLE."
NONE_OPEN = (
    "No incident is open: declare one (cockpit declare TITLE), go on with the last one (cockpit reopen), "
    "or name a closed one with --incident ID."
)
ANOTHER = "another: --incident ID"
SEVERAL = "Several incidents are open: name one with --incident ID."


def matching(given: str, ids: list[str]) -> list[str]:
    """The ids meant by `given`: the same in any case, else those that end with it after a dash."""
    wanted = given.strip().casefold()
    exact = [one for one in ids if one.casefold() == wanted]
    return exact or [one for one in ids if one.casefold().endswith(f"-{wanted.removeprefix('-')}")]


def listed(summaries: list[Summary]) -> list[str]:
    """A line for each incident, at most twenty."""
    lines = [
        f"  {one.incident}  {one.severity or 'SEV not set'}  {one.phase}  {one.title}" for one in summaries
    ]
    return [*lines[:20], f"  and {len(lines) - 20} more: cockpit list"] if len(lines) > 20 else lines
