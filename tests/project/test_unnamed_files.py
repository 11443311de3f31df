"""Stored files that nothing names are destroyed after a day; what any table names stays."""

import io
import os
from datetime import timedelta

import pytest

from xinyong.infra import storage
from xinyong.infra.clock import now
from xinyong.project import unnamed_files


@pytest.fixture
def store(home):
    def put(*, days):
        stored = storage.store(io.BytesIO(b"abc"), home)
        then = (now() - timedelta(days=days)).timestamp()
        os.utime(home / "files" / stored.name, (then, then))
        return stored

    return put


@pytest.mark.django_db
def test_only_what_is_old_and_nameless_is_destroyed(store, home):
    from xinyong.collection.models import Submission

    young, old, named = store(days=0), store(days=2), store(days=2)
    Submission.objects.create(
        receipt="BS2026-000001", agency="scjg", item="penalty", edition="2026-1", channel="upload", received_at=now(),
        actor_kind="os", actor="test", filename="报送.csv", size=3, sm3=named.sm3, stored_name=named.name,
        wrapped_key=named.wrapped_key,
    )  # fmt: skip
    unnamed_files.remove(home=home, at=now())
    left = [(home / "files" / each.name).exists() for each in (young, old, named)]
    assert left == [True, False, True]
    for each in (young, named):
        storage.destroy(each.name, home)


@pytest.mark.django_db
def test_every_table_that_names_a_stored_file_is_asked():
    from django.apps import apps

    tables = {m.__name__ for m in apps.get_models() for f in m._meta.local_fields if f.name == "stored_name"}
    assert {"Submission", "Report"} <= tables
