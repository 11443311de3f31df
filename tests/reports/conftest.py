"""Reports of organisations really committed, asked for with the rights of the public."""

from datetime import UTC, date, datetime

import psycopg
import pypdfium2
import pytest

from tests.disclosure.conftest import Register

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def register(committed_db, superuser):
    with psycopg.connect(superuser(committed_db.settings_dict["NAME"]), autocommit=True) as admin:
        yield Register(admin)


@pytest.fixture
def firm(register):
    """A firm with a licence, three penalties and an honour."""
    number = register.subject("虚构市试例食品有限公司", Register.code(1))
    register.record(
        number, item="licence", public={"XK_WSH": "虚审许〔2025〕1号"}, decided_on=date(2025, 3, 1)
    )
    for n, day in enumerate((date(2024, 5, 1), date(2025, 6, 1), date(2023, 7, 1)), start=1):
        fields = {
            "CF_WSH": f"虚市监罚〔2025〕{n}号",
            "CF_SY": "#eval(1) $x$ *粗* 电话13812345678 证件410184198001010012",
        }
        register.record(number, item="penalty", public=fields, decided_on=day, disputed=n == 2)
    register.record(number, item="honour", decided_on=date(2025, 1, 1))
    return number


def text_of(pdf):
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
