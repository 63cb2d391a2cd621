"""Build the service: Dash on Flask, the guard before it, the pages in it."""

import gc
import importlib
import pkgutil
from typing import Any

from dash import Dash
from flask import Flask, g
from flask_compress import Compress
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

import dashboards.pages
from dashboards import (
    as_at,
    briefings,
    calendars,
    downloads,
    forms,
    frame,
    guard,
    imports,
    packs,
    public_preview,
    reports,
    sign_in,
    uploads,
    wiring,
)
from dashboards.service import Service
from tracker import schema
from tracker.database import open_engine, open_visit
from tracker.errors import TrackerError
from tracker.queries import example
from tracker.settings import DEMO_PASSWORD, Settings
from tracker.visit import SERVICE, Visit

COMPRESSED = ["text/html", "text/css", "application/json", "text/javascript", "application/javascript"]


class StartError(TrackerError):
    """The service refuses to start; lists what is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


class FramedDash(Dash):
    """Dash inside the product's own frame."""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """Draw the page that Dash fills, with menu, person and band around it."""
        # Dash wrote these parts itself; nothing that a person typed is among them.
        safe = {name: Markup(value) for name, value in parts.items() if name != "title"}  # noqa: S704
        return frame.TEMPLATES.get_template("dash_index.html").render(
            **frame.around(g.get("title", "Improvement plan")), **safe
        )


def create_app(settings: Settings | None = None) -> FramedDash:
    """Build the service, or refuse with the list of what is unsafe or does not fit."""
    settings = settings or Settings()
    engine = open_engine(settings)
    if faults := [*settings.faults(), *schema.faults(engine)]:
        raise StartError(faults)
    load_pages()
    server = Flask("dashboards", static_folder=None)
    server.secret_key = settings.secret_key
    with open_visit(engine, SERVICE, settings) as visit:
        server.extensions["tracker"] = Service(settings, engine, example.is_loaded(visit))
        demo = _demo_accounts(settings, visit)
    app = FramedDash(
        "dashboards",
        server=server,  # type: ignore[arg-type]
        use_pages=False,
        suppress_callback_exceptions=True,
        enable_mcp=False,
        on_error=wiring.tell,
        title="Improvement plan",
        update_title="",
        csrf_token_name="_csrf_token",  # noqa: S106  (the name of a cookie)
    )
    wiring.connect(app)
    guard.stand_guard(app, server)
    sign_in.add_routes(server, demo)
    forms.add_routes(server)
    uploads.add_routes(server)
    downloads.add_routes(server)
    packs.add_routes(server)
    as_at.add_routes(server)
    imports.add_routes(server)
    calendars.add_routes(server)
    reports.add_routes(server)
    briefings.add_routes(server)
    public_preview.add_routes(server)
    _tune(server, settings)
    app._setup_server()  # type: ignore[no-untyped-call]
    return app


def load_pages() -> None:
    """Import every page module once: each registers itself."""
    for module in pkgutil.iter_modules(dashboards.pages.__path__):
        importlib.import_module(f"dashboards.pages.{module.name}")


def _demo_accounts(settings: Settings, visit: Visit) -> list[dict[str, str]]:
    """List who can sign in to the worked example; anywhere else nobody is told."""
    if not settings.demo or not example.is_loaded(visit):
        return []
    return [
        {"email": each.email, "role": each.role, "password": DEMO_PASSWORD, "sees": each.sees}
        for each in example.accounts(visit)
    ]


def _tune(server: Flask, settings: Settings) -> None:
    server.config["COMPRESS_MIMETYPES"] = COMPRESSED
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    # A page of the plan shrinks to a tenth at the fastest level; the others save little and cost a page's time again.
    server.config["COMPRESS_BR_LEVEL"] = 1
    server.config["COMPRESS_LEVEL"] = 1
    Compress(server)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def create_server() -> Any:
    """Give the server that gunicorn runs."""
    server = create_app().server
    # What stands now stays for good: left out of the search for garbage, which else takes longer than many a page.
    gc.collect()
    gc.freeze()
    return server
