"""A device plugin that ends on GPUs of which NVML tells no memory."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.plugin_versions import MEMORY_MAY_BE_UNTOLD, MEMORY_READ, plugin_of
from generator.facts.releases import Numbers, exact_numbers
from generator.lint.common.images import image_tag
from generator.lint.common.known_gpus import known_gpus
from generator.lint.common.plugin_daemons import changes_image, plugin_daemons, runs_plugin
from generator.lint.versions._versions import version_place
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place

_IMAGES = {DEVICE_PLUGIN: ("image", "tag"), GPU_OPERATOR: ("devicePlugin", "version")}


class _Plugin(NamedTuple):
    version: Numbers | None
    place: Place
    chart: str | None = None


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    ending = [
        one
        for one in _plugins(manifests)
        if one.version is not None and MEMORY_READ <= one.version < MEMORY_MAY_BE_UNTOLD
    ]
    known = known_gpus(manifests) if ending else None
    untold = [gpu for gpu in known.gpus if not gpu.memory_readable] if known is not None else []
    if known is None or not untold:
        return
    for one in ending:
        version = ".".join(map(str, one.version or ()))
        yield ManifestFault(
            one.place,
            f"the device plugin v{version} ends on a {untold[0].marketing}: NVML does not tell how much memory it has",
            "Take gpu-operator v25.3.3 or newer." if one.chart == GPU_OPERATOR else None,
            severity=known.note,
        )


def _plugins(manifests: Manifests) -> Iterator[_Plugin]:
    """Return every device plugin among the files with its release, None where that is not said."""
    for use in manifests.charts:
        yield _of_chart(use)
    for daemon in plugin_daemons(manifests) if not changes_image(manifests) else ():
        image = daemon.container.value.get("image")
        if image is not None and runs_plugin(daemon):
            yield _Plugin(exact_numbers(image_tag(daemon.container)), image.place)


def _of_chart(use: ChartUse) -> _Plugin:
    said = use.value(*_IMAGES[use.chart])
    if said is not None and said.tree:
        return _Plugin(exact_numbers(str(said.tree)), said.place)
    return _Plugin(plugin_of(use.chart, use.stated or ""), version_place(use), use.chart)


RULE = ManifestRule(
    "VER208",
    "Device plugin that ends on GPUs with the system's memory",
    Severity.ERROR,
    why="On GB10 (DGX Spark) the memory is the system's, and NVML answers Not Supported where it is asked for. The "
    "plugin from v0.15.0 to v0.17.3 takes that for a failure: it finds no device, and the node advertises no GPU.",
    fix="Take the device plugin v0.17.4 or newer.",
    source="NVIDIA/k8s-device-plugin internal/rm/devices.go, BuildDevice (v0.14.5 to v0.17.4); "
    "https://docs.nvidia.com/dgx/dgx-spark/known-issues.html",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: gpu}
spec:
  chart:
    spec:
      chart: nvidia-device-plugin
      version: 0.17.1  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: gpu}
spec:
  chart:
    spec:
      chart: nvidia-device-plugin
      version: 0.17.4
""",
    check=_check,
    options=("--gpu", "GB10"),
)
