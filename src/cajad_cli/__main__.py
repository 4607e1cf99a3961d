"""The process: starts the program, turns whatever ends it into an exit code, and leaves."""

# The C module under `signal`, which is there at once: until main() has begun, Ctrl-C ends in a
# traceback, so nothing that takes time is imported before.
import _signal as signal  # type: ignore[import-not-found]
import gc
import os
import sys

INTERRUPTED = 130
BUG = 70
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
        signal.signal(signal.SIGINT, _leave)
    sys.unraisablehook = _leave_if_ended
    gc.disable()
    try:
        from cajad_cli.process import run
    except (ImportError, MemoryError, OSError, SystemError) as error:
        reason = str(error) or type(error).__name__
        told = f"cajad: it cannot start: {reason}; give it more memory, or install it anew\n"
        try:
            os.write(2, told.encode())
        finally:
            os._exit(BUG)
    try:
        for number in heeded:
            signal.signal(number, _stop)
        code = run(sys.argv[1:])
    except (KeyboardInterrupt, SystemExit) as end:
        code = _code_of(end)
    os._exit(code)


def _leave(*_: object) -> None:
    os._exit(INTERRUPTED)


def _code_of(end: BaseException | None) -> int:
    """What to leave with after what `_stop` raised."""
    code = getattr(end, "code", None)
    return code if isinstance(code, int) else INTERRUPTED


def _stop(number: int, _: object) -> None:
    """Leave through what removes unfinished files, with the code that shells give the signal."""
    for other in _ENDING:
        # A second one would fall into the removing. Not SIG_IGN: of one that has come already,
        # Python would tell.
        signal.signal(other, _pass_over)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)


def _pass_over(*_: object) -> None:
    pass


def _leave_if_ended(unraisable: "sys.UnraisableHookArgs") -> None:
    """Keep a signal that falls into a callback, out of which Python raises nothing."""
    if issubclass(unraisable.exc_type, (KeyboardInterrupt, SystemExit)):
        os._exit(_code_of(unraisable.exc_value))
    sys.__unraisablehook__(unraisable)


if __name__ == "__main__":
    main()
