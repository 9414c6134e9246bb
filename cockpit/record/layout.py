"""What tells a record's file from any other, cheap to import when nothing has to be created."""

from __future__ import annotations

APPLICATION_ID = 0x494E4349
"""Spells "INCI" in the file's header: the file is a record of incidents."""
LAYOUT = 1
"""Layout of the tables, kept in `user_version`; a file above it is read only here."""
MIB = 1024 * 1024
MAX_TEXT = MIB
"""Bytes of text one entry holds."""
MAX_BODY = 16 * MIB
"""Bytes of one whole entry: a MiB of text grows in JSON, and its exact bytes may stand beside it."""
