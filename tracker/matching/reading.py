"""Wordings read for comparison, in columns, and how they are packed into bytes to be kept."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from tracker.matching import concepts
from tracker.matching.domain import LETTER_BITS, WIDE, Domain, Floats, domain
from tracker.matching.lexical import letters
from tracker.matching.model import Encoded, Model
from tracker.matching.wording import clean, words

Bits = NDArray[np.bool_]
Bytes = tuple[bytes, bytes]
_HEAD = struct.Struct("<HHH")


@dataclass(frozen=True)
class Readings:
    """Wordings in columns: one row of each for every wording; `encoded` is None where there is no model."""

    plain: list[str]
    letters: csr_matrix
    subjects: Bits
    asks: Bits
    encoded: list[Encoded] | None

    def __len__(self) -> int:
        """Count the wordings."""
        return len(self.plain)

    @property
    def whole(self) -> Floats | None:
        """Give the vectors of whole wordings as rows; None without a model."""
        return None if self.encoded is None else np.array([each.whole for each in self.encoded])


def read(texts: Sequence[str], model: Model | None, learned: Domain | None = None) -> Readings:
    """Read wordings for comparison."""
    plain = [clean(text) for text in texts]
    return Readings(
        plain=[" ".join(words(text)) for text in texts],
        letters=letters(list(texts), learned),
        subjects=_named(list(concepts.SUBJECTS), [concepts.subjects(text) for text in plain]),
        asks=_named(list(concepts.ASKS), [concepts.asks(text) for text in plain]),
        encoded=model.encode(texts, learned) if model else None,
    )


def _named(names: list[str], found: list[frozenset[str]]) -> Bits:
    return np.array([[name in each for name in names] for each in found], dtype=bool).reshape(len(found), len(names))


def joined(parts: Sequence[Readings]) -> Readings:
    """Put readings one after another."""
    encoded = [each for part in parts for each in part.encoded or ()]
    return Readings(
        plain=[text for part in parts for text in part.plain],
        letters=vstack([part.letters for part in parts]).tocsr(),
        subjects=np.concatenate([part.subjects for part in parts]),
        asks=np.concatenate([part.asks for part in parts]),
        encoded=encoded if all(part.encoded is not None for part in parts) else None,
    )


def packed_words(found: Readings, place: int) -> bytes:
    """Pack what is read without a model: letter groups with their weights, concepts, and the words."""
    row = found.letters[place]
    bits = np.packbits(np.concatenate([found.subjects[place], found.asks[place]]))
    head = _HEAD.pack(row.nnz, len(bits), 0)
    columns, weights = np.asarray(row.indices, np.uint16), np.asarray(row.data, np.float16)
    return b"".join((head, columns.tobytes(), weights.tobytes(), bits.tobytes(), found.plain[place].encode()))


def packed_meaning(each: Encoded) -> Bytes:
    """Pack a wording's vectors: the whole as 384 half floats; the tokens as small integers, then their weights."""
    weights = np.rint(each.weights * 16).astype(np.uint8)
    head = _HEAD.pack(len(each.tokens), 0, 0)
    return each.whole.astype(np.float16).tobytes(), head + each.tokens.tobytes() + weights.tobytes()


def meanings_of(kept: Sequence[Bytes]) -> list[Encoded]:
    """Unpack the vectors of several wordings; numbers of one kind are turned into others all at once."""
    wide, sizes = domain().turn.shape[1], [_HEAD.unpack_from(tokens)[0] for _, tokens in kept]
    whole = np.frombuffer(b"".join(vector for vector, _ in kept), np.float16).reshape(len(kept), WIDE)
    weighing = [tokens[_HEAD.size + wide * size :] for size, (_, tokens) in zip(sizes, kept, strict=True)]
    weights = np.frombuffer(b"".join(weighing), np.uint8).astype(np.float32) / np.float32(16)
    ends = np.cumsum([0, *sizes]).tolist()
    return [
        Encoded(each, np.frombuffer(tokens, np.int8, wide * size, _HEAD.size).reshape(size, wide), weights[first:last])
        for each, size, (_, tokens), (first, last) in zip(
            whole.astype(np.float32), sizes, kept, pairwise(ends), strict=True
        )
    ]


def words_of(kept: Sequence[bytes], encoded: list[Encoded] | None) -> Readings:
    """Unpack what was read without a model, and put the meanings beside it."""
    plain, bits, indices, values, ends = [], [], [], [], [0]
    for each in kept:
        count, bit_count, _ = _HEAD.unpack_from(each)
        after = _HEAD.size + 4 * count
        indices.append(np.frombuffer(each, np.uint16, count, _HEAD.size))
        values.append(np.frombuffer(each, np.float16, count, _HEAD.size + 2 * count))
        bits.append(np.frombuffer(each, np.uint8, bit_count, after))
        plain.append(each[after + bit_count :].decode())
        ends.append(ends[-1] + count)
    shape = (len(kept), 2**LETTER_BITS)
    subjects, asks = len(concepts.SUBJECTS), len(concepts.ASKS)
    wide = -(-(subjects + asks) // 8)
    named = np.unpackbits(np.array(bits, dtype=np.uint8).reshape(len(kept), wide), axis=1).astype(bool)
    column = np.concatenate([*indices, np.zeros(0, np.uint16)]).astype(np.int32)
    weight = np.concatenate([*values, np.zeros(0, np.float16)]).astype(np.float32)
    return Readings(
        plain=plain,
        letters=csr_matrix((weight, column, np.array(ends)), shape=shape),
        subjects=named[:, :subjects],
        asks=named[:, subjects : subjects + asks],
        encoded=encoded,
    )
