"""An unsent line survives its terminal, is nobody else's while that lives, and keeps its commit id."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit.drafts import Draft, Drafts, Slot

NOW = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)
SLOT = Slot(Path("/srv/incidents.db"), "checkout-1", "Alice", "entry")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "drafts"


def draft(text: str, *, minute: int = 0) -> Draft:
    return replace(Draft.begun(NOW + timedelta(minutes=minute)), text=text)


@contextmanager
def no_room() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_there_is_no_draft_at_first(folder: Path) -> None:
    assert Drafts(folder).load(SLOT) is None
    assert not folder.exists()


def test_a_draft_comes_back_whole_with_its_commit(folder: Path) -> None:
    first = Drafts(folder)
    kept = replace(draft("half a li\ud800ne\0 é"), fields={"risk": "none", "plan": [["dave", "watch"]]})
    assert first.save(SLOT, kept) is None
    assert first.load(SLOT) == kept
    first.close()
    assert Drafts(folder).load(SLOT) == kept


def test_the_commit_stays_while_the_text_grows(folder: Path) -> None:
    drafts, line = Drafts(folder), Draft.begun(NOW)
    for text in ("r", "ro", "roll back"):
        drafts.save(SLOT, replace(line, text=text))
    loaded = drafts.load(SLOT)
    assert loaded and (loaded.text, loaded.commit) == ("roll back", line.commit)
    assert Draft.begun(NOW).commit != line.commit


@pytest.mark.parametrize(
    "other",
    [
        replace(SLOT, database=Path("/srv/other.db")),
        replace(SLOT, incident="checkout-2"),
        replace(SLOT, person="bob"),
        replace(SLOT, purpose="check-in"),
    ],
)
def test_each_slot_has_its_own(folder: Path, other: Slot) -> None:
    drafts = Drafts(folder)
    drafts.save(SLOT, draft("one"))
    assert drafts.load(other) is None
    drafts.close()
    assert Drafts(folder).load(other) is None


def test_spellings_of_a_person_and_of_a_path_are_one_slot(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "link.db").symlink_to("/srv/incidents.db")
    drafts = Drafts(folder)
    drafts.save(SLOT, draft("one"))
    same = drafts.load(replace(SLOT, person="ALICE", database=tmp_path / "link.db"))
    assert same and same.text == "one"


def test_two_terminals_of_one_person_do_not_meet(folder: Path) -> None:
    one, two = Drafts(folder), Drafts(folder)
    one.save(SLOT, draft("from one"))
    assert two.load(SLOT) is None
    two.save(SLOT, draft("from two"))
    assert [found and found.text for found in (one.load(SLOT), two.load(SLOT))] == ["from one", "from two"]
    two.discard(SLOT)
    assert one.load(SLOT) is not None and two.load(SLOT) is None


def test_an_orphan_goes_to_one_terminal_only_and_then_lives_there(folder: Path) -> None:
    gone, next_one, third = Drafts(folder), Drafts(folder), Drafts(folder)
    gone.save(SLOT, draft("left behind"))
    gone.close()
    adopted = next_one.load(SLOT)
    assert adopted and adopted.text == "left behind"
    assert third.load(SLOT) is None
    next_one.save(SLOT, replace(adopted, text="taken up"))
    next_one.close()
    inherited = third.load(SLOT)
    assert inherited and (inherited.text, inherited.commit) == ("taken up", adopted.commit)


def test_several_orphans_come_one_after_the_other_the_latest_first(folder: Path) -> None:
    for text, minute in (("old", 1), ("new", 3), ("middle", 2)):
        terminal = Drafts(folder)
        terminal.save(SLOT, draft(text, minute=minute))
        terminal.close()
    heir, told = Drafts(folder), []
    while found := heir.load(SLOT):
        told.append(found.text)
        assert heir.discard(SLOT) is None
    assert told == ["new", "middle", "old"]
    assert list(folder.iterdir()) == []


def test_a_draft_survives_the_death_of_its_process(folder: Path) -> None:
    code = (
        "import sys\nfrom msgspec.structs import replace\nfrom datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from cockpit.drafts import Draft, Drafts, Slot\n"
        "slot = Slot(Path('/srv/incidents.db'), 'checkout-1', 'alice', 'entry')\n"
        "drafts = Drafts(Path(sys.argv[1]))\n"
        "drafts.save(slot, replace(Draft.begun(datetime.now(UTC)), text='half'))\n"
        "print(flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as terminal:
        assert terminal.stdout and terminal.stdout.readline() == b"\n"
        heir = Drafts(folder)
        assert heir.load(SLOT) is None
        terminal.kill()
        terminal.wait()
        left = heir.load(SLOT)
    assert left and left.text == "half"


def test_only_its_owner_can_read_it(folder: Path) -> None:
    Drafts(folder).save(SLOT, draft("secret"))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]


def test_a_full_disk_is_a_sentence_and_the_last_draft_stays(folder: Path) -> None:
    drafts = Drafts(folder)
    kept = draft("before")
    drafts.save(SLOT, kept)
    with no_room():
        newest = replace(kept, text="after")
        said = drafts.save(SLOT, newest)
    assert said and said.endswith(f"store the line now, or make room in {folder}.")
    assert drafts.load(SLOT) == newest and not drafts.is_kept(SLOT), "as long as its terminal lives"
    assert len(list(folder.iterdir())) == 1
    drafts.close()
    assert Drafts(folder).load(SLOT) == kept


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    drafts = Drafts(tmp_path / "file" / "drafts")
    assert (drafts.save(SLOT, draft("x")) or "").endswith(f"or let {tmp_path}/file/drafts be written.")
    assert Drafts(tmp_path / "file" / "drafts").load(SLOT) is None


def test_what_a_writer_left_half_done_is_swept_and_what_is_broken_passed_over(folder: Path) -> None:
    gone = Drafts(folder)
    gone.save(SLOT, draft("whole"))
    gone.close()
    (folder / f"{SLOT.key()}.dead.new").write_text('{"text": "ha')
    (folder / f"{SLOT.key()}.dead.json").write_text('["not", "ours"]')
    found = Drafts(folder).load(SLOT)
    assert found and found.text == "whole"
    assert not list(folder.glob("*.new"))
