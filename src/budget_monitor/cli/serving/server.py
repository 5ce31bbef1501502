"""The server: it listens on this computer alone, and hands what the guard lets through to the desk."""

from __future__ import annotations

import errno
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import cast
from urllib.parse import SplitResult, parse_qs, urlsplit

from budget_monitor.cli.serving.desk import HTML, Answer, Desk
from budget_monitor.cli.serving.guard import ADDRESS, Guard
from budget_monitor.cli.shared.streams import complain
from budget_monitor.errors import UsageError
from budget_monitor.render.formats.web.review import plain_page, review_policy

MAX_FORM_BYTES = 64_000
MAX_DIGITS = 9
"""Of the length that a form is said to have: Python refuses to read thousands."""
SECONDS_FOR_A_REQUEST = 20
"""A browser that begins a request and says no more is hung up on."""
BAD_REQUEST, FORBIDDEN, TOO_LARGE, SEE_OTHER = 400, 403, 413, 303
HOW_TO_GET_IN = "Open the address that the terminal shows: it has the key to this page in it."


class Server(ThreadingHTTPServer):
    """Serves one desk until it is told to stop. Raises UsageError where the port cannot be had."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int) -> None:
        self.desk, self.guard = desk, Guard()
        try:
            super().__init__((ADDRESS, port), _Handler)
        except (OSError, OverflowError) as error:
            taken = getattr(error, "errno", None) in (errno.EADDRINUSE, errno.EACCES)
            reason = "is taken, or not for you to use" if taken else f"cannot be had: {error}"
            raise UsageError(f"port {port} {reason}; without --port a free one is found") from error
        self.guard.port = self.server_address[1]

    def handle_error(self, *_: object) -> None:
        """A browser that hangs up early is no error; anything else is said in one line."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            complain(f"a request could not be answered: {type(error).__name__}: {error}")


class _Handler(BaseHTTPRequestHandler):
    timeout = SECONDS_FOR_A_REQUEST
    server_version = "budget-monitor"
    sys_version = ""

    def do_GET(self) -> None:
        """Pages. The first request has a token in its address, which is exchanged for a cookie at once."""
        asked = self._asked()
        if asked is None or self._is_refused():
            return
        token = parse_qs(asked.query).get("token", [""])[0]
        if asked.path == "/" and token and self._guard.admits(token):
            self._send(Answer(SEE_OTHER, location="/"), {"Set-Cookie": self._guard.cookie})
        elif not self._guard.knows(self.headers.get("Cookie", "")):
            self._refuse(FORBIDDEN, HOW_TO_GET_IN)
        else:
            self._send(self._desk.page(asked.path, self._guard.form))

    def do_POST(self) -> None:
        """Forms of the page itself."""
        asked = self._asked()
        if asked is None or self._is_refused():
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or len(length) > MAX_DIGITS or int(length) > MAX_FORM_BYTES:
            self._refuse(TOO_LARGE, f"A form may have {MAX_FORM_BYTES:,} bytes.")
            return
        content = self.rfile.read(int(length)).decode("utf-8", "replace")
        fields = {name: values[0] for name, values in parse_qs(content, keep_blank_values=True).items()}
        if not self._guard.knows(self.headers.get("Cookie", "")):
            self._refuse(FORBIDDEN, HOW_TO_GET_IN)
        elif self._guard.refuses_form(cast("Mapping[str, str]", self.headers), fields.get("form", "")):
            self._refuse(FORBIDDEN, "This form was not sent by the page of this review. Nothing was done.")
        else:
            answer = self._desk.decide(asked.path, fields, self._guard.form)
            self._send(answer)
            if answer.is_last:
                Thread(target=self.server.shutdown, daemon=True).start()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are not told in the terminal: it belongs to the person."""

    @property
    def _desk(self) -> Desk:
        return cast("Server", self.server).desk

    @property
    def _guard(self) -> Guard:
        return cast("Server", self.server).guard

    def _asked(self) -> SplitResult | None:
        """The address that is asked for; what is none (`http://[x`) is refused."""
        try:
            return urlsplit(self.path)
        except ValueError:
            self._refuse(BAD_REQUEST, "What was asked for is no address.")
            return None

    def _is_refused(self) -> bool:
        if not self._guard.refuses_host(self.headers.get("Host", "")):
            return False
        self._refuse(FORBIDDEN, "This address is not that of the review.")
        return True

    def _refuse(self, status: int, reason: str) -> None:
        self._send(Answer(status, plain_page("Not for this page", reason)))

    def _send(self, answer: Answer, more: Mapping[str, str] | None = None) -> None:
        body = answer.body.encode("utf-8", "replace")
        headers = {
            "Content-Type": answer.kind or HTML,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": review_policy(),
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            **({"Location": answer.location} if answer.location else {}),
            **(more or {}),
        }
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
