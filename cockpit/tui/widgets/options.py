"""A list to choose from that is paged in a terminal of any size."""

from __future__ import annotations

from textual.widgets import OptionList


class Options(OptionList):
    """Where a terminal is so low that no line of it is left, a page is nothing; Textual's own list fails."""

    def action_page_down(self) -> None:
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]

    def action_page_up(self) -> None:
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]
