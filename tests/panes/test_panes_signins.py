"""A sign-in that ends is said from two weeks before on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from meydan.panes.signins import days_left, sign_in_ends
from meydan.store.rows.people import AccountRow
from tests.panes.panes_kit import TURKISH

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ACCOUNT = AccountRow(1, 1, "kahve", "facebook", "", "kahve", "Kahve", "1", "active", None)


@pytest.mark.parametrize(
    ("left", "days", "said"),
    [
        (None, None, ""),
        (timedelta(days=14, seconds=1), None, ""),
        (timedelta(days=14), 14, "oturum 14 gün sonra bitiyor"),
        (timedelta(days=7, hours=3), 7, "oturum 7 gün sonra bitiyor"),
        (timedelta(days=1), 1, "oturum 1 gün sonra bitiyor"),
        (timedelta(hours=23), 0, "oturum bugün bitiyor"),
        (timedelta(hours=-3), 0, "oturum bugün bitiyor"),
    ],
)
def test_it_is_said_in_days(left: timedelta | None, days: int | None, said: str) -> None:
    account = replace(ACCOUNT, expires_at=None if left is None else NOW + left)
    assert days_left(account, NOW) == days
    assert sign_in_ends(account, NOW, TURKISH) == said
    assert days_left(replace(account, state="signed_out"), NOW) is None
