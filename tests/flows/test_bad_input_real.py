"""Real files that nobody made for this program: what they lack is said row by row, and what is good loads."""


def read(shared_data, name):
    return (shared_data / name).read_bytes()


def test_345_companies_load_and_the_second_time_are_unchanged(desk, shared_data):
    from django.db import connection

    from xinyong.records.models import Subject
    from xinyong.rules.names import search_name

    content = read(shared_data, "registry/xinzheng_345.csv")
    first = desk.submit(content, "xinzheng_345.csv", item="registration")
    assert (first.state, first.outcomes) == ("loaded", {"inserted": 345})
    assert {finding["severity"] for finding in first.findings} <= {"warn"}
    second = desk.submit(content, "xinzheng_345.csv", item="registration")
    assert second.outcomes == {"unchanged": 345}

    with connection.cursor() as cursor:
        for subject in Subject.objects.order_by("pk")[:345:23]:
            piece = search_name(subject.name)[3:5]
            cursor.execute("SELECT name FROM disclosure_search(%s, 200)", [piece])
            names = {name for (name,) in cursor.fetchall()}
            assert subject.name in names or len(names) == 200, f"{subject.name} is not found by {piece}"
    capital = {payload.get("ZCZB"): payload.get("ZCZB_WY") for payload in first.payloads.values()}
    assert sum(value is not None for value in capital.values()) > len(capital) / 2


def test_penalties_of_banks_lack_required_columns_and_each_row_says_which(desk, shared_data):
    content = read(shared_data, "penalties/bank_penalties_12-60.csv")
    answer = desk.submit(content, "bank_penalties_12-60.csv", accept_valid=True)
    assert (answer.state, answer.outcomes) == ("refused", {"rejected": 49})
    said = {finding["row"] for finding in answer.findings if finding["code"] == "ROW_INCOMPLETE"}
    assert said == set(answer.ledger)
    text = next(f["message"] for f in answer.findings if f["code"] == "ROW_INCOMPLETE")
    assert "行政处罚决定书文号" in text


def test_licences_of_cosmetics_makers_lack_required_columns_and_each_row_says_which(desk, shared_data):
    content = read(shared_data, "licences/cosmetics_15.csv")
    answer = desk.submit(content, "cosmetics_15.csv", item="licence")
    assert (answer.state, answer.outcomes) == ("refused", {"rejected": 15})
    assert {finding["row"] for finding in answer.findings} >= set(answer.ledger)
