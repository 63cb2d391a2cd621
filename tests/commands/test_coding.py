"""Two people code the same wordings, neither sees the other's, and nothing changes once a round is closed."""

from datetime import date

import pytest

from tests.builders import a_coder, numbers_of
from tests.database.record import EMBEDDED_ONLY, counting_selects, visitor
from tracker.commands import coding, recommendations
from tracker.commands.coding import Chosen
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.queries import coding as asking
from tracker.visit import SERVICE
from tracker.words import Role, Sensitivity

EARLY, LATER, LAST = date(2026, 10, 5), date(2026, 10, 20), date(2026, 11, 3)


@pytest.fixture
def some(a_recommendation, a_review):
    """Give three recommendations of one review."""
    review = a_review("NMP-1", title="Review of the death of Ida Farrow", area="Northmere")
    return [a_recommendation(f"Ask Northmere {n} times after 2014.", review=review) for n in (1, 2, 3)]


@pytest.fixture
def two(a_theme):
    return a_theme("Supervision"), a_theme("Sharing")


def test_a_round_goes_from_the_wordings_to_the_agreement(record, some, two, a_round):
    one, other = two
    made = a_round(some, codings={"First": [one.id, one.id, None], "Second": [one.id, other.id, None]}, closed=True)
    with record.reading(a_coder(record, Role.COORDINATOR)) as visit:
        found = asking.result(visit, made.id)
    assert found.coders == ("First", "Second")
    assert (found.kappa.of, found.kappa.agreed, round(found.kappa.value, 2)) == (3, 2, 0.5)
    apart = [each for each in found.rows if not each.same]
    assert [(each.themes, each.wording) for each in apart] == [
        (("Supervision", "Sharing"), "Ask Northmere 2 times after 2014.")
    ]
    assert apart[0].cited == f"NMP-1 {some[1].reference}" and apart[0].recommendation_id == some[1].id
    assert record.read("SELECT count(*) FROM recommendation_theme") == [(0,)]
    assert record.faults() == []


def test_what_others_than_the_coordinator_read_stays_blinded_after_closing(record, some, two, a_round):
    made = a_round(some, codings={"First": [None] * 3, "Second": [None] * 3}, closed=True)
    with record.reading(a_coder(record, Role.CHAIR)) as visit:
        found = asking.result(visit, made.id)
    assert {(each.wording[:11], each.cited, each.recommendation_id) for each in found.rows} == {
        ("Ask [place]", "", None)
    }
    assert found.kappa.value is None


def test_numbers_tell_nothing_and_come_in_their_own_order(record, some, a_round):
    made = a_round(some)
    numbers = numbers_of(record, made)
    assert len(set(numbers.values())) == 3
    assert all(3000 <= number < 10_000 for number in numbers.values())
    by_key = record.read(f"SELECT number FROM coding_item WHERE round_id = {made.id} ORDER BY id")
    assert by_key == sorted(by_key)
    with record.reading(a_coder(record)) as visit:
        found = asking.next_item(visit, made.id)
    assert (found.number, found.place, found.of) == (min(numbers.values()), 1, 3)
    assert found.wording.startswith("Ask [place] ") and found.wording.endswith(" times after [year].")


def test_nobody_sees_what_another_codes_before_the_round_is_closed(record, some, two, a_round):
    made = a_round(some, codings={"First": [two[0].id, two[0].id]})
    second = a_coder(record, name="Second")
    with record.reading(second) as visit:
        assert asking.own(visit, made.id) == []
        assert asking.next_item(visit, made.id).theme == ""
        shown = asking.one_round(visit, made.id)
        assert (shown.mine, shown.coders, shown.done) == (0, 1, [])
        assert asking.result(visit, made.id) == asking.Result(shown)
        for number in numbers_of(record, made).values():
            with pytest.raises(NotFoundError):
                asking.one_item(visit, made.id, number)
    with record.reading(a_coder(record, Role.COORDINATOR)) as visit:
        shown = asking.one_round(visit, made.id)
        assert (shown.done, shown.may_close) == ([("First", 2)], False)
        assert asking.result(visit, made.id) == asking.Result(shown)


def test_a_coding_is_corrected_by_a_further_one_until_the_round_is_closed(record, some, two, a_round):
    one, other = two
    made = a_round(some, codings={"First": [one.id] * 3, "Second": [one.id] * 3})
    number, first = numbers_of(record, made)[some[0].id], a_coder(record, name="First")
    with record.changing(first) as visit:
        coding.code(visit, made.id, number, theme_id=other.id, note="On second reading.")
        item = asking.one_item(visit, made.id, number)
    assert (item.theme, item.note) == ("Sharing", "On second reading.")
    assert record.read("SELECT count(*) FROM coding") == [(7,)]
    with record.changing(a_coder(record, Role.COORDINATOR)) as visit:
        coding.close_round(visit, made.id)
    with record.changing(first) as visit, pytest.raises(RuleBrokenError, match="is closed"):
        coding.code(visit, made.id, number, theme_id=one.id)
    with record.changing(a_coder(record, Role.COORDINATOR)) as visit, pytest.raises(RuleBrokenError, match="is closed"):
        coding.close_round(visit, made.id)
    with record.reading(first) as visit:
        assert asking.result(visit, made.id).kappa.agreed == 2


