"""The worked example loads through the commands, once, and shows every state on its own day."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from seed import load
from seed.load_people import DEMO_PASSWORD
from seed.loading import Loading, Step
from seed.plan_entries import IllustrativePlan
from seed.plan_facts import delivery_on, facts_of
from seed.visitors import system
from tests.seed.conftest import TODAY
from tests.seed.test_load_files import everything, recommendations
from tracker import derived, models, tally, trail, verify
from tracker.commands import people
from tracker.database import open_visit
from tracker.errors import InputError, RuleBrokenError
from tracker.models.statements import select
from tracker.rules import rating
from tracker.rules.clocks import bank_holidays
from tracker.rules.facts import Key
from tracker.settings import Settings
from tracker.words import AgencyKind, Delivery, Rating, Role, Standing, Thing

KEY = Key(version=1, effective_on=date(2005, 1, 1), bank_holidays=bank_holidays(2005, 2030))


@pytest.fixture
def spans(session: Session) -> dict[tuple[Thing, str], list]:
    """The spans of every action and recommendation under its name in the files."""
    names = {
        (Thing.ACTION, key): name for key, name in session.execute(select(models.Action.id, models.Action.reference))
    }
    names |= {(Thing.RECOMMENDATION, key): name for name, key in recommendations(session).items()}
    found = defaultdict(list)
    for row in session.execute(select(models.Position.__table__).order_by(models.Position.valid_from)).mappings():
        thing = row["thing"]
        found[thing, names[thing, row["action_id"] or row["recommendation_id"]]].append(tally.span_of(row))
    return dict(found)


def on(spans: dict[tuple[Thing, str], list], thing: Thing, day: date) -> list:
    """The spans of one kind of thing that cover a day."""
    standing = (rating.span_on(found, day) for (kind, _), found in spans.items() if kind is thing)
    return [span for span in standing if span is not None]


def test_delivery_and_rating_of_every_action_are_what_the_plan_expects(spans, given: IllustrativePlan) -> None:
    assert len(given.actions) >= 150
    for action in given.actions:
        expected = rating.span_on(rating.timeline(facts_of(given, action), [KEY]), TODAY)
        found = rating.span_on(spans[Thing.ACTION, action.key], TODAY)
        assert found.state is expected.state is delivery_on(given, action, TODAY), action.key
        assert rating.rating_on(found, TODAY) is rating.rating_on(expected, TODAY), action.key


def test_every_state_standing_and_rating_occurs_on_the_examples_day(spans) -> None:
    actions, asked = on(spans, Thing.ACTION, TODAY), on(spans, Thing.RECOMMENDATION, TODAY)
    assert {span.state for span in actions} == set(Delivery)
    assert {span.state for span in asked} == set(Standing)
    assert {rating.rating_on(span, TODAY) for span in actions} == {*Rating, None}
    assert any(span.reopened for span in asked)


def test_some_are_overdue_and_some_were_re_dated(spans) -> None:
    actions = on(spans, Thing.ACTION, TODAY)
    assert sum(rating.is_overdue(span, TODAY) for span in actions) >= 5
    assert sum(span.extensions > 0 for span in actions) >= 10


def test_ratings_vary_over_the_last_thirty_six_months(spans) -> None:
    day, seen = TODAY.replace(day=1), []
    for _ in range(36):
        end = day - timedelta(days=1)
        seen.append(Counter(rating.rating_on(span, end) for span in on(spans, Thing.ACTION, end)))
        day = end.replace(day=1)
    assert len({tuple(sorted((str(k), n) for k, n in counted.items())) for counted in seen}) >= 30
    for shown in (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.BLUE):
        assert len({counted[shown] for counted in seen}) >= 5, shown
    assert {counted[Rating.GREY] for counted in seen} > {0}


def test_every_kind_of_person_can_sign_in(session: Session, given: IllustrativePlan) -> None:
    assert len(DEMO_PASSWORD) >= 15
    grants = session.scalars(select(models.RoleGrant)).all()
    assert {row.role for row in grants} == set(Role)
    assert all(row.valid_from.date() <= TODAY for row in grants)
    kept = session.scalars(select(models.Account.password_hash)).all()
    assert len(kept) == len({account.person for account in given.people.account})
    assert PasswordHasher().verify(kept[0], DEMO_PASSWORD)


def test_outside_the_demonstration_nobody_can_sign_in(session: Session, given, public) -> None:
    loading = Loading(None, public, given)
    entered = Counter(fact.step for fact in load.facts(loading, demo=False))
    assert entered[Step.ACCOUNT] == entered[Step.ROLE] == 0
    assert Counter(fact.step for fact in load.facts(loading, demo=True))[Step.ROLE] == len(given.people.account)


def test_the_trail_tells_it_in_the_order_in_which_it_took_effect(session: Session) -> None:
    days = session.scalars(select(models.Event.effective_on).order_by(models.Event.seq)).all()
    assert days == sorted(days)


def test_positions_and_trail_verify(example: tuple[Engine, Settings]) -> None:
    engine, settings = example
    with open_visit(engine, system(), settings) as visit:
        assert verify.verify(visit.session, settings, deep=True) == []
    with open_visit(engine, system(), settings) as visit:
        assert list(derived.faults(visit.session)) == []


def test_loading_twice_changes_nothing(example: tuple[Engine, Settings]) -> None:
    engine, settings = example

    def state() -> tuple[object, ...]:
        with open_visit(engine, system(), settings) as visit:
            assert load.is_worked_example(visit.session)
            return everything(visit.session), trail.head(visit.session), settings.anchor_file.read_text()

    before = state()
    again = load.load(engine, settings)
    assert state() == before
    assert not again.fresh
    assert again.sentence.startswith("The record already holds the worked example (19 reviews, 183 recommendations, ")
    assert again.sentence.endswith("nothing was changed.")
    assert again.files == load.fingerprints()


def test_the_record_tells_from_which_files_it_was_loaded(example: tuple[Engine, Settings]) -> None:
    again = load.load(*example)
    older = load.Loaded(fresh=False, counts=again.counts, files={**again.files, "public/themes.toml": "0"})
    assert older.sentence.endswith("It was loaded from other files than those here now.")


def test_a_record_of_something_else_is_refused(empty: tuple[Engine, Settings]) -> None:
    engine, settings = empty
    with open_visit(engine, system(), settings, change=True) as visit:
        people.record_agency(visit, "council", name="Council", kind=AgencyKind.COUNCIL)
    with pytest.raises(RuleBrokenError, match="already holds something else"):
        load.load(engine, settings)
    with open_visit(engine, system(), settings) as visit:
        assert not load.is_worked_example(visit.session)
        assert trail.head(visit.session).seq == 1


def test_a_day_before_the_examples_own_is_refused(empty: tuple[Engine, Settings]) -> None:
    engine, settings = empty
    with pytest.raises(InputError, match="stands at 22 November 2026") as refused:
        load.load(engine, settings.model_copy(update={"today": date(2026, 11, 1)}))
    assert "TRACKER_TODAY=2026-11-22" in refused.value.sentence
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM event")).scalar() == 0
