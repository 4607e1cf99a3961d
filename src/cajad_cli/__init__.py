"""cajad: the record of the first "Central Asia plus Japan" summit, looked up in a terminal."""

__version__ = "1.0.0"
