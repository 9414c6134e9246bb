"""The action that shows what to read aloud."""

from __future__ import annotations

from cockpit.tui.acts.steps import Open, Stage, Step
from cockpit.tui.dialogs.saying import SayingDialog


def read_aloud(stage: Stage) -> Step:
    """Six to ten sentences for the moment; everybody may read them."""
    return Open(SayingDialog(stage.view), lambda nothing: None)
