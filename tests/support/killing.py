"""Commands in processes that are killed: after a while, or as they come to a system call that writes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

WRITING = (
    "write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,fchmod,"
    "fchmodat,link,linkat"
)
"""The system calls by which a file comes to be what it is."""
WARM = """
import os, signal, sys
from budget_monitor.cli import main
import budget_monitor.pipeline.run.one_set, budget_monitor.history.record, budget_monitor.pipeline.several.check
import budget_monitor.evaluate.evaluation, budget_monitor.diagnose.diagnosis, budget_monitor.render.formats.json
import contextlib, importlib, pathlib
learnt = pathlib.Path(sys.argv[1] + ".modules")
for line in sys.stdin:  # a command with its arguments, in a process of its own that is killed from outside
    folder, is_traced, *arguments = line.rstrip("\\n").split("\\x1f")
    child = os.fork()
    if not child:
        os.chdir(folder)
        nowhere = os.open(os.devnull, os.O_RDWR)
        said = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream, opened in enumerate((nowhere, nowhere, said)):
            os.dup2(opened, stream)
        if is_traced:
            os.kill(os.getpid(), signal.SIGSTOP)
        try:
            main(arguments)
        except SystemExit as ended:
            learnt.write_text("\\n".join(sys.modules))
            os._exit(ended.code or 0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    for name in learnt.read_text().split() if learnt.exists() else ():  # the next one need not import it again
        with contextlib.suppress(Exception):
            importlib.import_module(name)
"""
CALL = re.compile(r"^(?:\d+ +)?(\w+)\(", re.MULTILINE)


def can_trace() -> bool:
    """True if strace is here and may stop a process."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], check=False, capture_output=True).returncode == 0


class Killed:
    """Runs commands in children of one warm process, which knows the code by then."""

    def __init__(self, said: Path) -> None:
        self._said = said
        command = [sys.executable, "-c", WARM, str(said)]
        self._warm = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def run(self, folder: Path, arguments: list[str], *, after: float | None = None) -> int:
        """The exit code, negative where it was killed `after` so many seconds."""
        child = self._begun(folder, arguments, is_traced=False)
        if after is not None:
            time.sleep(after)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return self._ended()

    def calls(self, folder: Path, arguments: list[str]) -> Counter[str]:
        """How often a command comes to each system call that writes."""
        told = self._said.with_name("calls.txt")
        self._traced(folder, arguments, ["-o", str(told), "-e", f"trace={WRITING}"])
        return Counter(CALL.findall(told.read_text(encoding="utf-8", errors="replace")))

    def run_to(self, folder: Path, arguments: list[str], call: str, which: int) -> int:
        """The exit code of a command that is killed as it comes to a system call for the time that `which` says."""
        inject = f"inject={call}:signal=SIGKILL:when={which}"
        return self._traced(folder, arguments, ["-o", os.devnull, "-e", f"trace={call}", "-e", inject])

    @property
    def said(self) -> str:
        """What the last command said on stderr."""
        return self._said.read_text(encoding="utf-8")

    def close(self) -> None:
        """Ends the warm process."""
        self._warm.communicate(timeout=10)

    def _traced(self, folder: Path, arguments: list[str], options: list[str]) -> int:
        child = self._begun(folder, arguments, is_traced=True)
        _wait_for(child, "State", "T")
        tracer = subprocess.Popen(["strace", "-f", "-qq", *options, "-p", str(child)], stderr=subprocess.DEVNULL)
        _wait_for(child, "TracerPid", str(tracer.pid))
        os.kill(child, signal.SIGCONT)
        code = self._ended()
        tracer.wait(timeout=30)
        return code

    def _begun(self, folder: Path, arguments: list[str], *, is_traced: bool) -> int:
        assert self._warm.stdin is not None
        assert self._warm.stdout is not None
        self._warm.stdin.write("\x1f".join([str(folder), "traced" if is_traced else "", *arguments]) + "\n")
        return int(self._warm.stdout.readline())

    def _ended(self) -> int:
        assert self._warm.stdout is not None
        return int(self._warm.stdout.readline())


def _wait_for(process: int, name: str, value: str) -> None:
    status = Path(f"/proc/{process}/status")
    for _ in range(2_000):
        if re.search(rf"^{name}:\s*{value}\b", status.read_text(encoding="utf-8"), re.MULTILINE):
            return
        time.sleep(0.002)
    raise TimeoutError(f"{name} of {process} did not become {value}")
