"""The registry of the fold: which function folds which kind of fact into an incident."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from cockpit.incident import events as ev
from cockpit.incident.state import Incident

F = TypeVar("F", bound=ev.Fact)
Step = Callable[[Incident, ev.Recorded, Any], Incident]

STEPS: dict[type[ev.Fact], Step] = {}


def step(fact_type: type[F]) -> Callable[[Callable[[Incident, ev.Recorded, F], Incident]], Step]:
    """Registers a function as the step of one kind of fact."""

    def register(function: Callable[[Incident, ev.Recorded, F], Incident]) -> Step:
        STEPS[fact_type] = function
        return function

    return register
