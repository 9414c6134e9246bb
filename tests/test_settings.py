"""Folders, the order in which the record's file is looked for, and what config.toml may say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cockpit import settings
from cockpit.incident.zones import BadTime, zone_label, zone_name
from cockpit.settings import BadSettings, Settings, database_path, read_settings, time_zone


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "config")}


def write(env: dict[str, str], content: str | bytes) -> Path:
    path = settings.config_file(env)
    path.parent.mkdir(parents=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_folders_follow_xdg_and_ignore_what_is_not_absolute() -> None:
    env = {
        "HOME": "/home/alice",
        "XDG_CONFIG_HOME": "/etc/alice",
        "XDG_DATA_HOME": "",
        "XDG_STATE_HOME": "state",
    }
    assert settings.config_file(env) == Path("/etc/alice/incident-cockpit/config.toml")
    assert settings.data_folder(env) == Path("/home/alice/.local/share/incident-cockpit")
    assert settings.state_folder(env) == Path("/home/alice/.local/state/incident-cockpit")
    assert settings.drafts_folder(env) == Path("/home/alice/.local/state/incident-cockpit/drafts")


def test_without_a_file_the_defaults_hold(env: dict[str, str]) -> None:
    assert read_settings(env) == Settings()


def test_every_setting_can_be_set(env: dict[str, str]) -> None:
    write(
        env,
        'db = "~/x.db"\nas = " Zoe\u0308 "\nzone = "Europe/Berlin"\nread_only = true\nmouse = false\n'
        'theme = "ansi-dark"\n[keys]\nnote = "ctrl+n,n"\n',
    )
    read = read_settings(env)
    assert read == Settings(
        db=Path(env["HOME"]) / "x.db",
        as_name="Zoë",
        zone="Europe/Berlin",
        read_only=True,
        mouse=False,
        theme="ansi-dark",
        keys={"note": "ctrl+n,n"},
    )


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("read-only = true", "read-only is no setting: did you mean read_only"),
        ('Zones = "UTC"', "did you mean zone"),
        ("qqq = 1", "the settings are db, as, zone, read_only, mouse, theme, keys"),
        ('"\\u001B[2J" = 1', "␛[2J is no setting"),
        ('mouse = "no"', "mouse: this is true or false"),
        ("theme = 3", "theme: this is a text"),
        ('theme = " "', "theme: this is a text"),
        ('as = "a\\nb"', "as: A name is one line"),
        ("zone = 1", "zone: this is a text"),
        ('db = "x.db"', "db: x.db depends on the folder"),
        ('keys = "n"', "keys: this is a table"),
        ("[keys]\nnote = 1", "keys: note needs a key"),
        ("mouse = ", "is not valid TOML"),
        (b'as = "\xff"', "is not UTF-8"),
    ],
)
def test_a_mistake_names_the_file_and_the_key(env: dict[str, str], content: str | bytes, hint: str) -> None:
    path = write(env, content)
    with pytest.raises(BadSettings) as refused:
        read_settings(env)
    said = str(refused.value)
    assert said.startswith(str(path)) and hint in said and said.isprintable()


def test_a_file_that_cannot_be_read_is_named(env: dict[str, str]) -> None:
    settings.config_file(env).mkdir(parents=True)
    with pytest.raises(BadSettings, match=r"config\.toml cannot be read .*: make it readable"):
        read_settings(env)


def test_the_record_is_looked_for_in_order(env: dict[str, str], tmp_path: Path) -> None:
    shared = tmp_path / "shared.db"
    configured = Settings(db=tmp_path / "configured.db")
    named = env | {"COCKPIT_DB": "/named.db"}
    assert database_path("/flag.db", named, configured, shared=shared) == Path("/flag.db")
    assert database_path(None, named, configured, shared=shared) == Path("/named.db")
    assert database_path(None, env | {"COCKPIT_DB": ""}, configured, shared=shared) == configured.db
    own = Path(env["HOME"]) / ".local/share/incident-cockpit/incidents.db"
    assert database_path(None, env, Settings(), shared=shared) == own
    shared.touch()
    assert database_path(None, env, Settings(), shared=shared) == shared


def test_a_named_record_is_found_from_here_and_from_home(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert database_path("x.db", env, Settings()) == tmp_path / "x.db"
    assert database_path("~/x.db", env, Settings()) == Path(env["HOME"]) / "x.db"


def test_a_file_named_from_a_folder_that_is_gone_is_said(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(BadSettings, match=r"The folder you are in is gone, so here\.db names no file"):
        database_path("here.db", env, Settings())
    assert database_path(str(tmp_path / "here.db"), env, Settings()) == tmp_path / "here.db"


def test_a_shared_record_one_may_not_look_at_is_not_passed_over(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared.db"

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    assert database_path(None, env, Settings(), shared=shared) == shared


def test_the_zone_is_the_setting_else_tz_else_utc() -> None:
    assert zone_name(time_zone(Settings(zone="Europe/Berlin"), {"TZ": "Asia/Tokyo"})) == "Europe/Berlin"
    assert zone_name(time_zone(Settings(), {"TZ": ":Asia/Tokyo"})) == "Asia/Tokyo"
    assert time_zone(Settings(), {}) is UTC


def test_tz_may_be_a_link_to_a_zone(tmp_path: Path) -> None:
    zone = tmp_path / "zoneinfo" / "Europe" / "Berlin"
    zone.parent.mkdir(parents=True)
    zone.touch()
    (tmp_path / "localtime").symlink_to(zone)
    assert zone_name(time_zone(Settings(), {"TZ": f":{tmp_path / 'localtime'}"})) == "Europe/Berlin"


def test_tz_may_be_a_file_of_its_own(tmp_path: Path) -> None:
    counts = bytes(16) + b"\0\0\0\1" + b"\0\0\0\4"
    (tmp_path / "localtime").write_bytes(b"TZif" + bytes(16) + counts + b"\0\0\x0e\x10\0\0MEZ\0")
    zone = time_zone(Settings(), {"TZ": f":{tmp_path / 'localtime'}"})
    assert zone_label(datetime(2026, 11, 23, 12, tzinfo=UTC), zone) == "MEZ"


@pytest.mark.parametrize("tz", ["/no/such/zone", "/etc/passwd", "/"])
def test_a_tz_file_that_is_no_zone_is_named(tz: str) -> None:
    with pytest.raises(BadTime, match=f"^{tz}, from TZ, is no known time zone: set "):
        time_zone(Settings(), {"TZ": tz})
