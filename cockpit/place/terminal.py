"""Looks at the terminal of whoever asks: can it show the screens, its colours, and esc at once?"""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping

from cockpit.place.finding import Finding, advice, well

_DUMB = {"", "dumb", "unknown"}
_COLUMNS, _ROWS = 80, 24
_ESCAPE_MS = 50
_TMUX_SECONDS = 2.0


def terminal(env: Mapping[str, str]) -> Iterator[Finding]:
    """Nothing here touches the record, so nothing here is more than advice."""
    yield _locale()
    size = _size()
    if size is None:
        yield well("terminal", "none here")
        return
    yield _kind(env.get("TERM", ""), size)
    yield _colour(env)
    if env.get("TMUX"):
        yield from _tmux()


def _locale() -> Finding:
    encoding = (sys.stdout.encoding if sys.stdout else None) or "ascii"
    if codecs.lookup(encoding).name != "utf-8":
        return advice("locale", f"{encoding}: names and signs come out garbled", "export LC_ALL=C.UTF-8")
    return well("locale", "UTF-8")


def _size() -> os.terminal_size | None:
    for handle in (1, 2, 0):
        try:
            return os.get_terminal_size(handle)
        except OSError:
            continue
    return None


def _kind(term: str, size: os.terminal_size) -> Finding:
    told = f"{term or 'no TERM'}, {size.columns}×{size.lines}"
    if term in _DUMB:
        return advice(
            "terminal", f"{told}: no screen can be shown", "export TERM=xterm-256color, or what it is"
        )
    if size.columns < _COLUMNS or size.lines < _ROWS:
        return advice("terminal", f"{told}: panes are shown one at a time", "make it 80×24 or larger")
    return well("terminal", told)


def _colour(env: Mapping[str, str]) -> Finding:
    if env.get("NO_COLOR"):
        return well("colour", "greys only, as NO_COLOR asks")
    if env.get("COLORTERM", "").casefold() in {"truecolor", "24bit"}:
        return well("colour", "all of them")
    if "256color" in env.get("TERM", ""):
        return well("colour", "256")
    return advice(
        "colour", "16, as far as TERM tells", "export COLORTERM=truecolor, if your terminal shows them"
    )


def _tmux() -> Iterator[Finding]:
    delay, kind = _asked("-sv", "escape-time"), _asked("-gv", "default-terminal")
    if delay is None or kind is None:
        yield advice("tmux", "it does not answer", "tmux show-options -s shows whether it runs")
        return
    if delay.isdigit() and int(delay) > _ESCAPE_MS:
        told = f"it holds esc back for {delay} ms, and esc then a letter is another key"
        yield advice("tmux", told, "set -sg escape-time 10 in ~/.tmux.conf")
    if "256color" not in kind:
        yield advice(
            "tmux", f"default-terminal is {kind}", "set -g default-terminal tmux-256color in ~/.tmux.conf"
        )
    if not delay.isdigit() or (int(delay) <= _ESCAPE_MS and "256color" in kind):
        yield well("tmux", f"escape-time {delay}, default-terminal {kind}")


def _asked(how: str, option: str) -> str | None:
    """An option of the tmux this terminal is in; None where it does not answer."""
    try:
        answer = subprocess.run(
            ["tmux", "show-options", how, option],
            capture_output=True, text=True, timeout=_TMUX_SECONDS, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return answer.stdout.strip()
