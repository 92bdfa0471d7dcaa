"""What somebody counts on of a part that is switched off: settings of the toolkit, labels of feature discovery."""

import re
from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.clusters import are_apart
from generator.lint.common.nodes import gpu_nodes, labelled_otherwise
from generator.lint.common.operator_setups import Setup, setups
from generator.lint.common.selectors import Condition, hopeless
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value

_of_runtime = re.compile(r"(CONTAINERD|CRIO|DOCKER|RUNTIME|NVIDIA_RUNTIME)_[A-Z_]+").fullmatch
"""The toolkit's variables that say what it does to the container runtime."""
_USUAL = ("/etc/containerd/", "/run/containerd/", "/etc/crio/", "/etc/docker/", "/run/docker.sock", "/var/run/docker")
"""Where these files are by default: copies of values have them, and whoever names others has looked them up."""
_of_discovery = re.compile(
    r"nvidia\.com/(gpu\.(product|memory|count|family|machine|mode|replicas|sharing-strategy|compute\.(major|minor))"
    r"|cuda\.(driver|runtime)(-version)?\.\w+|mig\.(capable|strategy)|mig-\w+\.\w+\.\w+(\.\w+)*|gfd\.timestamp)"
).fullmatch
_DISCOVERY = "gpu-feature-discovery"
_WANTED = ("In", "Exists", "Gt", "Lt")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    every = tuple(one for one in setups(manifests) if not one.is_driver)
    # Another file may switch it on where it is wanted, over the env that stands here.
    is_on = any(one.tree("toolkit", "enabled") is True for one in every)
    for setup in every:
        if not (setup.is_chart and setup.is_part):
            yield from (one._replace(severity=Severity.INFO) if is_on else one for one in _of_toolkit(setup))
    yield from _of_labels(manifests)


def _of_toolkit(setup: Setup) -> Iterator[ManifestFault]:
    env, off = setup.said("toolkit", "env"), setup.said("toolkit", "enabled")
    if env is None or off is None or off.tree is not False or not _are_together(env, off):
        return
    said = {name: one.text("value") or "" for one in env.elements() if (name := one.text("name")) and _of_runtime(name)}
    if said:
        copied = all(not value.startswith("/") or value.startswith(_USUAL) for value in said.values())
        yield ManifestFault(
            env.place,
            f"the container toolkit is off, so {' and '.join(said)} of its env {'are' if len(said) > 1 else 'is'} "
            "read by nobody: the container runtime stays as it is",
            on_key=True,
            severity=Severity.INFO if copied else None,
        )


def _are_together(one: Value, other: Value) -> bool:
    """Say whether two values are said in one breath: what one file says and another switches off is meant so."""
    return (one.place.file, one.place.document) == (other.place.file, other.place.document)


def _of_labels(manifests: Manifests) -> Iterator[ManifestFault]:
    """Tell of pods that select what feature discovery sets, where the one installation has it switched off."""
    if len(manifests.charts) + len(manifests.policies) != 1 or gpu_nodes(manifests) or _is_elsewhere(manifests):
        return
    off = _discovery_off(manifests)
    if off is None:
        return
    given = labelled_otherwise(manifests) | manifests.node_words
    given |= {key for one in manifests.labelled for key, _ in one.labels}

    def judge(condition: Condition) -> tuple[ManifestFault, ...]:
        counts = condition.operator in _WANTED and not condition.is_open and condition.key not in given
        return (_fault(off, condition.key),) if counts and _of_discovery(condition.key) else ()

    for workload in manifests.workloads:
        if are_apart(off, workload.place):
            continue
        found = next(iter(hopeless(workload.pod, judge)), None)
        if found is not None:
            message = f"{found.message}: {workload.kind} {workload.name} selects it, and stays pending"
            yield found._replace(message=f"{message} unless somebody sets it by hand")
            return


def _fault(off: Place, key: str) -> ManifestFault:
    return ManifestFault(
        off, f"GPU Feature Discovery is off, and nothing else here sets {key}", "Write `enabled: true`."
    )


def _discovery_off(manifests: Manifests) -> Place | None:
    """Return where feature discovery is switched off in so many words, of a part that was on by default."""
    for use in manifests.charts:
        said = use.value("gfd", "enabled") if use.chart == GPU_OPERATOR else None
        return said.place if said is not None and said.tree is False else None
    said = manifests.policies[0].spec.get("gfd", "enabled")
    return said.place if said is not None and said.tree is False else None


def _is_elsewhere(manifests: Manifests) -> bool:
    """Say whether feature discovery is installed by something else."""
    images = (one.value.text("image") or "" for workload in manifests.workloads for one in workload.containers)
    return any(_DISCOVERY in one.name for one in manifests.orders) or any(_DISCOVERY in image for image in images)


RULE = ManifestRule(
    "VAL228",
    "Part switched off whose work is counted on",
    Severity.WARNING,
    why="The operator hands toolkit.env to the pods of its container toolkit alone, which are not there with the "
    "toolkit off: nobody then tells containerd or CRI-O of the runtime nvidia. Labels such as nvidia.com/gpu.product "
    "are set by GPU Feature Discovery alone.",
    fix="Write `toolkit: {enabled: true}`, or delete its env and set the container runtime up on the nodes.",
    source="NVIDIA/gpu-operator controllers/object_controls.go (TransformToolkit) and state_manager.go "
    "(isStateEnabled), v22.9.0 to v26.7.0; NVIDIA/k8s-device-plugin internal/lm",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit:
      enabled: false
      env:  # <- here
        - name: CONTAINERD_CONFIG
          value: /var/lib/rancher/k3s/agent/etc/containerd/config.toml
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit:
      enabled: true
      env:
        - name: CONTAINERD_CONFIG
          value: /var/lib/rancher/k3s/agent/etc/containerd/config.toml
        - name: CONTAINERD_SOCKET
          value: /run/k3s/containerd/containerd.sock
""",
    check=_check,
)
