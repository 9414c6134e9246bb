"""What each action does at a screen: it asks a line, opens a dialog, or submits a command at once."""
