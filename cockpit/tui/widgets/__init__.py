"""Widgets the cockpit draws itself, because the stock ones leak, repaint too much or hold too much."""
