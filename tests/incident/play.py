"""A small stage for the rules: people ask for things, the clock is ours, the facts are folded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cockpit.incident import commands as cmd
from cockpit.incident.events import Origin, Recorded
from cockpit.incident.fold import fold
from cockpit.incident.rules import Accepted, Asking, Decision, NeedsReason, Refused, decide
from cockpit.incident.state import Incident

START = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)


@dataclass
class Play:
    """One incident in memory. `log` holds every fact recorded so far."""

    now: datetime = START
    incident: Incident = field(default_factory=lambda: Incident(id="2026-11-23-1"))
    log: list[Recorded] = field(default_factory=list)

    def ask(self, who: str, command: cmd.Command, **how: Any) -> Decision:
        """What the rules say, folded when they accept."""
        decision = decide(self.incident, command, Asking(who=who, now=self.now, **how))
        if isinstance(decision, Accepted):
            self._record(decision)
        return decision

    def does(self, who: str, command: cmd.Command, **how: Any) -> Accepted:
        decision = self.ask(who, command, **how)
        assert isinstance(decision, Accepted), decision
        return decision

    def is_refused(self, who: str, command: cmd.Command, **how: Any) -> Refused:
        decision = self.ask(who, command, **how)
        assert isinstance(decision, Refused), decision
        return decision

    def is_asked_why(self, who: str, command: cmd.Command, **how: Any) -> NeedsReason:
        decision = self.ask(who, command, **how)
        assert isinstance(decision, NeedsReason), decision
        return decision

    def passes(self, **delta: int) -> None:
        """Time goes by: passes(minutes=15)."""
        self.now += timedelta(**delta)

    def _record(self, accepted: Accepted) -> None:
        recorded = [
            Recorded(
                seq=len(self.log) + 1 + i,
                incident=self.incident.id,
                number=len(self.log) + 1 + i,
                commit=str(len(self.log)),
                position=i,
                happened_at=said.happened_at,
                about=said.about,
                recorded_at=self.now,
                actor=said.actor,
                by_word=said.by_word,
                origin=Origin(),
                event=said.fact.event,
                body=said.fact.to_json(),
                is_act=said.fact.is_act,
                digest=b"",
            )
            for i, said in enumerate(accepted.said)
        ]
        self.log += recorded
        self.incident = fold(self.incident, recorded)


def declared(*, commander: str | None = "alice", crew: tuple[str, ...] = ("dave",)) -> Play:
    """An incident that dave declared; alice has command and nobody is alone."""
    play = Play()
    play.does("dave", cmd.Declare("Checkout returns 500s", severity="SEV1"))
    if commander:
        play.does(commander, cmd.TakeCommand())
    for person in crew:
        play.does(person, cmd.Join())
    return play
