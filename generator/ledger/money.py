"""Amounts of money as text: exact where decimals can say it, and said to be rounded where they cannot."""

from fractions import Fraction

_MOST_DECIMALS = 6
_ROUNDED_DECIMALS = 4


def money(amount: Fraction, currency: str | None) -> str:
    """Return an amount with two decimals or more: ``2.50 EUR``, ``0.625 EUR``, ``about 0.8333 EUR``."""
    unit = f" {currency}" if currency else ""
    scaled = amount * 10**_MOST_DECIMALS
    if scaled.denominator == 1:
        return f"{_decimals(scaled.numerator, _MOST_DECIMALS)}{unit}"
    rounded = _half_up(amount * 10**_ROUNDED_DECIMALS)
    return f"about {_decimals(rounded, _ROUNDED_DECIMALS)}{unit}"


def money_range(low: Fraction, high: Fraction, currency: str | None) -> str:
    """Return both ends, or one amount where they are the same: ``40.00 to 96.00 EUR``."""
    return money(low, currency) if low == high else f"{money(low, None)} to {money(high, currency)}"


def _half_up(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def _decimals(number: int, places: int) -> str:
    whole, rest = divmod(number, 10**places)
    return f"{whole}.{f'{rest:0{places}}'.rstrip('0'):0<2}"
