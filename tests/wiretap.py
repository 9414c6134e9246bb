"""Runs cockpit in a process that writes down whatever in it reaches for a network or starts a program.

A screen also writes down whatever opens its record past SQLite.

python tests/wiretap.py LOG [WORD …]   one command line; without a word the screen
python tests/wiretap.py LOG --lines    command lines as JSON, one a line, on standard input
"""

from __future__ import annotations

import io
import json
import os
import socket
import sys
from typing import Any

NETWORK = frozenset(
    {
        "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
        "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "urllib.Request",
        "http.client.connect", "smtplib.connect", "ftplib.connect", "webbrowser.open",
    }
)  # fmt: skip
PROGRAMS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork"})


def listen(log: int, *records: str) -> None:
    """From here to the end of the process; a socket of this host's own file system is no network.

    Also whatever opens one of the records, or the index of its log, without SQLite.
    """
    files = {os.path.realpath(record + suffix) for record in records for suffix in ("", "-shm")}

    def heard(event: str, told: tuple[Any, ...]) -> None:
        is_record = event == "open" and bool(files) and str(told[0]) in files
        if is_record or event in PROGRAMS or (event in NETWORK and not _is_local(told)):
            os.write(log, f"{event} {told!r}\n".encode(errors="replace"))

    sys.addaudithook(heard)


def _is_local(told: tuple[Any, ...]) -> bool:
    return bool(told) and isinstance(told[0], socket.socket) and told[0].family == socket.AF_UNIX


def run(words: list[str]) -> int:
    """One command line, to its end; its exit status."""
    from cockpit.cli.main import cli

    try:
        cli.main(words)
    except SystemExit as ended:
        return int(ended.code or 0)


def run_lines(log: int) -> None:
    """Each command line in turn; on standard output its exit status and what it said."""
    lines = sys.stdin.read().splitlines()
    answers = sys.stdout
    for line in lines:
        words, typed = json.loads(line)
        os.write(log, f"# {' '.join(words)}\n".encode())
        said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        sys.stdin = io.TextIOWrapper(io.BytesIO(typed.encode()))
        sys.stdout = sys.stderr = said
        status = run(words)
        said.seek(0)
        answers.write(json.dumps([status, said.read()]) + "\n")


def main() -> None:
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    if sys.argv[2:] == ["--lines"]:
        listen(log)
        run_lines(log)
    else:
        listen(log, os.environ["COCKPIT_DB"])
        sys.exit(run(sys.argv[2:]))


if __name__ == "__main__":
    main()
