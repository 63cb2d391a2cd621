"""Matching on the command line goes on by letters and words where the language model is not what it should be."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tracker.matching.wording import clean

ODD = ["", " . ", "Supervision", "督导社会工作者", "Überprüfen Sie die Aufsicht.", "word " * 4_000]
SUPERVISE = ["Supervise social workers well.", "Supervise social workers well.", "Supervise social workers very well."]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    rows = [{"id": str(at), "review": f"R{at}", "text": text} for at, text in enumerate([*SUPERVISE, *ODD])]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


@pytest.mark.parametrize("broken", ["missing", "truncated", "other"])
def test_a_model_that_is_missing_or_another_is_told_in_a_sentence(
    run: Run, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    path = tmp_path / "model.onnx"
    if broken != "missing":
        path.write_bytes(b"" if broken == "truncated" else b"another model")
    monkeypatch.setenv("TRACKER_MODEL", str(path))
    status, out, complaint = run("recur", "suggest", "--texts", str(texts), "--top", "1")
    assert status == 0
    assert "so texts are compared by letters and words only" in complaint
    best = {row["a"]: row["b"] for row in map(json.loads, out.splitlines())}
    assert (best["0"], best["1"]) == ("1", "0")
    assert len(best) == len(SUPERVISE) + len(ODD)


def test_the_whole_record_is_matched_without_the_model(set_up: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_MODEL", "/nowhere/model.onnx")
    status, out, complaint = set_up("recur", "rebuild")
    assert (status, "letters and words only" in complaint) == (0, True)
    assert out == "Matched 0 recommendations; 0 pairs are kept for a person to judge.\n"
    assert clean(ODD[1]) == ""
