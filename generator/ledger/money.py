"""Amounts of money as text: exact where decimals can say it, and said to be rounded where they cannot."""

from fractions import Fraction

_MILLIONTHS = 1_000_000
_ROUNDED = 10_000
_TINY = "less than 0.0001"


def money(amount: Fraction, currency: str | None) -> str:
    """Return an amount with two decimals or more: ``2.50 EUR``, ``0.625 EUR``, ``about 0.8333 EUR``; what would be
    rounded to nothing is ``less than 0.0001 EUR``."""
    if _is_tiny(amount):
        return f"{_TINY}{_unit(currency)}"
    return f"{'' if _is_exact(amount) else 'about '}{_number(amount)}{_unit(currency)}"


def money_range(low: Fraction, high: Fraction, currency: str | None) -> str:
    """Return both ends, or one amount where they are the same: ``40.00 to 96.00 EUR``."""
    if low == high:
        return money(low, currency)
    if _is_tiny(high):
        return money(high, currency)
    if _is_tiny(low):
        return f"{_TINY} to {money(high, currency)}"
    about = "" if _is_exact(low) and _is_exact(high) else "about "
    return f"{about}{_number(low)} to {_number(high)}{_unit(currency)}"


def _unit(currency: str | None) -> str:
    return f" {currency}" if currency else ""


def _is_exact(amount: Fraction) -> bool:
    return (amount * _MILLIONTHS).denominator == 1


def _is_tiny(amount: Fraction) -> bool:
    return not _is_exact(amount) and not _half_up(amount * _ROUNDED)


def _number(amount: Fraction) -> str:
    if not _is_exact(amount):
        whole, rest = divmod(_half_up(amount * _ROUNDED), _ROUNDED)
        return f"{whole}.{rest:04}"
    whole, rest = divmod(int(amount * _MILLIONTHS), _MILLIONTHS)
    return f"{whole}.{f'{rest:06}'.rstrip('0'):0<2}"


def _half_up(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
