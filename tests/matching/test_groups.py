"""What people judged the same makes asks that hold together: no different pair in one, none too large."""

from pathlib import Path

import pytest

from tests.matching.fit import SHARED
from tests.matching.groups import development, recorded, told
from tracker.words import RepeatVerdict

LEAST, LARGEST = 0.85, 15


@pytest.mark.skipif(not (SHARED / "pairs_dev.jsonl").exists(), reason="The judged pairs are not here.")
def test_asks_that_answers_make_are_as_precise_as_was_asked(tmp_path: Path) -> None:
    pairs, texts = development()
    settings, keys = recorded(tmp_path, pairs, texts)
    found = told(settings, keys, pairs)
    same = sum(pair.verdict is RepeatVerdict.SAME for pair in pairs)
    assert found.asks > 20
    assert found.inside[RepeatVerdict.SAME] == same
    assert found.inside[RepeatVerdict.SAME] >= LEAST * sum(found.inside.values())
    assert found.inside[RepeatVerdict.DIFFERENT] == 0
    assert found.largest <= LARGEST
