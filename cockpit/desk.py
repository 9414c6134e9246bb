"""One person at one terminal: who I am, what I may do, and the only door from the faces to the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from uuid import UUID, uuid4

from msgspec import Struct
from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident.events import Declared, Event, Origin, Recorded
from cockpit.incident.moments import Moment
from cockpit.incident.procedure import Procedure
from cockpit.incident.rules import Accepted, Asking, NeedsReason, Refused, Said, decide
from cockpit.incident.state import Incident
from cockpit.record.errors import CommitReused, Conflict, RecordError
from cockpit.record.lost import EntriesLost
from cockpit.seat import Seat, Store

ATTEMPTS = 5
"""How often a decision is made anew when another act came in between."""
QUOTE = 8
"""Characters: a shorter text is not looked for in other entries when it is redacted."""
_ELSEWHERE = "declare it from a shell: cockpit declare TITLE, or with --private --group GROUP"


class Done(Struct, frozen=True):
    """It stands in the record. `note` is one sentence for the person, or empty."""

    recorded: tuple[Recorded, ...]
    note: str = ""


Answer = Done | Refused | NeedsReason


class Desk(Seat):
    """One person's place at one record. Safe to call from worker threads.

    Every method may raise RecordError: nothing was written then, unless it is Indeterminate.
    """

    def __init__(
        self,
        store: Store,
        who: str,
        origin: Origin,
        *,
        zone: tzinfo = UTC,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        read_only: bool = False,
        one_only: bool = False,
    ) -> None:
        super().__init__(store, zone=zone, clock=clock)
        self.who = who
        self.origin = origin
        self.read_only = read_only
        self.one_only = one_only
        """Whether this is the record of one private incident, which takes no second."""
        self._told: EntriesLost | None = None
        """What was lost, once it was said to whoever sent something."""

    def submit(
        self,
        command: cmd.Command,
        *,
        because: str | None = None,
        word: str | None = None,
        moment: Moment | None = None,
        commit: UUID | None = None,
        raw: str | None = None,
    ) -> Answer:
        """Decide on `command` as things stand now and append what it comes to; on a conflict, again.

        `moment` is when it happened (None: now); `word` who decided by voice; `raw` base64 of the exact bytes
        of what was typed, where that is no plain text: the first fact keeps it. Raises RecordError;
        with Conflict after five tries nothing was written and the command can be sent again.
        """
        if self.read_only:
            return Refused("read-only", f"{self.who} only reads here", way_out="open it without read-only")
        commit = commit or uuid4()
        with self._lock:
            for attempt in range(ATTEMPTS):
                self._catch_up_or_go_on()
                ready = self._completed(command)
                if isinstance(ready, Refused | Done):
                    return ready
                answer = decide(self.incident, ready, self._asking(because, word, moment))
                if not isinstance(answer, Accepted):
                    return answer
                try:
                    return self._write(ready, _with_bytes(answer, raw), commit)
                except Conflict:
                    if attempt == ATTEMPTS - 1:
                        raise
        raise AssertionError("unreachable")

    def declare(
        self,
        command: cmd.Declare,
        *,
        procedure: Procedure | None = None,
        commit: UUID | None = None,
        incident: str | None = None,
        raw: str | None = None,
    ) -> Answer:
        """Declare an incident under the day's next free id, or under that of `incident`, and sit down at it.

        An alert that has declared one already declares no second: it sits down at that one (S48).
        """
        if self.one_only and not incident:
            return Refused("private", "this record holds one private incident only", way_out=_ELSEWHERE)
        commit = commit or uuid4()
        with self._lock:
            for free in [incident] if incident else self._free_ids():
                known = self._declared_by(command.alert) if command.alert else None
                if known:
                    self.open(known)
                    return Done((), f"this alert declared {known} already")
                blank = Incident(id=free, procedure=procedure or Procedure())
                answer = decide(blank, command, self._asking(None, None, None))
                if not isinstance(answer, Accepted):
                    return answer
                try:
                    recorded = self.store.append(
                        blank.id, self._events(_with_bytes(answer, raw).said), expected=0, commit=commit
                    )
                except (CommitReused, Conflict):
                    continue
                self.open(blank.id)
                return Done(tuple(recorded), answer.note)
        raise Conflict("Every id of today is taken by somebody else just now: declare again.")

    def _catch_up_or_go_on(self) -> None:
        """Raises EntriesLost once: who sends it again has read what is missing and goes on without it."""
        try:
            self.catch_up()
        except EntriesLost as missing:
            self.go_on(missing)
        if self.lost is not None and self.lost is not self._told:
            self._told = self.lost
            raise self.lost

    def _free_ids(self) -> Iterator[str]:
        day = f"{self.now():%Y-%m-%d}"
        taken = sum(summary.incident.startswith(day) for summary in self.store.incidents())
        return (f"{day}-{number}" for number in range(taken + 1, taken + 100))

    def _declared_by(self, alert: str) -> str | None:
        """The incident that an alert has declared, or one still open of the same source (S48)."""
        key, _, start = alert.rpartition("@")
        for summary in self.store.incidents():
            first = self.store.since(summary.incident, 0, limit=1)
            fact = first[0].fact() if first else None
            known = fact.alert if isinstance(fact, Declared) else None
            is_open = summary.phase != "closed" and (known or "").rpartition("@")[0] == key
            if is_open or (start and known == alert):
                return summary.incident
        return None

    def imported(self, command: cmd.Import, commit: UUID) -> Done:
        """Append a file's rows all at once; a file that is in already adds nothing (empty `recorded`)."""
        before = self.store.head(self.incident.id).number
        answer = self.submit(command, commit=commit)
        if not isinstance(answer, Done):
            raise RecordError(str(answer))
        if answer.recorded and answer.recorded[0].number <= before:
            return Done((), "the record holds this file already")
        return answer

    def _asking(self, because: str | None, word: str | None, moment: Moment | None) -> Asking:
        spoken = self.incident.known(word) or word if word else None
        return Asking(
            who=self.who,
            now=self.now(),
            word=spoken,
            happened_at=moment.at if moment else None,
            about=moment.about if moment else False,
            in_future=moment.needs_reason if moment else False,
            because=because,
        )

    def _write(self, command: cmd.Command, answer: Accepted, commit: UUID) -> Done:
        if not answer.said:
            return Done((), answer.note)
        events = self._events(answer.said)
        expected = self.incident.last_act if any(event.is_act for event in events) else None
        if isinstance(command, cmd.Redact):
            recorded = self.store.redact(self.incident.id, command.targets, events[0], commit=commit)
        else:
            if isinstance(command, cmd.Log | cmd.Import | cmd.Correct):
                expected = None
            recorded = self.store.append(self.incident.id, events, expected=expected, commit=commit)
        self.lost = None  # whoever writes after it was said goes on without it
        self.catch_up()
        return Done(tuple(recorded), answer.note)

    def _events(self, said: Sequence[Said]) -> list[Event]:
        return [
            Event(
                name=one.fact.event,
                body=one.fact.to_json(),
                is_act=one.fact.is_act,
                happened_at=one.happened_at,
                about=one.about,
                actor=one.actor,
                by_word=one.by_word,
                origin=self.origin,
            )
            for one in said
        ]

    def _completed(self, command: cmd.Command) -> cmd.Command | Refused | Done:
        """The command with what only the record knows: that its entries exist, and what they hold."""
        if isinstance(command, cmd.Star | cmd.Unstar | cmd.Correct | cmd.Comment):
            entry = self._entry(command.target)
            if entry is None:
                return _no_entry(command.target, self.incident)
            if isinstance(command, cmd.Correct):
                return replace(command, event=entry.event, body=entry.body)
        if isinstance(command, cmd.Redact):
            return self._with_quotes(command)
        return command

    def _entry(self, number: int) -> Recorded | None:
        found = self.store.since(self.incident.id, number - 1, limit=1) if number > 0 else []
        return found[0] if found and found[0].number == number else None

    def _with_quotes(self, command: cmd.Redact) -> cmd.Redact | Refused | Done:
        """A redaction reaches the entry's corrections and the automatic lines that quote its text.

        What is redacted already is left out; where that is all, there is nothing to do.
        """
        targets: set[int] = set()
        for number in command.targets:
            row = self.store.row(self.incident.id, number)
            if row is None:
                return _no_entry(number, self.incident)
            if not row.redacted:
                targets |= {number, *self._quoting(number, row.text)}
        if not targets:
            return Done((), f"redacted already: {', '.join(map(str, command.targets))}; nothing to do")
        return cmd.Redact(tuple(sorted(targets)))

    def _quoting(self, number: int, text: str) -> Iterable[int]:
        core = text.split(": ", 1)[-1] if self._is_act(number) else text
        for other in self.store.quoting(self.incident.id, core) if len(core) >= QUOTE else ():
            if other == number or self._is_act(other):
                yield other
        for entry in self.incident.acts:
            fact = entry.fact() if entry.event == "entry.corrected" else None
            if fact is not None and getattr(fact, "target", 0) == number:
                yield entry.number

    def _is_act(self, number: int) -> bool:
        return any(entry.number == number for entry in self.incident.acts)


def _with_bytes(answer: Accepted, raw: str | None) -> Accepted:
    """With the exact bytes of what was typed in its first fact, unless that has them already."""
    if raw is None or not answer.said or answer.said[0].fact.raw:
        return answer
    first = replace(answer.said[0], fact=replace(answer.said[0].fact, raw=raw))
    return Accepted((first, *answer.said[1:]), answer.note)


def _no_entry(number: int, incident: Incident) -> Refused:
    return Refused("S37", f"{incident.id} has no entry {number}", way_out=f"its last is {incident.number}")
