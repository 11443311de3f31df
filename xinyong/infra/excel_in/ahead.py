"""Prepare the next item while the present one is being used."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")


def ahead(items: Iterator[_Item]) -> Generator[_Item, None, None]:
    """Yield the items of an iterator, each made in a thread while its forerunner is used; one is held at most.

    The reader of workbooks leaves Python's lock while it works, so the pieces after it are scanned meanwhile.
    """
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(next, items, None)
        while (item := future.result()) is not None:
            future = pool.submit(next, items, None)
            yield item
