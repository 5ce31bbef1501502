"""Claims about the page of a review where what is asked is hostile: every request is answered or hung up on, nothing is
written that the person did not write, and the next request is answered as before.
"""

from __future__ import annotations

import random
import socket
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.mutations import PIECES
from tests.support.review_server import SLIPS, Person, served

SECONDS = 5
LINES = [
    "GET {path} HTTP/1.1", "POST {path} HTTP/1.1", "PUT {path} HTTP/1.1", "HEAD {path} HTTP/1.0", "GET {path} HTTP/9.9",
    "GET http://elsewhere{path} HTTP/1.1", "OPTIONS * HTTP/1.1", "GET", "{path}", "POST {path}",
]  # fmt: skip
PATHS = [
    "/", "/finding/", "/finding/../../accepted.toml", "/finding/%2e%2e%2f", "/accept/", "/accept/%00", "/note/", "//",
    "/stop", "/read", "/state", "/?token=", "/?token=%ff", "/finding/" + "x" * 9_000, "/accept/" + quote("£") * 50, "?",
    "http://[x",
]  # fmt: skip
HEADERS = [
    "Cookie: =;=;", "Cookie: {cookie}", "Cookie: {cookie}; {cookie}", "Cookie: \x01=\x02", "Content-Length: -1",
    "Content-Length: 99999999999999999999", "Content-Length: x", "Content-Length: 5", "Content-Length: 0",
    "Content-Length: " + "9" * 5_000,
    "Content-Length: ٣", "Transfer-Encoding: chunked", "Origin: null", "Origin: http://elsewhere", "Host: elsewhere",
    "Host: ", "Expect: 100-continue", "Connection: keep-alive", "X: " + "y" * 70_000, ": ", "no header at all",
]  # fmt: skip
BODIES = [b"", b"form=&reason=r", b"form=%ff%00&reason=" + b"r" * 1_000, b"\x00" * 20, b"reason=r&form=" + b"a" * 43]


def request(chance: random.Random, host: str, cookie: str) -> bytes:
    """A request that is wrong in some way; it never has the secret of the forms."""
    line = chance.choice(LINES).format(path=chance.choice(PATHS))
    headers = [one.replace("{cookie}", cookie) for one in chance.sample(HEADERS, chance.randrange(4))]
    if chance.random() < 0.8:
        headers.append(f"Host: {host}")
    if chance.random() < 0.5:
        headers.append(f"Cookie: {cookie}")
    body = chance.choice(BODIES)
    if chance.random() < 0.6:
        headers.append(f"Content-Length: {len(body)}")
    whole = "\r\n".join([line, *headers, "", ""]).encode() + body
    if chance.random() < 0.3:
        at = chance.randrange(len(whole))
        whole = whole[:at] + chance.choice(PIECES) + whole[at + chance.randrange(3) :]
    return whole


def answer(port: int, content: bytes) -> bytes:
    """What comes back until the server hangs up; the end of the request is told."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as opened:
        try:
            opened.sendall(content)
            opened.shutdown(socket.SHUT_WR)
            found = b""
            while piece := opened.recv(65_536):
                found += piece
        except OSError:  # it has hung up already
            return b""
    return found


@pytest.mark.parametrize("count", [150, pytest.param(20_000, marks=pytest.mark.slow)])
def test_whatever_is_asked_is_answered_and_nothing_is_written(
    tmp_path: Path, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outturns.csv").write_text(SLIPS)
    chance = random.Random(count)
    with served(tmp_path) as person:
        before = person.page()
        for _ in range(count):
            asked = request(chance, person.host, person.cookie)
            found = answer(person.server.guard.port, asked)
            assert not found or found.startswith((b"HTTP/1.", b"<!DOCTYPE", b"<html")), (asked[:200], found[:200])
            assert b"Traceback" not in found
            assert {path.name for path in tmp_path.iterdir()} == {"outturns.csv"}, asked[:300]
        assert person.page() == before
    assert capsys.readouterr().err == ""
    assert isinstance(person, Person)
