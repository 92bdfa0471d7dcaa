"""A word or number that the operator itself compares, where no schema does."""

import re
from collections.abc import Iterator

from generator.lint.common.near import nearest
from generator.lint.common.operator_setups import Setup, setups
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_POLICIES = ("Always", "IfNotPresent", "Never")
_OWN = ("operator",)
_ROLLING = ("daemonsets", "rollingUpdate", "maxUnavailable")
_NUMBER = re.compile(r"-?\d+|.*%")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for setup in setups(manifests):
        for part in setup.parts:
            yield from _of_policy(setup, part)
        if not setup.is_driver:
            yield from _of_policy(setup, _OWN)
            yield from _of_update(setup)


def _of_policy(setup: Setup, part: tuple[str, ...]) -> Iterator[ManifestFault]:
    said = setup.said(*part, "imagePullPolicy")
    text = _text(said)
    if said is None or not text or text in _POLICIES:
        return
    name = setup.name(*part, "imagePullPolicy")
    refused = setup.is_driver or part == _OWN
    outcome = "the API server refuses what is made of it" if refused else "the operator takes IfNotPresent instead"
    right = next((one for one in _POLICIES if one.lower() == text.lower()), None) or nearest(text, _POLICIES)
    message = f"{name} takes {', '.join(_POLICIES[:-1])} or {_POLICIES[-1]}, not {text}: {outcome}"
    fix = f"Write {right or ' or '.join(_POLICIES)}."
    yield ManifestFault(said.place, message, fix, severity=None if refused else Severity.WARNING)


def _of_update(setup: Setup) -> Iterator[ManifestFault]:
    said = setup.said(*_ROLLING)
    text = _text(said)
    is_read = setup.tree("daemonsets", "updateStrategy") != "OnDelete"
    if said is not None and text and is_read and not _NUMBER.fullmatch(text):
        message = f"{'.'.join(_ROLLING)} takes a number or a percentage, not {text}: the operator ends with an error"
        yield ManifestFault(said.place, message, 'Write a number in quotes, such as `"1"`, or a percentage.')


def _text(value: Value | None) -> str | None:
    text = None if value is None else value.text()
    return None if is_filled_in_later(text) else text


RULE = ManifestRule(
    "VAL218",
    "Word that the operator does not know",
    Severity.ERROR,
    why="The schema takes any text there, and the operator compares it by itself, letter by letter: it falls back to "
    "another one without a word, or ends with an error.",
    fix="Write it as Kubernetes does.",
    source="NVIDIA/gpu-operator api/nvidia/v1/clusterpolicy_types.go (ImagePullPolicy), controllers/object_controls.go "
    "(applyUpdateStrategyConfig), manifests/state-driver/0500_daemonset.yaml and deployments/gpu-operator/templates/"
    "operator.yaml, v25.3.4 to v26.7.0",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    operator:
      imagePullPolicy: always  # <- here
    daemonsets:
      rollingUpdate:
        maxUnavailable: one  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    operator:
      imagePullPolicy: Always
    daemonsets:
      rollingUpdate:
        maxUnavailable: "1"
""",
    check=_check,
)
