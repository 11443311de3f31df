"""Every table: told in the words of the field, and keeping to the shapes of docs/decisions/0001 and 0003."""

import pytest
from django.db import connection

APPEND_ONLY = {
    "audit_event",
    "collection_rowoutcome",
    "inquiries_entry",
    "records_recordparty",
    "records_recordversion",
}

# Names that need no words: what they hold is in them, or in the docstring of their model.
SELF_EXPLAINING = {
    "id", "pk", "ordinal", "seq", "line", "header_line", "record_id", "edition", "name", "name_grams", "kind", "actor_kind",
    "year", "last", "at", "created_at", "received_at", "checked_at", "finished_at", "undone_at", "valid_from", "valid_to",
    "validity_on", "validity_document", "disclosed_from", "disclosure_reason", "reason", "undone_reason", "message", "error_code",
    "error_message",
}  # fmt: skip
OUTCOME_COUNTS = {"rows", "inserted", "updated", "unchanged", "revoked", "rejected", "held", "findings_total"}
INHERITED = {"password", "last_login"}  # Django's own
# What tells of a record but belongs to a submission: it is looked up by receipt, and reconciled as a whole.
BY_SUBMISSION = {"collection_rowoutcome"}


def _says_nothing(field):
    told = field.help_text or field.choices or field.is_relation
    return not told and field.name not in SELF_EXPLAINING | OUTCOME_COUNTS | INHERITED


def test_every_field_says_what_it_holds(own_models):
    """Give the field a help_text in the words of the people who use it; a name that says all goes on the list above."""
    silent = [
        f"{m.__name__}.{f.name}"
        for m in own_models
        for f in m._meta.local_concrete_fields
        if _says_nothing(f)
    ]
    assert silent == []


def test_every_model_has_a_docstring(own_models):
    """Say in one sentence what one row is; Django's own text is none."""
    assert [m.__name__ for m in own_models if (m.__doc__ or "").startswith(f"{m.__name__}(")] == []


def test_data_of_a_subject_carry_the_subjects_number(own_models):
    """Add `subject` or `subject_id`: tables are to be distributed by subject one day without a redesign."""
    of_records = [m for m in own_models if m._meta.app_label == "records" or _names_a_record(m)]
    without = {m._meta.db_table for m in of_records if not _subject_columns(m)}
    assert without - BY_SUBMISSION == {"records_subject"}  # the subject itself


def _names_a_record(model):
    return any(field.column == "record_id" for field in model._meta.local_concrete_fields)


def _subject_columns(model):
    return [f for f in model._meta.local_concrete_fields if f.column in {"subject_id", "subject"}]


def test_what_calls_itself_append_only_is(own_models):
    """Add `append_only(table)` to its migration, revoke UPDATE and DELETE in grants.sql, and list the table here."""
    told = {m._meta.db_table for m in own_models if "append-only" in (m.__doc__ or "")}
    assert told <= APPEND_ONLY


@pytest.mark.django_db
def test_append_only_tables_have_their_trigger():
    """Add `append_only(table)` to a migration of the table, or list here what has got its trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = to_regproc('xinyong_append_only') AND tgenabled <> 'D'"
        )
        assert {table for (table,) in cursor.fetchall()} == APPEND_ONLY


@pytest.mark.django_db
def test_the_application_may_only_add_to_append_only_tables():
    """Put the table into the REVOKE of `xinyong/project/sql/grants.sql`."""
    rights = "UPDATE, DELETE, TRUNCATE"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND has_table_privilege('xinyong_app', oid, 'INSERT') AND NOT has_table_privilege('xinyong_app', oid, 'UPDATE')"
        )
        assert {table for (table,) in cursor.fetchall()} == APPEND_ONLY
        cursor.execute(
            "SELECT t FROM unnest(%s::text[]) AS t WHERE has_table_privilege('xinyong_app', t, %s)",
            [sorted(APPEND_ONLY), rights],
        )
        assert cursor.fetchall() == []
