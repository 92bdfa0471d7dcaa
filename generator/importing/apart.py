"""Pools apart: nodes with other cards are another pool, though they have the same entry and the same layout."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from generator.importing.cards import Cards, PoolCard
from generator.importing.combine import Pair
from generator.importing.groups import Group

_Cards: TypeAlias = tuple[tuple[str, int], ...]
_Labels: TypeAlias = tuple[tuple[str, str], ...]


def apart(pairs: Iterable[Pair], cards: Cards) -> tuple[Pair, ...]:
    """Return the pairs, those whose nodes have unlike cards or further labels as one for each kind of them."""
    return tuple(one for pair in pairs for one in _divided(pair, cards))


def _divided(pair: Pair, cards: Cards) -> Iterator[Pair]:
    found: dict[tuple[_Cards, _Labels], list[Group]] = {}
    rest: list[Group] = []
    for group in pair.groups:
        if not group.names:
            rest.append(group)
            continue
        for one in cards.by_node(group):
            key = (_key(cards.of(pair._replace(groups=(one,)).wish())), tuple(sorted(group.more)))
            found.setdefault(key, []).append(one)
    for group in sorted(rest, key=lambda one: one.gpu is None):
        # Who names no node means nodes that others name, as far as the card is the same.
        same = [key for key in found if group.gpu is None or group.gpu.id in dict(key[0])]
        key = same[0] if same else (_key(cards.of(pair._replace(groups=(group,)).wish())), ())
        found.setdefault(key, []).append(group)
    names = [_name(cards_of, [other for other, _ in found]) for cards_of, _ in found]
    for number, groups in enumerate(found.values()):
        name = names[number] if names.count(names[number]) == 1 else f"{names[number]}-{number + 1}"
        yield pair._replace(groups=tuple(groups), card=name if number else "")
    if not found:
        yield pair


def _key(cards: tuple[PoolCard, ...]) -> _Cards:
    return tuple((card.gpu.id, card.per_node) for card in cards)


def _name(cards: _Cards, every: list[_Cards]) -> str:
    """Return what tells cards from others: the models, with their number where others have the same models."""
    models = "-".join(model for model, _ in cards)
    alike = {other for other in every if "-".join(model for model, _ in other) == models}
    return (models if len(alike) == 1 else "-".join(f"{model}-x{count}" for model, count in cards)) or "unknown"
