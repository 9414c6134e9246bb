"""Lines copied out of a chat: who said what when, in the forms chats give them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.incident.chat import ChatLine, as_typed, chat_lines, moments

NOW = datetime(2026, 11, 23, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "[14:32] dave: it is back", "14:32 dave: it is back", "[14:32:00] <dave> it is back",
        "14:32 <dave> it is back", "dave 14:32 it is back", "dave [14:32] it is back",
        "dave  2:32 PM it is back", "dave [14:32]: it is back", "dave  14:32\nit is back",
        "dave 14:32: it is back", "dave 14:32:\nit is back",
    ],
)  # fmt: skip
def test_s29_a_message_is_read_in_the_forms_chats_give_it(line: str) -> None:
    assert chat_lines(line) == [ChatLine("dave", time(14, 32), "it is back")]


def test_a_date_is_kept_and_further_lines_belong_to_the_message_above() -> None:
    text = "[2026-11-20 23:58] grace hopper: restarting\nno change\n\n00:03 erin: I see it too"
    assert chat_lines(text) == [
        ChatLine("grace hopper", time(23, 58), "restarting\nno change", date(2026, 11, 20)),
        ChatLine("erin", time(0, 3), "I see it too"),
    ]


@pytest.mark.parametrize("text", ["", "the database is down\nat 14:32 it was up", "25:61 dave: x"])
def test_other_text_is_no_chat(text: str) -> None:
    assert chat_lines(text) == []


def test_times_without_a_date_go_back_from_now_over_midnight() -> None:
    lines = chat_lines("dave 23:58 one\nerin 00:03 two\nerin 00:11 three")
    assert [at.isoformat()[:16] for at in moments(lines, NOW, UTC)] == [
        "2026-11-22T23:58", "2026-11-23T00:03", "2026-11-23T00:11",
    ]  # fmt: skip


@given(st.lists(st.times().map(lambda at: at.replace(microsecond=0)), min_size=1, max_size=30))
def test_they_never_come_in_another_order_nor_ahead_of_now(clocks: list[time]) -> None:
    found = moments([ChatLine("x", clock, "y") for clock in clocks], NOW, UTC)
    assert found == sorted(found) and found[-1] <= NOW + timedelta(minutes=2)


def test_pasted_messages_become_lines_of_the_scribe() -> None:
    assert as_typed("dave 14:32 restarting\nno change\nerin 14:33:05 ok") == (
        "14:32 dave: restarting no change\n14:33:05 erin: ok"
    )
    mine = "14:32 dave: up\nimpact: worse basket\n14:33 erin: down"
    assert [as_typed(text) for text in ("dave 14:32 alone", mine)] == ["dave 14:32 alone", mine]
