"""Somebody at a window of the browser: what they open, read and type, and what the browser complains about."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

PASSWORD = "northmere worked example"
PEOPLE = {
    "chair": "veronica.haldane",
    "coordinator": "rebecca.stainforth",
    "councillor": "marian.threlkeld",
    "health owner": "grace.tembe",
    "council owner": "bethan.truscombe",
    "member": "gavin.merrow",
    "inspector": "howard.penhale",
    "admin": "tim.oxspring",
    "scrutineer": "nasreen.aldcliffe",
    "deputy": "samuel.adjepong-hart",
}
LONGEST = 60_000
# What passes need not be described: to name each of its elements took most of the time.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
REFUSED = "Failed to load resource: the server responded with a status of {}"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
IN_FRONT = "() => { const e = document.activeElement; return [e.tagName, (e.innerText || e.value || '').trim()] }"


class Visitor:
    """A person's window, watched."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.expected: set[int] = set()
        self._said: list[str] = []
        self._asked: list[Request] = []
        page.set_default_timeout(LONGEST)
        page.on("console", lambda m: self._said.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda problem: self._said.append(str(problem)))
        page.on("request", self._note)

    def _note(self, ask: Request) -> None:
        self._asked.append(ask)

    def expects(self, *status: int) -> None:
        """Let the browser note answers of this status."""
        self.expected |= set(status)

    def complaints(self) -> list[str]:
        """Give what the browser complained about, and every request to somewhere else."""
        passed = tuple(REFUSED.format(status) for status in self.expected)
        ours = urlsplit(self.site).netloc
        away = [ask.url for ask in self._asked if urlsplit(ask.url).netloc not in {ours, ""}]
        return [said for said in self._said if not said.startswith(passed or ("\0",))] + away

    def opens(self, path: str) -> Page:
        """Open a page and wait until it is drawn, its chart too."""
        self.page.goto(path if path.startswith("http") else self.site + path)
        return self.settles()

    def settles(self) -> Page:
        """Wait until the page is drawn."""
        self.page.wait_for_selector("h1")
        if self.page.locator("#overview-trend").count():
            self.page.wait_for_selector("#overview-trend .js-plotly-plot .main-svg", state="attached")
        return self.page

    def follows(self, link: Locator) -> Page:
        """Follow a link to another page."""
        href = link.first.get_attribute("href") or ""
        return self.opens(href)

    def searches(self, words: str, **asked: str) -> Page:
        """Search the plan."""
        return self.opens("/plan?" + "&".join(f"{name}={value}" for name, value in {"words": words, **asked}.items()))

    def opens_action(self, reference: str) -> Page:
        """Open an action by its reference, by way of the search."""
        page = self.searches(reference)
        return self.follows(page.get_by_role("link", name=reference, exact=True))

    def opens_recommendation(self, review: str, reference: str) -> Page:
        """Open a recommendation by way of its review."""
        page = self.opens("/reviews")
        page = self.follows(page.get_by_role("link", name=f"{review}:"))
        return self.follows(page.get_by_role("link", name=reference, exact=True))

    def presses(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def in_front(self) -> tuple[str, str]:
        """Give the tag and the words of what has the focus."""
        tag, words = self.page.evaluate(IN_FRONT)
        return tag, words

    def tabs_to(self, tag: str, words: str) -> None:
        """Press Tab until something with these words has the focus."""
        for _ in range(400):
            self.page.keyboard.press("Tab")
            found, said = self.in_front()
            if found == tag and said.startswith(words):
                return
        raise AssertionError(f"Tab never reached {tag} {words!r}")

    def violations(self) -> str:
        """Check the page as it is drawn against WCAG; empty when nothing is wrong."""
        found = Axe().run(self.page, options=ONLY_VIOLATIONS)
        return found.generate_report() if found.violations_count else ""

    def scrolls_sideways(self) -> bool:
        """Tell whether the page stays wider than the window; a chart takes a moment to follow a new width."""
        for _ in range(50):
            if self.page.evaluate(FITS):
                return False
            self.page.wait_for_timeout(200)
        return True


class Desk:
    """Where people sign in, each once, and keep their browser: what it has fetched serves all their windows."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self._kept: dict[str, BrowserContext] = {}

    def window(self, person: str, *, width: int = 1280, scheme: str = "light") -> Visitor:
        """Open a window of a person; a stranger has no name, and a browser that knows nothing."""
        page = self._browser_of(person).new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        return Visitor(page, self.site)

    def _browser_of(self, person: str) -> BrowserContext:
        if not person:
            return self.browser.new_context()
        if person not in self._kept:
            self._kept[person] = self._signed_in(person)
        return self._kept[person]

    def _signed_in(self, person: str) -> BrowserContext:
        context = self.browser.new_context()
        page = context.new_page()
        page.set_default_timeout(LONGEST)
        page.goto(f"{self.site}/sign-in?next=/help")
        page.fill("#email", f"{person}@northmere.example")
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        page.close()
        return context
