"""A browser's part: sign in, then send callbacks and forms as Dash's own page does."""

import gzip
import http.client
import json
import re
import secrets
from urllib.parse import urlencode

import brotli

from tests.bench.setup import PASSWORD, email_of
from tracker.words import Role

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
CONTENT, TREND = "content", "overview-trend"


class Browser:
    """One connection that is kept open, and its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, body: str = "", kind: str = "") -> tuple[int, bytes]:
        """Send a request; give the status and the bytes as they came over the wire."""
        headers = {"Accept-Encoding": "br, gzip"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("_csrf_token", "")}
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        came = answer.read()
        for each in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = each.split(";")[0].partition("=")
            self.cookies[name] = value
        self.encoding = answer.headers.get("Content-Encoding", "")
        return answer.status, came

    def read(self, came: bytes) -> str:
        """Unpack the bytes of the last answer."""
        if self.encoding == "br":
            came = brotli.decompress(came)
        elif self.encoding == "gzip":
            came = gzip.decompress(came)
        return came.decode()

    def sign_in(self, role: Role) -> None:
        """Come in as somebody with this role."""
        self.send("GET", "/sign-in")
        form = {"email": email_of(role), "password": PASSWORD, "csrf_token": self.cookies["_csrf_token"]}
        status, _ = self.send("POST", "/sign-in", urlencode(form), FORM)
        if status != 302:
            raise RuntimeError(f"signing in was answered with {status}")
        self.send("GET", "/")

    def page(self, address: str) -> bytes:
        """Ask for the content of a page."""
        path, _, search = address.partition("?")
        values = [("pathname", path), ("search", f"?{search}" if search else "")]
        return self._callback(CONTENT, values, [])

    def trend(self) -> bytes:
        """Ask for the trend of the overview."""
        return self._callback(TREND, [("pathname", "/")], [("search", "")])

    def bare(self, output: str) -> bytes:
        """Ask the bare app."""
        return self._callback(output, [("pathname", "/")], None)

    def _callback(self, output: str, inputs: list[tuple[str, str]], state: list[tuple[str, str]] | None) -> bytes:
        body = {
            "output": f"{output}.children",
            "outputs": {"id": output, "property": "children"},
            "inputs": [{"id": "address", "property": name, "value": value} for name, value in inputs],
            "changedPropIds": ["address.pathname"],
        }
        if state is not None:
            body["state"] = [{"id": "address", "property": name, "value": value} for name, value in state]
        status, came = self.send("POST", "/_dash-update-component", json.dumps(body), JSON)
        if status != 200 or b"notice error" in came:
            raise RuntimeError(f"{output} was answered with {status}: {self.read(came)[:300]}")
        return came

    def update(self, action: int, words: str) -> bytes:
        """Give an update on an action through its form."""
        form = {
            "update": words,
            "rating": "",
            "form_key": secrets.token_urlsafe(24),
            "csrf_token": self.cookies["_csrf_token"],
        }
        status, came = self.send("POST", f"/actions/{action}/update", urlencode(form), FORM)
        if status != 302:
            raise RuntimeError(f"the update was answered with {status}: {self.read(came)[:500]}")
        return came

    def page_after(self, address: str, pages: int) -> str:
        """Give the address of a later page of a list, by following its links."""
        for _ in range(pages):
            found = re.search(r'"(/plan\?[^"]*after=[^"]*)"', self.read(self.page(address)))
            if found is None:
                return address
            address = json.loads(f'"{found[1]}"')
        return address
