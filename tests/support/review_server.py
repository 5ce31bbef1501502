"""A review that is being served, and somebody who asks it over HTTP."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from budget_monitor.cli.serving.desk import Desk
from budget_monitor.cli.serving.server import Server
from budget_monitor.pipeline.findings.reviewing import Sitting

OUTTURNS = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
SLIPS = OUTTURNS + (
    "2021/22,Q4,Libraries,outturn,4971,5068,(97),4791,0\n"
    "2021/22,Q4,Parks,outturn,621,620,0,621,0\n"
    "2021/22,Q4,Roads,outturn,300,300,0,300,0\n"
)  # fmt: skip
"""Libraries' outturn has two digits exchanged, so OT01 and OT02 fail; Parks' is a pound too high."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        """Where it leads."""
        return self.headers.get("Location", "")


class Person:
    """Asks a server, with the cookie that it gave and the secret of its forms."""

    def __init__(self, server: Server, thread: Thread) -> None:
        self.server, self.thread = server, thread
        self.cookie = server.guard.cookie.partition(";")[0]
        self.form = server.guard.form

    @property
    def host(self) -> str:
        """The server's own name."""
        return f"127.0.0.1:{self.server.guard.port}"

    def get(self, path: str, **headers: str) -> Reply:
        """Ask for a page; headers are named with _ for -, and an empty one is left out."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Reply:
        """Send a form of the page."""
        body = urlencode({"form": self.form, **(fields or {})})
        return self.ask("POST", path, body, **headers)

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Reply:
        """Any request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.guard.port, timeout=20)
        more = {name.replace("_", "-"): text for name, text in headers.items()}
        sent = {"Host": self.host, "Cookie": self.cookie, **more}
        connection.request(method, path, body, {name: text for name, text in sent.items() if text})
        answer = connection.getresponse()
        reply = Reply(answer.status, answer.headers, answer.read().decode())
        connection.close()
        return reply

    def page(self, path: str = "/") -> str:
        """The page that an address leads to in the end."""
        reply = self.get(path)
        while reply.status == 303:
            reply = self.get(reply.location)
        return reply.text

    def accept_path(self, page: str) -> str:
        """Where a page sends its acceptance."""
        found = re.search(r'action="(/accept/[^"]+)"', page)
        assert found, page
        return found[1]


@contextmanager
def served(folder: Path, by: str = "J. Smith") -> Iterator[Person]:
    """A review of a folder of ledgers, as long as it lasts."""
    server = Server(Desk(Sitting(folder, by=by), lambda: date(2022, 7, 8)), 0)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Person(server, thread)
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
