"""The version of the cockpit, and nothing else."""

__version__ = "0.1.0"
