"""What the machine around the tracker can get wrong, each as a sentence for whoever runs it."""

from pydantic import ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from tracker.settings import Settings

TROUBLES = (OSError, ValidationError, ArgumentError, NoSuchModuleError, DatabaseError)
FILE = "{name} cannot be opened or written: {why}. Check the path, and who may use it."
NO_ADDRESS = (
    "TRACKER_DATABASE_URL is not the address of a database that the tracker knows: sqlite or postgresql+psycopg."
)
DATABASE = {
    "file is not a database": "{name} is not a database. Check TRACKER_DATA_DIR, or put a backup in its place.",
    "malformed": "{name} is damaged. Put a backup in its place.",
    "unable to open": "The database {name} cannot be opened. Check that it is a file, and who may use it.",
    "readonly": "The database {name} cannot be written. Check who may use it and its folder.",
    "disk": "The database {name} cannot be written: there is no room on the disk, or the disk has a fault.",
    "locked": "The record is busy. Nothing was changed. Try again in a minute.",
    "connection": "The database server cannot be reached at {name}. Check that it runs, and TRACKER_DATABASE_URL.",
    "permission denied": "The role in {name} may not do this. Migrate as the owner (TRACKER_OWNER_DATABASE_URL).",
}


def sentence(trouble: BaseException) -> str | None:
    """Say what is wrong and what to do; None for what only a fault in the tracker can cause."""
    if isinstance(trouble, OSError):
        return FILE.format(name=trouble.filename or "A file", why=trouble.strerror or "it is not known why")
    if isinstance(trouble, ValidationError):
        return " ".join(_setting(name, why) for name, why in _wrong(trouble)) if trouble.title == "Settings" else None
    if isinstance(trouble, ArgumentError | NoSuchModuleError):
        return NO_ADDRESS
    said = str(getattr(trouble, "orig", "")).lower()
    told = next((told for sign, told in DATABASE.items() if sign in said), None)
    return told.format(name=_database()) if told else None


def _wrong(trouble: ValidationError) -> list[tuple[str, str]]:
    return [(str(each["loc"][0]), each["msg"]) for each in trouble.errors() if each["loc"]]


def _setting(name: str, why: str) -> str:
    return f"The setting TRACKER_{name.upper()} cannot be used: {why[:1].lower()}{why[1:]}."


def _database() -> str:
    """Name the database: its file, or its address without the password."""
    url = make_url(Settings().database)
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
