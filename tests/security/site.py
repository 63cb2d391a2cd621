"""A person at a browser: signs in, opens pages, sends forms and callbacks, as Dash's own page would."""

import html
import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboards import wiring
from dashboards.app import create_app
from tests.database.record import Record
from tests.security.world import PASSWORD, World, email
from tracker.entry import hash_secret
from tracker.models import SignInSession
from tracker.visit import SERVICE

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
KEY = re.compile(r'name="form_key" value="([^"]+)"')
CALLBACK = "/_dash-update-component"
LAST_KEY = 7
# Of these every group of the small plan has several.
MANY, LAST_OF_MANY = ("/evidence", "/challenges", "/disseminations", "/lessons"), 16


@dataclass
class Site:
    """The service over one record."""

    record: Record
    world: World
    app: Any

    @property
    def server(self) -> Any:
        """Give the Flask server."""
        return self.app.server

    def stranger(self) -> "Caller":
        """Give somebody who is not signed in."""
        return Caller(self, self.server.test_client())

    def signed_in(self, name: str) -> "Caller":
        """Give somebody who is signed in, without the slow reading of a password."""
        caller, secret = self.stranger(), secrets.token_urlsafe(32)
        with self.record.changing(SERVICE) as visit:
            row = SignInSession(
                token_hash=hash_secret(secret),
                person_id=self.world.people[name],
                started_at=visit.now,
                seen_at=visit.now,
                method="password",
            )
            visit.session.add(row)
        signer = self.server.session_interface.get_signing_serializer(self.server)
        caller.client.set_cookie("session", signer.dumps({"secret": secret}))
        assert caller.get("/healthy").status_code == 200
        return caller

    def came_in(self, name: str) -> "Caller":
        """Give somebody who came in by the front door."""
        caller = self.stranger()
        answer = caller.sign_in(email(name), PASSWORD)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return caller

    def head(self) -> tuple[Any, ...]:
        """Give the newest event of the trail."""
        return self.record.read("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")[0]

    def events(self, kind: str) -> int:
        """Count the events of a kind."""
        return int(self.record.read(f"SELECT count(*) FROM event WHERE kind = '{kind}'")[0][0])

    def since(self, head: tuple[Any, ...]) -> list[str]:
        """Give the kinds of the events after a head, in order."""
        return [kind for (kind,) in self.record.read(f"SELECT kind FROM event WHERE seq > {head[0]} ORDER BY seq")]

    def close(self) -> None:
        """Let go of the record."""
        self.server.extensions["tracker"].engine.dispose()
        self.record.close()


def opened(record: Record, world: World) -> Site:
    """Start the service over a record."""
    return Site(record, world, create_app(record.settings))


@dataclass
class Caller:
    """Somebody with a browser of their own."""

    site: Site
    client: FlaskClient
    known_token: str = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open an address."""
        return self.client.get(path, **more)

    def token(self) -> str:
        """Read the token that proves that a form is ours."""
        if not self.known_token:
            found = TOKEN.search(self.get("/sign-in").get_data(as_text=True))
            assert found
            self.known_token = html.unescape(found[1])
        return self.known_token

    def sign_in(self, address: str, password: str, **more: str) -> TestResponse:
        """Send the sign-in form."""
        answer = self.post("/sign-in", email=address, password=password, **more)
        self.known_token = ""
        return answer

    def post(self, path: str, *, headers: dict[str, str] | None = None, **typed: str) -> TestResponse:
        """Send a form."""
        return self.client.post(path, data={"csrf_token": self.token(), **typed}, headers=headers or {})

    def form_key(self, path: str) -> str:
        """Open a form and read the key under which it can be sent once."""
        found = KEY.search(self.get(path).get_data(as_text=True))
        assert found, path
        return html.unescape(found[1])

    def send(self, path: str, **typed: str) -> TestResponse:
        """Open a form and send it filled in."""
        return self.post(path, form_key=self.form_key(path), **typed)

    def ask(self, body: Any, *, headers: dict[str, str] | None = None) -> TestResponse:
        """Send a callback with a body of our choosing."""
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(
            CALLBACK,
            data=raw,
            headers={"X-CSRFToken": self.token(), "Content-Type": "application/json", **(headers or {})},
        )

    def content(self, path: str) -> TestResponse:
        """Have Dash draw the page at an address."""
        return self.ask(content_of(path))

    def drawn(self, path: str) -> str:
        """Give what Dash draws at an address as text, with its addresses as people read them."""
        return json.dumps(self.content(path).get_json(), ensure_ascii=False)

    def trend(self, path: str = "/") -> TestResponse:
        """Have Dash draw the trend of the overview."""
        return self.ask(body_of("overview-trend.children", [path], [path.partition("?")[2]], self.site))

    def page(self, path: str) -> bytes:
        """Give every byte that a browser gets for an address: the frame and what is drawn in it."""
        frame = self.get(path)
        return plain(frame.get_data()) + self.content(path).get_data()


def content_of(path: str) -> dict[str, Any]:
    """Give the body with which Dash asks for a page."""
    where, _, asked = path.partition("?")
    return {
        "output": "content.children",
        "outputs": {"id": "content", "property": "children"},
        "inputs": [
            {"id": "address", "property": "pathname", "value": where},
            {"id": "address", "property": "search", "value": f"?{asked}" if asked else ""},
        ],
        "changedPropIds": ["address.pathname"],
    }


def body_of(output: str, inputs: list[Any], state: list[Any], site: Site) -> dict[str, Any]:
    """Give the body with which Dash asks for any callback, with these values."""
    known = site.app.callback_map[output]
    ident, _, name = output.rpartition(".")
    return {
        "output": output,
        "outputs": {"id": ident, "property": name},
        "inputs": [{**one, "value": value} for one, value in zip(known["inputs"], inputs, strict=True)],
        "state": [{**one, "value": value} for one, value in zip(known["state"], state, strict=True)],
        "changedPropIds": [f"{one['id']}.{one['property']}" for one in known["inputs"][:1]],
    }


def plain(answer: bytes) -> bytes:
    """Give an answer without what differs in every answer: its tokens."""
    return re.sub(rb'name="(csrf_token|form_key)" value="[^"]*"|"end_id":"[^"]*"', b"", answer)


def addresses(site: Site, keys: int = LAST_KEY) -> list[str]:
    """List every address of every page, form and route, with every key that a small plan has."""
    routes = [rule.rule for rule in site.server.url_map.iter_rules() if "GET" in (rule.methods or ())]
    own = [path for path in routes if not path.startswith("/_") and "<path:" not in path]
    found = []
    for path in dict.fromkeys([*wiring.PAGES, *own]):
        last = LAST_OF_MANY if keys == LAST_KEY and path.startswith(MANY) else keys
        found += [re.sub(r"<int:\w+>", str(key), path) for key in range(1, last + 1)] if "<" in path else [path]
    return [*found, "/plan?show=recommendation", "/plan?show=recommendation&order=reference"]


def is_drawn(address: str) -> bool:
    """Tell whether Dash draws what is at an address."""
    return wiring.match(address.partition("?")[0]) is not None
