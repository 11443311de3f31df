"""Prepare the next item while the present one is being used."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")


def ahead(items: Iterator[_Item]) -> Generator[_Item, None, None]:
    """Yield the items of an iterator, each made in a thread while its forerunner is used; one is held at most.

    What is made ahead must leave Python's lock while it works, as the reader of workbooks and polars do; then two cores
    are used: a piece is read or checked while the one before is parsed or copied into the database.
    """
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(next, items, None)
        while (item := future.result()) is not None:
            future = pool.submit(next, items, None)
            yield item
