"""Who sits at this terminal: the name used, and what the system knows about it."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from cockpit.incident.envelope import Origin
from cockpit.incident.people import BadName, person_name, same_person

LOGIN_UID = Path("/proc/self/loginuid")
_NO_LOGIN = 2**32 - 1
"""What the kernel says where nobody logged in: services, containers."""


class Identity(Struct, frozen=True):
    """A person at a terminal."""

    name: str
    """The name used for what they do."""
    origin: Origin

    @property
    def assumed(self) -> bool:
        """Whether the name used is another one than the system's; screens then show both."""
        return not same_person(self.name, unix_name(self.origin))


def identify(
    flag: str | None, env: Mapping[str, str], as_name: str | None, *, login_uid: Path = LOGIN_UID
) -> Identity:
    """Who is here: --as (`flag`), COCKPIT_AS, the settings' `as_name`, else the Unix user.

    Raises BadName, which names the place, where the first of them that is given is no name.
    """
    origin = origin_here(env, login_uid=login_uid)
    given = {"--as": flag, "COCKPIT_AS": env.get("COCKPIT_AS") or None, "as in config.toml": as_name}
    for place, name in given.items():
        if name is not None:
            return Identity(_checked(name, place), origin)
    return Identity(_checked(unix_name(origin), "The Unix user (use --as NAME)"), origin)


def unix_name(origin: Origin) -> str:
    """The real login, also under sudo or su, as far as the system knows it."""
    return origin.unix_name


def origin_here(env: Mapping[str, str], *, login_uid: Path = LOGIN_UID) -> Origin:
    """What the system knows about this process; what it does not know is empty."""
    return Origin(
        user=_user(os.geteuid()),
        login=_login(login_uid),
        sudo_user=_readable(env.get("SUDO_USER", "")),
        host=_readable(os.uname().nodename),
        terminal=_terminal(),
        terminal_user=_terminal_user(),
    )


def _checked(name: str, place: str) -> str:
    try:
        return person_name(name)
    except BadName as error:
        raise BadName(f"{place}: {error}") from error


def _login(login_uid: Path) -> str:
    try:
        uid = int(login_uid.read_text())
    except (OSError, ValueError):
        return ""
    return "" if uid == _NO_LOGIN else _user(uid)


def _user(uid: int) -> str:
    try:
        return _readable(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return f"uid {uid}"


def _terminal() -> str:
    try:
        return _readable(os.ttyname(0))
    except OSError:
        return ""


def _terminal_user() -> str:
    try:
        return _user(os.fstat(0).st_uid) if os.isatty(0) else ""
    except OSError:
        return ""


def _readable(text: str) -> str:
    """What the system said, without the bytes no record could hold."""
    return text.encode(errors="surrogateescape").decode(errors="replace").replace("\0", "")
