"""A record is named as its page names it, for whom and on the day on which its page is there."""

from datetime import date

import pytest

from tests.builders import a_recommendation, a_review
from tests.database.record import counting_selects, visitor
from tracker.errors import NotFoundError
from tracker.queries import names
from tracker.words import Role, Sensitivity

BEFORE = date(2026, 9, 30)


def test_a_record_is_named_in_one_select(record, an_action):
    action = an_action(recommendations=[a_recommendation(record, review=a_review(record, "KW-2013"), reference="4")])
    with record.reading(visitor(Role.CHAIR)) as visit, counting_selects(record.engine) as counted:
        assert names.of_action(visit, action.id) == f"Action {action.reference}"
        assert names.of_recommendation(visit, action.recommendation_ids[0]) == "KW-2013 · recommendation 4"
    assert len(counted) == 2


@pytest.mark.parametrize("name", [names.of_action, names.of_recommendation])
def test_what_is_not_there_has_no_name(record, an_action, name):
    hidden = a_recommendation(record, review=a_review(record, sensitivity=Sensitivity.SEALED))
    sealed, seen = an_action(recommendations=[hidden]), an_action()
    of = {names.of_action: lambda one: one.id, names.of_recommendation: lambda one: one.recommendation_ids[0]}[name]
    with record.reading(visitor(Role.COUNCILLOR)) as visit:
        assert name(visit, of(seen))
        for key in (of(sealed), 0, -1, 2**31, 99999):
            with pytest.raises(NotFoundError):
                name(visit, key)
    with record.reading(visitor(Role.CHAIR), as_at=BEFORE) as visit, pytest.raises(NotFoundError):
        name(visit, of(seen))
