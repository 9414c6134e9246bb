"""The panes of the board: each shows one thing of a View, and none knows another."""
