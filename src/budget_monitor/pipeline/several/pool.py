"""The sets of several authorities, checked side by side: one answer each, whatever happens to a set."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from budget_monitor.errors import TRACEBACK_VARIABLE, BudgetMonitorError, refused
from budget_monitor.model.running.ending import raise_what_ends
from budget_monitor.model.running.patience import STOPPED, searches_end_at_interrupt, was_stopped
from budget_monitor.pipeline.run.books import Books
from budget_monitor.pipeline.run.folders import name_of
from budget_monitor.pipeline.run.one_set import check_set

if TYPE_CHECKING:
    from budget_monitor.model.results.outcome import Report
    from budget_monitor.model.results.request import Request
    from budget_monitor.model.running.progress import Watch

MAX_SETS_IN_ONE_PROCESS = 4
"""So many sets are checked sooner than other processes have started."""

DIED = (
    "the process that checked it has died, perhaps for want of memory; check it by itself, or fewer at a time with"
    " --jobs 1"
)


NOT_CHECKED = f"{STOPPED} before it was checked"


class Failed(Struct, frozen=True):
    """Why a set could not be checked, in a sentence."""

    message: str


Answer: TypeAlias = "Report | Failed"


def answers(
    folders: Sequence[Path],
    request: Request,
    jobs: int = 1,
    watch: Watch | None = None,
    prepare: Callable[[], None] | None = None,
) -> Mapping[Path, Answer]:
    """The report on each folder's set, in the order of the folders, or why there is none.

    At most `jobs` processes of our own work on them, and none but this one where there are only a handful. Ctrl-C ends
    the work after the sets in hand, where the request says so, and a second one ends all; so does the first while there
    is no answer yet.
    """
    found: dict[Path, Answer] = {}

    def done(folder: Path, answer: Answer) -> None:
        found[folder] = answer
        if watch is not None:
            watch(f"checked {folder.name}", len(found), len(folders))

    with searches_end_at_interrupt(request.tells_at_interrupt):
        if jobs <= 1 or len(folders) <= MAX_SETS_IN_ONE_PROCESS:
            books = Books(request)
            for folder in folders:
                if not was_stopped():
                    done(folder, _answer(folder, request, books))
        else:
            _ask_all(folders, min(jobs, len(folders)), partial(_begin, request, prepare), done)
    if not found:
        raise KeyboardInterrupt
    return {folder: found.get(folder, Failed(NOT_CHECKED)) for folder in folders}


def _answer(folder: Path, request: Request, books: Books) -> Answer:
    """The report on one set; even a mistake of our own stops only this one."""
    try:
        checked = check_set(folder, request, authority=name_of(folder), books=books)
        checked.ledger_set.close()
        return checked.report
    except BudgetMonitorError as error:
        return Failed(str(error).removeprefix(f"{folder}: "))
    except OSError as error:
        return Failed(refused(error))
    except Exception as error:
        raise_what_ends()
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        return Failed(f"internal error: {type(error).__name__}: {error}. This is a mistake in budget-monitor")


_work: tuple[Request, Books] | None = None
"""What this process, if it is one of a pool's, has been started with."""


def _begin(request: Request, prepare: Callable[[], None] | None) -> None:
    """Make a new process ready: Ctrl-C is its parent's to answer, and it ends when the parent is gone."""
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare()
    import pyarrow as pa

    pa.set_cpu_count(1)  # the sets are small, and the other cores have sets of their own
    _work = request, Books(request)


def _answer_here(folder: Path) -> Answer:
    assert _work is not None, "the pool starts its processes with it"
    return _answer(folder, *_work)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _ask_all(
    folders: Sequence[Path], jobs: int, begin: Callable[[], None], done: Callable[[Path, Answer], None]
) -> None:
    """Ask a pool for all; when a process dies, ask for each set that it may have died of by itself."""
    waiting = list(reversed(folders))
    while waiting and not was_stopped():
        suspects = _ask(waiting, jobs, begin, done)
        for folder in suspects:
            if _ask([folder], 1, begin, done):
                done(folder, Failed(DIED))


def _ask(waiting: list[Path], jobs: int, begin: Callable[[], None], done: Callable[[Path, Answer], None]) -> list[Path]:
    """Take folders from the end of `waiting` until none is left or a process dies; returns those then in work."""
    asked: dict[Future[Answer], Path] = {}
    with _pool(jobs, begin) as pool:
        try:
            while asked or (waiting and not was_stopped()):
                # one more than can be worked on, so that nobody waits
                while waiting and not was_stopped() and len(asked) <= jobs:
                    with _interrupts_held():
                        future = pool.submit(_answer_here, waiting[-1])
                    asked[future] = waiting.pop()
                for future in wait(asked, return_when=FIRST_COMPLETED).done:
                    answer = future.result()
                    done(asked.pop(future), answer)
        except BrokenProcessPool:
            return list(asked.values())
    return []


SECONDS_TO_FINISH_IN = 3
"""How long the sets in hand may take once the work is broken off."""


@contextmanager
def _pool(jobs: int, begin: Callable[[], None]) -> Iterator[ProcessPoolExecutor]:
    """A pool of new processes, which are ended at once when the work is broken off."""
    others = set(multiprocessing.active_children())
    # a copy of this process would have copies of the locks that its threads hold
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), begin)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        until = monotonic() + SECONDS_TO_FINISH_IN
        for process in set(multiprocessing.active_children()) - others:
            process.join(max(0.0, until - monotonic()))  # one ended while it answers would leave half an answer
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Until it ends, no Ctrl-C: a process that is started now is deaf to it from its first moment on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
