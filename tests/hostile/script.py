"""Which hostile text goes where: drawn by hypothesis, dealt out to one field after the other."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from msgspec import Struct

from tests.hostile.acts import Scene
from tests.hostile.texts import NAMES, PAYLOADS, TEXTS

START = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)


class Script(Struct, frozen=True):
    """The texts of one scene. Every payload is among them; `turn` decides which field gets which."""

    texts: tuple[str, ...]
    names: tuple[str, ...]
    turn: int = 0

    def dealer(self) -> Callable[[str], str]:
        given = [*PAYLOADS, *self.texts]
        turn = self.turn % len(given)
        texts, names = cycle(given[turn:] + given[:turn]), cycle(self.names)
        return lambda what: next(names if what == "name" else texts)

    def scene(self, store: Callable[[Callable[[], datetime]], Any]) -> Scene:
        """A scene at a store that is made with the scene's clock."""
        made: list[Scene] = []
        made.append(Scene(store(lambda: made[0].now if made else START), self.dealer(), START))
        return made[0]


def scripts() -> st.SearchStrategy[Script]:
    texts = st.lists(TEXTS, max_size=6).map(tuple)
    return st.builds(Script, texts, st.lists(NAMES, min_size=1, max_size=4).map(tuple), st.integers(0, 60))


def turns(*turns: int) -> Sequence[Script]:
    """The payloads alone, in other fields each time."""
    names = ("[@click=app.exit]x[/]", "漢字 👩‍🚒", '<b>=1+1 "x', "[/nope]")
    return [Script((), names, turn) for turn in turns]


def examples(few: int) -> settings:
    """So many examples, or as many as FUZZ_EXAMPLES says; then a failing one is made small too."""
    more = os.environ.get("FUZZ_EXAMPLES")
    return settings(
        max_examples=int(more or few or 1),
        phases=[
            Phase.explicit,
            Phase.reuse,
            *([Phase.generate] if more or few else []),
            *([Phase.shrink] if more else []),
        ],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
