"""The entry line under a person's hands: what the frame says, what enter sends, and that nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from textual.pilot import Pilot

from cockpit.drafts import Draft
from cockpit.incident.commands import Correct, Log, ReportImpact, Star
from cockpit.incident.grammar import LONGEST_TEXT
from cockpit.tui.widgets.entryline import EntryLine, EntrySubmitted, Known
from tests.tui.lines import KNOWN, NOW, Host, commands, host, paste, sent, type_in
from tests.waiting import wait_for_async


@pytest.fixture
async def pilot() -> AsyncIterator[Pilot[None]]:
    async with Host().run_test(size=(120, 10)) as pilot:
        yield pilot


async def test_the_frame_says_at_every_key_what_enter_will_store(pilot: Pilot[None]) -> None:
    app = host(pilot)
    assert app.title_of().startswith("14:03 UTC · note")
    said = []
    for piece in ("-4m ", "!", " dave: ", "flag is on"):
        await type_in(pilot, piece)
        said.append(app.title_of().split(" ━")[0])
    assert said == [
        "Nothing is said yet: type what happened after that.",
        "Nothing is said yet: type what happened after that.",
        "Nothing is said yet: type what happened after that.",
        "13:59 UTC · ★ · note · said by dave",
    ]


async def test_enter_sends_the_entry_and_empties_the_line(pilot: Pilot[None]) -> None:
    await type_in(pilot, "-4m ! dave: flag is on\n")
    (event,) = await sent(pilot)
    assert commands(event) == [Log("flag is on", star=True, said_by="dave")]
    (request,) = event.requests
    assert request.moment and request.moment.at == NOW - timedelta(minutes=4)
    assert host(pilot).line.value == ""


async def test_a_fast_hand_mixes_no_two_lines(pilot: Pilot[None]) -> None:
    lines = [f"line {number} of many" for number in range(20)]
    await type_in(pilot, "".join(f"{line}\n" for line in lines) + "and mo")
    events_sent = await sent(pilot, 20)
    assert [commands(event) for event in events_sent] == [[Log(line)] for line in lines]
    assert host(pilot).line.value == "and mo"
    assert len({event.commit for event in events_sent}) == 20


async def test_the_draft_is_on_disk_before_the_line_is_sent(pilot: Pilot[None]) -> None:
    await type_in(pilot, "half\n")
    (event,) = await sent(pilot)
    app = host(pilot)
    before = app.kept[app.trace[: app.trace.index("sent")].count("kept") - 1]
    assert before and (before.text, before.commit) == ("half", event.commit)


async def test_what_is_typed_is_saved_with_the_commit_it_will_have(pilot: Pilot[None]) -> None:
    app = host(pilot)
    await type_in(pilot, "half a sen")
    await wait_for_async(lambda: app.kept and app.kept[-1], "the draft is saved")
    saved = app.kept[-1]
    assert saved and saved.text == "half a sen"
    await type_in(pilot, "tence\n")
    (event,) = await sent(pilot)
    assert event.commit == saved.commit


async def test_once_it_is_stored_the_draft_is_forgotten(pilot: Pilot[None]) -> None:
    app = host(pilot)
    await type_in(pilot, "half\n")
    (event,) = await sent(pilot)
    assert app.line.draft and app.line.draft.text == "half"
    app.line.stored(event.commit)
    assert app.line.draft is None
    await wait_for_async(lambda: app.kept[-1] is None, "the saved draft is given up")


async def test_a_refused_line_comes_back_with_the_reason_and_its_commit(pilot: Pilot[None]) -> None:
    app = host(pilot)
    await type_in(pilot, "half\n")
    (first,) = await sent(pilot)
    app.line.refused(first.commit, "The disk is full: make room.")
    assert app.line.value == "half"
    assert app.told() == "The disk is full: make room."
    await type_in(pilot, "\n")
    _, second = await sent(pilot, 2)
    assert second.commit == first.commit


async def test_a_refused_line_waits_one_arrow_up_from_what_is_being_typed(pilot: Pilot[None]) -> None:
    app = host(pilot)
    await type_in(pilot, "one\ntwo")
    (event,) = await sent(pilot)
    app.line.refused(event.commit, "The disk is full: make room.")
    assert app.line.value == "two"
    assert app.told() == "↑ brings the line back. The disk is full: make room."
    await pilot.press("up")
    assert app.line.value == "one"
    await pilot.press("down")
    assert app.line.value == "two"


async def test_a_draft_that_could_not_be_saved_is_said_and_the_line_is_sent(pilot: Pilot[None]) -> None:
    app = host(pilot)
    app.complaint = "The draft is not saved: make room."
    await type_in(pilot, "half\n")
    await sent(pilot)
    assert app.told() == app.complaint


async def test_a_restored_draft_is_sent_under_its_own_commit(pilot: Pilot[None]) -> None:
    app = host(pilot)
    draft = Draft(uuid4(), NOW, "half a sentence")
    app.line.restore(draft)
    assert app.line.value == "half a sentence"
    await type_in(pilot, "\n")
    (event,) = await sent(pilot)
    assert event.commit == draft.commit


async def test_what_is_wrong_is_said_and_enter_keeps_the_text(pilot: Pilot[None]) -> None:
    app = host(pilot)
    await type_in(pilot, "! 999\n")
    assert app.line.value == "! 999"
    assert app.title_of().startswith("There is no entry 999, the last is 211")
    assert app.sent == []


async def test_enter_on_nothing_sends_nothing(pilot: Pilot[None]) -> None:
    await type_in(pilot, "\n \nx\n")
    (event,) = await sent(pilot)
    assert commands(event) == [Log("x")]


async def test_readline_keys_edit_and_mean_nothing_else(pilot: Pilot[None]) -> None:
    line = host(pilot).line
    await type_in(pilot, "one two three")
    await pilot.press("ctrl+w")
    assert line.value == "one two "
    await pilot.press("ctrl+a", "0", "space", "ctrl+e", "4")
    assert line.value == "0 one two 4"
    await pilot.press("left", "left", "ctrl+k")
    assert line.value == "0 one two"
    await pilot.press("ctrl+u")
    assert line.value == ""
    await pilot.press("ctrl+y", "backspace", "home", "delete")
    assert line.value == " one tw"


async def test_a_wide_or_hidden_character_is_one_step_for_the_cursor(pilot: Pilot[None]) -> None:
    await paste(pilot, "漢\x1b[31mé\u202e")
    for _ in range(3):
        await pilot.press("left")
    await type_in(pilot, "x")
    assert host(pilot).line.value == "漢\x1b[31xmé\u202e"
    assert "\x1b" not in "".join(segment.text for segment in host(pilot).line.render_line(1))


async def test_tab_completes_and_goes_round(pilot: Pilot[None]) -> None:
    line = host(pilot).line
    await type_in(pilot, "-4m ! da")
    await pilot.press("tab")
    assert line.value == "-4m ! dave: "
    await type_in(pilot, "x")
    await pilot.press("ctrl+u")
    line.know(Known(("alice", "anna"), 211, 207), NOW)
    await type_in(pilot, "a")
    seen = []
    for _ in range(3):
        await pilot.press("tab")
        seen.append(line.value)
    assert seen == ["alice: ", "anna: ", "alice: "]


async def test_tab_never_leaves_the_line(pilot: Pilot[None]) -> None:
    await pilot.press("tab", "x")
    assert host(pilot).line.value == "x"


async def test_up_recalls_what_was_entered(pilot: Pilot[None]) -> None:
    line = host(pilot).line
    await type_in(pilot, "one\ntwo\nthr")
    await sent(pilot, 2)
    await pilot.press("up", "up")
    assert line.value == "one"
    await pilot.press("down", "down")
    assert line.value == "thr"


async def test_many_lines_are_stored_each_after_one_confirmation(pilot: Pilot[None]) -> None:
    app = host(pilot)
    await paste(pilot, "14:01 dave: up\r\n\r\nimpact: worse basket\rplain")
    assert app.title_of().startswith("store 3 lines? enter stores each, esc keeps the text")
    await pilot.press("enter")
    (event,) = await sent(pilot)
    assert commands(event) == [Log("up", said_by="dave"), ReportImpact("worse", "basket"), Log("plain")]
    assert len({commit for commit, _ in event.parts()}) == 3
    assert event.parts() == EntrySubmitted(event.commit, event.requests).parts()


async def test_esc_keeps_the_lines_and_enter_asks_again(pilot: Pilot[None]) -> None:
    app = host(pilot)
    await paste(pilot, "one\ntwo")
    await pilot.press("escape")
    assert app.line.value == "one\ntwo"
    await pilot.press("enter")
    assert app.sent == [] and "enter stores each" in app.title_of()
    await pilot.press("enter")
    await sent(pilot)


async def test_a_bad_line_among_many_is_named_and_nothing_is_sent(pilot: Pilot[None]) -> None:
    app = host(pilot)
    await paste(pilot, "one\n! 999\nthree")
    await pilot.press("enter", "enter")
    assert app.sent == []
    assert app.title_of().startswith("line 2 of 3: There is no entry 999")


async def test_a_mebibyte_is_pasted_without_loss_and_more_is_refused(pilot: Pilot[None]) -> None:
    app = host(pilot)
    longest = ("0123456789abcdef" * (LONGEST_TEXT // 16))[:LONGEST_TEXT]
    await paste(pilot, longest)
    await type_in(pilot, "\n")
    (event,) = await sent(pilot)
    assert commands(event) == [Log(longest)]
    await paste(pilot, longest + "x")
    await type_in(pilot, "\n")
    assert app.line.value == longest + "x"
    assert app.title_of().startswith("One entry holds up to 1,048,576 bytes")


async def test_a_paste_goes_where_the_cursor_is(pilot: Pilot[None]) -> None:
    await type_in(pilot, "ad")
    await pilot.press("left")
    await paste(pilot, "bc")
    assert host(pilot).line.value == "abcd"


async def test_what_a_note_lacks_is_asked_after_it_is_stored(pilot: Pilot[None]) -> None:
    app = host(pilot)
    await type_in(pilot, "impact: basket fails\n")
    (event,) = await sent(pilot)
    assert commands(event) == [Log("impact: basket fails")]
    app.line.stored(event.commit)
    assert app.told() == "Kept as a note. It lacks worse, better, same or new symptom: tab says it."
    await pilot.press("tab", "tab")
    assert app.line.value == "14:03:20 impact: better basket fails"
    await type_in(pilot, "\n")
    _, answer = await sent(pilot, 2)
    assert commands(answer) == [ReportImpact("better", "basket fails")]


async def test_the_entry_named_in_the_frame_is_the_one_enter_means(pilot: Pilot[None]) -> None:
    app = host(pilot)
    await type_in(pilot, "!")
    assert app.title_of().startswith("★ stars entry 211")
    app.line.know(Known(("alice",), 212, 212), NOW)
    assert app.title_of().startswith("★ stars entry 211")
    await type_in(pilot, "\n")
    (event,) = await sent(pilot)
    assert commands(event) == [Star(211)]
    await type_in(pilot, "!")
    assert app.title_of().startswith("★ stars entry 212")


async def test_fix_corrects_my_last_entry(pilot: Pilot[None]) -> None:
    await type_in(pilot, "fix: us-west-2\n")
    (event,) = await sent(pilot)
    assert commands(event) == [Correct(207, "us-west-2")]


async def test_the_time_in_the_frame_goes_on(pilot: Pilot[None]) -> None:
    app = host(pilot)
    app.line.know(KNOWN, NOW + timedelta(minutes=1))
    assert app.title_of().startswith("14:04 UTC · note")


async def test_where_nothing_can_be_stored_the_frame_says_why(pilot: Pilot[None]) -> None:
    app = host(pilot)
    app.line.know(Known(no_entry="This terminal only reads."), NOW)
    await type_in(pilot, "text\n")
    assert app.sent == [] and app.line.value == "text"
    assert app.title_of().startswith("This terminal only reads.")


async def test_the_cursor_of_the_terminal_stands_where_one_types(pilot: Pilot[None]) -> None:
    await type_in(pilot, "漢字")
    assert pilot.app.cursor_position == (2 + 2 + 4, 2)


async def test_a_click_puts_the_cursor_there(pilot: Pilot[None]) -> None:
    await type_in(pilot, "abc")
    await pilot.click(EntryLine, offset=(2 + 2 + 1, 1))
    await type_in(pilot, "x")
    assert host(pilot).line.value == "axbc"


def test_two_answers_to_one_commit_change_nothing() -> None:
    line = EntryLine()
    line.stored(UUID(int=1))
    assert line.draft is None


async def test_s29_a_pasted_piece_of_chat_is_an_entry_for_each_message_at_its_time(
    pilot: Pilot[None],
) -> None:
    await paste(pilot, "dave  13:51\nrestarting the pods\nno change\n[13:55] grace: errors fall")
    await type_in(pilot, "\n")
    (event,) = await sent(pilot)
    told = [(entry.said_by, entry.text) for entry in commands(event)]
    assert told == [("dave", "restarting the pods no change"), (None, "grace: errors fall")]
    times = [request.moment.at.strftime("%H:%M") for request in event.requests if request.moment]
    assert times == ["13:51", "13:55"]
