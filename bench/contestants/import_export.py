"""The peer of b: django-import-export 4 into a plain model of thirty text columns, which checks nothing.

Three ways to set it up: `plain` as the library comes, `bulk` with its bulk mode, `tuned` with everything its manual
offers for speed besides: no differences for the report, existing rows found by one query instead of one per row.
"""

import json
import sys
from pathlib import Path

import django
from django.conf import settings

from xinyong.infra import database
from xinyong.project import env

_TABLE = "bench_penalty"


def main(file: Path, way: str) -> None:
    """Import a workbook in one of the ways."""
    _configure()
    from django.db import connection
    from import_export.instance_loaders import CachedInstanceLoader, ModelInstanceLoader
    from import_export.resources import ModelResource
    from tablib import Dataset

    with file.open("rb") as source:
        dataset = Dataset().load(source, format="xlsx")
    titles = dataset.headers
    dataset.headers = [f"c{at}" for at in range(len(titles))]
    key = f"c{titles.index('行政处罚决定书文号')}"
    penalty = _model(dataset.headers, key)

    class PenaltyResource(ModelResource):
        class Meta:
            model = penalty
            fields = tuple(dataset.headers)
            import_id_fields = (key,)
            use_bulk = way != "plain"
            skip_diff = way == "tuned"
            instance_loader_class = CachedInstanceLoader if way == "tuned" else ModelInstanceLoader

    with connection.schema_editor() as editor:
        editor.create_model(penalty)
    result = PenaltyResource().import_data(dataset, use_transactions=True, raise_errors=True)
    rows = penalty.objects.count()
    with connection.schema_editor() as editor:
        editor.delete_model(penalty)
    print(json.dumps({"rows": rows, "new": result.totals["new"]}))


def _configure() -> None:
    server = database.connection_parameters(env.home())
    settings.configure(
        INSTALLED_APPS=["import_export"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": server.database,
                "HOST": str(server.socket_dir),
                "PORT": str(server.port),
                "USER": database.OWNER,
                "PASSWORD": database.password(env.home(), database.OWNER),
            }
        },
        USE_TZ=True,
    )
    django.setup()


def _model(columns: list[str], key: str):
    from django.db import models

    meta = type("Meta", (), {"app_label": "import_export", "db_table": _TABLE})
    texts = {name: models.TextField(blank=True, default="", db_index=name == key) for name in columns}
    return type("Penalty", (models.Model,), {"__module__": __name__, "Meta": meta, **texts})


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
