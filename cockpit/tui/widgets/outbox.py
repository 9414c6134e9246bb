"""Lines on their way into the record: typed, sent, refused, put aside and recalled, and none of them lost."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct, field
from msgspec.structs import replace

from cockpit.drafts import Draft

REMEMBERED = 200
"""Lines that can be recalled once they are stored."""

_MORE = "more"
"""The draft's field that holds the unsent lines beside the first: pairs of commit and text."""


class Line(Struct, frozen=True):
    """A text with the commit it is stored under. Once `sealed` it may have been sent: another text is
    another commit."""

    text: str = ""
    commit: UUID = field(default_factory=uuid4)
    sealed: bool = False

    def typed(self, text: str) -> Line:
        """The line after an edit."""
        if text == self.text:
            return self
        return Line(text) if self.sealed else replace(self, text=text)


class Outbox:
    """The line that is being typed, and every other line that the record does not hold yet."""

    def __init__(self) -> None:
        self.current = Line()
        self.sent: dict[UUID, Line] = {}
        """Waiting for the record's word."""
        self._history: list[str] = []
        self._aside: list[Line] = []
        """Unsent lines that made room for another; recalled before the history."""
        self._stash: Line | None = None
        """What was being typed when something else came into the line; back once that is sent."""
        self._back = 0
        """How far up the recall stands; 0 is the line itself."""
        self._recalled: Line | None = None

    def typed(self, text: str) -> None:
        """The text of the line is now this."""
        if self.current is self._recalled and text != self.current.text:
            self.current = Line(text)
        else:
            self.current = self.current.typed(text)

    def send(self) -> Line:
        """The line is on its way; what was being typed before it comes back."""
        line = replace(self.current, sealed=True)
        self.sent[line.commit] = line
        if self._recalled in self._aside:
            self._aside.remove(self._recalled)
        if self._history[-1:] != [line.text]:
            self._history = [*self._history[1 - REMEMBERED :], line.text]
        self._unstash()
        return line

    def stored(self, commit: UUID) -> bool:
        """The record holds it. False where it was not waited for."""
        return self.sent.pop(commit, None) is not None

    def refused(self, commit: UUID) -> bool:
        """The record does not hold it: the text comes back into the line, or aside where one is being typed.

        Returns whether it stands in the line.
        """
        line = self.sent.pop(commit, None)
        return line is not None and self._came_back(line)

    def recall(self, step: int) -> None:
        """Go `step` lines up (or, negative, down) through what was put aside and entered before."""
        self._leave()
        if self._back == 0 and self.current.text:
            self._aside += [self._stash] if self._stash else []
            self._stash = self.current
        shelf = [*map(Line, self._history), *self._aside]
        self._back = max(0, min(len(shelf), self._back + step))
        if self._back == 0:
            self._unstash()
        else:
            self.current = self._recalled = shelf[-self._back]

    def draft(self, now: datetime) -> Draft | None:
        """Everything unsent, for the disk; None where nothing is."""
        unsent = [*self._unsent()]
        if not unsent:
            return None
        first, *more = unsent
        fields = {_MORE: [[str(line.commit), line.text] for line in more]} if more else {}
        return Draft(first.commit, now, first.text, fields)

    def restore(self, draft: Draft, stored: Container[UUID] = ()) -> bool:
        """Take over what an earlier terminal left, without what was `stored` before it ended.

        Each line may have been sent. Returns whether anything is left.
        """
        lines = [Line(draft.text, draft.commit, sealed=True), *_more(draft.fields)]
        left = [line for line in lines if line.commit not in stored]
        self._aside = [*left[1:], *self._aside]
        if left:
            self._came_back(left[0])
        return bool(left)

    def _came_back(self, line: Line) -> bool:
        if self.current.text:
            self._aside.append(line)
            return False
        self.current, self._recalled, self._back = line, None, 0
        return True

    def _unsent(self) -> Iterator[Line]:
        if self.current.text.strip() and self.current is not self._recalled:
            yield self.current
        if self._stash is not None:
            yield self._stash
        yield from self._aside
        yield from self.sent.values()

    def _leave(self) -> None:
        """A recalled line that was changed is a line of its own before the recall moves on."""
        if not self._back or not self.current.text or self.current is self._recalled:
            return
        if self._recalled in self._aside:
            self._aside[self._aside.index(self._recalled)] = self.current
        else:
            self._aside.append(self.current)
            self._back += 1

    def _unstash(self) -> None:
        self.current, self._stash, self._recalled, self._back = self._stash or Line(), None, None, 0


def _more(fields: Mapping[str, Any]) -> Iterator[Line]:
    """The lines beside the first; whatever does not read as one is passed over."""
    for pair in fields.get(_MORE, ()):
        try:
            commit, text = pair
            yield Line(str(text), UUID(commit), sealed=True)
        except (TypeError, ValueError, AttributeError):
            continue
