"""Claims about `review`: what its page shows and does, and who may ask it. Asked over HTTP, as a browser does."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from budget_monitor import check
from budget_monitor.cli.serving.server import MAX_FORM_BYTES
from tests.support.command import run as command
from tests.support.review_server import OUTTURNS, SLIPS, Person, served


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outturns.csv").write_text(SLIPS)
    return tmp_path


@pytest.fixture
def person(folder: Path) -> Iterator[Person]:
    with served(folder) as one:
        yield one


def visible(page: str) -> str:
    """The words of a page."""
    body = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_the_page_shows_the_row_with_the_cell_marked_the_sum_and_what_to_type(person: Person) -> None:
    page = person.page()
    words = visible(page)
    assert "1 of 2" in words
    assert "outturn typed now 4791 → type 4971" in words
    assert re.findall(r'<td class="wrong">([^<]*)</td>', page) == ["4791"]
    assert re.findall(r'<td class="meant">([^<]*)</td>', page) == ["4971", "5068", "(97)", "0"]
    assert "Parks" in page.partition('class="rows"')[2].partition("</table>")[0]  # the rows around it
    assert "net_expenditure £5,068" in words
    assert 'data-copy="4971"' in page


def test_accepting_with_a_reason_does_what_accept_does_and_leads_to_the_next(person: Person, folder: Path) -> None:
    before = (folder / "outturns.csv").read_bytes()
    first = person.page()
    reply = person.post(person.accept_path(first), {"reason": "late invoice"})
    assert reply.status == 303
    then = visible(person.page(reply.location))
    assert "Accepted: 1, Libraries" in then
    assert "2 of 2" in then
    entries = tomllib.loads((folder / "accepted.toml").read_text())["accepted"]
    assert {(one["rule"], one["reason"], one["by"], str(one["on"])) for one in entries} == {
        (rule, "late invoice", "J. Smith", "2022-07-08") for rule in ("OT01", "OT02")
    }
    assert {one.acceptance.key["portfolio"] for one in check(folder).accepted} == {"Libraries"}
    assert (folder / "outturns.csv").read_bytes() == before
    assert "accepted" in visible(person.page("/"))


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_accepted(person: Person, folder: Path, reason: str) -> None:
    reply = person.post(person.accept_path(person.page()), {"reason": reason})
    assert reply.status == 409
    assert "Nothing was written: a reason is needed" in visible(reply.text)
    assert not (folder / "accepted.toml").exists()


def test_a_note_is_kept_and_shown_and_changes_no_verdict(person: Person, folder: Path) -> None:
    before = check(folder).counts
    note = 'asked "Parks" <b>today</b>'
    path = person.accept_path(person.page()).replace("/accept/", "/note/")
    assert "asked &#34;Parks&#34; &lt;b&gt;today&lt;/b&gt;" in person.page(person.post(path, {"note": note}).location)
    (kept,) = tomllib.loads((folder / "notes.toml").read_text())["note"]
    assert (kept["text"], kept["by"], kept["rule"]) == (note, "J. Smith", "OT01")
    assert check(folder).counts == before
    with served(folder) as later:
        assert "today" in later.page()


def test_a_change_of_the_ledgers_is_told_and_read_on_request(person: Person, folder: Path) -> None:
    first = person.page()
    assert person.get("/state").text == '{"changed": []}'
    (folder / "outturns.csv").write_text(SLIPS.replace("4791,0", "4971,0"))
    assert person.get("/state").text == '{"changed": ["outturns.csv"]}'
    assert "Changed since the ledgers were read: outturns.csv" in visible(person.page("/"))
    refused = person.post(person.accept_path(first), {"reason": "what I saw"})
    assert (refused.status, "is not what was shown any more" in refused.text) == (409, True)
    assert "what I saw" in refused.text  # what was typed is not lost
    assert not (folder / "accepted.toml").exists()
    again = visible(person.page(person.post("/read").location))
    assert "Since the last check: " in again
    assert "1 of 1" in again
    assert person.get("/state").text == '{"changed": []}'


def test_what_cannot_be_read_at_the_moment_leaves_the_page_as_it_was(person: Person, folder: Path) -> None:
    (folder / "budget-monitor.toml").write_text("unit = [")
    words = visible(person.page(person.post("/read").location))
    assert "Not everything could be read: budget-monitor.toml" in words
    (folder / "outturns.csv").unlink()
    assert "The ledgers could not be read" in visible(person.page(person.post("/read").location))


def test_when_all_is_settled_the_page_says_so(person: Person, folder: Path) -> None:
    (folder / "outturns.csv").write_text(
        SLIPS.replace("4791,0", "4971,0").replace(",621,620,0,621,", ",621,621,0,621,")
    )
    assert "Nothing to go through" in visible(person.page(person.post("/read").location))


def test_a_table_without_rules_is_gone_through_like_ledgers(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_text("Service,2020,2021\nRoads,41206,43117\nParks,18411,17960\nTotal,59617,61707\n")
    with served(file) as person:
        page = person.page()
        assert re.findall(r'<td class="wrong">([^<]*)</td>', page) == ["61707"]
        assert "Roads" in page.partition('class="rows"')[2].partition("</table>")[0]
        assert person.post(person.accept_path(page), {"reason": "as published"}).status == 303
    assert check(file).exit_code() == 0


def test_the_button_ends_the_server(folder: Path) -> None:
    with served(folder) as person:
        assert "The review has ended 0 accepted, 0 notes" in visible(person.post("/stop").text)
        person.thread.join(10)
        assert not person.thread.is_alive()


def test_what_a_page_may_do_is_said_and_holds(person: Person) -> None:
    """Its own style and script by their hashes; no frame, no other site, nothing kept in a cache."""
    reply = person.get(person.get("/").location)
    rules = reply.headers["Content-Security-Policy"]
    for kind in ("style", "script"):
        (inside,) = re.findall(rf"<{kind}>(.*?)</{kind}>", reply.text, re.DOTALL)
        digest = hashlib.sha256(inside.encode()).digest()
        assert base64.b64encode(digest).decode() in rules
    assert "default-src 'none'" in rules
    assert "frame-ancestors 'none'" in rules
    assert reply.headers["Cache-Control"] == "no-store"


def test_the_token_of_the_address_becomes_a_cookie(person: Person) -> None:
    guard = person.server.guard
    reply = person.get(f"/?token={guard.token}", Cookie="")
    assert (reply.status, reply.location) == (303, "/")
    assert reply.headers["Set-Cookie"].endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert guard.token not in reply.headers["Set-Cookie"]
    ticket = guard.ticket()
    assert [person.get(f"/?token={ticket}", Cookie="").status for _ in range(2)] == [303, 403]  # good once


@pytest.mark.parametrize("token", ["", "wrong", "é", "a" * 5_000])
def test_without_the_token_nothing_is_shown(person: Person, token: str) -> None:
    from urllib.parse import quote

    reply = person.get(f"/?token={quote(token)}", Cookie="")
    assert reply.status == 403
    assert "Libraries" not in reply.text
    for path in ("/", "/state", "/finding/"):
        assert person.get(path, Cookie="").status == 403
        assert person.get(path, Cookie=f"budget-monitor-{person.server.guard.port}=no; other=\x7f").status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}"]
)
def test_another_name_that_points_here_is_refused(person: Person, host: str) -> None:
    """A page under a name of its own, which it lets point to this computer, could otherwise read all."""
    reply = person.get("/", Host=host.format(port=person.server.guard.port))
    assert reply.status == 403
    assert person.get("/", Host=f"localhost:{person.server.guard.port}").status == 303


def test_a_form_that_another_page_sends_is_refused(person: Person, folder: Path) -> None:
    path = person.accept_path(person.page())
    fields = {"reason": "no"}
    assert person.post(path, fields, Origin="http://evil.example").status == 403
    assert person.post(path, fields, Origin="null").status == 403
    assert person.post(path, {**fields, "form": "guessed"}).status == 403
    assert person.post(path, fields, Cookie="").status == 403
    assert person.post("/stop", {"form": ""}).status == 403
    assert not (folder / "accepted.toml").exists()
    assert person.post(path, fields, Origin=f"http://{person.host}").status == 303


def test_other_requests_are_answered_and_do_nothing(person: Person) -> None:
    assert person.get("/finding/none").status == 404
    assert person.post("/accept/none", {"reason": "x"}).status == 404
    assert person.get("/../../etc/passwd").status == 404
    assert person.ask("PUT", "/", "x").status == 501
    assert person.ask("POST", "/read", "x" * (MAX_FORM_BYTES + 1)).status == 413
    assert person.ask("POST", "/read", "form=" + "%ff" * 10).status == 403


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["http://[x", "http://[::1/finding/", "http://[1:2:3]/"])
def test_an_address_that_is_none_is_refused_and_not_told_in_the_terminal(
    person: Person, method: str, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = person.ask(method, path, "" if method == "POST" else None)
    assert (reply.status, "What was asked for is no address." in reply.text) == (400, True)
    assert capsys.readouterr().err == ""


def test_a_length_of_thousands_of_digits_is_too_large(person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    reply = person.ask("POST", "/accept/x", None, Content_Length="9" * 5_000)
    assert (reply.status, capsys.readouterr().err) == (413, "")


def test_text_of_a_ledger_is_no_markup(tmp_path: Path) -> None:
    name = '<script>alert(1)</script>"'
    doubled = name.replace('"', '""')
    (tmp_path / "outturns.csv").write_text(OUTTURNS + f'2021/22,Q4,"{doubled}",outturn,4971,5068,(97),4791,0\n')
    with served(tmp_path) as person:
        page = person.page()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def run(*arguments: str) -> tuple[int, str, str]:
    result = command("review", *arguments)
    return result.exit_code, result.stdout, result.stderr


def test_a_set_with_nothing_to_go_through_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "outturns.csv").write_text(OUTTURNS + "2021/22,Q4,Libraries,outturn,4971,5068,(97),4971,0\n")
    code, said, _ = run(str(tmp_path))
    assert code == 0
    assert "Nothing to put right: there is nothing to go through." in said


def test_a_port_that_is_taken_is_said(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, said = run(str(folder), "--no-browser", "--port", str(port))
    assert code == 2
    assert f"port {port} is taken" in said
    assert "without --port a free one is found" in said


def test_no_browser_is_said_and_ctrl_c_ends_it_in_order(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import webbrowser

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def none() -> None:
        raise webbrowser.Error

    monkeypatch.setattr("webbrowser.get", none)
    monkeypatch.setattr("budget_monitor.cli.serving.server.Server.serve_forever", interrupted)
    code, said, complaint = run(str(folder))
    assert code == 0
    assert re.search(r"Review: http://127\.0\.0\.1:\d+/\?token=", said)
    assert "no browser could be opened here" in complaint
    assert said.endswith("The review has ended: 0 accepted, 0 notes.\n")


def test_a_folder_of_several_sets_is_refused(tmp_path: Path) -> None:
    for name in ("north", "south"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "outturns.csv").write_text(SLIPS)
    code, _, said = run(str(tmp_path))
    assert code == 2
    assert "north" in said
