"""The place of a record, with real Unix users."""
