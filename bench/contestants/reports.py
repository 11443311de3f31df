"""Issues the public reports of disclosed organisations, and sets the same documents with nothing but Typst."""

import json
import os
import sys
import time
from dataclasses import asdict

import django

COUNT = 50


def main(count: int) -> dict[str, float]:
    """Return the seconds of both, each with fonts and compiler of its own, cold."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinyong.project.settings")
    django.setup()
    from django.db import connection

    from xinyong.accounts.actors import os_actor
    from xinyong.infra.clock import now
    from xinyong.reports import actions, material
    from xinyong.reports.composing import Head, compose

    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM disclosure_subject ORDER BY number LIMIT %s", [count])
        subjects = [number for (number,) in cursor.fetchall()]
    start, at = time.perf_counter(), now()
    issued = [actions.issue_public(subject=number, by=os_actor("bench"), at=at) for number in subjects]
    product = time.perf_counter() - start
    documents = []
    for each in issued:
        head = Head(
            each.number, each.code, each.version, at, actions.verification_address(each.number, each.code)
        )
        document, _ = compose(material.disclosed(each.subject), head)
        documents.append(json.dumps(asdict(document), ensure_ascii=False))
    return {"reports": len(issued), "product": product, "typst": _bare(documents, int(at.timestamp()))}


def _bare(documents: list[str], at: int) -> float:
    import typst

    from xinyong.infra.typeset import FONTS
    from xinyong.reports.setting import TEMPLATE

    start = time.perf_counter()
    compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True, root=str(TEMPLATE.parent))
    for document in documents:
        compiler.compile(input=str(TEMPLATE), sys_inputs={"data": document}, timestamp=at)
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)))
