"""Publish: write the site of the edition that was released last, or search a written one for what is not public."""

from dataclasses import dataclass
from pathlib import Path

from tracker import leaks, releases
from tracker.access import needs
from tracker.errors import InputError
from tracker.exporters import folder, site
from tracker.exporters.site import Released
from tracker.leaks import Searched
from tracker.releases import Published
from tracker.settings import Settings
from tracker.visit import Visit
from tracker.words import Permission

ILLUSTRATIVE = (
    "This edition is a worked example: its plan is illustrative. Write it with --illustrative; then every page says so."
)


@dataclass(frozen=True)
class Written:
    """What was written: which edition (empty: none is released), how many files, and into which folder."""

    cited: str
    files: int
    folder: Path

    @property
    def sentence(self) -> str:
        """Say what was written."""
        if not self.cited:
            return f"No edition is released: {self.folder} now says so, and holds nothing else."
        return f"{self.cited} is written into {self.folder}: {self.files:,} files."


@needs(Permission.RELEASE_EDITION)
def write(visit: Visit, settings: Settings, place: Path, *, illustrative: bool = False) -> Written:
    """Write the site of the edition released last into a folder, in the place of what was there before."""
    every = releases.published(visit, settings)
    if not illustrative and any(each.public["illustrative"] for each in every):
        raise InputError(ILLUSTRATIVE)
    files = site.files(settings.board_name, [_released(each) for each in every], illustrative=illustrative)
    folder.put_in_place(place, files)
    return Written(every[0].stand.kept.cited if every else "", len(files), place)


def _released(each: Published) -> Released:
    kept = each.stand.kept
    return Released(kept.cited, kept.as_at, each.stand.released_on or kept.as_at, each.public)


@needs(Permission.RELEASE_EDITION)
def preview(visit: Visit, settings: Settings, cited: str) -> dict[str, bytes]:
    """Give the files that an edition would be written as, after the editions that are released already."""
    kept, told = releases.by_citation(visit, settings, cited)
    before = [_released(each) for each in releases.published(visit, settings) if each.stand.kept.cited != cited]
    return site.files(settings.board_name, [Released(kept.cited, kept.as_at, visit.today, told), *before])


@needs(Permission.RELEASE_EDITION)
def search(visit: Visit, settings: Settings, place: Path) -> Searched:
    """Search every byte of a written site for anything of the record that is not public."""
    cited = [each.stand.kept.cited for each in releases.published(visit, settings)]
    return leaks.search(visit, folder.read(place), [settings.board_name, *cited])
