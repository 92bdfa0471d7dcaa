"""Pools apart: nodes with other cards are another pool, though they have the same entry and the same layout."""

from collections.abc import Iterable, Iterator

from generator.importing.cards import Cards, PoolCard
from generator.importing.combine import Pair
from generator.importing.groups import Group


def apart(pairs: Iterable[Pair], cards: Cards) -> tuple[Pair, ...]:
    """Return the pairs, those whose nodes have unlike cards as one for each kind of them."""
    return tuple(one for pair in pairs for one in _by_cards(pair, cards))


def _by_cards(pair: Pair, cards: Cards) -> Iterator[Pair]:
    found: dict[tuple[tuple[str, int], ...], list[Group]] = {}
    rest: list[Group] = []
    for group in pair.groups:
        if not group.names:
            rest.append(group)
            continue
        for one in cards.by_node(group):
            found.setdefault(_key(cards.of(pair._replace(groups=(one,)).wish())), []).append(one)
    for group in sorted(rest, key=lambda one: one.gpu is None):
        # Who names no node means nodes that others name, as far as the card is the same.
        same = [key for key in found if group.gpu is None or group.gpu.id in dict(key)]
        key = same[0] if same else _key(cards.of(pair._replace(groups=(group,)).wish()))
        found.setdefault(key, []).append(group)
    models = [_models(key) for key in found]
    for number, (key, groups) in enumerate(found.items()):
        numbered = "-".join(f"{model}-x{count}" for model, count in key)
        name = (models[number] if models.count(models[number]) == 1 else numbered) or "unknown"
        yield pair._replace(groups=tuple(groups), card=name if number else "")
    if not found:
        yield pair


def _key(cards: tuple[PoolCard, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((card.gpu.id, card.per_node) for card in cards)


def _models(key: tuple[tuple[str, int], ...]) -> str:
    return "-".join(model for model, _ in key)
