"""Forms and choices that lie over a screen; each gives back one typed result."""