def test_a_round_is_closed_when_two_people_have_coded_all_of_it(record, some, a_round):
    made = a_round(some, codings={"First": [None] * 3})
    coordinator, second = a_coder(record, Role.COORDINATOR), a_coder(record, name="Second")
    with record.changing(coordinator) as visit, pytest.raises(RuleBrokenError, match="Only one person has coded all 3"):
        coding.close_round(visit, made.id)
    for left, number in zip((2, 1, 0), numbers_of(record, made).values(), strict=True):
        with record.changing(second) as visit:
            coding.code(visit, made.id, number, theme_id=None)
        with record.reading(coordinator) as visit:
            assert asking.one_round(visit, made.id).may_close is (left == 0)
    with record.changing(coordinator) as visit:
        coding.close_round(visit, made.id)
    with record.changing(second) as visit, pytest.raises(RefusedError):
        coding.close_round(visit, made.id)


def test_only_two_code_one_round(record, some, a_round):
    made = a_round(some, codings={"First": [None], "Second": [None]})
    number, third = numbers_of(record, made)[some[0].id], a_coder(record, name="Third")
    with record.changing(third) as visit:
        assert not asking.one_round(visit, made.id).may_code
        with pytest.raises(RuleBrokenError, match="2 people code this round already"):
            coding.code(visit, made.id, number, theme_id=None)
    with record.changing(a_coder(record, name="First")) as visit:
        assert asking.one_round(visit, made.id).may_code
        coding.code(visit, made.id, number, theme_id=None)


def test_whoever_made_a_round_codes_nothing_of_it_and_another_coordinator_may(record, some, a_round):
    made = a_round(some)
    number, maker = numbers_of(record, made)[some[0].id], a_coder(record, Role.COORDINATOR)
    with record.changing(maker) as visit:
        shown = asking.one_round(visit, made.id)
        assert (shown.may_code, shown.made_it) == (False, True)
        with pytest.raises(RuleBrokenError, match="two other people code it"):
            coding.code(visit, made.id, number, theme_id=None)
    with record.changing(a_coder(record, Role.COORDINATOR, name="Another")) as visit:
        shown = asking.one_round(visit, made.id)
        assert (shown.may_code, shown.made_it) == (True, False)
        coding.code(visit, made.id, number, theme_id=None)
    assert record.read("SELECT count(*) FROM coding") == [(1,)]


def test_a_past_day_shows_the_round_as_it_stood(record, some, two, a_round):
    made = a_round(some, on=EARLY)
    for name, day in (("First", LATER), ("Second", LAST)):
        with record.changing(a_coder(record, name=name), on=day) as visit:
            for number in numbers_of(record, made).values():
                coding.code(visit, made.id, number, theme_id=two[0].id)
    with record.changing(a_coder(record, Role.COORDINATOR), on=LAST) as visit:
        coding.close_round(visit, made.id)
    first = a_coder(record, name="First")
    stood = {}
    for day in (date(2026, 10, 4), EARLY, LATER, LAST):
        with record.reading(first, as_at=day) as visit:
            found = asking.rounds(visit)
            stood[day] = [(each.mine, each.coders, each.closed_on, each.may_code) for each in found]
            assert not found or (asking.result(visit, made.id).kappa is None) == (day != LAST)
    assert list(stood.values()) == [[], [(0, 0, None, False)], [(3, 1, None, False)], [(3, 2, LAST, False)]]
    with record.reading(first, as_at=date(2026, 10, 4)) as visit, pytest.raises(NotFoundError):
        asking.one_round(visit, made.id)


def test_a_wording_is_coded_as_it_stood_when_the_round_was_made(record, some, a_round):
    made = a_round(some[:1])
    with record.changing() as visit:
        recommendations.correct_wording(visit, some[0].id, wording="Otherwise.", reason="A slip.", version=1)
    with record.reading(a_coder(record)) as visit:
        assert asking.next_item(visit, made.id).wording == "Ask [place] 1 times after [year]."


