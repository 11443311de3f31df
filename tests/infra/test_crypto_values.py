"""Sealed values and keyed digests, against published vectors and against the standard library."""

import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives import hashes
from hypothesis import given
from hypothesis import strategies as st

from xinyong.infra.crypto import (
    KEY_BYTES,
    KeyMissingError,
    Keyring,
    TamperedError,
    is_sealed,
    keyring,
    sm4_gcm_open,
    sm4_gcm_seal,
)

RING = Keyring(None, {"0001aaaa": bytes(range(16))}, bytes(range(32)), bytes(16), "django")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))

needs_sm3 = pytest.mark.skipif(
    "sm3" not in hashlib.algorithms_available, reason="this Python's OpenSSL has no SM3"
)


@given(TEXTS, TEXTS)
def test_what_is_sealed_opens_in_its_context(text, context):
    token = RING.seal(text, context)
    assert is_sealed(token)
    assert RING.open_(token, context) == text


@given(st.lists(TEXTS, max_size=20))
def test_many_values_are_sealed_in_order(values):
    tokens = RING.seal_many(values, "record")
    assert [RING.open_(token, "record") for token in tokens] == values
    assert len(set(tokens)) == len(values)  # equal values do not show


@given(st.text("0123456789X", min_size=18, max_size=18), st.data())
def test_one_changed_character_is_noticed(text, data):
    token = RING.seal(text)
    start = len("sm4:0001aaaa:")
    place = data.draw(st.integers(start, len(token) - 2))  # the last character carries bits that are not used
    other = data.draw(st.sampled_from("ABCabc012-_").filter(lambda c: c != token[place]))
    with pytest.raises(TamperedError):
        RING.open_(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize(
    ("token", "error"),
    [
        pytest.param("410184198001010011", TamperedError, id="a plain value is no token"),
        pytest.param("", TamperedError, id="nothing is no token"),
        pytest.param(
            RING.seal("x", "phone"), TamperedError, id="a value sealed elsewhere does not open here"
        ),
        pytest.param(RING.seal("x")[:-8], TamperedError, id="a token cut short does not open"),
        pytest.param("sm4:9999ffff:" + "A" * 40, KeyMissingError, id="a token of another home names its key"),
    ],
)
def test_what_does_not_open_says_why(token, error, tmp_path):
    ring = Keyring(_some_keys(tmp_path), RING.data_keys.copy(), b"", b"", "")
    with pytest.raises(error):
        ring.open_(token, "identity")


@pytest.mark.parametrize(
    ("text", "sealed"),
    [
        pytest.param("sm4:0001aaaa:" + "A" * 38, True, id="the shortest token"),
        pytest.param("sm4:0001aaaa:" + "A" * 37, False, id="too short for nonce and tag"),
        pytest.param("sm4:0001aaaa:" + "A" * 38 + "\n", False, id="a line end behind"),
        pytest.param("91410184MA3X00000A", False, id="a code"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_the_form_of_a_sealed_value(text, sealed):
    assert is_sealed(text) is sealed


def test_secrets_do_not_show_in_a_traceback():
    assert repr(RING) == "Keyring()"


@needs_sm3
@given(st.from_regex(r"[a-z_]{1,20}", fullmatch=True), TEXTS)
def test_a_digest_is_hmac_sm3_over_scheme_and_value(scheme, value):
    expected = hmac.digest(RING.digest_key, scheme.encode() + b"\0" + value.encode(), "sm3")
    assert RING.digest(scheme, value) == expected
    assert RING.digest_many(scheme, [value, value]) == [expected, expected]


def test_the_same_number_under_two_schemes_has_two_digests():
    assert RING.digest("passport", "E12345678") != RING.digest("resident_id", "E12345678")


def _gcm_cases(folder):
    groups = json.loads((folder / "vectors" / "sm4_gcm_test.json").read_text())["testGroups"]
    return [
        test
        for group in groups
        if group["ivSize"] == 96 and group["tagSize"] == 128
        for test in group["tests"]
    ]


def test_sm4_gcm_agrees_with_published_vectors(shared_data):
    cases = _gcm_cases(shared_data)
    assert len(cases) > 50
    for case in cases:
        key, nonce, plain, bound, ct, tag = (
            bytes.fromhex(case[k]) for k in ("key", "iv", "msg", "aad", "ct", "tag")
        )
        if case["result"] == "valid":
            assert sm4_gcm_seal(key, nonce, plain, bound) == ct + tag, case["tcId"]
            assert sm4_gcm_open(key, nonce, ct + tag, bound) == plain, case["tcId"]
        else:
            with pytest.raises(TamperedError):
                sm4_gcm_open(key, nonce, ct + tag, bound)


def test_hmac_sm3_agrees_with_published_vectors(shared_data):
    groups = json.loads((shared_data / "vectors" / "hmac_sm3_test.json").read_text())["testGroups"]
    for group in groups:
        for case in group["tests"]:
            made = _hmac(bytes.fromhex(case["key"]), bytes.fromhex(case["msg"]))[: group["tagSize"] // 8]
            assert (made.hex() == case["tag"]) is (case["result"] == "valid"), case["tcId"]


def test_sm3_agrees_with_published_vectors(shared_data):
    text = (shared_data / "vectors/cryptography_vectors/hashes/SM3/oscca.txt").read_text()
    values = [
        line.split(" = ")[1] for line in text.splitlines() if " = " in line and not line.startswith("#")
    ]
    for length, message, digest in zip(values[::3], values[1::3], values[2::3], strict=True):
        state = hashes.Hash(hashes.SM3())
        state.update(bytes.fromhex(message)[: int(length) // 8])
        assert state.finalize().hex() == digest


def test_a_department_of_a_hundred_thousand_is_sealed_in_seconds():
    """A guard against per-value work that grew tenfold, not a measurement; `make bench` measures."""
    from time import process_time

    values = [f"4101841980010{n:05d}" for n in range(10_000)]
    start = process_time()
    RING.seal_many(values)
    RING.digest_many("resident_id", values)
    assert process_time() - start < 1.5


def _hmac(key, message):
    from cryptography.hazmat.primitives.hmac import HMAC

    state = HMAC(key, hashes.SM3())
    state.update(message)
    return state.finalize()


def _some_keys(tmp_path):
    ring = keyring(tmp_path)
    assert all(len(key) == KEY_BYTES for key in ring.data_keys.values())
    return ring.folder
