"""The visitors of f and h: processes that ask one server for pages over connections they keep, and count."""

import http.client
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

_VISITORS = 4


def main(port: int, paths: list[str], cookie: str) -> None:
    """Share the paths among the visitors and report pages per second, all answers being 200."""
    shares = [(port, paths[i::_VISITORS], cookie) for i in range(_VISITORS)]
    with ProcessPoolExecutor(_VISITORS) as visitors:
        list(
            visitors.map(_visit, [(port, share[:1], cookie) for _, share, _ in shares])
        )  # starts the processes
        start = time.perf_counter()
        counts = list(visitors.map(_visit, shares))
        seconds = time.perf_counter() - start
    wrong = sorted({status for of in counts for status in of if status != 200})
    if wrong:
        sys.exit(f"answers with status {wrong}")
    print(json.dumps({"pages": len(paths), "seconds": seconds}))


def _visit(share: tuple[int, list[str], str]) -> list[int]:
    port, paths, cookie = share
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    statuses = []
    for path in paths:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    return statuses


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")), sys.argv[3])
