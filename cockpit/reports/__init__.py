"""The record told to people: text and JSON made from the state and the entries; no I/O here."""
