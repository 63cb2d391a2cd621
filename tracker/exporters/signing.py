"""The key that signs evidence packs: made on first use, read by the service alone; its public half is for everybody."""

import hashlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tracker.errors import InputError
from tracker.settings import Settings

MODE, OTHERS = 0o600, stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class SigningKey:
    """A key that signs, with its public half in PEM and the fingerprint by which people compare it."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The public half, in PEM."""
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the 32 bytes of the public key, in groups of four."""
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        told = hashlib.sha256(raw).hexdigest()
        return " ".join(told[at : at + 4] for at in range(0, len(told), 4))

    def sign(self, told: bytes) -> bytes:
        """Sign bytes: 64 bytes, Ed25519."""
        return self.private.sign(told)


def signing_key(settings: Settings) -> SigningKey:
    """Give the key of this installation: the file that TRACKER_SIGNING_KEY names, or one made on first use."""
    path = settings.signing_key or settings.data_dir / "signing-key.pem"
    if not path.exists():
        if settings.signing_key:
            raise InputError(f"TRACKER_SIGNING_KEY names {path}, which is not there. Put the key there, or unset it.")
        _make(path)
    if stat.S_IMODE(path.stat().st_mode) & OTHERS:
        raise InputError(f"Others can read the signing key {path}. Take that away (chmod 600) and try again.")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise InputError(f"{path} holds no private key in PEM without a password.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"{path} holds another kind of key. Packs are signed with Ed25519.")
    return SigningKey(key)


def _make(path: Path) -> None:
    """Make a key and link it to its name when it is whole; of two who make one at once, the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    key = Ed25519PrivateKey.generate()
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            file.flush()
            os.fsync(file.fileno())
        os.link(own, path)
    except FileExistsError:
        return
    finally:
        own.unlink(missing_ok=True)
