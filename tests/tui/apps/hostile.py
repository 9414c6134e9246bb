"""An app that carelessly shows hostile text on every kind of surface: hostile.py PAYLOAD."""

from __future__ import annotations

import sys

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.content import Content
from textual.filter import LineFilter
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import DataTable, Input, OptionList, Static

from cockpit.tui.scrub import SCRUB

TEXT = sys.argv[1].encode().decode("unicode_escape") + "after"


class Raw(Widget):
    def render_line(self, y: int) -> Strip:
        return Strip([Segment(TEXT, Style(link="https://evil.example", meta={"@click": "app.bell"}))])


class Hostile(App[None]):
    CSS = "* { height: 3; } Screen { height: 100%; } #end { height: 1; }"

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), SCRUB]

    def compose(self) -> ComposeResult:
        framed = Static(TEXT, markup=False)
        framed.border_title = Content(TEXT)
        framed.styles.border = ("round", "red")
        yield framed
        yield Input(placeholder=TEXT)
        table: DataTable[str] = DataTable()
        table.add_column("c")
        yield table
        yield OptionList(TEXT, markup=False)
        yield Raw()
        yield Static("all painted", id="end")

    def on_mount(self) -> None:
        self.notify(TEXT, title=TEXT, markup=False)


Hostile().run()
