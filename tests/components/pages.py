"""What each template is given in the gallery."""

from typing import Any

from dashboards.components.forms import Field, Kind, Option, TwoTexts

FRAME: dict[str, Any] = {
    "menu": [
        {"label": "Overview", "href": "/", "current": True},
        {"label": "Plan", "href": "/plan"},
        {"label": "Reviews", "href": "/reviews"},
        {"label": "Recurring", "href": "/recurring"},
        {"label": "Evidence", "href": "/evidence"},
        {"label": "Meetings", "href": "/meetings"},
        {"label": "My work", "href": "/my-work"},
    ],
    "person": {"name": "Sam Field", "role": "coordinator"},
    "csrf_token": "a-token",
    "band": {
        "edition": "Board edition",
        "as_at": "22 Nov 2026",
        "change_href": "/as-at",
        "worked_example": True,
    },
    "crumbs": [{"label": "Plan", "href": "/plan"}, {"label": "Everything at once", "href": ""}],
}

FIELDS = [
    Field("title", "Title", value="<script>alert(1)</script>"),
    Field("summary", "What happened", Kind.TEXTAREA, "Two\nlines", hint="In your own words."),
    Field("due", "Due date", Kind.DATE, "31 Febuary", "For example, 31 Mar 2027", "Enter a date such as 31 Mar 2027"),
    Field("reason", "Reason", Kind.SELECT, "scope", options=[Option("", "Choose"), Option("scope", "Scope changed")]),
    Field(
        "response",
        "Response",
        Kind.RADIOS,
        "part",
        error="Choose a response",
        options=[Option("all", "Accepted"), Option("part", "Accepted in part", "Say which part")],
    ),
    Field("agreed", "The agency has agreed", Kind.CHECKBOX, "yes"),
    Field("place", "", Kind.HIDDEN, "12"),
]

RECORD = {
    "where": "Sheet1, row 4",
    "ref": "4",
    "text": "Agree one way to raise a concern again",
    "action": "",
    "owners": ["Head of Safeguarding"],
    "due": {"raw": "Spring 2014", "iso": "2014-05-31"},
    "status": {"raw": "complete", "norm": "in progress, declared done"},
}

PAGES: dict[str, dict[str, Any]] = {
    "calendar": {
        "title": "Calendar of your posts",
        "posts": [
            {"key": 1, "title": "Head of service, The council", "said": "Address made on 22 Nov 2026.", "has": True},
            {"key": 2, "title": "Director, The council", "said": "No address.", "has": False},
        ],
        "made": "https://tracker.example.org/calendar/" + "a" * 43 + ".ics",
        "make_href": "/calendar/make",
        "revoke_href": "/calendar/revoke",
    },
    "sign_in": {
        "title": "Sign in",
        "lead": "Your session has ended. Sign in to go on.",
        "email": "sam@board.example",
        "errors": [{"name": "email", "sentence": "The e-mail address and password do not match."}],
        "demo": [
            {
                "email": "chair@board.example",
                "role": "Chair",
                "password": "worked-example",
                "sees": "Decides at the meeting",
            },
            {"email": "owner@health.example", "role": "Owner", "password": "worked-example"},
        ],
        "next": "/plan?agency=police",
        "draft": "title=What I typed",
    },
    "form": {
        "title": "Answer a recommendation",
        "lead": "A response can be replaced by a later one; nothing is erased.",
        "warning": "The response is shown to every member.",
        "errors": [{"name": "due", "sentence": "Enter a date"}, {"name": "", "sentence": "A rule of the board"}],
        "fields": FIELDS,
        "conflict": [TwoTexts("Title", "Mine", "Theirs <i>now</i>"), TwoTexts("Summary", "", "Longer")],
        "submit": "Save the response",
        "cancel_href": "/reviews",
        "form_key": "once",
        "version": 3,
    },
    "error": {
        "title": "There is no such page",
        "sentence": "Check the address.",
        "reference": "7f3a",
        "next_step": "Go back.",
    },
    "import": {
        "title": "Import a plan",
        "fields": [Field("pasted", "Or paste rows", Kind.TEXTAREA)],
        "preview": {
            "sentence": "We understood 1 record and could not read 1.",
            "records": [RECORD],
            "problems": [{"where": "Sheet1, row 9", "message": "The date 31 Febuary cannot be read."}],
            "left_out": [{"where": "Sheet2", "message": "An empty sheet"}],
            "changes": [{"label": "New recommendations", "number": 1}],
            "token": "bound-to-the-file",
            "apply_href": "/import/apply",
        },
    },
    "import-empty": {"title": "Import a plan", "lead": "First we show what we understood."},
}
