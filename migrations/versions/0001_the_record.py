"""The record: people, reviews, recommendations, actions, evidence, meetings, the trail, positions and tally.

Written once from the models of the first release; from here on every change of a table is a revision of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "council",
                "police",
                "health",
                "education",
                "probation",
                "voluntary",
                "partnership",
                "other",
                name=op.f("ck_agency_kind"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(successor_id IS NULL) OR (ended_on IS NOT NULL)", name="successor_has_end"),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["agency.id"], name=op.f("fk_agency_successor_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("key", name=op.f("uq_agency_key")),
        sa.UniqueConstraint("name", name=op.f("uq_agency_name")),
    )
    op.create_table(
        "context_event",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "precision",
            sa.Enum(
                "day",
                "week",
                "month",
                "season",
                "year",
                "quarter",
                "none",
                name=op.f("ck_context_event_precision"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "death or serious harm",
                "inspection judgement",
                "improvement notice",
                "leadership change",
                "structure change",
                "commissioner",
                "public promise",
                "publication",
                name=op.f("ck_context_event_kind"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("area", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("sentence", sa.String(length=1000), nullable=False),
        sa.Column("source", sa.String(length=1000), nullable=False),
        sa.Column("quoted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_context_event")),
    )
    op.create_index(op.f("ix_context_event_happened_on"), "context_event", ["happened_on"], unique=False)
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=254), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("object_kind", sa.String(length=60), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("version_before", sa.Integer(), nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("seq > 0", name="seq_from_one"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_event_hash")),
        sa.UniqueConstraint("prev_hash", name=op.f("uq_event_prev_hash")),
    )
    op.create_index(op.f("ix_event_action_id"), "event", ["action_id"], unique=False)
    op.create_index(op.f("ix_event_actor_id"), "event", ["actor_id"], unique=False)
    op.create_index(op.f("ix_event_recommendation_id"), "event", ["recommendation_id"], unique=False)
    op.create_index(op.f("ix_event_review_id"), "event", ["review_id"], unique=False)
    op.create_table(
        "kept_text",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.CheckConstraint("(wording IS NULL) = (salt IS NULL)", name="erased_together"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_text")),
        info={"operational": True},
    )
    op.create_index(op.f("ix_kept_text_seq"), "kept_text", ["seq"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "board",
                "sub-group",
                "scrutiny",
                "cabinet",
                name=op.f("ck_meeting_kind"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("kind", "held_on", "title", name="meeting_once"),
    )
    op.create_index(op.f("ix_meeting_held_on"), "meeting", ["held_on"], unique=False)
    op.create_table(
        "person",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "rating_key",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("red_overdue_months", sa.Integer(), nullable=False),
        sa.Column("amber_due_days", sa.Integer(), nullable=False),
        sa.Column("unowned_working_days", sa.Integer(), nullable=False),
        sa.Column("orphaned_working_days", sa.Integer(), nullable=False),
        sa.Column("red_forecast_months", sa.Integer(), nullable=False),
        sa.Column("amber_extensions", sa.Integer(), nullable=False),
        sa.Column("red_extensions", sa.Integer(), nullable=False),
        sa.Column("reporting_cycle_months", sa.Integer(), nullable=False),
        sa.Column("bank_holidays", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_key")),
        sa.UniqueConstraint("number", name=op.f("uq_rating_key_number")),
    )
    op.create_table(
        "review",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "serious case review",
                "local child safeguarding practice review",
                "rapid review",
                "national review",
                "inspection",
                "joint targeted area inspection",
                "monitoring visit",
                "improvement notice",
                "scrutiny inquiry",
                "multi-agency audit",
                "domestic abuse related death review",
                "safeguarding adult review",
                "prevention of future deaths report",
                "public inquiry",
                name=op.f("ck_review_kind"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("area", sa.String(length=120), nullable=False),
        sa.Column(
            "publication",
            sa.Enum(
                "draft",
                "agreed",
                "embargoed",
                "published",
                "withdrawn",
                name=op.f("ck_review_publication"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column(
            "sensitivity",
            sa.Enum(
                "normal",
                "restricted",
                "sealed",
                name=op.f("ck_review_sensitivity"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("incident_on", sa.Date(), nullable=True),
        sa.Column("practice_from", sa.Date(), nullable=True),
        sa.Column("practice_to", sa.Date(), nullable=True),
        sa.Column("practice_basis", sa.String(length=120), nullable=False),
        sa.Column("commissioned_on", sa.Date(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("embargo_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_document", sa.String(length=400), nullable=False),
        sa.Column("source_url", sa.String(length=1000), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("(practice_from IS NULL) = (practice_to IS NULL)", name="practice_both_or_unknown"),
        sa.CheckConstraint(
            "practice_to IS NULL OR practice_from IS NULL OR practice_to >= practice_from", name="practice_in_order"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("reference", name=op.f("uq_review_reference")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
        info={"operational": True},
    )
    op.create_index(op.f("ix_sign_in_attempt_account_hash"), "sign_in_attempt", ["account_hash"], unique=False)
    op.create_table(
        "tally_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "published",
                "unpublished",
                "restricted",
                "sealed",
                name=op.f("ck_tally_group_visibility"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column(
            "thing",
            sa.Enum(
                "action",
                "recommendation",
                name=op.f("ck_tally_group_thing"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("rating", sa.String(length=10), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_group")),
        info={"derived": True},
    )
    op.create_index(
        "tally_group_once",
        "tally_group",
        ["visibility", "thing", "agency", "state", "rating", "overdue", "moved"],
        unique=True,
    )
    op.create_table(
        "theme",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("definition", sa.String(length=1000), nullable=False),
        sa.Column("aliases", sa.String(length=1000), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["theme.id"], name=op.f("fk_theme_parent_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("key", name=op.f("uq_theme_key")),
        sa.UniqueConstraint("name", name=op.f("uq_theme_name")),
    )
    op.create_table(
        "access_token",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_access_token_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_token_token_hash")),
    )
    op.create_index(op.f("ix_access_token_person_id"), "access_token", ["person_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_by", sa.String(length=254), nullable=True),
        sa.CheckConstraint("(disabled_at IS NULL) = (disabled_by IS NULL)", name="disabled_who_and_when"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )
    op.create_table(
        "action",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("owner_as_written", sa.Text(), nullable=False),
        sa.Column("due_as_written", sa.String(length=200), nullable=False),
        sa.Column(
            "due_precision",
            sa.Enum(
                "day",
                "week",
                "month",
                "season",
                "year",
                "quarter",
                "none",
                name=op.f("ck_action_due_precision"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("status_as_written", sa.Text(), nullable=False),
        sa.Column("success_measure", sa.Text(), nullable=False),
        sa.Column("imported_from", sa.String(length=300), nullable=False),
        sa.Column(
            "sensitivity",
            sa.Enum(
                "normal",
                "restricted",
                "sealed",
                name=op.f("ck_action_sensitivity"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_action_review_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("reference", name=op.f("uq_action_reference")),
    )
    op.create_index(op.f("ix_action_review_id"), "action", ["review_id"], unique=False)
    op.create_table(
        "checkpoint",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["tally_group.id"], name=op.f("fk_checkpoint_group_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("month", "group_id", name=op.f("pk_checkpoint")),
        info={"derived": True},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "evidence",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "policy or procedure",
                "training attendance",
                "minutes",
                "briefing",
                "audit",
                "dip sample",
                "survey",
                "outcome measure",
                "children's and families' feedback",
                "independent scrutiny",
                "other",
                name=op.f("ck_evidence_type"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("evidence_class", sa.Integer(), nullable=False),
        sa.Column("independent", sa.Boolean(), nullable=False),
        sa.Column("provider_agency_id", sa.Integer(), nullable=True),
        sa.Column(
            "sensitivity",
            sa.Enum(
                "normal",
                "restricted",
                "sealed",
                name=op.f("ck_evidence_sensitivity"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("evidence_class IN (1, 2, 3)", name="class_1_2_3"),
        sa.ForeignKeyConstraint(
            ["provider_agency_id"], ["agency.id"], name=op.f("fk_evidence_provider_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_table(
        "finding",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "failing",
                "good practice",
                "concern raised and not taken up",
                name=op.f("ck_finding_kind"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_finding_review_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("review_id", "reference", name="finding_reference_once"),
    )
    op.create_index(op.f("ix_finding_review_id"), "finding", ["review_id"], unique=False)
    op.create_table(
        "form_receipt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("answer", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_form_receipt_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_receipt")),
        info={"operational": True},
    )
    op.create_table(
        "post",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_post_agency_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("agency_id", "title", name="post_title_once_in_agency"),
    )
    op.create_index(op.f("ix_post_agency_id"), "post", ["agency_id"], unique=False)
    op.create_table(
        "recommendation",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("paraphrased", sa.Boolean(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("addressed_as_written", sa.String(length=400), nullable=False),
        sa.Column("deadline_as_written", sa.String(length=200), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column(
            "sensitivity",
            sa.Enum(
                "normal",
                "restricted",
                "sealed",
                name=op.f("ck_recommendation_sensitivity"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_recommendation_review_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("review_id", "reference", name="reference_once_in_review"),
    )
    op.create_table(
        "release",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "admin",
                "coordinator",
                "chair",
                "deputy chair",
                "independent scrutineer",
                "board member",
                "owner",
                "councillor",
                "inspector",
                name=op.f("ck_release_role"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("role IN ('coordinator', 'chair')", name="release_by_coordinator_and_chair"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_release_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_release_review_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("review_id", "person_id", name="two_people_release"),
        sa.UniqueConstraint("review_id", "role", name="one_release_per_role"),
    )
    op.create_index(op.f("ix_release_review_id"), "release", ["review_id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "admin",
                "coordinator",
                "chair",
                "deputy chair",
                "independent scrutineer",
                "board member",
                "owner",
                "councillor",
                "inspector",
                name=op.f("ck_role_grant_role"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "board",
                "agency",
                "review",
                name=op.f("ck_role_grant_scope"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint(
            "(scope = 'board' AND agency_id IS NULL AND review_id IS NULL) OR (scope = 'agency' AND agency_id IS NOT NULL AND review_id IS NULL) OR (scope = 'review' AND review_id IS NOT NULL AND agency_id IS NULL)",
            name="scope_names_its_thing",
        ),
        sa.CheckConstraint("role <> 'inspector' OR valid_until IS NOT NULL", name="inspector_is_time_boxed"),
        sa.CheckConstraint("role <> 'owner' OR scope = 'agency'", name="owner_has_an_agency"),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="grant_ends_after_start"),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_role_grant_agency_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_role_grant_review_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
        info={"operational": True},
    )
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False)
    op.create_table(
        "tally",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["tally_group.id"], name=op.f("fk_tally_group_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("day", "group_id", name=op.f("pk_tally")),
        info={"derived": True},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "action_link",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_link_action_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_action_link_recommendation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_link")),
        sa.UniqueConstraint("action_id", "recommendation_id", name="action_link_once"),
    )
    op.create_index(op.f("ix_action_link_recommendation_id"), "action_link", ["recommendation_id"], unique=False)
    op.create_table(
        "action_owner",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("post_id IS NOT NULL OR reason <> ''", name="nobody_has_reason"),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_owner_action_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_action_owner_post_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_owner")),
    )
    op.create_index(op.f("ix_action_owner_action_id"), "action_owner", ["action_id"], unique=False)
    op.create_index(op.f("ix_action_owner_post_id"), "action_owner", ["post_id"], unique=False)
    op.create_table(
        "action_wording",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_wording_action_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_wording")),
        sa.UniqueConstraint("action_id", "number", name="action_wording_number_once"),
    )
    op.create_table(
        "addressed_agency",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_addressed_agency_agency_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_addressed_agency_recommendation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addressed_agency")),
        sa.UniqueConstraint("recommendation_id", "agency_id", name="addressed_once"),
    )
    op.create_index(op.f("ix_addressed_agency_agency_id"), "addressed_agency", ["agency_id"], unique=False)
    op.create_table(
        "baseline",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_baseline_action_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
        sa.UniqueConstraint("action_id", name=op.f("uq_baseline_action_id")),
    )
    op.create_table(
        "contributing_agency",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_contributing_agency_action_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_contributing_agency_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributing_agency")),
        sa.UniqueConstraint("action_id", "agency_id", name="contributes_once"),
    )
    op.create_index(op.f("ix_contributing_agency_agency_id"), "contributing_agency", ["agency_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accept",
                "accept in part",
                "not accept",
                "approve evidence",
                "refuse sign-off",
                "extend",
                "escalate",
                "pause",
                "withdraw",
                "merge",
                "supersede",
                "close",
                "reopen",
                "override rating",
                "commission audit",
                "note",
                name=op.f("ck_decision_kind"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waiver", sa.Text(), nullable=False),
        sa.Column(
            "rating",
            sa.Enum(
                "Red",
                "Amber",
                "Green",
                "Grey",
                "Blue",
                name=op.f("ck_decision_rating"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=True,
        ),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'override rating' OR (rating IS NOT NULL AND until IS NOT NULL)", name="override_expires"
        ),
        sa.CheckConstraint("kind <> 'pause' OR until IS NOT NULL", name="pause_has_review_date"),
        sa.CheckConstraint(
            "kind IN ('accept', 'approve evidence', 'extend', 'close', 'note', 'commission audit', 'escalate') OR reason <> ''",
            name="decision_has_reason",
        ),
        sa.CheckConstraint(
            "NOT (recommendation_id IS NOT NULL AND action_id IS NOT NULL)", name="decision_about_one_thing"
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_decision_action_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_decision_decided_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_decision_meeting_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_decision_recommendation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("decision_of_kind", "decision", ["kind", "effective_on"], unique=False)
    op.create_index(op.f("ix_decision_action_id"), "decision", ["action_id"], unique=False)
    op.create_index(op.f("ix_decision_meeting_id"), "decision", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_decision_recommendation_id"), "decision", ["recommendation_id"], unique=False)
    op.create_table(
        "evidence_link",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_evidence_link_action_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_link_evidence_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_link")),
        sa.UniqueConstraint("evidence_id", "action_id", name="evidence_link_once"),
    )
    op.create_index(op.f("ix_evidence_link_action_id"), "evidence_link", ["action_id"], unique=False)
    op.create_table(
        "evidence_version",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "file",
                "link",
                "statement",
                name=op.f("ck_evidence_version_kind"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("original_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.Column("provided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind <> 'file' OR size IS NOT NULL", name="file_has_size"),
        sa.CheckConstraint("kind <> 'link' OR url <> ''", name="link_has_address"),
        sa.CheckConstraint("kind <> 'statement' OR statement <> ''", name="statement_has_text"),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_version_evidence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["provided_by_id"], ["person.id"], name=op.f("fk_evidence_version_provided_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_version")),
        sa.UniqueConstraint("evidence_id", "number", name="version_number_once"),
    )
    op.create_index(op.f("ix_evidence_version_sha256"), "evidence_version", ["sha256"], unique=False)
    op.create_table(
        "extension",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column(
            "reason_code",
            sa.Enum(
                "capacity or vacancy",
                "another agency",
                "national guidance",
                "procurement or IT",
                "legal or criminal proceedings",
                "scope changed",
                "not started in time",
                "other",
                name=op.f("ck_extension_reason_code"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason_code <> 'other' OR note <> ''", name="other_reason_is_told"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_extension_action_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_extension_asked_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_action_id"), "extension", ["action_id"], unique=False)
    op.create_table(
        "impact_test",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_impact_test_recommendation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_test")),
    )
    op.create_index(op.f("ix_impact_test_recommendation_id"), "impact_test", ["recommendation_id"], unique=False)
    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "thing",
            sa.Enum(
                "action",
                "recommendation",
                name=op.f("ck_position_thing"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "published",
                "unpublished",
                "restricted",
                "sealed",
                name=op.f("ck_position_visibility"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("rated", sa.Boolean(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("since_seq", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("baseline_due", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("forecast", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column(
            "declared",
            sa.Enum(
                "Red",
                "Amber",
                "Green",
                "Grey",
                "Blue",
                name=op.f("ck_position_declared"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=True,
        ),
        sa.Column("last_update_on", sa.Date(), nullable=True),
        sa.Column("vacant_from", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("test_due", sa.Date(), nullable=True),
        sa.Column("test_failed_on", sa.Date(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("open_actions", sa.Integer(), nullable=False),
        sa.Column("blue", sa.Boolean(), nullable=False),
        sa.Column(
            "override_rating",
            sa.Enum(
                "Red",
                "Amber",
                "Green",
                "Grey",
                "Blue",
                name=op.f("ck_position_override_rating"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=True,
        ),
        sa.Column("override_until", sa.Date(), nullable=True),
        sa.Column("grey_until", sa.Date(), nullable=True),
        sa.Column("amber_from", sa.Date(), nullable=True),
        sa.Column(
            "amber_reason",
            sa.Enum(
                "overdue",
                "no owner",
                "no due date",
                "no action",
                "forecast after the due date",
                "extended again",
                "impact test failed",
                "impact test overdue",
                "nobody holds the owner post",
                "owner's own rating",
                "due soon and nothing submitted",
                "no update in the reporting cycle",
                "awaiting response",
                name=op.f("ck_position_amber_reason"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=True,
        ),
        sa.Column("red_from", sa.Date(), nullable=True),
        sa.Column(
            "red_reason",
            sa.Enum(
                "overdue",
                "no owner",
                "no due date",
                "no action",
                "forecast after the due date",
                "extended again",
                "impact test failed",
                "impact test overdue",
                "nobody holds the owner post",
                "owner's own rating",
                "due soon and nothing submitted",
                "no update in the reporting cycle",
                "awaiting response",
                name=op.f("ck_position_red_reason"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=True,
        ),
        sa.Column("overdue_from", sa.Date(), nullable=True),
        sa.Column("late_until", sa.Date(), nullable=True),
        sa.Column("late_order", sa.Date(), nullable=False),
        sa.Column("shown_amber_from", sa.Date(), nullable=True),
        sa.Column("shown_red_from", sa.Date(), nullable=True),
        sa.CheckConstraint("(thing = 'action') = (action_id IS NOT NULL)", name="position_names_action"),
        sa.CheckConstraint(
            "(thing = 'recommendation') = (recommendation_id IS NOT NULL)", name="position_names_recommendation"
        ),
        sa.CheckConstraint("valid_to > valid_from", name="position_lasts"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_position_action_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_position_agency_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_position_post_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_position_recommendation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_position_review_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        info={"derived": True},
    )
    op.create_index("position_ends", "position", ["valid_to", "thing"], unique=False)
    op.create_index(
        "position_late_now",
        "position",
        ["thing", "late_order", "thing_id"],
        unique=False,
        sqlite_where=sa.text("valid_to = '9999-12-31'"),
        postgresql_where=sa.text("valid_to = '9999-12-31'"),
    )
    op.create_index(
        "position_late_then", "position", ["thing", "late_order", "thing_id", "valid_from", "valid_to"], unique=False
    )
    op.create_index("position_of_action", "position", ["action_id", "valid_from"], unique=True)
    op.create_index("position_of_post", "position", ["post_id", "valid_to"], unique=False)
    op.create_index("position_of_recommendation", "position", ["recommendation_id", "valid_from"], unique=True)
    op.create_index("position_of_review", "position", ["review_id", "thing", "valid_to"], unique=False)
    op.create_index("position_turns_amber", "position", ["shown_amber_from", "thing"], unique=False)
    op.create_index("position_turns_red", "position", ["shown_red_from", "thing"], unique=False)
    op.create_table(
        "progress_update",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("started", sa.Boolean(), nullable=False),
        sa.Column(
            "declared",
            sa.Enum(
                "Red",
                "Amber",
                "Green",
                "Grey",
                "Blue",
                name=op.f("ck_progress_update_declared"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=True,
        ),
        sa.Column("forecast", sa.Date(), nullable=True),
        sa.Column("declared_done", sa.Boolean(), nullable=False),
        sa.Column("blocked_by", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_progress_update_action_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_progress_update_by_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_update")),
    )
    op.create_index(op.f("ix_progress_update_action_id"), "progress_update", ["action_id"], unique=False)
    op.create_table(
        "recommendation_theme",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_theme_recommendation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_recommendation_theme_theme_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_theme")),
        sa.UniqueConstraint("recommendation_id", "theme_id", name="theme_once"),
    )
    op.create_index(op.f("ix_recommendation_theme_theme_id"), "recommendation_theme", ["theme_id"], unique=False)
    op.create_table(
        "recommendation_wording",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("number = 1 OR reason <> ''", name="correction_has_reason"),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_wording_recommendation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_wording")),
        sa.UniqueConstraint("recommendation_id", "number", name="wording_number_once"),
    )
    op.create_table(
        "repeat_link",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("later_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "stated by the inspectors",
                "judged by reading",
                "suggested",
                name=op.f("ck_repeat_link_basis"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("later_id <> earlier_id", name="no_repeat_of_itself"),
        sa.ForeignKeyConstraint(
            ["earlier_id"], ["recommendation.id"], name=op.f("fk_repeat_link_earlier_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["later_id"], ["recommendation.id"], name=op.f("fk_repeat_link_later_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeat_link")),
        sa.UniqueConstraint("later_id", "earlier_id", name="repeat_once"),
    )
    op.create_index(op.f("ix_repeat_link_earlier_id"), "repeat_link", ["earlier_id"], unique=False)
    op.create_table(
        "response",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "awaiting",
                "accepted",
                "accepted in part",
                "accepted in principle",
                "not accepted",
                "referred outside the area",
                "superseded",
                "merged",
                name=op.f("ck_response_kind"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'accepted in principle' OR review_on IS NOT NULL", name="in_principle_has_review_date"
        ),
        sa.CheckConstraint("kind IN ('awaiting', 'accepted') OR reason <> ''", name="response_has_reason"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_response_by_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_response_recommendation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    op.create_index(op.f("ix_response_recommendation_id"), "response", ["recommendation_id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_submission_action_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_submission_by_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    op.create_index(op.f("ix_submission_action_id"), "submission", ["action_id"], unique=False)
    op.create_table(
        "tenure",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ended_on IS NULL OR ended_on > started_on", name="tenure_ends_after_start"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tenure_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_tenure_post_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenure")),
    )
    op.create_index(op.f("ix_tenure_person_id"), "tenure", ["person_id"], unique=False)
    op.create_index(
        "tenure_open_once",
        "tenure",
        ["post_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "evidence_check",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "adequate",
                "partly",
                "inadequate",
                name=op.f("ck_evidence_check_verdict"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("checker_id", sa.Integer(), nullable=True),
        sa.Column("checker_agency_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("verdict = 'adequate' OR reason <> ''", name="refusal_has_reason"),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_evidence_check_action_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["checker_agency_id"], ["agency.id"], name=op.f("fk_evidence_check_checker_agency_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["checker_id"], ["person.id"], name=op.f("fk_evidence_check_checker_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["evidence_version.id"], name=op.f("fk_evidence_check_version_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_check")),
    )
    op.create_index(op.f("ix_evidence_check_action_id"), "evidence_check", ["action_id"], unique=False)
    op.create_index(op.f("ix_evidence_check_version_id"), "evidence_check", ["version_id"], unique=False)
    op.create_table(
        "extension_answer",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("extension_id", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("approved OR reason <> ''", name="refused_extension_has_reason"),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_extension_answer_answered_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["extension_id"], ["extension.id"], name=op.f("fk_extension_answer_extension_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_extension_answer_meeting_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension_answer")),
        sa.UniqueConstraint("extension_id", name=op.f("uq_extension_answer_extension_id")),
    )
    op.create_index("extension_answered_on", "extension_answer", ["effective_on"], unique=False)
    op.create_table(
        "impact_result",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("test_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "met",
                "partly met",
                "not met",
                "not measurable",
                name=op.f("ck_impact_result_verdict"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("next_check_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_impact_result_by_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["test_id"], ["impact_test.id"], name=op.f("fk_impact_result_test_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_result")),
    )
    op.create_index(op.f("ix_impact_result_test_id"), "impact_result", ["test_id"], unique=False)
    op.create_table(
        "repeat_answer",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "same",
                "related",
                "different",
                name=op.f("ck_repeat_answer_verdict"),
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name="repeat_answer_has_reason"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_repeat_answer_by_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["link_id"], ["repeat_link.id"], name=op.f("fk_repeat_answer_link_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeat_answer")),
    )
    op.create_index(op.f("ix_repeat_answer_link_id"), "repeat_answer", ["link_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_repeat_answer_link_id"), table_name="repeat_answer")
    op.drop_table("repeat_answer")
    op.drop_index(op.f("ix_impact_result_test_id"), table_name="impact_result")
    op.drop_table("impact_result")
    op.drop_index("extension_answered_on", table_name="extension_answer")
    op.drop_table("extension_answer")
    op.drop_index(op.f("ix_evidence_check_version_id"), table_name="evidence_check")
    op.drop_index(op.f("ix_evidence_check_action_id"), table_name="evidence_check")
    op.drop_table("evidence_check")
    op.drop_index(
        "tenure_open_once",
        table_name="tenure",
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.drop_index(op.f("ix_tenure_person_id"), table_name="tenure")
    op.drop_table("tenure")
    op.drop_index(op.f("ix_submission_action_id"), table_name="submission")
    op.drop_table("submission")
    op.drop_index(op.f("ix_response_recommendation_id"), table_name="response")
    op.drop_table("response")
    op.drop_index(op.f("ix_repeat_link_earlier_id"), table_name="repeat_link")
    op.drop_table("repeat_link")
    op.drop_table("recommendation_wording")
    op.drop_index(op.f("ix_recommendation_theme_theme_id"), table_name="recommendation_theme")
    op.drop_table("recommendation_theme")
    op.drop_index(op.f("ix_progress_update_action_id"), table_name="progress_update")
    op.drop_table("progress_update")
    op.drop_index("position_turns_red", table_name="position")
    op.drop_index("position_turns_amber", table_name="position")
    op.drop_index("position_of_review", table_name="position")
    op.drop_index("position_of_recommendation", table_name="position")
    op.drop_index("position_of_post", table_name="position")
    op.drop_index("position_of_action", table_name="position")
    op.drop_index("position_late_then", table_name="position")
    op.drop_index(
        "position_late_now",
        table_name="position",
        sqlite_where=sa.text("valid_to = '9999-12-31'"),
        postgresql_where=sa.text("valid_to = '9999-12-31'"),
    )
    op.drop_index("position_ends", table_name="position")
    op.drop_table("position")
    op.drop_index(op.f("ix_impact_test_recommendation_id"), table_name="impact_test")
    op.drop_table("impact_test")
    op.drop_index(op.f("ix_extension_action_id"), table_name="extension")
    op.drop_table("extension")
    op.drop_index(op.f("ix_evidence_version_sha256"), table_name="evidence_version")
    op.drop_table("evidence_version")
    op.drop_index(op.f("ix_evidence_link_action_id"), table_name="evidence_link")
    op.drop_table("evidence_link")
    op.drop_index(op.f("ix_decision_recommendation_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_meeting_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_action_id"), table_name="decision")
    op.drop_index("decision_of_kind", table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_contributing_agency_agency_id"), table_name="contributing_agency")
    op.drop_table("contributing_agency")
    op.drop_table("baseline")
    op.drop_index(op.f("ix_addressed_agency_agency_id"), table_name="addressed_agency")
    op.drop_table("addressed_agency")
    op.drop_table("action_wording")
    op.drop_index(op.f("ix_action_owner_post_id"), table_name="action_owner")
    op.drop_index(op.f("ix_action_owner_action_id"), table_name="action_owner")
    op.drop_table("action_owner")
    op.drop_index(op.f("ix_action_link_recommendation_id"), table_name="action_link")
    op.drop_table("action_link")
    op.drop_table("tally")
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_release_review_id"), table_name="release")
    op.drop_table("release")
    op.drop_table("recommendation")
    op.drop_index(op.f("ix_post_agency_id"), table_name="post")
    op.drop_table("post")
    op.drop_table("form_receipt")
    op.drop_index(op.f("ix_finding_review_id"), table_name="finding")
    op.drop_table("finding")
    op.drop_table("evidence")
    op.drop_table("checkpoint")
    op.drop_index(op.f("ix_action_review_id"), table_name="action")
    op.drop_table("action")
    op.drop_table("account")
    op.drop_index(op.f("ix_access_token_person_id"), table_name="access_token")
    op.drop_table("access_token")
    op.drop_table("theme")
    op.drop_index("tally_group_once", table_name="tally_group")
    op.drop_table("tally_group")
    op.drop_index(op.f("ix_sign_in_attempt_account_hash"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("review")
    op.drop_table("rating_key")
    op.drop_table("person")
    op.drop_index(op.f("ix_meeting_held_on"), table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(op.f("ix_kept_text_seq"), table_name="kept_text")
    op.drop_table("kept_text")
    op.drop_index(op.f("ix_event_review_id"), table_name="event")
    op.drop_index(op.f("ix_event_recommendation_id"), table_name="event")
    op.drop_index(op.f("ix_event_actor_id"), table_name="event")
    op.drop_index(op.f("ix_event_action_id"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_context_event_happened_on"), table_name="context_event")
    op.drop_table("context_event")
    op.drop_table("agency")
