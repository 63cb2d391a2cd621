"""The same vectors mined by sentence-transformers, where that is installed: what others would take for the search."""

import importlib
import sqlite3
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.memory import watching
from tracker.matching import model, search


def is_installed() -> bool:
    """Tell whether sentence-transformers is here; we do not install it."""
    return find_spec("sentence_transformers") is not None


def mined(folder: Path) -> dict[str, Any]:
    """Give what `paraphrase_mining` takes to find each wording's nearest, without any scoring of words."""
    torch, util = importlib.import_module("torch"), importlib.import_module("sentence_transformers.util")
    torch.set_num_threads(1)
    with closing(sqlite3.connect(folder / "tracker.db")) as record:
        rows = record.execute("SELECT vector FROM text_vector WHERE model = ?", (model.MODEL,)).fetchall()
    whole = torch.from_numpy(np.frombuffer(b"".join(row[0] for row in rows), dtype=np.float16).reshape(len(rows), -1))
    most = len(rows) * search.KEPT_EACH
    with watching() as seen:
        begun = time.process_time()
        pairs = util.paraphrase_mining_embeddings(whole.float(), top_k=search.KEPT_EACH, max_pairs=most)
        took = round(time.process_time() - begun, 1)
    return {"mining_cpu": took, "mining_mb": round(max(seen) - seen[0]), "mining_pairs": len(pairs)}
