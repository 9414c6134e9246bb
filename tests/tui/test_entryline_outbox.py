"""Lines on their way into the record: whatever happens, each character is stored or still at hand."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from cockpit.drafts import Draft
from cockpit.tui.widgets.outbox import Outbox

NOW = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)


def typed(*texts: str) -> Outbox:
    """An outbox through which these lines went, all of them stored but the last, which stands in the line."""
    box = Outbox()
    for text in texts[:-1]:
        box.typed(text)
        box.stored(box.send().commit)
    box.typed(texts[-1])
    return box


def test_up_and_down_go_through_what_was_entered_and_back_to_what_was_being_typed() -> None:
    box = typed("one", "two", "thr")
    seen = []
    for step in (1, 1, 1, -1, -1):
        box.recall(step)
        seen.append(box.current.text)
    assert seen == ["two", "one", "one", "two", "thr"]


def test_a_recalled_line_that_was_changed_is_not_lost_by_moving_on() -> None:
    box = typed("one", "two", "")
    box.recall(1)
    box.typed("two, but better")
    box.recall(1)
    assert box.current.text == "one"
    box.recall(-1)
    box.recall(-1)
    assert box.current.text == "two, but better"


def test_sending_a_recalled_line_brings_back_what_was_being_typed() -> None:
    box = typed("one", "half a sen")
    box.recall(1)
    assert box.send().text == "one"
    assert box.current.text == "half a sen"


def test_a_refused_line_returns_to_an_empty_line_with_its_commit() -> None:
    box = typed("one")
    commit = box.send().commit
    assert box.refused(commit)
    assert box.current.text == "one" and box.current.commit == commit
    assert box.send().commit == commit


def test_another_text_is_never_sent_under_a_commit_that_may_be_used() -> None:
    box = typed("one")
    commit = box.send().commit
    box.refused(commit)
    box.typed("one and a half")
    assert box.current.commit != commit


def test_a_refused_line_does_not_disturb_what_is_being_typed() -> None:
    box = typed("one")
    commit = box.send().commit
    box.typed("two")
    assert not box.refused(commit)
    assert box.current.text == "two"
    box.recall(1)
    assert box.current.text == "one" and box.current.commit == commit


def test_a_draft_holds_every_unsent_line_and_restores_it_under_its_commit() -> None:
    box = typed("sent")
    sent = box.send()
    box.typed("half a sen")
    draft = box.draft(NOW)
    assert draft is not None and draft.text == "half a sen"
    later = Outbox()
    later.restore(draft)
    assert (later.current.text, later.current.commit) == ("half a sen", draft.commit)
    later.recall(1)
    assert (later.current.text, later.current.commit) == ("sent", sent.commit)


def test_a_damaged_draft_still_gives_its_text() -> None:
    box = Outbox()
    box.restore(Draft(uuid4(), NOW, "text", {"more": [["no uuid", "x"], 7, None]}))
    assert box.current.text == "text"


def test_there_is_no_draft_of_what_is_stored() -> None:
    assert Outbox().draft(NOW) is None
    box = typed("one", "")
    box.recall(1)
    assert box.draft(NOW) is None


class NothingIsLost(RuleBasedStateMachine):
    """Any order of keys and answers: what was typed is stored, in the draft, or in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.box = Outbox()
        self.owed: set[str] = set()
        self.count = 0

    @rule(more=st.sampled_from("ab"))
    def type(self, more: str) -> None:
        before = self.box.current
        self.count += 1
        text = f"{before.text}{more}{self.count}"
        self.box.typed(text)
        self.owed.discard(before.text)
        self.owed.add(text)

    @precondition(lambda self: self.box.current.text)
    @rule()
    def send(self) -> None:
        self.owed.add(self.box.send().text)

    @precondition(lambda self: self.box.sent)
    @rule(stored=st.booleans())
    def answer(self, stored: bool) -> None:
        commit, line = next(iter(self.box.sent.items()))
        if stored:
            self.box.stored(commit)
            self.owed.discard(line.text)
        else:
            self.box.refused(commit)

    @rule(step=st.sampled_from([1, -1]))
    def recall(self, step: int) -> None:
        self.box.recall(step)

    @rule()
    def die_and_come_back(self) -> None:
        draft = self.box.draft(NOW)
        self.box = Outbox()
        if draft is not None:
            self.box.restore(replace(draft, saved_at=NOW))

    @invariant()
    def everything_owed_is_in_the_draft(self) -> None:
        draft = self.box.draft(NOW)
        texts = {draft.text, *(text for _, text in draft.fields.get("more", ()))} if draft else set()
        assert self.owed <= texts | {self.box.current.text}


TestNothingIsLost = NothingIsLost.TestCase
