"""Teams are counted once each, whatever number of lessons came to them."""

import pytest

from tracker.rules.spreading import Heard, Spread, same_team, sentence, spread


def test_the_sentence_counts_teams():
    heard = [Heard(1, f"Team {n}", discussed=n < 3, answered=n < 3) for n in range(7)]
    assert sentence(spread(heard)) == "Sent to 7 teams, discussed by 3, 4 have not answered."


def test_a_team_counts_once_however_its_name_is_typed_but_not_across_agencies():
    heard = [
        Heard(1, "Duty team", True, True),
        Heard(1, " duty  TEAM", False, False),
        Heard(2, "Duty team", True, True),
    ]
    assert spread(heard) == Spread(teams=2, discussed=2, silent=0, partly=1)
    assert sentence(spread(heard)) == "Sent to 2 teams, discussed by 2, 1 has answered in part."
    assert same_team(" Duty\tteam ") == "duty team"


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        (Spread(0, 0, 0, 0), "No team has been recorded as having heard a lesson of this review."),
        (Spread(1, 0, 1, 0), "Sent to 1 team, discussed by none, 1 has not answered."),
        (Spread(2, 2, 0, 0), "Sent to 2 teams, discussed by 2, all have answered."),
        (Spread(3, 2, 1, 1), "Sent to 3 teams, discussed by 2, 1 has answered in part, 1 has not answered."),
        (Spread(2, 1, 2, 0), "Sent to 2 teams, discussed by 1, 2 have not answered."),
    ],
)
def test_every_number_is_said(counted, said):
    assert sentence(counted) == said


def test_a_discussion_without_an_answer_is_no_answer():
    assert spread([Heard(1, "A", discussed=True, answered=False)]) == Spread(1, 1, 1, 0)
