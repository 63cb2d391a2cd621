"""What an operator types, over an empty folder of each test."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker import cli

PASSWORD = "correct horse battery staple"
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `tracker ...` over an empty folder of this test; gives status, what was printed and what was complained."""
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRACKER_SECRET_KEY", SECRET)
    monkeypatch.setenv("TRACKER_NEW_PASSWORD", PASSWORD)

    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tracker", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return ran


@pytest.fixture
def set_up(run: Run) -> Run:
    """Give a migrated record with an administrator, a coordinator and a councillor."""
    assert run("migrate")[0] == 0
    assert run("user", "add", "Ada", "ada@example.org", "admin")[0] == 0
    assert run("user", "add", "Cora", "cora@example.org", "coordinator")[0] == 0
    assert run("user", "add", "Kit", "kit@example.org", "councillor")[0] == 0
    return run
