"""The store keeps bytes under their hash, once, whole, and for good."""

import errno
import hashlib
import os
import stat

import pytest

from tracker import store as stores
from tracker.store import Store, StoreError, TooLargeError, in_words, receive

CONTENT = b"What we looked at." * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path):
    yield Store(tmp_path / "evidence")
    stores._failed.clear()


def kept(store, content=CONTENT):
    received = receive(store.folder, [content[:7], content[7:]], largest=10**6)
    store.put(received)
    return received


def everything(store):
    return sorted(str(path.relative_to(store.folder)) for path in store.folder.rglob("*") if not path.is_dir())


def test_bytes_lie_under_their_hash_for_reading_only(store):
    received = kept(store)
    assert (received.sha256, received.size) == (SHA256, len(CONTENT))
    assert everything(store) == [f"blobs/{SHA256[:2]}/{SHA256}"]
    with store.get(SHA256) as file:
        assert file.read() == CONTENT
    assert store.stat(SHA256) == stores.Stat(len(CONTENT), 0o440, is_file=True)


def test_the_same_bytes_twice_are_one_file_and_young_again(store):
    kept(store)
    os.utime(store.path(SHA256), (1, 1))
    number = store.path(SHA256).stat().st_ino
    kept(store)
    assert store.path(SHA256).stat().st_ino == number
    assert store.path(SHA256).stat().st_mtime > 1_000_000
    assert len(everything(store)) == 1


def test_damaged_bytes_are_neither_trusted_nor_overwritten(store):
    kept(store)
    path = store.path(SHA256)
    path.chmod(0o600)
    path.write_bytes(b"X" + CONTENT[1:])
    with pytest.raises(StoreError, match="damaged bytes"):
        kept(store)
    assert path.read_bytes()[:1] == b"X"
    assert len(everything(store)) == 1


def test_what_is_too_large_is_cut_off_while_it_comes_and_leaves_nothing(store):
    read = []

    def endless():
        while True:
            read.append(1)
            yield bytes(1000)

    with pytest.raises(TooLargeError, match=r"larger than 9.8 KB"):
        receive(store.folder, endless(), largest=10_000)
    assert len(read) == 11
    assert everything(store) == []


def test_a_sender_who_stops_leaves_nothing(store):
    def broken():
        yield b"half"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        receive(store.folder, broken(), largest=100)
    assert everything(store) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", SHA256.upper(), f"{SHA256}\n", SHA256[:-1], "\u0661" * 64])
def test_only_a_hash_has_a_place(store, name):
    with pytest.raises(ValueError, match="is not the hash"):
        store.path(name)


def test_neither_a_link_nor_a_folder_is_read(store, tmp_path):
    path = store.path(SHA256)
    path.parent.mkdir(parents=True)
    (tmp_path / "secret").write_bytes(CONTENT)
    path.symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic link"):
        store.get(SHA256)
    assert not store.stat(SHA256).is_file
    path.unlink()
    path.mkdir()
    with pytest.raises(FileNotFoundError):
        store.get(SHA256)


def test_quarantine_takes_bytes_away_and_keeps_them(store):
    kept(store)
    store.quarantine(SHA256)
    assert store.stat(SHA256) is None
    assert everything(store) == [f"quarantine/{SHA256}"]
    assert stat.S_IMODE((store.folder / "quarantine").stat().st_mode) == 0o700
    store.quarantine(SHA256)


def test_everything_that_lies_there_is_listed(store):
    kept(store)
    kept(store, b"other")
    (store.folder / "blobs" / "stray").write_text("x")
    assert [path.name for path in store.list()] == sorted(
        [SHA256, hashlib.sha256(b"other").hexdigest(), "stray"], key=lambda name: (name[:2] + "/" + name, name)
    )


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "no room"), (errno.EROFS, "cannot be written"), (errno.EMFILE, "too many files open")],
)
def test_trouble_with_the_disk_is_told_and_nothing_is_left(store, monkeypatch, number, sentence):
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(number, os.strerror(number))))
    with pytest.raises(StoreError, match=sentence):
        kept(store)
    assert everything(store) == []
    monkeypatch.undo()
    kept(store)


@pytest.mark.parametrize("which", [1, 2, 3, 4])
def test_after_a_failed_sync_nothing_more_is_taken(store, monkeypatch, which):
    times, real = [], os.fsync

    def failing(handle):
        times.append(1)
        if len(times) == which:
            raise OSError(errno.EIO, "Input/output error")
        real(handle)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(StoreError, match="has a fault"):
        kept(store)
    assert len(times) == which
    monkeypatch.undo()
    with pytest.raises(StoreError, match="until `tracker fsck` was run"):
        kept(store)
    assert not any(name.startswith("tmp") for name in everything(store))


def test_a_file_is_on_disk_before_it_is_named_and_its_folders_after(store, monkeypatch):
    done = []
    for name in ("fsync", "link"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, n=name, r=real: (done.append(n), r(*a)))
    kept(store)
    assert done == ["fsync", "link", "fsync", "fsync", "fsync"]


def test_sizes_in_words():
    sizes = [1, 999, 1024, 1536, 100 * 1024**2, 5000 * 1024**2]
    assert [in_words(n) for n in sizes] == ["1 byte", "999 bytes", "1 KB", "1.5 KB", "100 MB", "4.9 GB"]
