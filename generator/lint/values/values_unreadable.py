"""Values that stand as a text in an object, and that are no YAML with a mapping at the top."""

from collections.abc import Iterator

from generator.ecosystem.argo_cd import sources_of
from generator.lint.common.config_text import unreadable
from generator.model.finding import Severity
from generator.model.manifest import ConfigEntry, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_READERS = {
    "Application": "Argo CD cannot render the chart",
    "ApplicationSet": "Argo CD cannot render the chart",
    "HelmChart": "the job that installs the chart fails",
    "HelmChartConfig": "the job that installs the chart fails",
    "ClusterProfile": "Sveltos cannot install the chart",
    "Profile": "Sveltos cannot install the chart",
}
_K3S = ("spec", "valuesContent")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in manifests.objects:
        reader = _READERS.get(one.kind)
        for text in _texts(one.value) if reader else ():
            # A template in it is filled in before anybody reads the values, be it by envsubst.
            if isinstance(text.tree, str) and not is_filled_in_later(text.tree):
                key = str(text.place.steps[-1][-1])
                for fault in unreadable([ConfigEntry(key, text, None)]):
                    there = "" if len(text.place.steps[-1]) > 1 else "below spec, where it belongs, "
                    yield ManifestFault(fault.value.place, f"{fault.message}: {there}{reader}", fault.fix, at=fault.at)


def _texts(value: Value) -> Iterator[Value]:
    """Return what holds values as a text; Argo CD looks at it only where no `valuesObject` stands beside it.

    Of an object whose indentation was lost that is what stands beside an empty spec: to be put right it is indented.
    """
    found = [one.get("helm", "values") for one in sources_of(value) if one.get("helm", "valuesObject") is None]
    found.append(value.get(*(_K3S if value.get("spec") is not None else _K3S[1:])))
    found += [one.get("values") for one in value.elements("spec", "helmCharts")]
    yield from (one for one in found if one is not None)


RULE = ManifestRule(
    "VAL221",
    "Values that Helm cannot read",
    Severity.ERROR,
    why="Kubernetes takes any text here, and so does whoever checks the file around it: that the lines within are no "
    "YAML comes out when the chart is to be installed, and then nothing of it is.",
    fix="Write YAML with a mapping at the top, each level indented by the same number of blanks.",
    source="argoproj/argo-cd reposerver/repository/repository.go (helmTemplate writes the text to a file for Helm); "
    "k3s-io/helm-controller pkg/controllers/chart/chart.go (valuesSecretAddConfig); helm/helm pkg/chartutil/values.go "
    "(ReadValues, by sigs.k8s.io/yaml)",
    bad="""\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  chart: nvidia-device-plugin
  repo: https://nvidia.github.io/k8s-device-plugin
  valuesContent: |-
    gfd:
      enabled: true
     runtimeClassName: nvidia  # <- here
""",
    good="""\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  chart: nvidia-device-plugin
  repo: https://nvidia.github.io/k8s-device-plugin
  valuesContent: |-
    gfd:
      enabled: true
    runtimeClassName: nvidia
""",
    check=_check,
)
