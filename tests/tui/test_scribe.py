"""The scribe's screen over a real record: what is entered stands in it once and in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events, on
from textual.app import App
from textual.pilot import Pilot

from cockpit.drafts import Drafts, Slot
from cockpit.incident.rules import Refused
from cockpit.record.errors import Unavailable
from cockpit.record.log import Filter, Reader, Row
from cockpit.record.sqlite import SqliteLog
from cockpit.tui.messages import ActionChosen, Submitted
from cockpit.tui.panes.completeness import CompletenessStrip
from cockpit.tui.screens.scribe import LOW, ScribeScreen
from cockpit.tui.styles import styles_dir
from cockpit.tui.widgets.entryline import EntryLine
from cockpit.tui.widgets.keybar import KeyBar
from cockpit.tui.widgets.timeline import Timeline
from tests.tui.story import DAY, Story, at, whole
from tests.waiting import wait_for_async


class Host(App[None]):
    """The scribe's screen, and a desk that answers at once what it sends."""

    CSS_PATH = styles_dir() / "cockpit.tcss"

    def __init__(self, story: Story, drafts: Drafts, path: Path, me: str = "grace", **view: Any) -> None:
        super().__init__()
        self.animation_level = "none"
        self.story = story
        self.me = me
        self.more = view
        self.trouble: Callable[[Submitted], object] | None = None
        self.chosen: list[str] = []
        slot = Slot(path, story.id, me, "entry")
        zone = DAY.tzinfo
        assert zone is not None
        self.board = ScribeScreen(story.store, story.id, zone, drafts=drafts, slot=slot)

    def on_mount(self) -> None:
        self.push_screen(self.board)
        self.call_later(self.look)

    def look(self) -> None:
        view = self.story.view(self.me, **self.more)
        self.board.show(view)
        self.board.grown(view.incident.number)

    @on(Submitted)
    def submitted(self, asked: Submitted) -> None:
        if self.trouble is not None:
            self.trouble(asked)
            return
        answer = self.story.desk(self.me).submit(
            asked.command, word=asked.word_of, moment=asked.moment, commit=asked.commit
        )
        self.board.settled(asked, answer)
        self.look()

    @on(ActionChosen)
    def action_chosen(self, event: ActionChosen) -> None:
        self.chosen.append(event.action)

    @property
    def line(self) -> EntryLine:
        return self.board.query_one(EntryLine)

    @property
    def timeline(self) -> Timeline:
        return self.board.query_one(Timeline)

    def strip(self) -> str:
        return self.board.query_one(CompletenessStrip).text()[0].strip()

    def keys(self) -> list[str]:
        return [item.label for item in self.board.query_one(KeyBar).items]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteLog]:
    log = SqliteLog(tmp_path / "incidents.db")
    yield log
    log.close()


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[Drafts]:
    found = Drafts(tmp_path / "drafts")
    yield found
    found.close()


def small(store: SqliteLog) -> Story:
    """Dave has declared, grace writes; enough for everything that is not about a large record."""
    story = Story(store)
    story.declare("14:00", "dave", "Checkout returns 500s", noticed_at=at("13:58"))
    story.notes("14:01", "grace", "dave: lag is 340 s", "dave: the pool looks healthy")
    story.now = at("14:03:20")
    return story


@asynccontextmanager
async def opened(
    story: Story, drafts: Drafts, tmp_path: Path, *, size: tuple[int, int] = (120, 30), **how: Any
) -> Any:
    app = Host(story, drafts, tmp_path / "incidents.db", **how)
    async with app.run_test(size=size) as pilot:
        await wait_for_async(lambda: app.board.view and app.timeline.cursor, "the screen shows the record")
        yield app, pilot


async def type_in(pilot: Pilot[Any], text: str) -> None:
    for char in text:
        pilot.app.post_message(events.Key("enter" if char == "\n" else char, None if char == "\n" else char))
    await pilot.pause()


async def rows_after(app: Host, number: int, count: int) -> list[Row]:
    reader: Reader = app.story.store

    def rows() -> list[Row]:
        return reader.rows(app.story.id, Filter(), after=number, limit=count + 5)

    await wait_for_async(lambda: len(rows()) >= count, f"{count} entries are stored")
    return rows()


