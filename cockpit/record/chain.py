"""The digest that ties each fact to the one before it, over everything that is stored of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

VERSION = b"\x01"
FIRST = bytes(32)
"""Stands before the first entry of every incident."""
SALT_BYTES = 16

_ABSENT = b"\xff\xff\xff\xff"


def new_salt() -> bytes:
    """Random bytes that keep a redacted body from being guessed out of its hash."""
    return os.urandom(SALT_BYTES)


def sealed(salt: bytes, body: str) -> bytes:
    """What the chain keeps of a body, so that the body itself can be taken away later."""
    return hashlib.sha256(salt + body.encode()).digest()


def linked(previous: bytes, columns: Sequence[str | int | None], seal: bytes) -> bytes:
    """The digest of an entry: each column stands behind its length, so none can slide into the next."""
    pieces = [VERSION, previous]
    for column in columns:
        if column is None:
            pieces.append(_ABSENT)
        else:
            text = str(column).encode()
            pieces += (len(text).to_bytes(4, "big"), text)
    pieces.append(seal)
    return hashlib.sha256(b"".join(pieces)).digest()
