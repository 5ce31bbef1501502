"""`python -m budget_monitor` is the `budget-monitor` command."""

from __future__ import annotations

import atexit
import os
import signal

ENDED_BY_SIGNAL = {128 + getattr(signal, name) for name in ("SIGHUP", "SIGINT", "SIGTERM") if hasattr(signal, name)}
"""Exit codes of a process that a signal has ended, as a shell says them."""


def main() -> None:
    """Runs the command line. What it imports is made of objects that live to the end: garbage is looked for seldom.

    Ctrl-C ends the process at once while it imports, and once it has answered: a traceback would tell nobody anything.
    """
    answers = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if answers:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from budget_monitor.light import ask_libraries, collect_no_more, collect_seldom

    collect_seldom()
    ask_libraries()
    from budget_monitor.cli import main as command_line

    if answers:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        command_line()
    except SystemExit as ended:
        if isinstance(ended.code, int) and ended.code in ENDED_BY_SIGNAL:
            atexit._run_exitfuncs()  # processes that were begun are ended, and what they shared is removed
            os._exit(ended.code)  # all is written and tidied up; libraries cut off at work would complain of it
        raise
    finally:
        collect_no_more()
        if answers:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    main()
