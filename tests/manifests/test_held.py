"""Objects within other documents: found at their lines, each once, and no parts of objects."""

from textwrap import indent

import pytest

from tests.lint.examples import judged, line_of, marked_lines, told

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: main
      image: any
      resources:
        limits:
          nvidia.com/gpu: 0.5  # <- here
"""
CLASS = "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: nvidia}\nhandler: nvidia\n"
BOTH = f"{CLASS}---\n{POD}"


def _item(text: str, depth: int) -> str:
    return " " * depth + "- " + indent(text, " " * (depth + 2)).lstrip()


def _of(kind: str, spec: str, inner: str) -> str:
    version, _, name = kind.rpartition("/")
    return f"apiVersion: {version}\nkind: {name}\nmetadata: {{name: b}}\n{spec}{inner}"


TREES = {
    "openshift": _of("template.openshift.io/v1/Template", "objects:\n", _item(POD, 2)),
    "work": _of("work.open-cluster-management.io/v1/ManifestWork", "spec:\n  manifests:\n", _item(POD, 4)),
    "policy": _of(
        "policy.open-cluster-management.io/v1/ConfigurationPolicy",
        "spec:\n  object-templates:\n    - complianceType: musthave\n      objectDefinition:\n",
        indent(POD, " " * 8),
    ),
    "crossplane": _of(
        "kubernetes.crossplane.io/v1alpha2/Object",
        "spec:\n  forProvider:\n    manifest:\n",
        indent(POD, " " * 6),
    ),
    "syncset": _of("hive.openshift.io/v1/SyncSet", "spec:\n  resources:\n", _item(POD, 4)),
    "ansible": "- name: c\n  kubernetes.core.k8s:\n    definition:\n" + indent(POD, " " * 6),
    "ansible list": "- name: c\n  k8s:\n    resource_definition:\n" + _item(POD, 6),
    "values": "extraObjects:\n" + _item(POD, 2),
    "flux": _of(
        "helm.toolkit.fluxcd.io/v2/HelmRelease",
        "spec:\n  interval: 1h\n  chart: {spec: {chart: raw, sourceRef: {kind: HelmRepository, name: d}}}\n"
        "  values:\n    resources:\n",
        _item(POD, 6),
    ),
    "list": _of(
        "v1/List", "items:\n", _item(_of("hive.openshift.io/v1/SyncSet", "spec:\n  resources:\n", _item(POD, 4)), 2)
    ),
}
TEXTS = {
    "ansible": "- name: c\n  kubernetes.core.k8s:\n    definition: |\n" + indent(BOTH, " " * 6),
    "talos": "cluster:\n  inlineManifests:\n    - name: c\n      contents: |\n" + indent(BOTH, " " * 8),
    "cloud-init": "#cloud-config\nwrite_files:\n  - path: /c\n    content: |\n" + indent(BOTH, " " * 6),
    "begins with a line": "#cloud-config\nwrite_files:\n  - path: /c\n    content: |\n"
    + indent("---\n" + BOTH, " " * 6),
    "workflow": _of(
        "argoproj.io/v1alpha1/Workflow",
        "spec:\n  templates:\n    - name: c\n      resource:\n        action: create\n        manifest: |\n",
        indent(POD, " " * 10),
    ),
    "values": "extraDeploy:\n  - |\n" + indent(POD, " " * 4),
    "cluster-api": _of(
        "addons.cluster.x-k8s.io/v1beta1/ClusterResourceSet",
        "spec:\n  clusterSelector: {}\n  resources: [{kind: ConfigMap, name: b}]\n",
        "---\n" + _of("v1/ConfigMap", "data:\n  c.yaml: |\n", indent(BOTH, " " * 4)),
    ),
}


@pytest.mark.parametrize("text", [*TREES.values(), *TEXTS.values()], ids=[*TREES, *(f"{one} text" for one in TEXTS)])
def test_an_object_within_another_document_is_judged_once_at_its_line(text: str) -> None:
    found = [one for one in judged(text).findings if one.severity.name != "INFO"]
    assert [(one.code, line_of(one)) for one in found] == [("WRK201", line) for line in marked_lines(text)]


def test_an_installer_within_a_text_has_its_values_read() -> None:
    chart = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  chart: nvidia-device-plugin
  repo: https://nvidia.github.io/k8s-device-plugin
  version: 0.20.0
  valuesContent: |
    migStrategi: none  # <- here
"""
    text = "cluster:\n  inlineManifests:\n    - name: c\n      contents: |\n" + indent(BOTH + "---\n" + chart, " " * 8)
    assert [line for line, _ in told(text, "VAL201")] == marked_lines(text)[1:]


@pytest.mark.parametrize(
    "text",
    [
        # A part of an object, which is patched into one that is elsewhere.
        _of("cluster.x-k8s.io/v1beta1/ClusterClass", "spec:\n  patches:\n    - value: |\n", indent(POD, " " * 8)),
        # Nobody is known to apply what the ConfigMap holds.
        _of("v1/ConfigMap", "data:\n  c.yaml: |\n", indent(BOTH, " " * 4)),
        # An object without a name is what something makes others of.
        _of("any.example.org/v1/Any", "spec:\n  pod: |\n", indent(POD.replace("{name: a}", "{}"), " " * 4)),
        # Templates: what stands there is known once they are filled in.
        "cluster:\n  inlineManifests:\n    - name: c\n      contents: |\n"
        + indent(POD.replace("0.5", "<< inputs.gpus >>"), " " * 8),
        "- name: c\n  copy:\n    content: |\n" + indent("{% if gpu %}\n" + POD + "{% endif %}\n", " " * 6),
    ],
)
def test_parts_and_what_nobody_applies_are_passed_over(text: str) -> None:
    assert told(text, "WRK201") == []


@pytest.mark.parametrize("code", ["PLG214", "MIG217"])
def test_a_config_map_of_objects_configures_neither_program(code: str) -> None:
    inner = _of("v1/ConfigMap", "data:\n", "  config.yaml: |\n    version: v1\n    mig-configs: {}\n")
    text = _of("v1/ConfigMap", "data:\n  c.yaml: |\n", indent(f"{inner}---\n{CLASS}", " " * 4))
    assert told(text, code) == []


@pytest.mark.parametrize(
    "text",
    [
        TREES["ansible"].replace("    definition:", "    state: absent\n    definition:"),
        TREES["policy"].replace("musthave", "mustnothave"),
    ],
)
def test_objects_that_are_not_to_be_there_are_passed_over(text: str) -> None:
    assert told(text, "WRK201") == []
