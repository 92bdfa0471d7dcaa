"""A Subscription by which the Operator Lifecycle Manager does not find gpu-operator."""

import re
from collections.abc import Iterator

from generator.facts.olm import (
    APPROVALS,
    CATALOGUE,
    CATALOGUE_NAMESPACE,
    CATALOGUES,
    CHANNELS,
    MARKETPLACE,
    PACKAGE,
    SPEC_FIELDS,
    VERSIONS,
)
from generator.lint.common.near import nearest
from generator.lint.common.olm import operator_groups, subscriptions
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_CHANNEL = re.compile(r"v(\d{1,9})\.(\d{1,9})")
_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.\d+)?")
_OTHER_WORDS = ("alpha", "beta", "candidate", "fast", "latest", "preview")
"""Channels of other operators; other words may well be filled in by an overlay."""
_NUMBERED = re.compile(r"\d\.\d")
_CSV = re.compile(re.escape(PACKAGE) + r"\.v(\d{1,9})\.(\d{1,9})\.\d+(?:[-+].*)?")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    found = list(subscriptions(manifests))
    for one in found:
        yield from _form(one)
        yield from _catalogue(one)
        if one.value.text("spec", "source") == CATALOGUE:
            yield from _package(one)
            yield from _channel(one)
            yield from _start(one)
    if found:
        for group in operator_groups(manifests):
            yield from _form(group)


def _form(one: KubeObject) -> Iterator[ManifestFault]:
    version, right = one.value.get("apiVersion"), VERSIONS[one.kind]
    if version is not None and isinstance(version.tree, str) and version.tree not in right:
        yield ManifestFault(version.place, f"{version.tree} has no {one.kind}", f"Write `apiVersion: {right[0]}`.")
    fields = SPEC_FIELDS[one.kind]
    for key, value in one.value.entries("spec"):
        if key not in fields and not is_filled_in_later(key):
            near = nearest(key, sorted(fields))
            hint = f"Did you mean {near}?" if near else None
            yield ManifestFault(value.place, f"{key} is no field of {_a(one.kind)}'s spec", hint, on_key=True)
        elif one.kind == "Subscription" and key != "config" and not isinstance(value.tree, str | None):
            message = f"{key} of a Subscription takes text, not {value.tree}: the API server refuses it"
            yield ManifestFault(value.place, message, "Put it in quotes.")
    approval = one.value.get("spec", "installPlanApproval")
    for right_word in APPROVALS:
        text = None if approval is None else approval.text()
        if approval is not None and text and text != right_word and text.lower() == right_word.lower():
            message = f"installPlanApproval: {text} is not {right_word}, and everything but Manual counts as Automatic"
            yield ManifestFault(approval.place, message, f"Write {right_word}.", severity=Severity.WARNING)


def _a(kind: str) -> str:
    return f"an {kind}" if kind.startswith("O") else f"a {kind}"


def _catalogue(one: KubeObject) -> Iterator[ManifestFault]:
    source, space = one.value.get("spec", "source"), one.value.get("spec", "sourceNamespace")
    text = None if source is None else source.text()
    if source is None or text not in CATALOGUES:
        return
    if text != CATALOGUE and not (text == MARKETPLACE and str(one.value.text("spec", "name")).endswith("-rhmp")):
        message = f"source: {text} does not offer gpu-operator"
        yield ManifestFault(source.place, message, f"Write {CATALOGUE}.")
    if space is not None and _is_settled(space) and space.tree != CATALOGUE_NAMESPACE:
        message = f"sourceNamespace: the catalogue {text} is in {CATALOGUE_NAMESPACE}, not in {space.tree}"
        yield ManifestFault(space.place, message, f"Write {CATALOGUE_NAMESPACE}.")


def _package(one: KubeObject) -> Iterator[ManifestFault]:
    name = one.value.get("spec", "name")
    if name is not None and _is_settled(name) and name.tree != PACKAGE:
        message = f"name: the catalogue {CATALOGUE} has no package {name.tree}"
        yield ManifestFault(name.place, message, f"Write {PACKAGE}.")


def _channel(one: KubeObject) -> Iterator[ManifestFault]:
    channel = one.value.get("spec", "channel")
    text = None if channel is None or not _is_settled(channel) else channel.text()
    if channel is None or not text or text in CHANNELS:
        return
    numbers, version = _CHANNEL.fullmatch(text), _VERSION.fullmatch(text)
    if version is None and text not in _OTHER_WORDS and nearest(text, CHANNELS) is None:
        return
    if numbers is not None and _numbers(numbers) > _newest():
        return
    right = "" if version is None else f"v{version[1]}.{version[2]}"
    yield ManifestFault(
        channel.place,
        f"channel: {PACKAGE} has no channel {text}; its channels are named like {CHANNELS[-1]}",
        f"Write {right if right in CHANNELS else CHANNELS[-1]}.",
        severity=None if version is not None and numbers is None else Severity.WARNING,
    )


def _newest() -> tuple[int, int]:
    return max(_numbers(found) for found in map(_CHANNEL.fullmatch, CHANNELS) if found)


def _start(one: KubeObject) -> Iterator[ManifestFault]:
    start = one.value.get("spec", "startingCSV")
    text = None if start is None or not _is_settled(start) else start.text()
    if start is None or not text or not _NUMBERED.search(text):
        return
    found, channel = _CSV.fullmatch(text), _CHANNEL.fullmatch(one.value.text("spec", "channel") or "")
    if found is None:
        message = f"startingCSV: no version of {PACKAGE} is called {text}"
        yield ManifestFault(start.place, message, f"Write it like {PACKAGE}.v26.7.0, or leave it out.")
    elif channel is not None and _numbers(found) > _numbers(channel):
        message = f"startingCSV: {text} is not in the channel {channel[0]}"
        yield ManifestFault(start.place, message, f"Write `channel: v{found[1]}.{found[2]}`.")


def _numbers(found: re.Match[str]) -> tuple[int, int]:
    return int(found[1]), int(found[2])


def _is_settled(value: Value) -> bool:
    return isinstance(value.tree, str) and not is_filled_in_later(value.tree)


RULE = ManifestRule(
    "OLM201",
    "Subscription that finds no gpu-operator",
    Severity.ERROR,
    why="The Operator Lifecycle Manager looks for exactly this package, in this channel of this catalogue. Where there "
    "is none it reports `constraints not satisfiable` in the Subscription's status, and installs nothing.",
    fix="Write it as NVIDIA's guide for OpenShift does.",
    source="NVIDIA/gpu-operator bundle/metadata/annotations.yaml and bundle/manifests (v1.6.1 to v26.7.0); "
    "operator-framework/api pkg/operators/v1alpha1/subscription_types.go",
    bad="""\
apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: {name: gpu-operator-certified, namespace: nvidia-gpu-operator}
spec:
  channel: "25.10"  # <- here
  name: gpu-operator-certified
  source: certified-operators
  sourceNamespace: openshift-operators  # <- here
  startingCSV: gpu-operator.v25.10.1  # <- here
""",
    good="""\
apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: {name: gpu-operator-certified, namespace: nvidia-gpu-operator}
spec:
  channel: v25.10
  name: gpu-operator-certified
  source: certified-operators
  sourceNamespace: openshift-marketplace
  startingCSV: gpu-operator-certified.v25.10.1
""",
    check=_check,
)
