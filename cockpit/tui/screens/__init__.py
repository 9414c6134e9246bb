"""The full screens: one for each kind of person at a terminal."""
