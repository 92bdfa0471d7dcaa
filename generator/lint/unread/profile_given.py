"""A profile of gpuslice, given to `lint`."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for place in manifests.profiles:
        yield ManifestFault(place, "this is a profile of gpuslice and no manifest: nothing was looked at")


RULE = ManifestRule(
    "LNT004",
    "Profile among manifests",
    Severity.INFO,
    why="`gpuslice lint` judges manifests that people wrote, `gpuslice check` the profiles that manifests are made "
    "from.",
    fix="Give it to `gpuslice check`.",
    source="generator/cli/check.py and generator/cli/lint.py",
    bad="""\
version: v1alpha1  # <- here
cluster: {name: homelab, kubernetes: "1.35", distribution: k3s}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: operator}}
pools:
  - name: desk
    gpus: [{model: RTX 3080 Ti}]
    timeSlicing: {replicas: 4}
""",
    good="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: team-a}
spec: {hard: {requests.nvidia.com/gpu: 4}}
""",
    check=_check,
)
