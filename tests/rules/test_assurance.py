from dataclasses import replace

import pytest

from tests.rules.builders import day
from tracker.rules.assurance import AdequatePiece, ClosedRecommendation, ceiling, headlines, n_of_m
from tracker.words import Assurance, EvidenceType, ImpactVerdict

DELIVERED = day("2026-03-01")
POLICY = AdequatePiece(1, EvidenceType.POLICY, "Children's Services", dated_on=day("2026-02-01"))
AUDIT = AdequatePiece(2, EvidenceType.AUDIT, "Audit team", outside_owner_team=True, dated_on=day("2026-04-01"))
OUTCOME = AdequatePiece(3, EvidenceType.OUTCOME_MEASURE, "Public health", dated_on=day("2026-09-01"))
FAMILIES = AdequatePiece(
    3, EvidenceType.FAMILY_FEEDBACK, "Parents' forum", independent_of_agency=True, dated_on=day("2026-09-02")
)


def test_without_adequate_evidence_there_is_no_assurance():
    assert ceiling((), DELIVERED) is Assurance.NONE


def test_evidence_of_how_much_was_done_gives_limited_assurance():
    assert ceiling((POLICY, replace(POLICY, type=EvidenceType.TRAINING)), DELIVERED) is Assurance.LIMITED


def test_evidence_from_outside_the_team_of_how_well_it_was_done_gives_reasonable_assurance():
    assert ceiling((POLICY, AUDIT), DELIVERED) is Assurance.REASONABLE
    assert ceiling((POLICY, replace(AUDIT, outside_owner_team=False)), DELIVERED) is Assurance.LIMITED
    assert ceiling((AUDIT,), DELIVERED) is Assurance.LIMITED


def test_effect_shown_by_two_types_from_two_sources_one_independent_gives_substantial_assurance():
    assert ceiling((OUTCOME, FAMILIES), DELIVERED) is Assurance.SUBSTANTIAL


@pytest.mark.parametrize(
    "pieces",
    [
        (OUTCOME,),
        (OUTCOME, replace(FAMILIES, type=EvidenceType.OUTCOME_MEASURE)),
        (OUTCOME, replace(FAMILIES, source="Public health")),
        (OUTCOME, replace(FAMILIES, independent_of_agency=False)),
        (OUTCOME, replace(FAMILIES, dated_on=DELIVERED)),
        (OUTCOME, replace(FAMILIES, dated_on=None)),
        (replace(OUTCOME, evidence_class=2), replace(FAMILIES, evidence_class=2)),
    ],
)
def test_each_condition_of_substantial_assurance_is_needed(pieces):
    assert ceiling(pieces, DELIVERED) is not Assurance.SUBSTANTIAL


def test_before_delivery_no_assurance_is_substantial():
    assert ceiling((OUTCOME, FAMILIES), None) is Assurance.LIMITED


def test_the_three_ratios_count_the_same_closed_recommendations():
    closed = [
        ClosedRecommendation(frozenset({1}), checked_outside=False),
        ClosedRecommendation(frozenset({1, 3}), checked_outside=True),
        ClosedRecommendation(frozenset({3}), checked_outside=True, impact_verdict=ImpactVerdict.NOT_MET),
        ClosedRecommendation(frozenset({2}), checked_outside=False, impact_verdict=ImpactVerdict.PARTLY),
        ClosedRecommendation(frozenset(), checked_outside=False),
    ]
    found = headlines(closed)
    assert [str(found.with_impact), str(found.checked_outside), str(found.process_only)] == [
        "2 of 5",
        "2 of 5",
        "1 of 5",
    ]


@pytest.mark.parametrize(
    ("n", "m", "words"),
    [
        (0, 0, "0 of 0"),
        (3, 9, "3 of 9"),
        (3, 10, "3 of 10 (30%)"),
        (9, 24, "9 of 24 (38%)"),
        (0, 24, "0 of 24 (0%)"),
        (24, 24, "24 of 24 (100%)"),
        (999, 1000, "999 of 1000 (99%)"),
        (1, 1000, "1 of 1000 (1%)"),
    ],
)
def test_fewer_than_ten_things_are_shown_without_a_percentage(n, m, words):
    assert n_of_m(n, m) == words


@pytest.mark.parametrize(("n", "m"), [(3, 2), (-1, 2)])
def test_more_than_all_cannot_be_counted(n, m):
    with pytest.raises(ValueError, match="cannot be counted"):
        n_of_m(n, m)
