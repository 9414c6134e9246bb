"""Which parts of the commander's screen are shown, by the size of the terminal and what was asked for."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from textual.geometry import Size

from cockpit.incident.state import Incident
from cockpit.tui.panes.small import SMALLEST

Mode = Literal["wide", "tabs", "small", "tiny"]
MODES: tuple[Mode, ...] = ("wide", "tabs", "small", "tiny")
ROWS = {"row-one": ("impact", "countdown", "roles"), "row-two": ("approvals", "mitigations")}
"""What stands side by side."""

_WIDE = Size(110, 28)
_TABS = Size(56, 16)
_TAB_PARTS = (
    ("impact", "measures", "timeline"),
    ("approvals", "mitigations"),
    ("timeline",),
    ("roles", "countdown"),
)
_BOARD = ("impact", "countdown", "roles", "approvals", "mitigations", "timeline")


def mode_for(size: Size) -> Mode:
    """How much of the board fits in a terminal of this size."""
    if _fits(_WIDE, size):
        return "wide"
    if _fits(_TABS, size):
        return "tabs"
    return "small" if _fits(SMALLEST, size) else "tiny"


def tab_of(pane: str) -> int:
    """The tab a pane stands on, counted from 1."""
    return next((tab for tab, parts in enumerate(_TAB_PARTS, 1) if pane in parts), 1)


class Layout(Struct, frozen=True):
    """What the parts shown depend on."""

    mode: Mode
    tab: int = 1
    zoomed: str = ""
    """The id of the one pane that has the board for itself, or empty."""
    card: bool = False
    """Whether the first minutes' card stands in for the empty panes."""
    impact: bool = True
    """Whether anybody has said who is hit."""

    def parts(self) -> frozenset[str]:
        """The ids of everything that is shown."""
        if self.mode == "tiny":
            return frozenset({"tiny"})
        panes = self._panes()
        rows = {row for row, inside in ROWS.items() if panes & set(inside)}
        return panes | rows | self._frame()

    def _frame(self) -> frozenset[str]:
        if self.mode == "small":
            return frozenset({"top"})
        frame = frozenset({"top", "duties"})
        return frame | {"tabs"} if self.mode == "tabs" and not self.zoomed else frame

    def _panes(self) -> frozenset[str]:
        if self.zoomed:
            return frozenset({self.zoomed})
        if self.mode == "small":
            return frozenset({"small"})
        panes = set(_BOARD if self.mode == "wide" else _TAB_PARTS[self.tab - 1])
        if self.card and (self.mode == "wide" or self.tab == 1):
            panes -= {"approvals", "mitigations", "measures"}
            panes |= {"card"}
            if self.mode == "tabs" and not self.impact:
                panes -= {"impact"}
        return frozenset(panes)


def wants_card(incident: Incident) -> bool:
    """Whether somebody is alone at the start: once there is a measure, the panes have something to say."""
    return incident.is_open and incident.alone and not incident.measures


def _fits(wanted: Size, size: Size) -> bool:
    return size.width >= wanted.width and size.height >= wanted.height
