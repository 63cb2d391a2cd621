"""The forms by which evidence comes into the record and is judged: attach, add a version, check, submit."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from dashboards.components.forms import Field, Kind, Option
from dashboards.components.tags import sentence_case
from dashboards.forms import Form, form
from dashboards.service import read_day, service
from tracker.access import allows
from tracker.commands import actions as action_commands
from tracker.commands import evidence as commands
from tracker.commands import evidence_files
from tracker.commands.evidence import Content, EvidenceDraft
from tracker.errors import InputError, NotFoundError
from tracker.intake import Taken
from tracker.queries import action as actions
from tracker.queries import choices, evidence, evidence_choices
from tracker.store import in_words
from tracker.visit import Visit
from tracker.words import EvidenceKind, EvidenceType, Permission, Role, Sensitivity, Verdict

Typed = Mapping[str, str]
Word = TypeVar("Word", bound=StrEnum)
CLASSES = [
    Option("1", "Class 1: how much did we do", "A policy issued, training attended, minutes, a briefing."),
    Option("2", "Class 2: how well did we do it", "An audit, a dip sample, a survey."),
    Option("3", "Class 3: what difference did it make for children", "Measures before and after, families' feedback."),
]
SENSITIVITIES = {
    Sensitivity.NORMAL: "Normal: whoever may read evidence of this action",
    Sensitivity.RESTRICTED: "Restricted: named people only; every download is noted",
    Sensitivity.SEALED: "Sealed: chair, deputy, scrutineer and coordinator; every download is noted",
}
VERDICTS = [
    Option(Verdict.ADEQUATE.value, "Adequate: it shows what it claims"),
    Option(Verdict.PARTLY.value, "Partly: it shows some of it", "Say what is missing."),
    Option(Verdict.INADEQUATE.value, "Inadequate: it does not show it", "Say why."),
]
DATED = "For example, 31 Mar 2026. The day on which we receive it is noted by itself."
LINKED = (
    "It starts with https://, leads to {hosts}, and is marked as external: we do not keep what it shows. Whoever runs "
    "the service can add the host of an agency."
)
FILED = (
    "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, text or CSV, up to {largest}, without password and macros."
)
ONE_OF_THREE = "Give one of the three: a file, a link or a statement."


def _own(visit: Visit, key: int) -> actions.Whole:
    shown = actions.whole(visit, key)
    if not shown.may_change:
        raise NotFoundError
    return shown


def ask_attach(visit: Visit, key: int) -> Form:
    """Ask for a new piece of evidence for an action."""
    shown = _own(visit, key)
    return Form(
        title=f"Attach evidence to action {shown.row.reference}",
        lead=f"{shown.row.wording} Evidence stays in the record for ever; a better one is a new version of it.",
        fields=[
            Field("title", "What is it?", hint="For example, Audit of 40 case files, autumn 2026"),
            Field("type", "Of which type is it?", Kind.SELECT, options=[Option("", "Choose"), *_types()]),
            Field("class", "What does it show?", Kind.RADIOS, options=CLASSES),
            Field("independent", "It comes from independent scrutiny, a peer review or an inspection", Kind.CHECKBOX),
            Field("sensitivity", "Who may see it?", Kind.RADIOS, Sensitivity.NORMAL.value, options=_closed_to(visit)),
            *_provider(visit, shown),
            Field(
                "actions",
                "Which other actions does it also speak for? (optional)",
                hint="Their references with commas between them, for example A0004, A0007",
            ),
            *_content_fields(),
        ],
        submit="Attach the evidence",
        cancel_href=f"/actions/{key}",
    )


def _types() -> list[Option]:
    return [Option(each.value, sentence_case(each.value)) for each in EvidenceType]


def _closed_to(visit: Visit) -> list[Option]:
    """Offer only what leaves the evidence within sight of whoever attaches it."""
    every = Role.COORDINATOR in visit.who.board_roles
    return [Option(k.value, words) for k, words in SENSITIVITIES.items() if every or k != Sensitivity.SEALED]


def _provider(visit: Visit, shown: actions.Whole) -> list[Field]:
    """Ask the coordinator who provided it; an owner provides for the agency that owns the action."""
    if Role.COORDINATOR not in visit.who.board_roles:
        return []
    agencies = [Option(str(key), name) for key, name in sorted(choices.agencies(visit).items(), key=lambda one: one[1])]
    chosen = str(evidence_choices.agency_of(visit, shown.row.id) or "")
    return [
        Field("provider", "Which agency provided it?", Kind.SELECT, chosen, options=[Option("", "None"), *agencies])
    ]


def _content_fields() -> list[Field]:
    largest = in_words(service().settings.evidence_largest_bytes)
    return [
        Field("dated", "What date does it bear? (optional)", Kind.DATE, hint=DATED),
        Field("statement", "A statement", Kind.TEXTAREA, hint=ONE_OF_THREE),
        Field("link", "Or a link", hint=LINKED.format(hosts=", ".join(service().settings.link_hosts) or "no host")),
        # The last one, for what stands after a file is not read before the file (`dashboards.uploads`).
        Field("file", "Or a file", Kind.FILE, hint=FILED.format(largest=largest)),
    ]


def refuse_for_action(visit: Visit, file: Taken, key: int) -> None:
    """Record that a file for an action was refused."""
    evidence_files.refuse_infected(visit, [key], file)


@form("/actions/<int:key>/evidence", needs=Permission.ATTACH_EVIDENCE, ask=ask_attach, refuse=refuse_for_action)
def attach(visit: Visit, typed: Typed, key: int, *, file: Taken | None) -> str:
    """Attach evidence to an action."""
    shown = _own(visit, key)
    draft = EvidenceDraft(
        title=typed.get("title", ""),
        type=_chosen(EvidenceType, typed.get("type", ""), "type", "Choose the type."),
        evidence_class=int(typed["class"]) if typed.get("class") in {"1", "2", "3"} else 0,
        content=_content(typed, file),
        independent=bool(typed.get("independent")),
        provider_agency_id=_provided_by(visit, typed, shown),
        sensitivity=_sensitivity(visit, typed),
    )
    row = commands.attach(visit, [key, *_others(visit, typed, key)], draft)
    return f"/evidence/{row.id}"


def _chosen(words: type[Word], given: str, field: str, sentence: str) -> Word:
    try:
        return words(given)
    except ValueError as error:
        raise InputError(sentence, field=field) from error


def _sensitivity(visit: Visit, typed: Typed) -> Sensitivity:
    given = typed.get("sensitivity", "")
    if given not in {option.value for option in _closed_to(visit)}:
        raise InputError("Choose who may see it.", field="sensitivity")
    return Sensitivity(given)


def _provided_by(visit: Visit, typed: Typed, shown: actions.Whole) -> int | None:
    if Role.COORDINATOR not in visit.who.board_roles:
        return evidence_choices.agency_of(visit, shown.row.id)
    given = typed.get("provider", "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise InputError("Choose the agency that provided the evidence from the list.", field="provider")
    return int(given)


def _others(visit: Visit, typed: Typed, key: int) -> Sequence[int]:
    named = [name for part in typed.get("actions", "").split(",") if (name := part.strip())]
    found = evidence_choices.keys_of(visit, named)
    if unknown := [name for name in named if name not in found]:
        raise InputError(f"There is no action {unknown[0][:60]} that you can see.", field="actions")
    return sorted({found[name] for name in named} - {key})


def _content(typed: Typed, file: Taken | None) -> Content:
    """Take the one of file, link and statement that was given."""
    given = [kind for kind in ("link", "statement") if typed.get(kind, "").strip()]
    if len(given) + (file is not None) != 1:
        raise InputError(ONE_OF_THREE, field="statement" if not file and not given else "file")
    if file is not None:
        return Content(EvidenceKind.FILE, "", _dated(typed), file)
    hosts = service().settings.link_hosts
    return Content(EvidenceKind(given[0]), typed[given[0]], _dated(typed), hosts=hosts)


def _dated(typed: Typed) -> date | None:
    given = typed.get("dated", "").strip()
    return read_day(given, name="dated") if given else None


def ask_version(visit: Visit, key: int) -> Form:
    """Ask for a newer version of a piece of evidence."""
    shown = evidence.whole(visit, key)
    if not shown.may_add:
        raise NotFoundError
    return Form(
        title="Add a version",
        lead=f"{shown.title}. Earlier versions and what was said of them stay; a new version has to be checked anew.",
        fields=_content_fields(),
        submit="Add the version",
        cancel_href=f"/evidence/{key}",
    )


def refuse_for_piece(visit: Visit, file: Taken, key: int) -> None:
    """Record that a file for a piece of evidence was refused."""
    evidence_files.refuse_infected(visit, [each.id for each in evidence.whole(visit, key).actions], file)


@form("/evidence/<int:key>/version", needs=Permission.ATTACH_EVIDENCE, ask=ask_version, refuse=refuse_for_piece)
def add_version(visit: Visit, typed: Typed, key: int, *, file: Taken | None) -> str:
    """Add a version to a piece of evidence."""
    commands.add_version(visit, key, _content(typed, file))
    return f"/evidence/{key}"


def ask_check(visit: Visit, key: int) -> Form:
    """Ask for the verdict on one version, for an action that it speaks for and that this person may check."""
    shown = evidence.whole(visit, evidence.of_version(visit, key))
    version = next((each for each in shown.versions if each.id == key), None)
    free = [Option(str(each.id), f"{each.reference}: {each.wording}") for each in shown.actions if not each.why_not]
    if version is None or not shown.may_check or not free or version.why_closed:
        raise NotFoundError
    bound = f" Your verdict is bound to these very bytes, SHA-256 {version.sha256[:12]}…" if version.sha256 else ""
    return Form(
        title=f"Check version {version.number} of the evidence",
        lead=f"{shown.title}.{bound}",
        fields=[
            Field("action", "For which action?", Kind.RADIOS, free[0].value if len(free) == 1 else "", options=free),
            Field("verdict", "What do you find?", Kind.RADIOS, options=VERDICTS),
            Field("reason", "Why?", Kind.TEXTAREA, hint="Needed unless you find it adequate."),
        ],
        warning="A verdict stays in the record; only another check can take its place.",
        submit="Give the verdict",
        cancel_href=f"/evidence/{shown.id}",
    )


@form("/evidence/versions/<int:key>/check", needs=Permission.CHECK_EVIDENCE, ask=ask_check)
def check(visit: Visit, typed: Typed, key: int) -> str:
    """Give a verdict on one version of evidence."""
    given = typed.get("action", "")
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise InputError("Choose the action for which you judge it.", field="action")
    verdict = _chosen(Verdict, typed.get("verdict", ""), "verdict", "Choose what you find.")
    commands.check(visit, int(given), key, verdict=verdict, reason=typed.get("reason", ""))
    return f"/evidence/{evidence.of_version(visit, key)}"


def ask_submit(visit: Visit, key: int) -> Form:
    """Ask whether an action is ready for assessment."""
    shown = _own(visit, key)
    if not allows(visit.who, Permission.SUBMIT_ACTION):
        raise NotFoundError
    return Form(
        title=f"Action {shown.row.reference} is ready for assessment",
        lead=f"{shown.row.wording} An independent checker then judges its evidence; lateness stands still until then.",
        fields=[],
        submit="It is ready for assessment",
        cancel_href=f"/actions/{key}",
    )


@form("/actions/<int:key>/submit", needs=Permission.SUBMIT_ACTION, ask=ask_submit)
def submit(visit: Visit, _typed: Typed, key: int) -> str:
    """Say that an action is ready for assessment."""
    action_commands.submit(visit, key)
    return f"/actions/{key}"
