"""The command line as on a terminal, in this process: every byte it writes is kept."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

from cockpit.cli.main import cli


class Typed(NamedTuple):
    status: int
    out: str
    err: str


class _Stream(io.TextIOWrapper):
    tty = True

    def isatty(self) -> bool:
        return self.tty


def run(words: Sequence[str], *, tty: bool = True, stdin: bytes = b"") -> Typed:
    """One command line; with `tty`, both of its outputs are a terminal. Its input never is one."""
    out, err = (_Stream(io.BytesIO(), "utf-8", errors="backslashreplace", newline="") for _ in range(2))
    out.tty = err.tty = tty
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            cli.main([*words])
    except SystemExit as ended:
        status = ended.code
    finally:
        sys.stdin = before
    return Typed(int(status or 0), _said(out), _said(err))


def _said(stream: _Stream) -> str:
    stream.flush()
    raw = stream.buffer.getvalue()  # type: ignore[attr-defined]
    return str(raw.decode())
