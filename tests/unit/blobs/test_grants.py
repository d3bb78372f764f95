from __future__ import annotations

from backend.blobs.grants import GRANT_S, GRANTS_MAX, Grant, Grants

ONE = Grant("li", "a" * 64, 10)


def test_that_a_grant_is_for_one_name_until_its_end() -> None:
    grants = Grants()
    token = grants.give(ONE, 0.0)
    found = grants.of(token, "li", GRANT_S - 1)
    assert found is not None
    assert (found.sha256, found.size_bytes, found.put) == ("a" * 64, 10, False)
    assert grants.of(token, "wang", 1.0) is None
    assert grants.of(token, "li", GRANT_S) is None
    assert grants.of(token, "li", 1.0) is None


def test_that_the_same_grant_keeps_its_token_and_gets_a_new_end() -> None:
    grants = Grants()
    token = grants.give(ONE, 0.0)
    assert grants.give(ONE, 500.0) == token
    assert grants.of(token, "li", GRANT_S + 100) is not None


def test_that_getting_and_handing_in_are_different_grants() -> None:
    grants = Grants()
    assert grants.give(ONE, 0.0) != grants.give(Grant("li", "a" * 64, 10, put=True), 0.0)


def test_that_the_oldest_grant_ends_when_there_are_too_many() -> None:
    grants = Grants()
    first = grants.give(ONE, 0.0)
    tokens = [grants.give(Grant("li", f"{n:064x}", 1), 0.0) for n in range(GRANTS_MAX)]
    assert grants.of(first, "li", 1.0) is None
    assert grants.of(tokens[-1], "li", 1.0) is not None
