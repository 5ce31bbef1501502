"""Who may ask: the person to whom the terminal has told the address, in a browser on this computer, and nobody else.

A page of another site can make that person's browser ask. It neither knows the token, nor has the cookie sent for it
(SameSite), nor the secret of the forms; and under a name of its own that it lets point here it is refused by `Host`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

ADDRESS = "127.0.0.1"
NAMES = (ADDRESS, "localhost")


class Guard:
    """The secrets of one run of the server. `port` is set once the server has one."""

    def __init__(self) -> None:
        self.port = 0
        self.token = secrets.token_urlsafe(32)
        """In the address that the terminal shows; good as long as the server runs."""
        self.form = secrets.token_urlsafe(32)
        self._cookie = secrets.token_urlsafe(32)
        self._tickets: set[str] = set()

    def address(self, token: str) -> str:
        """Where the page is, with a token or a ticket."""
        return f"http://{ADDRESS}:{self.port}/?token={token}"

    def ticket(self) -> str:
        """A token that is good once. The command that opens a browser can be seen by others on the computer."""
        made = secrets.token_urlsafe(32)
        self._tickets.add(made)
        return made

    def admits(self, token: str) -> bool:
        """Whether the token of an address is good; a ticket is used up by this."""
        if _same(token, self.token):
            return True
        for ticket in self._tickets:
            if _same(token, ticket):
                self._tickets.discard(ticket)
                return True
        return False

    @property
    def cookie(self) -> str:
        """What the browser is to keep: cookies are shared by all ports, so the port is in the name."""
        return f"{self._cookie_name}={self._cookie}; Path=/; HttpOnly; SameSite=Strict"

    def knows(self, cookies: str) -> bool:
        """Whether the browser has shown its cookie."""
        try:
            found = SimpleCookie(cookies).get(self._cookie_name)
        except CookieError:
            return False
        return found is not None and _same(found.value, self._cookie)

    def refuses_host(self, host: str) -> bool:
        """True for a request to another name than this computer's own: some other name points here."""
        return host.casefold() not in {f"{name}:{self.port}" for name in NAMES}

    def refuses_form(self, headers: Mapping[str, str], form: str) -> bool:
        """True for a form that another page sent."""
        origin = headers.get("Origin", "")
        own = {f"http://{name}:{self.port}" for name in NAMES}
        return not _same(form, self.form) or (bool(origin) and origin.casefold() not in own)

    @property
    def _cookie_name(self) -> str:
        return f"budget-monitor-{self.port}"


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode("utf-8", "replace"), other.encode())
