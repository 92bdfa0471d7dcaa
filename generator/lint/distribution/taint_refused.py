"""Taints in a node's configuration that the kubelet, or whoever starts it, refuses."""

from collections.abc import Iterator

from generator.facts.discovery_rules import TAINT_EFFECTS
from generator.lint.common.near import nearest
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_EKSCTL = "alpha.eksctl.io/"
_OF_CLOUDS = {"NO_SCHEDULE": "NoSchedule", "PREFER_NO_SCHEDULE": "PreferNoSchedule", "NO_EXECUTE": "NoExecute"}
"""What the programming interfaces of EKS and GKE call the effects."""
_MOST_EQUALS = 1
_THEN = {
    "K3s configuration": "K3s and RKE2 do not start with it",
    "Talos machine configuration": "the node never gets it",
    "eksctl's group": "eksctl refuses it",
    "MachineSet": "the API server refuses its nodes with it, and they get neither its taints nor its labels",
    "Node": "the API server refuses it",
}
_KUBELET = "the kubelet does not start with it"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in manifests.tainted:
        for taint in one.taints:
            yield from _of(taint, _THEN.get(one.what, _KUBELET))
    for pool in manifests.pools:
        if pool.taints is not None and any(key.startswith(_EKSCTL) for key, _ in pool.labels):
            mapped = [Value(f"{key}={one.tree}", one.place) for key, one in pool.taints.entries()]
            # Groups have lists as well, and those are compared with eksctl's own fields.
            for taint in (one for one in mapped if ":" in str(one.tree)):
                yield from _of(taint, _THEN["eksctl's group"])
    for node in manifests.nodes:
        for taint in () if node.taints is None else node.taints.elements():
            yield from _of(taint, _THEN["Node"])


def _of(taint: Value, then: str) -> Iterator[ManifestFault]:
    if isinstance(taint.tree, str):
        yield from _of_text(taint, taint.tree, then)
    elif isinstance(taint.tree, dict):
        effect = taint.get("effect")
        if effect is None or effect.tree in (None, ""):
            if not taint.has("<<"):
                named = f"the taint {key}" if (key := taint.text("key")) else "the taint"
                message = f"{named} has no effect: {then}"
                yield ManifestFault(taint.place, message, f"Add `effect: {TAINT_EFFECTS[0]}`.")
        elif isinstance(effect.tree, str):
            yield from _of_effect(effect, effect.tree, then)


def _of_text(taint: Value, text: str, then: str) -> Iterator[ManifestFault]:
    if is_filled_in_later(text) or text.endswith("-"):
        return
    before, colon, effect = text.rpartition(":")
    if not colon or "/" in effect:
        message = f"the taint {text} has no effect: {then}"
        yield ManifestFault(taint.place, message, f"Write {text.rstrip(':')}:{TAINT_EFFECTS[0]}.")
    elif before.count("=") > _MOST_EQUALS or ":" in before:
        message = f"{text} is no taint: {then}"
        yield ManifestFault(taint.place, message, "Write it as KEY=VALUE:EFFECT.")
    else:
        yield from _of_effect(taint, effect, then)


def _of_effect(at: Value, effect: str, then: str) -> Iterator[ManifestFault]:
    if effect in TAINT_EFFECTS or is_filled_in_later(effect):
        return
    near = _OF_CLOUDS.get(effect) or nearest(effect, TAINT_EFFECTS)
    fix = f"Write {near}." if near else f"Write one of {', '.join(TAINT_EFFECTS)}."
    yield ManifestFault(at.place, f"{effect or 'nothing'} is no effect of a taint: {then}", fix)


RULE = ManifestRule(
    "DST208",
    "Taint in a node's configuration that is refused",
    Severity.ERROR,
    why="A taint has a key, perhaps a value, and one of three effects. A kubelet that is told of another ends at once, "
    "so that the node never joins; the API server and eksctl refuse it.",
    fix="Write it as KEY=VALUE:NoSchedule.",
    source="kubernetes/kubernetes pkg/util/taints/taints.go (ParseTaints, parseTaint, validateTaintEffect), "
    "cmd/kubelet/app/options, pkg/apis/core/validation/validation.go (validateTaintEffect); "
    "openshift/machine-api-operator pkg/controller/nodelink/nodelink_controller.go (addTaintsToNode; one update with "
    "the labels)",
    bad="""\
# /etc/rancher/k3s/config.yaml
node-label:
  - nvidia.com/gpu.present=true
node-taint:
  - nvidia.com/gpu=present:NoSchedul  # <- here
  - dedicated=gpu  # <- here
""",
    good="""\
# /etc/rancher/k3s/config.yaml
node-label:
  - nvidia.com/gpu.present=true
node-taint:
  - nvidia.com/gpu=present:NoSchedule
  - dedicated=gpu:NoExecute
""",
    check=_check,
)
