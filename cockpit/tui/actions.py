"""The registry of actions: keys, footer, help, palette and docs all come from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from textual.binding import Binding

if TYPE_CHECKING:
    from cockpit.incident.state import Incident

ScreenName = Literal["commander", "scribe", "observer"]
SCREENS: tuple[ScreenName, ...] = ("commander", "scribe", "observer")
READ_ONLY = "This terminal only reads: start cockpit without --read-only to write."

_NEVER_SENT = re.compile(
    r"(?:super|hyper|meta)\+|ctrl\+shift\+|ctrl\+(?:enter|escape|backspace|tab|comma|[im\d]$)"
    r"|shift\+(?:enter|escape|backspace|space)"
)
"""Keys that exist only where terminal, multiplexer and program speak a newer protocol; ctrl+i and ctrl+m are
tab and enter."""
_SHOWN = {
    "escape": "esc", "comma": ",", "pageup": "page up", "pagedown": "page down", "question_mark": "?",
    "slash": "/", "exclamation_mark": "!",
}  # fmt: skip


class Situation(Struct, frozen=True):
    """What decides whether an action can be used now."""

    incident: Incident | None
    me: str
    read_only: bool
    now: datetime


Enabled = Callable[[Situation], bool | str]
"""True: it can be used. False: it has no place now, hide it. Text: why it cannot be used, and what to do."""


def always(situation: Situation) -> bool:
    """It can be used in every situation."""
    return True


class Action(Struct, frozen=True):
    """One thing a person can do at a screen."""

    id: str
    """Stable, dotted, as in the key settings: `measure.approve`."""
    keys: tuple[str, ...]
    """As in key settings: a character ("?"), "f1", "ctrl+p", "escape". The first is shown."""
    label: str
    """A word or two for the footer."""
    help: str
    """A sentence for the help screen and the docs."""
    group: str
    screens: frozenset[ScreenName] = frozenset({"commander"})
    enabled: Enabled = always
    writes: bool = False
    """It enters something in the record, so a read-only terminal refuses it."""
    in_footer: bool = True
    belongs: Callable[[Situation], bool] = always
    """Whether the footer shows it now: keys of another phase would only stand in the way."""
    pinned: bool = False
    """Stays in the footer however narrow the terminal is."""
    priority: bool = False
    """Works even while somebody types in a field."""
    fixed: bool = False
    """A key of one part of the screen: listed in help and docs, bound and changed nowhere else."""


class FooterItem(Struct, frozen=True):
    """A key and what it does, as the footer shows it. `reason` is why it cannot be used now."""

    action: str
    key: str
    label: str
    reason: str | None = None
    pinned: bool = False


class HelpRow(Struct, frozen=True):
    """One line of the help screen."""

    group: str
    keys: str
    label: str
    help: str
    action: str


class Registry:
    """All actions, in the order the footer shows them. `overrides` gives an action other keys, by its id.

    Raises ValueError when two actions share an id.
    """

    def __init__(self, actions: Iterable[Action]) -> None:
        self.actions: tuple[Action, ...] = tuple(actions)
        self._by_id = {action.id: action for action in self.actions}
        if len(self._by_id) != len(self.actions):
            raise ValueError("Two actions share an id: give each its own.")

    def __getitem__(self, action: str) -> Action:
        return self._by_id[action]

    def __contains__(self, action: object) -> bool:
        return action in self._by_id

    def on(self, screen: ScreenName) -> list[Action]:
        """The actions of a screen whose keys it binds."""
        return [action for action in self.actions if screen in action.screens and not action.fixed]

    def by_key(
        self, screen: ScreenName, key: str, overrides: Mapping[str, str] | None = None
    ) -> Action | None:
        """The action a key means on a screen, or None."""
        wanted = _canonical(key)
        return next((a for a in self.on(screen) if wanted in map(_canonical, keys_of(a, overrides))), None)

    def clashes(self, screen: ScreenName, overrides: Mapping[str, str] | None = None) -> list[str]:
        """A sentence for each key that would mean two things on a screen."""
        meanings: dict[str, list[str]] = {}
        for action in self.on(screen):
            for key in {_canonical(key) for key in keys_of(action, overrides)}:
                meanings.setdefault(key, []).append(action.id)
        return [
            f'The key "{shown(key)}" means {" and ".join(ids)} on the {screen} screen: change one of them.'
            for key, ids in meanings.items()
            if len(ids) > 1
        ]

    def mistakes(self, overrides: Mapping[str, str]) -> list[str]:
        """A sentence for each thing that is wrong with somebody's own keys: unknown ids, no key, clashes."""
        fixed = [
            f'"{name}" always has the same key: leave it out.'
            for name in overrides
            if name in self and self[name].fixed
        ]
        unknown = [
            f'There is no action "{name}": "cockpit keys" lists them.'
            for name in overrides
            if name not in self
        ]
        empty = [
            f'"{name}" has no key: name one, such as "f9".'
            for name, keys in overrides.items()
            if not _split(keys)
        ]
        silent = [
            f'No terminal sends "{key}" through tmux, so it would do nothing for "{name}": take a letter, '
            "ctrl and a letter, or an F-key."
            for name, keys in overrides.items()
            for key in _split(keys)
            if _NEVER_SENT.match(key)
        ]
        clashes = [line for screen in SCREENS for line in self.clashes(screen, overrides)]
        return unknown + fixed + empty + silent + clashes

    def usable(self, action: str, situation: Situation) -> bool | str:
        """True, False (has no place now), or the sentence that says why it cannot be used now."""
        asked = self._by_id[action]
        if asked.writes and situation.read_only:
            return READ_ONLY
        return asked.enabled(situation)

    def bindings(
        self, screen: ScreenName, overrides: Mapping[str, str] | None = None, *, run: str = "act"
    ) -> list[Binding]:
        """What Textual needs to call `action_<run>(id)` of the screen; each binding has the action's id."""
        return [
            Binding(
                ",".join(map(_canonical, keys_of(action, overrides))),
                f"{run}({action.id!r})",
                action.label,
                id=action.id,
                show=action.in_footer,
                priority=action.priority,
            )
            for action in self.on(screen)
        ]

    def footer(
        self, screen: ScreenName, situation: Situation, overrides: Mapping[str, str] | None = None
    ) -> tuple[FooterItem, ...]:
        """The keys of a screen that have a place now; those that cannot be used carry the reason."""
        items = []
        for action in self.on(screen):
            usable = self.usable(action.id, situation)
            if action.in_footer and usable is not False and action.belongs(situation):
                reason = usable if isinstance(usable, str) else None
                key = shown(keys_of(action, overrides)[0])
                items.append(FooterItem(action.id, key, action.label, reason, action.pinned))
        return tuple(items)

    def help_rows(self, screen: ScreenName, overrides: Mapping[str, str] | None = None) -> list[HelpRow]:
        """Every action of a screen, group by group in the order the groups first appear."""
        actions = [action for action in self.actions if screen in action.screens]
        groups = list(dict.fromkeys(action.group for action in actions))
        return [
            HelpRow(a.group, " ".join(map(shown, keys_of(a, overrides))), a.label, a.help, a.id)
            for a in sorted(actions, key=lambda action: groups.index(action.group))
        ]

    def as_markdown(self) -> str:
        """The keys of every screen as a page of the docs."""
        parts = [line for screen in SCREENS if self.on(screen) for line in self._markdown_of(screen)]
        return "\n".join(parts) + "\n"

    def _markdown_of(self, screen: ScreenName) -> list[str]:
        lines = [f"## {screen.capitalize()}", "", "| key | action | what it does | id |", "|---|---|---|---|"]
        for row in self.help_rows(screen):
            keys = " ".join(f"`{key}`" for key in map(shown, self._by_id[row.action].keys))
            lines.append(f"| {keys} | {row.label} | {row.help} | `{row.action}` |".replace("`|`", "`\\|`"))
        return [*lines, ""]


def keys_of(action: Action, overrides: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The keys of an action: somebody's own, else its own."""
    return _split((overrides or {}).get(action.id, "")) or action.keys


def shown(key: str) -> str:
    """A key as people read it: "esc", "F1", "ctrl+p", "?"."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    if last[:1] == "f" and last[1:].isdigit():
        last = last.upper()
    return "+".join([*modifiers, _SHOWN.get(last, last)])


def _split(keys: str) -> tuple[str, ...]:
    if keys.strip() == ",":
        return (",",)
    return tuple(key.strip() for key in keys.split(",") if key.strip())


def _canonical(key: str) -> str:
    return next(iter(Binding.make_bindings([Binding(key, "")]))).key if key != "," else "comma"
