"""The package people install: built as a release is, from a source archive, and looked into."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

import cockpit

ROOT = Path(__file__).parent.parent
STYLES = sorted(path.name for path in (ROOT / "styles").glob("*.tcss"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, and with the wheel that was made from it. Needs no network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    [path] = built.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture
def unpacked(wheel: zipfile.ZipFile, tmp_path: Path) -> Path:
    wheel.extractall(tmp_path)
    return tmp_path


def text(wheel: zipfile.ZipFile, ending: str) -> str:
    [name] = [name for name in wheel.namelist() if name.endswith(f".dist-info/{ending}")]
    return wheel.read(name).decode()


def test_the_wheel_holds_every_style_sheet_and_every_module(wheel: zipfile.ZipFile) -> None:
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "cockpit").rglob("*.py")}
    assert STYLES
    assert {f"cockpit/styles/{name}" for name in STYLES} | modules <= set(wheel.namelist())


def test_the_wheel_puts_nothing_beside_the_package(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops == {"cockpit", f"incident_cockpit-{cockpit.__version__}.dist-info"}


def test_the_source_archive_keeps_the_styles_where_they_are_written(built: Path) -> None:
    [path] = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"styles/{name}" for name in STYLES} <= names


def test_the_package_names_its_command_its_version_and_its_textual(wheel: zipfile.ZipFile) -> None:
    about = message_from_string(text(wheel, "METADATA"))
    assert (about["Name"], about["Version"]) == ("incident-cockpit", cockpit.__version__)
    assert about["Requires-Python"] == ">=3.11"
    assert "textual==8.2.8" in about.get_all("Requires-Dist", [])
    assert "cockpit = cockpit.cli.main:main" in text(wheel, "entry_points.txt")


def where_styles_are(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the cockpit in this folder says. -I: the environment puts no other copy of it within reach."""
    program = "from cockpit.tui.styles import styles_dir; print(styles_dir())"
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); {program}"
    return subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)


def test_an_installed_cockpit_finds_its_own_styles_and_no_stray_ones(unpacked: Path) -> None:
    stray = unpacked / "styles"
    stray.mkdir()
    (stray / "cockpit.tcss").touch()
    assert where_styles_are(unpacked).stdout.strip() == str(unpacked / "cockpit" / "styles")


def test_a_checkout_finds_the_styles_beside_the_package() -> None:
    assert where_styles_are(ROOT).stdout.strip() == str(ROOT / "styles")


def test_missing_styles_are_said_in_a_sentence(unpacked: Path) -> None:
    (unpacked / "cockpit" / "styles" / "cockpit.tcss").unlink()
    said = where_styles_are(unpacked).stderr.splitlines()[-1]
    assert (
        f"The style sheets are missing from {unpacked / 'cockpit'}: install incident-cockpit again." in said
    )
