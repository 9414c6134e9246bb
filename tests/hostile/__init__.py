"""Hostile and odd text on every way in and every way out."""
