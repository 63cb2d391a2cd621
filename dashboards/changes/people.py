"""Agencies, posts, persons and who holds which post; a hand-over and the end of an agency are each one act."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from tracker.commands import people, succession
from tracker.commands.succession import HandOver
from tracker.queries import choices, partnership
from tracker.visit import Visit
from tracker.words import AgencyKind, Permission

PAGE = "/partnership"
AGENCY, PERSON = "Choose an agency from the list.", "Choose a person from the list."


def ask_agency(_visit: Visit) -> Form:
    """Ask for an agency of the partnership."""
    return Form(
        title="Record an agency",
        fields=[
            Field("key", "Short key, for example police"),
            Field("name", "Name"),
            Field("kind", "Kind", Kind.SELECT, options=read.words(list(AgencyKind), none="Choose")),
        ],
        submit="Record the agency",
        cancel_href=PAGE,
    )


@form("/agencies/new", needs=Permission.KEEP_PARTNERSHIP, ask=ask_agency)
def record_agency(visit: Visit, typed: Typed) -> str:
    """Record an agency."""
    kind = read.word(typed, "kind", AgencyKind, "Choose the kind of agency.")
    people.record_agency(visit, typed.get("key", ""), name=typed.get("name", ""), kind=kind)
    return PAGE


def ask_post(visit: Visit) -> Form:
    """Ask for a post of an agency."""
    offered = read.options(partnership.agency_choices(visit))
    return Form(
        title="Record a post",
        lead="Owners are posts, never persons: what a post owns stays with it when somebody leaves.",
        fields=[Field("agency", "Agency", Kind.SELECT, options=offered), Field("title", "Title of the post")],
        submit="Record the post",
        cancel_href=PAGE,
    )


@form("/posts/new", needs=Permission.KEEP_PARTNERSHIP, ask=ask_post)
def record_post(visit: Visit, typed: Typed) -> str:
    """Record a post."""
    people.record_post(visit, read.key(typed, "agency", AGENCY), title=typed.get("title", ""))
    return PAGE


def ask_person(_visit: Visit) -> Form:
    """Ask for a person."""
    return Form(
        title="Record a person",
        lead="A person signs in only when an administrator opens an account for them.",
        fields=[Field("name", "Name"), Field("e-mail address", "E-mail address")],
        submit="Record the person",
        cancel_href=PAGE,
    )


@form("/persons/new", needs=Permission.KEEP_PARTNERSHIP, ask=ask_person)
def record_person(visit: Visit, typed: Typed) -> str:
    """Record a person."""
    people.record_person(visit, typed.get("name", ""), email=typed.get("e-mail address", ""))
    return PAGE


def ask_tenure(visit: Visit, key: int) -> Form:
    """Ask who takes up a post that nobody holds."""
    post = partnership.post(visit, key)
    return Form(
        title=f"Say who holds {post.title}",
        lead=f"{post.agency}. It owns {partnership.amount_of_work(post)}.",
        fields=[
            Field("person", "Who holds it?", Kind.SELECT, options=read.options(choices.persons(visit))),
            Field("first day", "From which day on?", Kind.DATE, hint="For example, 1 Dec 2026"),
        ],
        submit="Save",
        cancel_href=PAGE,
    )


@form("/posts/<int:key>/holder", needs=Permission.KEEP_PARTNERSHIP, ask=ask_tenure)
def begin_tenure(visit: Visit, typed: Typed, key: int) -> str:
    """Say who holds a post from a day on."""
    person, first = read.key(typed, "person", PERSON), read.day(typed, "first day")
    people.begin_tenure(visit, key, person_id=person, started_on=first)
    return PAGE


def ask_hand_over(visit: Visit, key: int) -> Form:
    """Ask who takes over from the holder of a post, or which post takes its work."""
    tenure = partnership.tenure(visit, key)
    post = partnership.post(visit, tenure.post_id)
    others = [each for each in partnership.post_choices(visit) if each.id != post.id]
    return Form(
        title=f"Hand over {post.title}",
        lead=f"{post.agency}. {tenure.holder} has held it since {tenure.started_on:%-d %B %Y}. "
        f"It owns {partnership.amount_of_work(post)}. Everything stays with the post unless you move it.",
        fields=[
            Field(
                "last day",
                "From which day on does somebody else hold it?",
                Kind.DATE,
                hint="For example, 1 Dec 2026",
            ),
            Field(
                "person",
                "Who takes the post?",
                Kind.SELECT,
                options=read.options(choices.persons(visit), none="Nobody yet"),
            ),
            Field(
                "post",
                "Or: which other post takes its open work?",
                Kind.SELECT,
                options=read.options(others, none="None, the work stays with this post"),
            ),
            Field("reason", "Why does the work move? (only when it moves)", Kind.TEXTAREA),
        ],
        warning="If nobody takes the post, its open work is orphaned, and Red after 15 working days.",
        submit="Hand over",
        cancel_href=PAGE,
        version=tenure.version,
    )


@form("/tenures/<int:key>/hand-over", needs=Permission.KEEP_PARTNERSHIP, ask=ask_hand_over)
def hand_over(visit: Visit, typed: Typed, key: int) -> str:
    """End a tenure and hand over everything in one act."""
    draft = HandOver(
        on=read.day(typed, "last day"),
        to_person=read.maybe_key(typed, "person", PERSON),
        to_post=read.maybe_key(typed, "post", "Choose a post from the list."),
        reason=typed.get("reason", ""),
    )
    succession.hand_over(visit, key, draft, version=read.version(typed))
    return PAGE


def ask_end(visit: Visit, key: int) -> Form:
    """Ask which agency follows an agency, and where each of its posts goes."""
    shown = partnership.agency(visit, key)
    others = read.options([each for each in partnership.agency_choices(visit) if each.id != key])
    posts = [
        Field(
            f"post {each.id}",
            f"Where does {each.title} go?",
            Kind.SELECT,
            options=read.options([one for one in partnership.agency_choices(visit) if one.id != key], none="With it"),
        )
        for each in shown.posts
    ]
    return Form(
        title=f"End {shown.name}",
        lead="A new name, a merger and a split are the same act: record the agency that follows first. Past days keep "
        "the old name; posts, their holders and their open work go on in the agency that you name.",
        fields=[Field("successor", "Which agency follows it?", Kind.SELECT, options=others), *posts],
        warning="From today on. It is not undone; work can be handed on again.",
        submit="End this agency",
        cancel_href=PAGE,
        version=shown.version,
    )


@form("/agencies/<int:key>/end", needs=Permission.RECORD_ACTION, ask=ask_end)
def end_agency(visit: Visit, typed: Typed, key: int) -> str:
    """End an agency that another one follows."""
    shown = partnership.agency(visit, key)
    goes = {each.id: read.maybe_key(typed, f"post {each.id}", AGENCY) for each in shown.posts}
    succession.end_agency(
        visit,
        key,
        followed_by=read.key(typed, "successor", AGENCY),
        posts={post: agency for post, agency in goes.items() if agency is not None},
        version=read.version(typed),
    )
    return PAGE
