"""The line of what had not come back goes down at each return, ends at the last year, and says the same in words."""

import re
from itertools import pairwise

from dashboards.charts.survival import sentence, survival
from tracker.rules.survival import Step

STEPS = [Step(1.1, 20, 1, 0.95), Step(2.5, 12, 6, 0.475)]


def lines(drawn: str) -> list[tuple[float, ...]]:
    found = re.findall(r'<line x1="([\d.]+)%" x2="([\d.]+)%" y1="([\d.]+)%" y2="([\d.]+)%" class="course">', drawn)
    return [tuple(map(float, each)) for each in found]


def test_it_goes_along_and_down_from_all_to_what_is_left() -> None:
    drawn = lines(str(survival(STEPS)))
    assert len(drawn) == 5
    assert all(one[1] == other[0] and one[3] == other[2] for one, other in pairwise(drawn))
    (begun, *_), (*_, ended) = drawn[0], drawn[-1]
    assert (begun, drawn[0][2]) == (12.0, 8.0)
    assert drawn[-1][1] == 97.0
    assert 8.0 < drawn[1][3] < drawn[3][3] == ended < 78.0


def test_it_says_each_step_in_words() -> None:
    said = "after 1.1 years 95% had not come back; after 2.5 years 48% had not come back."
    assert sentence(STEPS) == said
    assert f'aria-label="{said}"' in str(survival(STEPS))
    years = re.findall(r"<text [^>]*>(\d+)</text>", str(survival(STEPS)))
    assert years == ["0", "1", "2", "3"]
