"""Where the facts are kept: one shared file, the chain that ties its entries, and the watch on it."""
