"""Amounts of the Marketing API: budgets in the currency's smallest unit, spend as a decimal of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from meydan.connectors.fields import WrongField, kind_of

# Marketing API, currencies: these have an offset of 1, all others of 100.
_WHOLE = frozenset({"CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND"})
_LONGEST = 30


def from_minor(parent: Mapping[str, object], key: str, currency: str, where: str) -> Decimal | None:
    """A budget in whole units of `currency`; None where there is none ("0" means none). Raises WrongField."""
    if parent.get(key) is None:
        return None
    amount = amount_in(parent, key, where)
    if amount != amount.to_integral_value():
        raise WrongField(f"{where}.{key}", "no whole number of the smallest unit")
    return (amount if currency in _WHOLE else amount / 100) or None


def amount_in(parent: Mapping[str, object], key: str, where: str) -> Decimal:
    """A decimal that is written as text, or as a number. Raises WrongField."""
    value = parent.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > _LONGEST:
        raise WrongField(f"{where}.{key}", f"{kind_of(value)} instead of an amount")
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise WrongField(f"{where}.{key}", "not an amount") from None
    if not amount.is_finite():
        raise WrongField(f"{where}.{key}", "not an amount")
    return amount
