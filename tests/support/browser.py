"""A browser without a window, driven over a pipe: pages are opened, keys pressed, and what they hold is asked for."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS_TO_WAIT = 20.0


def program() -> str | None:
    """The Chromium on this machine, if there is one."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class PageLeftError(Exception):
    """The page was left while it was asked something."""


class Browser:
    """One page of Chromium. It is spoken to in JSON, each message ended by a byte 0, over two pipes."""

    def __init__(self, folder: Path) -> None:
        to_read, self._to = os.pipe()
        self._from, to_write = os.pipe()
        command = [
            "bash", "-c", f'exec "$@" 3<&{to_read} 4>&{to_write}', "browser", str(program()), "--headless=new",
            "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, pass_fds=(to_read, to_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(to_read)
        os.close(to_write)
        self._numbers, self._read = itertools.count(1), b""
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(10)
        os.close(self._to)
        os.close(self._from)

    def open(self, address: str) -> None:
        """Go to a page, and wait until it is there."""
        self._tell("Page.navigate", url=address)
        self.wait(lambda: self.run("document.readyState") == "complete" and self.run("location.href") != "about:blank")

    def run(self, script: str) -> Any:  # noqa: ANN401
        """The value of an expression on the page."""
        return self._tell("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def press(self, key: str) -> None:
        """Press and let go a key."""
        text = {"Enter": "\r", "Escape": ""}.get(key, key)
        code = {"Enter": 13, "Escape": 27}.get(key, ord(key[0].upper()))
        self._tell("Input.dispatchKeyEvent", type="keyDown", key=key, text=text, windowsVirtualKeyCode=code)
        self._tell("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def type(self, text: str) -> None:
        """Type a text where the cursor is."""
        self._tell("Input.insertText", text=text)

    def shows(self, text: str) -> None:
        """Wait until a page is whole and has a text on it."""
        script = "document.readyState === 'complete' && document.body.innerText"
        self.wait(lambda: text in (self.run(script) or ""))

    def wait(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so; a page that is left while it is asked is asked again."""
        until = time.monotonic() + SECONDS_TO_WAIT
        while not self._answers(is_so):
            assert time.monotonic() < until, "it did not become so"
            time.sleep(0.05)

    @staticmethod
    def _answers(is_so: Callable[[], object]) -> bool:
        try:
            return bool(is_so())
        except PageLeftError:
            return False

    def _tell(self, method: str, **more: object) -> Any:  # noqa: ANN401
        return self._ask(method, more, self._session)

    def _ask(self, method: str, more: dict[str, object], session: str = "") -> Any:  # noqa: ANN401
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": more, **({"sessionId": session} if session else {})}
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._read:
                found = os.read(self._from, 65_536)
                assert found, "the browser has ended"
                self._read += found
            line, _, self._read = self._read.partition(b"\0")
            answer = json.loads(line)
            if answer.get("id") == number:
                if "navigated" in answer.get("error", {}).get("message", ""):
                    raise PageLeftError
                assert "error" not in answer, answer
                return answer["result"]
