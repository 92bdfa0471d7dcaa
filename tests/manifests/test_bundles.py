from tests.lint.examples import judged

HELMFILE = """\
releases:
- name: gpu-operator
  chart: nvidia/gpu-operator
  version: v26.7.0
  {}:
  - name: {}
    value: false
"""
FLEET = """\
defaultNamespace: gpu-operator
helm: {repo: "https://helm.ngc.nvidia.com/nvidia", chart: gpu-operator, version: v26.7.0}
targetCustomizations:
- name: edge
  helm: {values: {drivers: {enabled: false}}}
- name: other
  clusterSelector: {}
"""
FILES = "helm: {repo: a, chart: gpu-operator, version: v26.7.0, valuesFiles: [of/values.yaml]}\n"


def found(files: dict[str, str]) -> list[tuple[str, int, str]]:
    told = [one for one in judged(files).findings if one.code == "VAL201"]
    return [(one.file, one.position.line if one.position else 0, one.message) for one in told]


def test_what_a_helmfile_sets_is_read_as_values() -> None:
    wrong = [("helmfile.yaml", 6, "gpu-operator v26.7.0 has no value drivers")]
    for key in ("set", "setString"):
        assert found({"helmfile.yaml": HELMFILE.format(key, "drivers.enabled")}) == wrong
        assert found({"helmfile.yaml": HELMFILE.format(key, "driver.enabled")}) == []


def test_values_of_a_fleet_target_are_read() -> None:
    assert found({"fleet.yaml": FLEET}) == [("fleet.yaml", 5, "gpu-operator v26.7.0 has no value drivers")]


def test_values_files_of_a_fleet_bundle_are_read() -> None:
    files = {"a/fleet.yaml": FILES, "a/of/values.yaml": "toolkit: {enabled: false}\ndrivers: {}\n"}
    assert found(files) == [("a/of/values.yaml", 2, "gpu-operator v26.7.0 has no value drivers")]


def test_values_that_a_bundle_names_are_no_use_besides() -> None:
    values = "driver: {enabled: true}\ntoolkit: {enabled: false}\ngfd: {enabled: true}\ndrivers: {}\n"
    files = {"a/fleet.yaml": FILES, "a/of/values.yaml": values}
    assert found(files) == [("a/of/values.yaml", 4, "gpu-operator v26.7.0 has no value drivers")]


ADDONS = """\
nvidiaGPUOperator:
  enabled: true
  chart: {repo: "https://helm.ngc.nvidia.com/nvidia", name: gpu-operator, version: v26.7.0}
  release:
    namespace: gpu-operator
    values:
      VALUES
"""


def test_add_ons_of_a_cluster_hold_values_for_the_chart_that_they_name() -> None:
    wrong = ADDONS.replace("VALUES", "drivers: {enabled: false}")
    assert found({"values.yaml": wrong}) == [("values.yaml", 7, "gpu-operator v26.7.0 has no value drivers")]
    right = {"values.yaml": ADDONS.replace("VALUES", "driver: {enabled: false}")}
    # Who names the chart means what it is given, and not the file around that.
    assert not judged(right, ("--chart", "gpu-operator@v26.7.0")).findings
