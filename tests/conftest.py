"""What holds for every test: a home and an environment of its own, and pictures in the folder snapshots/."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from pathlib import Path

import hypothesis
import pytest
import pytest_textual_snapshot
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"

_FOREIGN = re.compile(
    r"(COCKPIT|XDG|SUDO|SSH|GIT|LC)_.*|TMUX.*|TEXTUAL(_(?!SNAPSHOT_).*)?|LANGUAGE|NO_COLOR|(CLI|FORCE_)COLOR.*|COLORTERM"
    r"|TERM_PROGRAM.*|COLUMNS|LINES|EDITOR|VISUAL|PAGER"
)
"""What the cockpit, textual or a terminal would act on; pictures reach their report by TEXTUAL_SNAPSHOT_…."""

# No test is timed. Every run tries the same examples, so that a change is judged by what it changed;
# FUZZ_EXAMPLES=200 tries so many new ones, and a failure among those can be repeated from what it printed.
_SAME = "FUZZ_EXAMPLES" not in os.environ
hypothesis.settings.register_profile("cockpit", deadline=None, print_blob=True, derandomize=_SAME)
hypothesis.settings.load_profile("cockpit")

# Started in the background of a shell the suite inherits that ctrl+c is ignored, and so would its programs.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test's own, empty home. `COCKPIT_DB` is set, so that none finds the host's shared record."""
    home = tmp_path_factory.mktemp("home")
    for name in os.environ:
        if _FOREIGN.fullmatch(name):
            monkeypatch.delenv(name)
    own = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "COCKPIT_DB": str(home / "incidents.db"),
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    return home


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what drives real terminals where there is no tmux to drive."""
    if item.get_closest_marker("tmux") and shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")


class TopLevelPictures(pytest_textual_snapshot.SVGImageExtension):  # type: ignore[misc]  # it has no types
    """Pictures under snapshots/, one folder for each test module, with names made for a shell."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        """The folder; it bears the module's name, by which the plugin finds pictures nobody uses any more."""
        return str(SNAPSHOTS / test_location.basename)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        """The test's name with every run of other characters made one dash."""
        name = super().get_snapshot_name(test_location=test_location, index=index)
        return re.sub(r"[^\w.-]+", "-", name).strip("-")


# The fixture `snap_compare` looks the class up by this name whenever it is called.
pytest_textual_snapshot.SVGImageExtension = TopLevelPictures