async def test_the_line_has_the_focus_and_what_is_typed_is_stored(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = small(store)
    last = story.incident.number
    async with opened(story, drafts, tmp_path) as (app, pilot):
        assert app.line.has_focus
        await type_in(pilot, "-4m ! dave: flag is on\n")
        (row,) = await rows_after(app, last, 1)
        assert (row.kind, row.text, row.starred, row.actor) == ("note", "flag is on", True, "grace")
        assert f"{row.happened_at:%H:%M}" == "13:59"
        await wait_for_async(lambda: app.line.draft is None, "nothing is unsent")


async def test_a_report_of_impact_is_by_word_of_whoever_said_it(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = small(store)
    last = story.incident.number
    async with opened(story, drafts, tmp_path) as (app, pilot):
        await type_in(pilot, "dave: impact: better 6% of checkouts fail\n")
        (row,) = await rows_after(app, last, 1)
        assert (row.event, row.actor, row.by_word) == ("impact.changed", "dave", "grace")
        assert story.incident.impact and story.incident.impact.trend == "better"


async def test_pasted_lines_stand_in_the_record_in_their_order(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = small(store)
    last = story.incident.number
    lines = [f"chat line {number}" for number in range(30)]
    async with opened(story, drafts, tmp_path) as (app, pilot):
        pilot.app.post_message(events.Paste("\n".join(lines)))
        await pilot.press("enter")
        await type_in(pilot, "and a last one\n")
        rows = await rows_after(app, last, 31)
        assert [row.text for row in rows] == [*lines, "and a last one"]


async def test_a_line_the_record_cannot_take_comes_back_and_is_stored_once(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = small(store)
    last = story.incident.number
    async with opened(story, drafts, tmp_path) as (app, pilot):
        # The answer is lost after the line was stored: the worst that can happen.
        def lose(asked: Submitted) -> None:
            story.desk("grace").submit(asked.command, commit=asked.commit)
            app.board.failed(asked, str(Unavailable("The answer was lost: try again.")))

        app.trouble = lose
        await type_in(pilot, "only once\n")
        await wait_for_async(lambda: app.line.value == "only once", "the text is back")
        app.trouble = None
        await type_in(pilot, "\n")
        await wait_for_async(lambda: app.line.draft is None, "it is stored")
        assert [row.text for row in await rows_after(app, last, 1)] == ["only once"]


async def test_of_pasted_lines_none_is_sent_after_one_that_is_refused(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = small(store)
    last = story.incident.number
    async with opened(story, drafts, tmp_path) as (app, pilot):

        def refuse_two(asked: Submitted) -> None:
            if getattr(asked.command, "text", "") == "two":
                app.board.settled(asked, Refused("S37", "two is refused"))
            else:
                app.board.settled(asked, story.desk("grace").submit(asked.command, commit=asked.commit))

        app.trouble = refuse_two
        pilot.app.post_message(events.Paste("one\ntwo\nthree"))
        await pilot.press("enter")
        await wait_for_async(lambda: app.line.value == "one\ntwo\nthree", "the lines are back")
        app.trouble = None
        await pilot.press("enter", "enter")
        rows = await rows_after(app, last, 3)
        assert [row.text for row in rows] == ["one", "two", "three"]


async def test_a_half_typed_line_survives_the_terminal(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = small(store)
    async with opened(story, drafts, tmp_path) as (app, pilot):
        await type_in(pilot, "half a sen")
        app.board.keep_drafts()
    drafts.close()
    later = Drafts(tmp_path / "drafts")
    async with opened(story, later, tmp_path) as (app, pilot):
        await wait_for_async(lambda: app.line.value == "half a sen", "the line is back")
    later.close()


async def test_a_line_stored_just_before_the_terminal_died_does_not_come_back(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = small(store)
    async with opened(story, drafts, tmp_path) as (app, pilot):
        app.trouble = lambda asked: story.desk("grace").submit(asked.command, commit=asked.commit)
        await type_in(pilot, "stored, and nobody heard\nhalf")
        await rows_after(app, story.view().incident.number - 1, 1)
        app.board.keep_drafts()
    drafts.close()
    later = Drafts(tmp_path / "drafts")
    async with opened(story, later, tmp_path) as (app, pilot):
        await wait_for_async(lambda: app.line.value == "half", "the unsent line is back")
        await pilot.press("up")
        assert app.line.value == "half"
    later.close()


async def test_esc_leads_to_the_timeline_where_letters_are_keys(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    async with opened(small(store), drafts, tmp_path) as (app, pilot):
        await type_in(pilot, "half")
        await pilot.press("escape")
        assert app.timeline.has_focus
        assert app.keys()[:3] == ["write", "star", "correct"]
        for key in ("space", "exclamation_mark", "e", "v", "slash"):
            await pilot.press(key)
        assert app.chosen == ["entry.star"] * 2 + ["entry.correct", "entry.open", "timeline.search"]
        await pilot.press("i")
        assert app.line.has_focus and app.line.value == "half"
        assert app.keys()[0] == "store"
        await pilot.press("escape", "enter")
        assert app.line.has_focus


async def test_letters_in_the_line_are_letters(store: SqliteLog, drafts: Drafts, tmp_path: Path) -> None:
    async with opened(small(store), drafts, tmp_path) as (app, pilot):
        await type_in(pilot, "evix/*?")
        assert app.line.value == "evix/*?" and app.chosen == []
        await pilot.press("ctrl+f", "f1")
        assert app.chosen == ["timeline.search", "help"]


async def test_search_takes_the_place_of_the_line_and_gives_it_back(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    async with opened(small(store), drafts, tmp_path) as (app, pilot):
        await type_in(pilot, "half")
        await app.board.do("search")
        await pilot.press(*"lag")
        await wait_for_async(lambda: app.timeline.wanted.search == "lag", "the timeline is searched")
        assert not app.line.display
        await pilot.press("enter")
        await wait_for_async(lambda: app.timeline.has_focus, "the hits have the focus")
        assert app.line.display and app.line.value == "half"


async def test_the_exclamation_mark_stars_the_last_entry_that_is_one(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = small(store)
    story.notes("14:02:50", "grace", "to be starred")
    number = story.incident.number
    async with opened(story, drafts, tmp_path) as (app, pilot):
        for _ in range(2):
            await wait_for_async(lambda: app.line.known.to_star == number, "the last entry is known")
            await type_in(pilot, "!\n")
        await rows_after(app, number, 2)
        row = story.store.row(story.id, number)
        assert row and row.starred
        assert not story.store.row(story.id, number + 1).starred


async def test_fix_corrects_what_i_wrote_last_not_what_others_did(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = small(store)
    story.notes("14:02:50", "grace", "us-west-1")
    mine = story.incident.number
    story.notes("14:02:55", "dave", "something else")
    async with opened(story, drafts, tmp_path) as (app, pilot):
        await wait_for_async(lambda: app.line.known.my_last == mine, "my last entry is known")
        await type_in(pilot, "fix: us-west-2\n")
        await rows_after(app, mine + 1, 1)
        assert story.store.row(story.id, mine).corrected_text == "us-west-2"


async def test_the_strip_says_what_the_record_has_and_what_asks_for_a_star(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = whole(store)
    story.notes("14:02:50", "grace", "x")
    async with opened(story, drafts, tmp_path) as (app, pilot):
        starred = story.view().starred
        assert app.strip() == (
            "Record has  ✔ noticed 12:51  ✔ response began 12:51  ✔ impact changes 8  ✔ mitigations 7  "
            f"◌ response ended  ✔ ★ {starred}"
        )
        await type_in(pilot, "diagnosis: a full disk\n")
        await wait_for_async(lambda: app.strip().endswith("⚑ 1 to star"), "the diagnosis asks for a star")
        await type_in(pilot, "!\n")
        await wait_for_async(lambda: app.strip().endswith(f"✔ ★ {starred + 1}"), "it has its star")


async def test_a_record_without_its_first_sign_says_so_until_somebody_enters_it(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = Story(store)
    story.declare("03:05", "dave", "Checkout returns 500s")
    async with opened(story, drafts, tmp_path, me="dave") as (app, pilot):
        assert "⚑ noticed?" in app.strip() and "◌ impact changes 0" in app.strip()
        await type_in(pilot, "~02:50 noticed: errors on the board\n")
        await wait_for_async(lambda: "✔ noticed ~02:50" in app.strip(), "it was noticed")


async def test_a_terminal_that_only_reads_says_so_in_the_line(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    async with opened(small(store), drafts, tmp_path, read_only=True) as (app, pilot):
        await type_in(pilot, "text\n")
        assert app.line.value == "text"
        assert app.line.known.no_entry.startswith("This terminal only reads")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12), (30, 8)])
async def test_every_size_shows_the_record_the_line_and_the_keys(
    store: SqliteLog, drafts: Drafts, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(whole(store), drafts, tmp_path, size=size) as (app, pilot):
        await type_in(pilot, "text")
        assert app.timeline.region.height >= min(3, size[1] - 8)
        assert app.line.region.height == 3 and app.line.region.width == size[0]
        assert app.board.query_one(KeyBar).region.bottom == app.line.region.bottom + 1 == size[1]
        assert size[1] < LOW or "4 of 5" in app.strip() or "noticed" in app.strip()


@pytest.mark.parametrize("size", [(120, 30), (80, 24), (40, 12)], ids=lambda size: "x".join(map(str, size)))
async def test_a_click_on_a_key_does_what_the_key_does(
    store: SqliteLog, drafts: Drafts, tmp_path: Path, size: tuple[int, int]
) -> None:
    story = small(store)
    last = story.incident.number
    async with opened(story, drafts, tmp_path, size=size) as (app, pilot):
        await type_in(pilot, "by mouse")
        await pilot.click(KeyBar, offset=(2, 0))
        assert [row.text for row in await rows_after(app, last, 1)] == ["by mouse"]


async def test_s10_a_decision_typed_by_the_scribe_is_the_commanders_by_word(
    store: SqliteLog, drafts: Drafts, tmp_path: Path
) -> None:
    story = whole(store)
    async with opened(story, drafts, tmp_path) as (app, pilot):
        await type_in(pilot, "decision: roll back")
        await wait_for_async(
            lambda: "decision · by word of alice" in str(app.line.border_title), "it says so"
        )
        await type_in(pilot, "\n")
        await wait_for_async(lambda: story.incident.decisions, "it is decided")
        decision = story.incident.decisions[0]
        assert (decision.text, decision.by) == ("roll back", "alice")
