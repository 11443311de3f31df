"""The contestant of d: searches of the public, with its role, and the statements they need."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinyong.project.settings")


def main(texts: list[str]) -> None:
    """Search for each text and report speed and statements."""
    import django

    django.setup()

    from xinyong.disclosure.queries import search

    search(texts[0])  # connects
    times, found = [], 0
    for text in texts:
        start = time.perf_counter()
        found += bool(search(text).subjects)
        times.append(time.perf_counter() - start)
    statements = [_statements(text, search) for text in texts[:50]]
    answer = {
        "seconds": sum(times),
        "slowest": max(times),
        "searches": len(texts),
        "found": found,
        "fewest_statements": min(statements),
        "most_statements": max(statements),
    }
    print(json.dumps(answer))


def _statements(text: str, search: Any) -> int:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connections["public"]) as captured:
        search(text)
    return len(captured.captured_queries)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
