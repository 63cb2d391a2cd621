"""Reads pages as the browser would be given them, without drawing: for walking through hundreds of lists."""

import json
from typing import Any
from urllib.parse import urlsplit

from tests.browser.visitor import Visitor

CALLBACK = "/_dash-update-component"


class Reader:
    """Somebody's eyes on every page that they may open."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        with visitor.page.expect_request(lambda ask: CALLBACK in ask.url) as sent:
            visitor.opens("/help")
        self._headers = {
            name: value for name, value in sent.value.all_headers().items() if name in {"x-csrftoken", "content-type"}
        }
        self._body = json.loads(sent.value.post_data or "{}")

    def read(self, address: str) -> Any:
        """Give the tree of components that a page draws."""
        parts = urlsplit(address)
        for asked in self._body["inputs"]:
            asked["value"] = parts.path if asked["property"] == "pathname" else f"?{parts.query}" * bool(parts.query)
        answer = self.visitor.page.request.post(
            self.visitor.site + CALLBACK, data=json.dumps(self._body), headers=self._headers
        )
        assert answer.ok, f"{address}: {answer.status} {answer.text()[:300]}"
        return answer.json()["response"]["content"]["children"]
