"""Numbers of receipts and letters: kind, year and a sequence without reuse."""

from django.db import connection

RECEIPT = "BS"  # 报送回执


def next_number(kind: str, year: int) -> str:
    """Return the next number of a series, `BS2026-000001`; its row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO collection_numberseries (kind, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (kind, year) DO UPDATE SET last = collection_numberseries.last + 1 RETURNING last",
            [kind, year],
        )
        (last,) = cursor.fetchone()
    return f"{kind}{year}-{last:06d}"
