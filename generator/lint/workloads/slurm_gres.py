"""Nodes of Slurm in Kubernetes that are given GPUs of which Slurm is not told."""

import re
from collections.abc import Iterator

from generator.lint.common.resource_names import GPU, MIG_PREFIX
from generator.lint.common.workloads import thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

# No blank runs over the end of a line, so that many empty lines cost no more than others.
_has_gres = re.compile(r"(?im)^[ \t]*(?:nodename[ \t]*=[ \t]*\S+[ \t].*)?gres[ \t]*=|\sgres[ \t]*=").search


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    # Several files may be values for one chart.
    told = {name for values in manifests.others for name, nodes in values.value.entries("nodesets") if _is_told(nodes)}
    for values in manifests.others:
        if not _is_told_for_all(values.value):
            for name, nodes in values.value.entries("nodesets"):
                yield from () if name in told else _of(name, nodes)


def _is_told_for_all(values: Value) -> bool:
    """Say whether defaults tell of GPUs, or nodes of a cloud for which the chart itself does."""
    defaults = values.get("nodesetDefaults")
    return (defaults is not None and _is_told(defaults)) or bool(list(values.entries("vendor", "google")))


def _of(name: str, nodes: Value) -> Iterator[ManifestFault]:
    asked = next(
        (
            amount
            for resource, amount in nodes.entries("slurmd", "resources", "limits")
            if resource == GPU or resource.startswith(MIG_PREFIX)
        ),
        None,
    )
    enabled = nodes.get("enabled")
    is_off = enabled is not None and enabled.tree is False
    if asked is None or is_off or thousandths(asked) == 0 or _is_told(nodes):
        return
    message = f"Slurm is told of no GPU on the nodes of {name}: no job that asks for --gres=gpu is started there"
    fix = f'Write `extraConfMap: {{Gres: ["gpu:{asked.tree}"]}}` beside slurmd, and AutoDetect=nvidia in gres.conf.'
    yield ManifestFault(asked.place, message, fix, on_key=True)


def _is_told(nodes: Value) -> bool:
    text = nodes.text("extraConf")
    if text and (is_filled_in_later(text) or _has_gres(text)):
        return True
    # The text stands for the mapping where there is one.
    return not text and any(key.lower() == "gres" and one.tree for key, one in nodes.entries("extraConfMap"))


RULE = ManifestRule(
    "WRK233",
    "GPUs of which Slurm is not told",
    Severity.WARNING,
    why="A node of Slurm has those generic resources that its own configuration names; cards that gres.conf finds by "
    "itself are ignored where Gres does not name them. slurmd then has a GPU by Kubernetes, and Slurm gives it to no "
    "job.",
    fix="Name the GPUs in extraConfMap.Gres, or extraConf, of the nodes.",
    source="SlinkyProject/slurm-operator docs/installation.md and helm/slurm/values.yaml (nodesets: slurmd, extraConf "
    "before extraConfMap); SchedMD/slurm src/interfaces/gres.c (autodetected GPUs are being ignored)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: slurm, namespace: slurm}
spec:
  chart: {spec: {chart: slurm, version: 1.0.1, sourceRef: {kind: HelmRepository, name: slinky}}}
  values:
    configFiles: {gres.conf: AutoDetect=nvidia}
    nodesets:
      gpu:
        slurmd:
          resources:
            limits:
              nvidia.com/gpu: 4  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: slurm, namespace: slurm}
spec:
  chart: {spec: {chart: slurm, version: 1.0.1, sourceRef: {kind: HelmRepository, name: slinky}}}
  values:
    configFiles: {gres.conf: AutoDetect=nvidia}
    nodesets:
      gpu:
        extraConfMap: {Gres: ["gpu:4"]}
        slurmd:
          resources:
            limits:
              nvidia.com/gpu: 4
""",
    check=_check,
)
