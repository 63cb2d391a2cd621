"""Enters the invented partnership: agencies, posts, persons, tenures, meetings, and in demo mode who may sign in."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from seed.loading import FIRST_DAY, Dated, Loading, Step, midnight
from seed.plan_people import Account, Agency, Context, Meeting, Person, Post, Tenure
from seed.visitors import coordinator, founding
from tracker.commands import accounts, context, keys, meetings, people
from tracker.settings import DEMO_PASSWORD

ONE_DAY = timedelta(days=1)
SET_AHEAD = timedelta(days=365)


def partnership(loading: Loading) -> Iterator[Dated]:
    """Give the rating key, the partnership's people and its meetings."""
    given = loading.plan.people
    yield Dated(FIRST_DAY, Step.KEY, partial(_key, loading))
    for agency in given.agency:
        yield Dated(FIRST_DAY, Step.AGENCY, partial(_agency, loading, agency), agency.key)
    for post in given.post:
        yield Dated(FIRST_DAY, Step.POST, partial(_post, loading, post), post.key)
    for person in given.person:
        yield Dated(FIRST_DAY, Step.PERSON, partial(_person, loading, person), person.key)
    for tenure in given.tenure:
        yield from _tenures(loading, tenure)
    for meeting in given.meeting:
        yield Dated(meeting.held_on - SET_AHEAD, Step.MEETING, partial(_meeting, loading, meeting), meeting.key)


def surroundings(loading: Loading) -> Iterator[Dated]:
    """Give what happened around the invented partnership's plan."""
    for happened in loading.plan.people.context:
        yield Dated(happened.on, Step.CONTEXT, partial(_happened, loading, happened), happened.title)


def _happened(loading: Loading, happened: Context) -> None:
    draft = context.ContextDraft(
        happened_on=happened.on,
        kind=happened.kind,
        title=happened.title,
        sentence=happened.sentence,
        source="Illustrative: the worked example",
        area=loading.plan.people.partnership.name,
    )
    context.record_context(coordinator(loading, happened.on), draft)


def sign_ins(loading: Loading) -> Iterator[Dated]:
    """Give the demo accounts and their roles, which hold from the day on which the person's post was taken up."""
    opened: set[str] = set()
    for account in loading.plan.people.account:
        day = _role_begins(loading, account)
        if account.person not in opened:
            yield Dated(day, Step.ACCOUNT, partial(_account, loading, account, day), account.person)
        opened.add(account.person)
        yield Dated(day, Step.ROLE, partial(_role, loading, account, day), f"{account.role} {account.person}")


def _key(loading: Loading) -> None:
    keys.adopt(founding(loading, FIRST_DAY))


def _agency(loading: Loading, agency: Agency) -> None:
    row = people.record_agency(founding(loading, FIRST_DAY), agency.key, name=agency.name, kind=agency.kind)
    loading.know(Step.AGENCY, agency.key, row)


def _post(loading: Loading, post: Post) -> None:
    agency = loading.id(Step.AGENCY, post.agency)
    row = people.record_post(founding(loading, FIRST_DAY), agency, title=post.title)
    loading.know(Step.POST, post.key, row)


def _person(loading: Loading, person: Person) -> None:
    row = people.record_person(founding(loading, FIRST_DAY), person.name, email=person.email)
    loading.know(Step.PERSON, person.key, row)


def _tenures(loading: Loading, tenure: Tenure) -> Iterator[Dated]:
    """Give a tenure and its end: the files name the last day in the post, the record the first day after it."""
    name = f"{tenure.post} {tenure.person}"
    yield Dated(tenure.start, Step.TENURE, partial(_tenure, loading, tenure, name), name)
    if tenure.end is not None:
        ended = tenure.end + ONE_DAY
        yield Dated(ended, Step.TENURE_ENDED, partial(_tenure_ended, loading, name, ended), name)


def _tenure(loading: Loading, tenure: Tenure, name: str) -> None:
    row = people.begin_tenure(
        coordinator(loading, tenure.start),
        loading.id(Step.POST, tenure.post),
        person_id=loading.id(Step.PERSON, tenure.person),
        started_on=tenure.start,
    )
    loading.know(Step.TENURE, name, row)


def _tenure_ended(loading: Loading, name: str, ended: date) -> None:
    people.end_tenure(coordinator(loading, ended), loading.id(Step.TENURE, name), ended_on=ended)


def _meeting(loading: Loading, meeting: Meeting) -> None:
    visit = coordinator(loading, meeting.held_on - SET_AHEAD)
    row = meetings.record_meeting(visit, meeting.kind, title=meeting.title, held_on=meeting.held_on)
    loading.know(Step.MEETING, meeting.key, row)


def _role_begins(loading: Loading, account: Account) -> date:
    today = loading.plan.people.partnership.today
    held = (t.start for t in loading.plan.people.tenure if t.person == account.person and t.covers(today))
    return account.valid_from or max(held, default=FIRST_DAY)


def _account(loading: Loading, account: Account, day: date) -> None:
    key = loading.id(Step.PERSON, account.person)
    row = accounts.open_account(founding(loading, day), key, password=DEMO_PASSWORD)
    loading.know(Step.ACCOUNT, account.person, row)


def _role(loading: Loading, account: Account, day: date) -> None:
    draft = accounts.RoleDraft(
        role=account.role,
        scope=account.scope,
        agency_id=loading.id(Step.AGENCY, account.agency) if account.agency else None,
        valid_from=midnight(day),
        valid_until=midnight(account.valid_until + ONE_DAY) if account.valid_until else None,
    )
    accounts.grant_role(founding(loading, day), loading.id(Step.PERSON, account.person), draft)
