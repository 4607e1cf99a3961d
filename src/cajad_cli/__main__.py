"""The process: starts the program, turns whatever ends it into an exit code, and leaves."""

# `_signal` is built in; importing `signal` takes time in which Ctrl-C prints a traceback.
import _signal as signal  # type: ignore[import-not-found]
import gc
import os
import sys

# What a signal ends gives this with the signal's number added, as in shells.
SIGNALLED = 128
# Ready, because there may be no room to make it.
_NO_ROOM = b"cajad: there is not enough memory; give it more\n"
# Modules that Typer and Python's own modules import, and no lookup uses. They are loaded when
# something of them is asked for, which makes a lookup some 8 % faster.
_SELDOM_USED = "bz2 ipaddress linecache lzma subprocess textwrap tokenize zlib".split()
# Windows knows neither of the last two.
_ENDING = {
    getattr(signal, name, signal.SIGTERM) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGXCPU")
}


def main() -> None:
    """Run cajad on the arguments of the process, and end the process.

    Without garbage worth collecting, and without taking the interpreter down module by module, an
    answer takes about a fifth less time. Everything written is flushed before.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - within a zip nobody else asks
        os.write(2, b"cajad: this needs Python 3.11 or newer\n")
        os._exit(70)
    # Whoever started us may have some ignored, as nohup and shells do for what runs behind.
    heeded = [number for number in _ENDING if signal.getsignal(number) != signal.SIG_IGN]
    for number in heeded:
        # There is nothing to tidy up yet, and an exception would pass through half-made modules.
        signal.signal(number, lambda number, _: os._exit(SIGNALLED + number))
    sys.unraisablehook = _leave_if_ended
    gc.disable()
    for name in _SELDOM_USED:
        _stand_in_for(name)
    try:
        from cajad_cli.cli.process import run

        for number in heeded:
            signal.signal(number, _stop)
        code = run(sys.argv[1:])
    except SystemExit as end:
        code = int(end.code or 0)
    except Exception as error:  # noqa: BLE001 - a damaged module may raise anything
        code = 70
        try:
            said = str(error) or type(error).__name__
            fault = f"a part of the installation is missing or damaged: {said}; install it anew"
            if isinstance(error, ImportError) and error.name in ("sqlite3", "_sqlite3"):
                # Python has none, as some are parted into packages, or one too old to be loaded.
                code, fault = 3, f"{said}; use a Python with an SQLite that works"
            told = f"cajad: {fault}\n".encode(errors="backslashreplace")
            # The last is what is said of a library that finds no room.
            if isinstance(error, MemoryError | SystemError) or "failed to map" in said:
                code, told = 70, _NO_ROOM
            os.write(2, told)
        except MemoryError:
            os.write(2, _NO_ROOM)
        finally:
            os._exit(code)
    os._exit(code)


def _stand_in_for(name: str) -> None:
    """Let a module be loaded when something of it is first asked for."""
    stand_in = type(sys)(name)

    def loaded(attribute: str) -> object:
        if sys.modules.get(name) is stand_in:
            sys.modules.pop(name, None)  # another thread may have been here
        return getattr(__import__(name), attribute)

    stand_in.__getattr__ = loaded  # type: ignore[method-assign]
    sys.modules.setdefault(name, stand_in)


def _stop(number: int, _: object) -> None:
    """Unwind, so that temporary files are removed."""
    for other in _ENDING:
        # A second one would interrupt the removing.
        signal.signal(other, lambda *_: None)
    sys.exit(SIGNALLED + number)


def _leave_if_ended(unraisable: "sys.UnraisableHookArgs") -> None:
    """Keep a signal that arrives in a callback, out of which Python raises nothing."""
    if isinstance(unraisable.exc_value, SystemExit):
        os._exit(int(unraisable.exc_value.code or 0))
    sys.__unraisablehook__(unraisable)


if __name__ == "__main__":
    main()
