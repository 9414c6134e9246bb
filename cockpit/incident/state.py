"""What an incident's facts add up to: one frozen value, compared by ==, and questions one can ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from cockpit.incident.events import Recorded, Source
from cockpit.incident.parts import OUTCOMES as OUTCOMES
from cockpit.incident.parts import Allowance as Allowance
from cockpit.incident.parts import Band as Band
from cockpit.incident.parts import Change as Change
from cockpit.incident.parts import Checkin as Checkin
from cockpit.incident.parts import Condition as Condition
from cockpit.incident.parts import Decision as Decision
from cockpit.incident.parts import Holding as Holding
from cockpit.incident.parts import Hypothesis as Hypothesis
from cockpit.incident.parts import Impact as Impact
from cockpit.incident.parts import ImpactWindow as ImpactWindow
from cockpit.incident.parts import Measure as Measure
from cockpit.incident.parts import MeasureState as MeasureState
from cockpit.incident.parts import Objection as Objection
from cockpit.incident.parts import Offer as Offer
from cockpit.incident.parts import Person as Person
from cockpit.incident.parts import Phase as Phase
from cockpit.incident.parts import Question as Question
from cockpit.incident.parts import Round as Round
from cockpit.incident.parts import Run as Run
from cockpit.incident.parts import Snooze as Snooze
from cockpit.incident.parts import Statement as Statement
from cockpit.incident.parts import Stint as Stint
from cockpit.incident.parts import Takeover as Takeover
from cockpit.incident.parts import Telling as Telling
from cockpit.incident.parts import Timer as Timer
from cockpit.incident.parts import UnderWay as UnderWay
from cockpit.incident.people import person_key, same_person
from cockpit.incident.procedure import COMMANDER, DEPUTY, Cadence, Procedure


class Incident(Struct, frozen=True, eq=False):
    """Everything true about one incident now. Made by `fold`, never changed in place."""

    id: str
    title: str = ""
    procedure: Procedure = field(default_factory=Procedure)
    declared_at: datetime | None = None
    declared_by: str = ""
    noticed_at: datetime | None = None
    noticed_about: bool = False
    source: Source = "self"
    details: str = ""
    alert_commit: str = ""
    """The act in which an alert declared it, or empty: who entered that is nobody here yet (S48)."""
    channel: str | None = None
    first_message: str | None = None
    severity: str | None = None
    severity_number: int = 0
    severities: tuple[Change, ...] = ()
    """Every severity it had, from when on (S41)."""
    phase: Phase = "active"
    phases: tuple[Change, ...] = ()
    """Every phase it had, from when on."""
    stood_down: bool = False
    number: int = 0
    """The last fact folded."""
    last_act: int = 0
    holdings: tuple[Holding, ...] = ()
    command_open_since: datetime | None = None
    """Since when nobody had command, the last time that was so: declared, or reopened (S52)."""
    command_taken_at: datetime | None = None
    """When command was first taken; the check-in clock starts there."""
    commander_number: int = 0
    last_commander: str | None = None
    offer: Offer | None = None
    takeovers: tuple[Takeover, ...] = ()
    """Every time command was taken from a commander in place, for good (S5)."""
    people: Mapping[str, Person] = field(default_factory=dict)
    """By `person_key`."""
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    """By `person_key`: feeling, task, zone, released."""
    stints: tuple[Stint, ...] = ()
    """Every role anybody ever held, in the order it was taken."""
    delegated_to: str | None = None
    """The deputy whom the commander lets approve (S13)."""
    delegated_in_silence: bool = False
    """The deputy took it over while the commander was silent: it ends with the commander's next act."""
    impact: Impact | None = None
    impact_history: tuple[Impact, ...] = ()
    impact_confirmed_at: datetime | None = None
    measures: Mapping[str, Measure] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    objections: tuple[Objection, ...] = ()
    rounds: Mapping[str, Round] = field(default_factory=dict)
    allowances: Mapping[str, Allowance] = field(default_factory=dict)
    hypotheses: Mapping[str, Hypothesis] = field(default_factory=dict)
    tellings: Mapping[str, tuple[Telling, ...]] = field(default_factory=dict)
    """By the audience's name: every time it was told or waived."""
    statements: Mapping[str, Statement] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    to_check: tuple[int, ...] = ()
    """Entries of the first responder's that the scribe has not checked yet (S57)."""
    context_at: datetime | None = None
    """When the first responder began to say what was so far."""
    announced_at: datetime | None = None
    """When the team was notified where it talks (S49)."""
    timers: Mapping[str, Timer] = field(default_factory=dict)
    timers_set: int = 0
    snoozes: tuple[Snooze, ...] = ()
    checkins: tuple[Checkin, ...] = ()
    under_way: UnderWay | None = None
    clock_from: datetime | None = None
    """Where the running check-in clock started."""
    resolved_at: datetime | None = None
    watch_number: int = 0
    relapses: int = 0
    relapse_number: int = 0
    relapsed_at: datetime | None = None
    closed_at: datetime | None = None
    closed_number: int = 0
    """The entry that closed it last."""
    signed_off: Mapping[str, datetime] = field(default_factory=dict)
    """By `person_key`: who has read the record since it was closed, and when (S81)."""
    reread_at: datetime | None = None
    """When the scribe last walked the whole record (S82)."""
    reread_through: int = 0
    """The entry up to which it was walked."""
    facilitator: str | None = None
    ticket: str | None = None
    """Where the retrospective's ticket is (S83)."""
    ticket_for: str | None = None
    """Whom the ticket was assigned to when it was stored (S88)."""
    window: ImpactWindow = ImpactWindow()
    given: frozenset[tuple[str, str]] = frozenset()
    """(rule, cause) of every reason already given."""
    unknown_acts: int = 0
    """Facts of a newer cockpit seen: acts are refused while there are any."""
    acts: tuple[Recorded, ...] = ()
    """Every act folded, for folding anew after a correction; two equal incidents may differ in it."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Incident):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _COMPARED)

    __hash__ = None  # type: ignore[assignment]

    @property
    def exists(self) -> bool:
        return self.declared_at is not None

    @property
    def is_open(self) -> bool:
        return self.exists and self.phase != "closed"

    @property
    def reopened_at(self) -> datetime | None:
        """When it was last reopened after a close; None: it never was."""
        pairs = zip(self.phases, self.phases[1:], strict=False)
        return next((late.at for early, late in reversed([*pairs]) if early.value == "closed"), None)

    def waits_since(self, began: datetime) -> datetime:
        """From when what began then is counted as waiting: while it was closed, nobody was waited for."""
        return max(began, self.reopened_at or began)

    @property
    def cadence(self) -> Cadence:
        """The loop's numbers, at the severity it has (S44, S66)."""
        return self.procedure.cadence_at(self.severity)

    @property
    def commander(self) -> str | None:
        return next((h.person for h in self.holdings if h.role == COMMANDER), None)

    @property
    def deciders(self) -> tuple[str, ...]:
        """Whose decisions count, the commander first (S10); while only one person is here, theirs."""
        if self.commander is None:
            return tuple(person.name for person in self.people.values()) if self.alone else ()
        return (self.commander, *self.holders(DEPUTY))

    @property
    def commander_since(self) -> datetime | None:
        return next((h.since for h in self.holdings if h.role == COMMANDER), None)

    def holders(self, role: str) -> tuple[str, ...]:
        return tuple(h.person for h in self.holdings if h.role == role)

    def roles_of(self, person: str) -> tuple[str, ...]:
        """Somebody's roles, command first, the others as they came."""
        held = (holding.role for holding in self.holdings if same_person(holding.person, person))
        return tuple(sorted(held, key=lambda role: role != COMMANDER))

    def role_names_of(self, person: str) -> tuple[str, ...]:
        """Somebody's roles as the project calls them (S1)."""
        return tuple(map(self.procedure.role_name, self.roles_of(person)))

    def holds(self, person: str, *roles: str) -> bool:
        return any(role in roles for role in self.roles_of(person))

    def is_commander(self, person: str) -> bool:
        return self.holds(person, COMMANDER)

    def approves(self, person: str) -> bool:
        """Whether their word is the approval: the commander's, or the deputy's it is delegated to (S13)."""
        return self.is_commander(person) or same_person(self.delegated_to or "", person)

    def known(self, name: str) -> str | None:
        """The spelling under which somebody is already on the incident, or None."""
        person = self.people.get(person_key(name))
        return person.name if person else None

    def condition(self, person: str) -> Condition:
        """How somebody is, as far as anybody said it."""
        return self.conditions.get(person_key(person), Condition())

    @property
    def alone(self) -> bool:
        """Only one person has written or holds a role."""
        return len(self.people) <= 1

    @property
    def waiting(self) -> tuple[Measure, ...]:
        """The approval queue, the longest-waiting first; nothing waits once the incident is closed."""
        if self.phase == "closed":
            return ()
        return tuple(m for m in self.measures.values() if m.is_waiting)

    @property
    def running(self) -> tuple[Measure, ...]:
        return tuple(m for m in self.measures.values() if m.is_running)

    @property
    def band(self) -> Band | None:
        """The next check-in's band; None before command was taken, in the watch, and after."""
        if self.clock_from is None or self.phase != "active":
            return None
        cadence = self.cadence
        return Band(
            *(
                self.clock_from + timedelta(minutes=minutes)
                for minutes in (cadence.due_from, cadence.due_until, cadence.escalate)
            )
        )

    @property
    def loop(self) -> int:
        """The number of the check-in that comes next."""
        return len(self.checkins) + 1

    @property
    def watch_until(self) -> datetime | None:
        if self.phase != "watch" or self.resolved_at is None:
            return None
        return self.resolved_at + timedelta(minutes=self.cadence.watch)

    def standing(self, person: str) -> tuple[Allowance, ...]:
        """The standing approvals somebody has now."""
        return tuple(a for a in self.allowances.values() if not a.ended and same_person(a.person, person))

    def timers_of(self, person: str, now: datetime) -> tuple[Timer, ...]:
        """Somebody's own timers that have still to ring, the next one first."""
        theirs = (one for one in self.timers.values() if same_person(one.person, person) and now < one.until)
        return tuple(sorted(theirs, key=lambda one: one.until))

    def objections_to(self, about: str) -> tuple[Objection, ...]:
        """What was said against a round, a decision or a measure, by its id."""
        return tuple(one for one in self.objections if one.about == about)

    @property
    def open_rounds(self) -> tuple[Round, ...]:
        """Rounds nobody has decided; one about a measure ends with the measure's approval too."""
        return tuple(
            asked
            for asked in self.rounds.values()
            if asked.decision is None
            and ((measure := self.measures.get(asked.measure or "")) is None or measure.state in _UNDECIDED)
        )

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """What outsiders asked and nobody has answered, the longest-waiting first."""
        return tuple(q for q in self.questions.values() if q.answer is None)

    def open_at_last_checkin(self) -> tuple[Measure, ...]:
        """Running measures that the last check-in already saw: each needs an outcome at the next (S69)."""
        if not self.checkins:
            return ()
        last = self.checkins[-1].number
        return tuple(m for m in self.running if m.started_number < last)

    def measure(self, text: str) -> Measure | None:
        """The measure a person means by "M7", "m7" or "7"."""
        digits = text.strip().casefold().removeprefix("m").lstrip("0")
        return self.measures.get(f"M{digits}")

    def task_of(self, person: str) -> str:
        """One line of what somebody is doing: a measure that runs, their own word, the plan."""
        for measure in reversed(self.running):
            if measure.owner and same_person(measure.owner, person):
                return f"{measure.id} {measure.text}"
        task = self.condition(person).task
        if task:
            return task
        plan = self.checkins[-1].plan if self.checkins else ()
        return next((line.text for line in plan if line.owner and same_person(line.owner, person)), "")


_UNDECIDED = frozenset({"waiting", "asked"})
_COMPARED = tuple(name for name in Incident.__struct_fields__ if name != "acts")


def merged_people(known: Mapping[str, Person], seen: Iterable[Person]) -> Mapping[str, Person]:
    """`known` with every person of `seen` added: the first spelling stays, the span widens."""
    merged = dict(known)
    for person in seen:
        key = person_key(person.name)
        before = merged.get(key)
        merged[key] = (
            replace(
                before,
                since=min(before.since, person.since),
                last_at=max(before.last_at, person.last_at),
            )
            if before
            else person
        )
    return merged
