"""The one place where the SQLite driver is chosen: everybody else takes `sqlite3` from here."""

from __future__ import annotations

import sqlite3 as sqlite3