@EMBEDDED_ONLY
def test_a_round_is_made_of_a_review_of_a_theme_or_of_all_that_every_coder_may_see(
    record, some, a_review, a_recommendation, a_theme
):
    closed = a_review(sensitivity=Sensitivity.RESTRICTED)
    a_recommendation(review=closed)
    a_recommendation(sensitivity=Sensitivity.SEALED)
    draft = a_recommendation(review=a_review(published=False))
    theme = a_theme("Supervision", given_to=[some[0], draft])
    coordinator, counted = a_coder(record, Role.COORDINATOR), {}
    for name, chosen in {
        "all": Chosen(),
        "review": Chosen(review_id=some[0].review_id),
        "theme": Chosen(theme_id=theme.id),
        "both": Chosen(review_id=some[0].review_id, theme_id=theme.id),
    }.items():
        with record.changing(coordinator) as visit:
            made = coding.make_round(visit, title=f"Round of {name}", chosen=chosen)
            counted[name] = asking.one_round(visit, made.id).items
    assert counted == {"all": 4, "review": 3, "theme": 2, "both": 1}
    for chosen in (Chosen(review_id=closed.id), Chosen(review_id=99), Chosen(theme_id=99), Chosen(only=[])):
        with record.changing(coordinator) as visit, pytest.raises(InputError, match="nothing to code"):
            coding.make_round(visit, title="Nothing", chosen=chosen)


@EMBEDDED_ONLY
@pytest.mark.parametrize("title", ["", "  ", "Northmere", "The round of 2026", "NMP-1", "Ida", "a" * 201])
def test_a_title_that_tells_whose_wordings_these_are_is_refused(record, some, title):
    with record.changing(a_coder(record, Role.COORDINATOR)) as visit, pytest.raises(InputError) as told:
        coding.make_round(visit, title=title, chosen=Chosen())
    assert told.value.field == "title"


@EMBEDDED_ONLY
def test_whoever_does_not_belong_to_those_who_code_does_not(record, some, a_round, a_person):
    made = a_round(some)
    number = numbers_of(record, made)[some[0].id]
    for role in (Role.OWNER, Role.COUNCILLOR, Role.INSPECTOR, Role.ADMIN, Role.DEPUTY):
        agency = 1 if role == Role.OWNER else None
        with record.changing(visitor(role, agency=agency, person=a_person().id)) as visit:
            for act in (
                asking.rounds,
                lambda visit: asking.next_item(visit, made.id),
                lambda visit: coding.code(visit, made.id, number, theme_id=None),
                lambda visit: coding.close_round(visit, made.id),
            ):
                with pytest.raises(RefusedError):
                    act(visit)
    scoped = visitor(Role.MEMBER, review=some[0].review_id, person=a_person().id)
    with record.changing(scoped) as visit, pytest.raises(RefusedError):
        coding.code(visit, made.id, number, theme_id=None)
    with record.changing(SERVICE) as visit, pytest.raises(RefusedError, match="A person codes"):
        coding.code(visit, made.id, number, theme_id=None)
    for role in (Role.CHAIR, Role.MEMBER, Role.SCRUTINEER):
        with record.changing(a_coder(record, role)) as visit, pytest.raises(RefusedError):
            coding.make_round(visit, title="Mine", chosen=Chosen())


@EMBEDDED_ONLY
def test_what_is_not_there_is_not_coded(record, some, a_round):
    made = a_round(some)
    number = numbers_of(record, made)[some[0].id]
    with record.changing(a_coder(record)) as visit:
        for key, item in ((99, number), (0, number), (2**40, number), (made.id, 1), (made.id, 2**40), (made.id, -1)):
            with pytest.raises(NotFoundError):
                coding.code(visit, key, item, theme_id=None)
        for theme in (99, 0, -1, 2**40):
            with pytest.raises(InputError, match="Choose a theme"):
                coding.code(visit, made.id, number, theme_id=theme)
        with pytest.raises(InputError):
            coding.code(visit, made.id, number, theme_id=None, note="a" * 20_001)


def test_a_larger_record_takes_no_more_selects(record, a_recommendation, a_round, a_theme):
    counted, theme = [], a_theme("Supervision")
    for number in (2, 6):
        some = [a_recommendation() for _ in range(number)]
        made = a_round(some, codings={"First": [theme.id] * number, "Second": [None] * number}, closed=True)
        a_round(some, codings={"First": [None]}, title="Another round")
        with record.reading(a_coder(record, name="First")) as visit:
            for ask in (asking.rounds, asking.themes):
                with counting_selects(record.engine) as selects:
                    assert ask(visit)
                counted.append(len(selects))
            for ask in (asking.next_item, asking.own, asking.result):
                with counting_selects(record.engine) as selects:
                    ask(visit, made.id)
                counted.append(len(selects))
    assert counted[:5] == counted[5:]
    assert max(counted) <= 9
