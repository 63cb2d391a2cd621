"""The register says what each theme means, its other names and under which it stands, as on any day."""

from datetime import date

from tests.database.record import counting_selects
from tracker.commands import themes
from tracker.queries.theme_register import Registered, register
from tracker.words import Role


def recorded(record):
    with record.changing(on=date(2026, 3, 2)) as visit:
        above = themes.record_theme(visit, "RISK", name="Risk", definition="How danger is seen.")
        told = {"name": "History", "definition": "Past events are put together.", "aliases": "chronology"}
        themes.record_theme(visit, "HIST", **told, parent_id=above.id)


def test_each_theme_is_told_with_its_other_names_and_its_parent(record, visit_as):
    recorded(record)
    with counting_selects(record.engine) as selects:
        found = register(visit_as(Role.MEMBER))
    assert found == [
        Registered("History", "Past events are put together.", "chronology", "Risk"),
        Registered("Risk", "How danger is seen.", "", ""),
    ]
    assert len(selects) == 1


def test_before_a_theme_was_recorded_it_was_not_there(record, visit_as):
    recorded(record)
    assert register(visit_as(Role.MEMBER, as_at=date(2026, 3, 1))) == []
