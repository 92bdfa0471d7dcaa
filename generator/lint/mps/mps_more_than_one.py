"""A permission that older plugins do not grant under MPS."""

from collections.abc import Iterator

from generator.facts.plugin_versions import MPS_GIVES_SEVERAL
from generator.lint.common.plugin_files import sharing_blocks
from generator.lint.common.plugin_use import PluginRuns
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    runs = PluginRuns(manifests)
    for sharing in sharing_blocks(manifests):
        said = sharing.block.get("failRequestsGreaterThanOne")
        if sharing.kind != "mps" or said is None or said.tree is not False:
            continue
        release = runs.older_than(sharing.file.config_map, MPS_GIVES_SEVERAL)
        if release is not None:
            yield ManifestFault(
                said.place,
                f"under MPS device plugin {release} refuses every request for more than one share, whatever "
                "failRequestsGreaterThanOne says",
            )


RULE = ManifestRule(
    "MPS205",
    "More than one share under MPS is refused all the same",
    Severity.WARNING,
    why="Before v0.20.0 the device plugin did not read the setting under MPS. A pod that asks for two shares is "
    "scheduled and then fails on the node with UnexpectedAdmissionError.",
    fix="Leave failRequestsGreaterThanOne out, or take a chart whose device plugin is v0.20.0 or newer.",
    source="NVIDIA/k8s-device-plugin internal/rm/rm.go and api/config/v1/config.go at v0.17.4, v0.19.3 and v0.20.0",
    bad="""\
gfd: {enabled: true}
config:
  map:
    default: |
      sharing:
        mps:
          failRequestsGreaterThanOne: false  # <- here
          resources: [{name: nvidia.com/gpu, replicas: 4}]
""",
    good="""\
config:
  map:
    default: |
      sharing:
        timeSlicing:
          failRequestsGreaterThanOne: false
          resources: [{name: nvidia.com/gpu, replicas: 4}]
""",
    check=_check,
    options=("--chart", "nvidia-device-plugin@v0.19.3"),
)
