"""What a file is told by what it holds; what nobody should open is refused in a sentence."""

import re

import pytest

from tests.evidence.files import BAD, GOOD
from tracker.contents import BY_TYPE, content_of
from tracker.errors import InputError
from tracker.names import as_given_out, as_kept


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_file_is_known_by_its_content(kind, tmp_path):
    path = tmp_path / "report.exe"
    path.write_bytes(GOOD[kind][0])
    assert content_of(path).media_type == GOOD[kind][1]


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_with_a_reason(what, tmp_path):
    path = tmp_path / "report.pdf"
    content, sentence = BAD[what]
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        content_of(path)
    assert re.search(sentence, refused.value.sentence), refused.value.sentence
    assert refused.value.field == "file"


HOSTILE = {
    "../../etc/passwd": "passwd.pdf",
    r"C:\x\report.pdf": "report.pdf",
    "/abs/olute.PDF": "olute.pdf",
    "a\0.pdf": "a_.pdf",
    "CON.pdf": "_CON.pdf",
    ".htaccess": "htaccess.pdf",
    "....": "evidence.pdf",
    "": "evidence.pdf",
    "a\r\nSet-Cookie: x.pdf": "a__Set-Cookie_ x.pdf",
    'say "hi".pdf': "say _hi_.pdf",
    "annexe\u202efdp.exe": "annexe_fdp.exe.pdf",
    "report.pdf.exe": "report.pdf.exe.pdf",
    "report.pdf ": "report.pdf",
    "Prüfung im Café.pdf": "Prüfung im Café.pdf",
    "\ud800.pdf": "_.pdf",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_data_and_goes_out_clean(name):
    kept = as_kept(name)
    kept.encode()
    assert not re.search("[\x00-\x1f\u202e]", kept)
    assert as_given_out(kept, BY_TYPE["application/pdf"]) == HOSTILE[name]


def test_a_very_long_name_is_kept_whole_and_goes_out_short():
    name = "a" * 5_000 + ".pdf"
    assert as_kept(name) == name
    assert len(as_given_out(name, BY_TYPE["application/pdf"])) < 150
    with pytest.raises(InputError, match="longer than 10,000"):
        as_kept("a" * 10_001)
