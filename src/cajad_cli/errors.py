"""What can go wrong, each with the exit code that a script may rely on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cajad_cli.model.values import Problem

FOUND = 0
NOTHING_FOUND = 1
USAGE = 2
BAD_DATA = 3
CANNOT_WRITE = 4
# The number that sysexits.h gives to an internal software error.
BUG = 70
INTERRUPTED = 130


def in_import(error: BaseException) -> bool:
    """Whether an error, where it is caught, is of a part of the installation that does not load."""
    if isinstance(error, ImportError | SyntaxError):
        return True
    from traceback import walk_tb

    codes = (frame.f_code for frame, _ in walk_tb(error.__traceback__))
    return any(c.co_name == "<module>" or "<frozen importlib" in c.co_filename for c in codes)


class CajadError(Exception):
    """A failure that has one plain sentence to say to the user, and an exit code."""

    exit_code = USAGE


class NotFound(CajadError):
    """No record answers to what was asked; the message offers near names where there are any."""

    exit_code = NOTHING_FOUND


class BadUsage(CajadError):
    """The command line asks for something that does not exist or does not fit together."""


class BadData(CajadError):
    """The dataset is missing, unreadable or breaks its own rules; `problems` lists every breach."""

    exit_code = BAD_DATA

    def __init__(self, message: str, problems: "tuple[Problem, ...]" = ()) -> None:
        super().__init__(message)
        self.problems = problems


class CannotWrite(CajadError):
    """The answer could not be written where it was to go."""

    exit_code = CANNOT_WRITE
