"""The looks of a widget's parts, found when a part is painted: to find all of them costs half of a start."""

from __future__ import annotations

from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.widget import Widget


class Parted(Widget):
    """A widget whose parts have looks of their own in the style sheet, as `Widget > .part`.

    Textual resolves every component class of every widget whenever styles are applied, painted or not.
    Here only the parts that were painted are resolved, so they stand in no COMPONENT_CLASSES.
    """

    _looks: dict[str, RenderStyles]

    def get_component_styles(self, *names: str) -> RenderStyles:
        """The look of the part with these classes."""
        looks = self.__dict__.setdefault("_looks", {})
        part = " ".join(names)
        if part not in looks:
            looks[part] = self._look_of(part)
        found: RenderStyles = looks[part]
        return found

    def notify_style_update(self) -> None:
        super().notify_style_update()
        before: dict[str, RenderStyles] = self.__dict__.get("_looks", {})
        now = {part: self._look_of(part) for part in before}
        if now != before:
            self._looks = now
            self.refresh()

    def _look_of(self, part: str) -> RenderStyles:
        node = DOMNode(classes=part)
        node._attach(self)
        self.app.stylesheet.apply(node)
        return node.styles
