"""Where things are on this machine, and a person's own settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field

from cockpit.patience import answered

NAME = "incident-cockpit"
"""The folder name everywhere: another program named Cockpit owns the short one on many hosts."""

SHARED_DATABASE = Path("/var/lib") / NAME / "incidents.db"


class BadSettings(ValueError):
    """The settings cannot be used. `str()` is a sentence naming the file and the key."""


class NoAnswer(BadSettings):
    """The disk they are on hangs, so nobody knows what they say."""

    def __init__(self, path: Path) -> None:
        self.told = f"{path} does not answer, its disk hangs"
        super().__init__(f"{self.told}: name the record with --db to go on without your settings.")


class Settings(Struct, frozen=True):
    """What config.toml says. None and empty mean that it says nothing."""

    db: Path | None = None
    """`db`: the file that holds the record."""
    as_name: str | None = None
    """`as`: the name used for what I do."""
    zone: str | None = None
    """`zone`: the time zone times are read and shown in, such as Europe/Berlin."""
    read_only: bool = False
    """`read_only`: open nothing for writing."""
    mouse: bool = True
    """`mouse`: false leaves the mouse to the terminal, for selecting text."""
    theme: str | None = None
    """`theme`: the screens' colours."""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """`[keys]`: an action's id to the key, or keys with commas between, that it shall have."""


def config_folder(env: Mapping[str, str]) -> Path:
    return _folder(env, "XDG_CONFIG_HOME", ".config")


def data_folder(env: Mapping[str, str]) -> Path:
    return _folder(env, "XDG_DATA_HOME", ".local/share")


def state_folder(env: Mapping[str, str]) -> Path:
    return _folder(env, "XDG_STATE_HOME", ".local/state")


def config_file(env: Mapping[str, str]) -> Path:
    return config_folder(env) / "config.toml"


def drafts_folder(env: Mapping[str, str]) -> Path:
    return state_folder(env) / "drafts"


def read_settings(env: Mapping[str, str]) -> Settings:
    """The settings of the person whose environment `env` is; the defaults where there is no config.toml.

    Raises BadSettings where the file cannot be read or holds something that is no setting, and NoAnswer.
    """
    path = config_file(env)
    try:
        content = answered(path.read_bytes)
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except TimeoutError as error:
        raise NoAnswer(path) from error
    except OSError as error:
        raise BadSettings(
            f"{path} cannot be read ({error.strerror}): make it readable or remove it."
        ) from error
    return _settings(path, _table(path, content), env)


def database_path(
    flag: str | None, env: Mapping[str, str], settings: Settings, *, shared: Path = SHARED_DATABASE
) -> Path:
    """The record's file: --db, COCKPIT_DB, config, the shared one where it exists, else one's own.

    The folder of one's own is not made here; whoever makes it makes it 0700. Raises BadSettings.
    """
    named = flag or env.get("COCKPIT_DB")
    if named:
        return _whole(_expanded(named, env))
    if settings.db:
        return settings.db
    return shared if is_there(shared) else data_folder(env) / "incidents.db"


def time_zone(settings: Settings, env: Mapping[str, str]) -> tzinfo:
    """The zone all times are read and shown in: the setting, else TZ (a name or a file), else UTC.

    Raises BadTime, with the nearest names, where that is no zone.
    """
    from cockpit.incident.zones import zone_from

    tz = env.get("TZ", "").strip().removeprefix(":")
    path = Path(tz)
    if settings.zone or not path.is_absolute():
        return zone_from(settings.zone, tz)
    _, below, name = str(path.resolve()).rpartition("zoneinfo/")
    return zone_from(None, name) if below else _zone_in(path) or zone_from(None, tz)


def _folder(env: Mapping[str, str], variable: str, below_home: str) -> Path:
    base = env.get(variable, "")
    # The XDG rules: a relative path is not valid and is ignored.
    return (Path(base) if Path(base).is_absolute() else _home(env) / below_home) / NAME


def _home(env: Mapping[str, str]) -> Path:
    home = env.get("HOME")
    try:
        return Path(home) if home else Path.home()
    except RuntimeError as error:  # no HOME, and a user id without a line in passwd
        raise BadSettings("There is no home folder for this user: set HOME.") from error


def _expanded(path: str, env: Mapping[str, str]) -> Path:
    own = path == "~" or path.startswith("~/")
    return _home(env) / path[2:] if own else Path(path)


def _whole(path: Path) -> Path:
    try:
        return path.absolute()
    except OSError as error:
        raise BadSettings(
            f"The folder you are in is gone, so {_shown(str(path))} names no file: cd elsewhere, or write "
            "the whole path."
        ) from error


def _zone_in(path: Path) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        with path.open("rb") as file:
            return ZoneInfo.from_file(file, key=str(path))
    except (OSError, ValueError):
        return None


def is_there(path: Path) -> bool:
    """Whether the file is there. One not to be looked at counts: better an error than a second record."""
    try:
        path.stat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _table(path: Path, content: bytes) -> dict[str, Any]:
    import tomllib  # only where there is a file to read

    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise BadSettings(f"{path} is not UTF-8 text: save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path} is not valid TOML ({error}): correct that place.") from error


def _settings(path: Path, table: dict[str, Any], env: Mapping[str, str]) -> Settings:
    for key in table:
        if key not in _READERS:
            raise BadSettings(f"{path}: {_shown(key)} is no setting: {_nearest(key)}.")
    values: dict[str, Any] = {}
    for key, value in table.items():
        try:
            values[_FIELDS.get(key, key)] = _READERS[key](value)
        except ValueError as error:
            raise BadSettings(f"{path}: {key}: {error}") from error
    if "db" in values:
        values["db"] = _database(path, values["db"], env)
    return Settings(**values)


def _database(path: Path, named: str, env: Mapping[str, str]) -> Path:
    database = _expanded(named, env)
    if not database.is_absolute():
        raise BadSettings(
            f"{path}: db: {_shown(named)} depends on the folder one is in: write the whole path."
        )
    return database


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("this is a text between quotes, and not an empty one.")
    return value


def _name(value: object) -> str:
    from cockpit.incident.people import person_name

    return person_name(_text(value))


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("this is true or false, without quotes.")
    return value


def _keys(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise ValueError('this is a table: write [keys] on its own line, then lines such as note = "n".')
    for action, keys in value.items():
        if not isinstance(keys, str) or not keys.strip():
            raise ValueError(f'{_shown(action)} needs a key between quotes, such as "n" or "ctrl+n".')
    return MappingProxyType(value)


_READERS: Mapping[str, Callable[[object], Any]] = {
    "db": _text, "as": _name, "zone": _text, "read_only": _switch, "mouse": _switch, "theme": _text,
    "keys": _keys,
}  # fmt: skip
_FIELDS = {"as": "as_name"}


def _nearest(key: str) -> str:
    from difflib import get_close_matches  # only for a sentence that is rarely needed

    wanted = key.casefold().replace("-", "_")
    near = get_close_matches(wanted, _READERS, n=1)
    return f"did you mean {near[0]}" if near else f"the settings are {', '.join(_READERS)}"


def _shown(text: str) -> str:
    from cockpit.incident.texts import harmless

    return harmless(text, width=60)
