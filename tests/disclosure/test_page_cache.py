"""A public page is served from memory exactly as long as what it says is true."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connections
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from xinyong.disclosure import caching
from xinyong.infra.clock import today
from xinyong.screens import display


@pytest.fixture(autouse=True)
def empty(register):
    caching.pages.clear()
    yield
    caching.pages.clear()


@pytest.fixture
def rendered():
    """A page that says how many records are disclosed, and how often it was made."""
    made = []

    @caching.page
    def view(request, **named):
        made.append(request.get_full_path())
        return HttpResponse(f"{len(made)} {named}", headers={"X-Robots-Tag": "noindex"})

    view.made = made
    return view


def _get(view, path="/", **options):
    cookie = options.pop("cookie", None)
    method = options.pop("method", "get")
    request = getattr(RequestFactory(), method)(path, headers=options)
    if cookie is not None:
        request.COOKIES[display.COOKIE] = cookie
    return view(request)


def test_the_second_visitor_is_served_from_memory(rendered):
    first, second = _get(rendered), _get(rendered)
    assert (second.content, second["ETag"], second["X-Robots-Tag"]) == (
        first.content,
        first["ETag"],
        "noindex",
    )
    assert len(rendered.made) == 1
    assert second["Cache-Control"] == "public, no-cache"
    assert {each.strip() for each in second["Vary"].split(",")} == {
        "Cookie", "HX-Request", "HX-History-Restore-Request", "Accept-Encoding",
    }  # fmt: skip


def test_who_has_the_page_gets_304_for_one_statement(rendered):
    etag = _get(rendered)["ETag"]
    caching.pages.clear()
    with CaptureQueriesContext(connections["public"]) as asked:
        response = _get(rendered, if_none_match=etag)
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert response["Cache-Control"] == "public, no-cache"
    assert len(asked) == len(rendered.made) == 1


def test_asking_whether_a_page_exists_is_no_304(rendered):
    assert _get(rendered, if_none_match="*").status_code == 200


CHANGES = [
    pytest.param("UPDATE records_record SET disputed = NOT disputed", id="a record is disputed"),
    pytest.param("UPDATE records_subject SET status = 'cancelled'", id="a firm is cancelled"),
    pytest.param("UPDATE records_subjectidentifier SET valid_to = '2025-01-01'", id="a code ends"),
    pytest.param("UPDATE accounts_organisationname SET name = name", id="an agency is renamed"),
    pytest.param("UPDATE accounts_organisation SET is_township = is_township", id="an agency changes"),
    pytest.param("DELETE FROM records_record WHERE id = -1", id="a statement that changes no row"),
]


@pytest.mark.parametrize("statement", CHANGES)
def test_a_change_makes_another_page(register, rendered, statement):
    register.disclosed("状态公司", None)
    before = _get(rendered)["ETag"]
    with register.connection.transaction():
        register.connection.execute(statement)
    assert _get(rendered)["ETag"] != before
    assert _get(rendered, if_none_match=before).status_code == 200


def test_a_change_that_commits_late_is_noticed_and_nobody_waits(register, superuser):
    dsn = superuser(connections["default"].settings_dict["NAME"])
    seen = {caching.state()}
    with (
        psycopg.connect(dsn, options="-c lock_timeout=1s") as early,
        psycopg.connect(dsn, options="-c lock_timeout=1s") as late,
    ):
        _touch(early)  # begins first
        _touch(late)
        late.commit()
        assert caching.state() not in seen
        seen.add(caching.state())
        register.connection.execute(
            "DELETE FROM records_record WHERE id = -1"
        )  # trims while one is not finished
        seen.add(caching.state())
        early.commit()
    assert caching.state() not in seen
    assert len(seen) == 3


def test_a_change_given_up_changes_nothing(register, superuser):
    before = caching.state()
    with psycopg.connect(superuser(connections["default"].settings_dict["NAME"])) as given_up:
        _touch(given_up)
        given_up.rollback()
    assert caching.state() == before


def test_a_change_after_one_given_up_within_a_transaction_is_noticed(register):
    before = caching.state()
    with register.connection.transaction():
        with register.connection.transaction(force_rollback=True):
            _touch(register.connection)
        _touch(register.connection)
    assert caching.state() != before


def _touch(connection):
    connection.execute("UPDATE records_record SET disputed = disputed WHERE id = -1")


def test_no_state_comes_back_and_the_table_stays_small(register):
    states = []
    for _ in range(200):
        _touch(register.connection)
        states.append(caching.state())
    assert len(set(states)) == 200
    assert register.connection.execute("SELECT count(*) FROM disclosure_change").fetchone() == (1,)


def test_many_statements_of_one_transaction_leave_one_row(register):
    with register.connection.transaction():
        for _ in range(50):
            _touch(register.connection)
    assert register.connection.execute("SELECT count(*) FROM disclosure_change").fetchone() == (1,)


def test_the_local_day_turns_the_page():
    assert caching.state().startswith(f"{today()} ")
    request = RequestFactory().get("/")
    before = caching.key_of(request, caching.state())
    tomorrow = caching.state().replace(f"{today()}", f"{today() + timedelta(days=1)}")
    assert caching.key_of(request, tomorrow) != before


OWN = [
    pytest.param({"path": "/?q=1"}, id="another address"),
    pytest.param({"cookie": "large"}, id="large type"),
    pytest.param({"cookie": "high"}, id="high contrast"),
    pytest.param({"cookie": "large.high"}, id="both"),
    pytest.param({"hx_request": "true"}, id="a part for htmx"),
    pytest.param({"host": "localhost"}, id="another host"),
]


@pytest.mark.parametrize("options", OWN)
def test_has_a_page_of_its_own(rendered, options, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert _get(rendered)["ETag"] != _get(rendered, **options)["ETag"]
    assert len(rendered.made) == len(caching.pages) == 2


@pytest.mark.parametrize("cookie", ["", "x" * 5000, "LARGE", "\udc80", "large" * 99, "'; --"])
def test_a_hostile_cookie_is_the_usual_look(rendered, cookie):
    assert _get(rendered, cookie=cookie)["ETag"] == _get(rendered)["ETag"]
    assert len(caching.pages) == 1


def test_thousands_of_addresses_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(caching, "pages", caching.Store(most_pages=100, most_bytes=50_000))

    @caching.page
    def view(request):
        return HttpResponse("x" * 1000)

    for i in range(3000):
        _get(view, f"/?q={i}")
    assert len(caching.pages) <= 50
    assert caching.pages.bytes <= 50_000


def test_one_large_page_is_served_and_not_held():
    @caching.page
    def view(request):
        return HttpResponse("x" * 1_000_000)

    assert len(_get(view).content) == 1_000_000
    assert len(caching.pages) == caching.pages.bytes == 0


def test_what_was_asked_for_last_is_kept():
    store = caching.Store(most_pages=2)
    for key in ("a", "b"):
        store.put(key, caching.Kept(b"1", ()))
    store.get("a")
    store.put("c", caching.Kept(b"22", ()))
    assert [bool(store.get(key)) for key in "abc"] == [True, False, True]
    assert store.bytes == 3


def _cookie():
    response = HttpResponse("mine")
    response.set_cookie("display", "large")
    return response


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda: HttpResponse("no", status=404), id="not found"),
        pytest.param(lambda: HttpResponse("no", status=500), id="an error"),
        pytest.param(lambda: HttpResponse(status=302, headers={"Location": "/"}), id="a move"),
        pytest.param(_cookie, id="an answer with a cookie"),
        pytest.param(
            lambda: HttpResponse("no", headers={"Cache-Control": "no-store"}), id="not to be stored"
        ),
        pytest.param(lambda: HttpResponse("no", headers={"Cache-Control": "private"}), id="for one alone"),
    ],
)
def test_is_not_held(answer):
    response = _get(caching.page(lambda request: answer()))
    assert len(caching.pages) == 0
    assert not response.has_header("ETag")
    assert "public" not in response["Cache-Control"]


def test_an_exception_passes_and_leaves_nothing():
    @caching.page
    def view(request):
        raise Http404

    with pytest.raises(Http404):
        _get(view)
    assert len(caching.pages) == 0


def test_head_shares_the_page(rendered):
    head = _get(rendered, method="head")
    assert (head["ETag"], head.status_code) == (_get(rendered)["ETag"], 200)
    assert len(rendered.made) == 1


def test_a_deed_is_never_held(rendered):
    assert not _get(rendered, method="post").has_header("ETag")
    assert len(caching.pages) == 0


def test_adverse_pages_are_for_no_search_engine():
    view = caching.page(adverse=True)(lambda request: HttpResponse("page"))
    etag = _get(view)["ETag"]
    for response in (_get(view), _get(view, if_none_match=etag)):
        assert response["X-Robots-Tag"] == "noindex, noarchive"
