"""NodeFeatureRules: which nodes a rule means, as far as a pool can say it, and what a pool cannot say.

Source: kubernetes-sigs/node-feature-discovery api/nfd/v1alpha1/types.go and docs/usage/customization-guide.md.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.facts.gpus import all_gpus
from generator.importing.codes import INEXPRESSIBLE
from generator.importing.draft import Draft
from generator.model.gpu import Gpu
from generator.model.manifest_value import Place, Value

_NVIDIA = "10de"
_DISPLAY_CLASSES = {"0300", "0302"}
"""Every card of NVIDIA's is of one of these: VGA controllers and 3D controllers."""
_BEYOND = ("labelsTemplate", "annotations", "extendedResources", "taints", "vars", "varsTemplate")


class Match(NamedTuple):
    """The nodes that a rule means: those named, those with a GPU, or `every` node with a card of NVIDIA's.

    `beyond` are conditions that no pool says, each with its place.
    """

    names: tuple[str, ...] = ()
    gpu: Gpu | None = None
    every: bool = False
    beyond: tuple[tuple[str, Place], ...] = ()


class _Card(NamedTuple):
    """What a rule asks of PCI devices; empty where it does not."""

    devices: frozenset[int] = frozenset()
    subsystems: frozenset[int] = frozenset()
    classes: frozenset[str] = frozenset()


def read_match(rule: Value) -> Match:
    """Return which nodes a rule means."""
    names: list[str] | None = None
    card: _Card | None = None
    beyond: list[tuple[str, Place]] = []
    for one in rule.elements("matchFeatures"):
        feature = one.text("feature") or ""
        for key, expression in one.entries("matchExpressions"):
            listed = _listed(expression)
            if feature == "system.name" and key == "nodename" and listed is not None:
                names = listed if names is None else [name for name in names if name in listed]
            elif feature == "pci.device" and (more := _of_card(card or _Card(), key, listed)) is not None:
                card = more
            else:
                beyond.append((f"{feature} {key}", expression.place))
        if one.get("matchName") is not None or not one.has("matchExpressions"):
            beyond.append((feature, one.place))
    either = rule.get("matchAny")
    if either is not None and either.tree:
        beyond.append(("matchAny", either.place))
    gpu = None if card is None else _gpu(card)
    if card is not None and card.devices and gpu is None:
        beyond.append(("pci.device device", rule.place))
    every = names is None and (card is None or not (card.devices or card.subsystems))
    if every and card is not None and card.classes and not card.classes >= _DISPLAY_CLASSES:
        beyond.append(("pci.device class", rule.place))
    return Match(tuple(dict.fromkeys(names or ())), gpu, every and not beyond, tuple(beyond))


def tell_kept(rule: Value, beyond: Iterable[tuple[str, Place]], draft: Draft) -> None:
    """Tell of a rule that the bundle has none like it, so that the pool's nodes hang on the rule that there is."""
    words = list(beyond)
    conditions = ", ".join(dict.fromkeys(text for text, _ in words))
    draft.tell(
        INEXPRESSIBLE,
        f"the rule {_name(rule)}, which finds its nodes by {conditions}" if words else f"the rule {_name(rule)}",
        words[0][1] if words else rule.place,
        "Keep the rule beside the bundle, which has none for this pool: the pool has the nodes with the rule's label. "
        "Or list its nodes in `nodes.names`.",
    )


def tell_rest(rule: Value, draft: Draft) -> None:
    """Tell what else a rule does to the nodes, beside labels with fixed values."""
    for key in _BEYOND:
        found = rule.get(key)
        if found is not None and found.tree:
            draft.tell(INEXPRESSIBLE, f"{key} of the rule {_name(rule)}", found.place, "Keep a rule for it.")
    for key, value in rule.entries("labels"):
        if isinstance(value.tree, str) and value.tree.startswith("@"):
            message = f"the label {key} of the rule {_name(rule)}, whose value is that of a feature"
            draft.tell(INEXPRESSIBLE, message, value.place, "Keep a rule for it.")


def _name(rule: Value) -> str:
    return rule.text("name") or "without a name"


def _of_card(card: _Card, key: str, listed: list[str] | None) -> _Card | None:
    """Return what is asked of a card with one more condition; None where that is none that a pool says."""
    if listed is None or (key == "vendor" and set(listed) != {_NVIDIA}):
        return None
    if key == "vendor":
        return card
    if key == "class":
        return card._replace(classes=frozenset(listed))
    numbers = frozenset(_hex(listed))
    if key == "device" and len(numbers) == len(set(listed)):
        return card._replace(devices=numbers)
    return card._replace(subsystems=numbers) if key == "subsystem_device" else None


def _gpu(card: _Card) -> Gpu | None:
    """Return the one model that is meant."""
    fitting = [gpu for gpu in all_gpus() if card.devices & set(gpu.pci_device_ids)]
    if card.subsystems:
        fitting = [gpu for gpu in fitting if card.subsystems & set(gpu.pci_subsystem_ids)]
    exact = [gpu for gpu in fitting if set(gpu.pci_device_ids) == card.devices] if len(fitting) > 1 else fitting
    return exact[0] if len(exact) == 1 else None


def _listed(expression: Value) -> list[str] | None:
    found = [one.tree for one in expression.elements("value")]
    texts = [one for one in found if isinstance(one, str)]
    return texts if expression.text("op") == "In" and len(texts) == len(found) else None


def _hex(texts: Iterable[str]) -> Iterator[int]:
    for text in texts:
        try:
            yield int(text, 16)
        except ValueError:
            continue
