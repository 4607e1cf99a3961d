"""The process: starts the program, turns whatever ends it into an exit code, and leaves."""

# `_signal` is built in; importing `signal` takes time in which Ctrl-C prints a traceback.
import _signal as signal  # type: ignore[import-not-found]
import gc
import os
import sys

INTERRUPTED = 130
BUG = 70
# Without SQLite there is no data to ask.
NO_DATA = 3
# Windows knows no SIGHUP.
_ENDING = {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}


def main() -> None:
    """Run cajad on the arguments of the process, and end the process.

    A lookup lives for some fifty milliseconds and makes no garbage worth collecting, and taking
    the interpreter down module by module gives nothing back that the system would not take by
    itself: without both, the same answer takes about a fifth less time. Everything written is
    flushed before.
    """
    # Whoever started us may have some ignored, as nohup and shells do for what runs behind.
    heeded = [number for number in _ENDING if signal.getsignal(number) != signal.SIG_IGN]
    if signal.SIGINT in heeded:
        # There is nothing to tidy up yet, and an exception would pass through half-made modules.
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    sys.unraisablehook = _leave_if_ended
    gc.disable()
    try:
        from cajad_cli.cli.process import run
    except Exception as error:  # noqa: BLE001 - a damaged module may raise anything
        reason = str(error) or type(error).__name__
        cure, code = "install it anew, or give it more memory", BUG
        if getattr(error, "name", None) == "_sqlite3":
            cure, code = "use a Python that was built with SQLite", NO_DATA
        told = f"cajad: it cannot start: {reason}; {cure}\n"
        try:
            os.write(2, told.encode(errors="backslashreplace"))
        finally:
            os._exit(code)
    try:
        for number in heeded:
            signal.signal(number, _stop)
        code = run(sys.argv[1:])
    except (KeyboardInterrupt, SystemExit) as end:
        code = _code_of(end)
    os._exit(code)


def _code_of(end: BaseException | None) -> int:
    """What to leave with after what `_stop` raised."""
    code = getattr(end, "code", None)
    return code if isinstance(code, int) else INTERRUPTED


def _stop(number: int, _: object) -> None:
    """Unwind, so that temporary files are removed; the code is the one that shells give."""
    for other in _ENDING:
        # A second one would interrupt the removing.
        signal.signal(other, lambda *_: None)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)


def _leave_if_ended(unraisable: "sys.UnraisableHookArgs") -> None:
    """Keep a signal that arrives in a callback, out of which Python raises nothing."""
    if issubclass(unraisable.exc_type, (KeyboardInterrupt, SystemExit)):
        os._exit(_code_of(unraisable.exc_value))
    sys.__unraisablehook__(unraisable)


if __name__ == "__main__":
    main()
