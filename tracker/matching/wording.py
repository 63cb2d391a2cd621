"""Make a wording ready for comparison, and notice that it says itself that it is a repeat."""

import hashlib
import re

_PARAGRAPH = re.compile(r"\((?:paragraphs?|paras?\.?)\s[^)]*\)", re.IGNORECASE)
_STATED = re.compile(
    r"\(?\s*(?:this|these)\s+(?:(?:was|were|has been|had been|is|are)\s+)(?:also\s+|again\s+)?(?:an?\s+)?"
    r"(?:outstanding\s+|repeat(?:ed)?\s+)?recommendations?\b[^).]*\.?\s*\)?",
    re.IGNORECASE,
)
# Double and single, curly and low.
_QUOTES = str.maketrans(dict.fromkeys('\u201c\u201d\u201e"\u2018\u2019\u201a`', "'"))
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[a-z0-9]+")
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "the a an of and to in for on that is are be with by as at from their they it its this all any will have has "
        "been should ensure ensuring ensures so or which who how not can into when where more about including both "
        "within through across use using used also other",
    )
)


def clean(text: str) -> str:
    """Give the wording without references to paragraphs, quotation marks and remarks that it was made before."""
    plain = _STATED.sub(" ", _PARAGRAPH.sub(" ", text)).translate(_QUOTES)
    return _SPACE.sub(" ", plain).strip(" .;,")


def stated_repeat(text: str) -> bool:
    """Tell whether the wording itself says that it was recommended before, as inspectors write."""
    return _STATED.search(text) is not None


def digest(text: str) -> str:
    """Give the hash by which a wording's vectors are kept; what is cleaned away makes no difference."""
    return hashlib.sha256(clean(text).encode()).hexdigest()


def words(text: str) -> list[str]:
    """Give the words of a wording that carry meaning, in lower case."""
    return [word for word in _WORD.findall(clean(text).lower()) if word not in STOP_WORDS]
