"""NVIDIA's charts by every way in which people install them: chart, version, names, and where the values are."""

import pytest

from generator.model.manifest import ChartUse, Context, Form
from generator.model.manifest_value import Place
from tests.manifests.reading import manifests

FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu, namespace: flux-system}
spec:
  targetNamespace: gpu-operator
  releaseName: operator
  chart: {spec: {chart: gpu-operator, version: v26.3.3}}
  values: {driver: {enabled: false}}
"""
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu, namespace: argocd}
spec:
  destination: {namespace: gpu-operator}
  source:
    chart: gpu-operator
    repoURL: https://helm.ngc.nvidia.com/nvidia
    targetRevision: v26.3.3
    helm:
      releaseName: operator
      values: |
        driver:
          enabled: false
"""
K3S = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: operator, namespace: kube-system}
spec:
  repo: https://helm.ngc.nvidia.com/nvidia
  chart: gpu-operator
  version: v26.3.3
  targetNamespace: gpu-operator
  valuesContent: |-
    driver:
      enabled: false
"""
KUSTOMIZE = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: gpu-operator
helmCharts:
  - name: gpu-operator
    repo: https://helm.ngc.nvidia.com/nvidia
    version: v26.3.3
    releaseName: operator
    valuesInline: {driver: {enabled: false}}
"""
VALUES = (("driver",), ("enabled",))


def only(files: "str | dict[str, str]") -> ChartUse:
    (use,) = manifests(files).charts
    return use


@pytest.mark.parametrize(
    ("text", "form", "steps"),
    [
        (FLUX, Form.FLUX, (("spec", "values", "driver", "enabled"),)),
        (ARGO, Form.ARGO, (("spec", "source", "helm", "values"), ("driver", "enabled"))),
        (K3S, Form.K3S, (("spec", "valuesContent"), ("driver", "enabled"))),
        (KUSTOMIZE, Form.KUSTOMIZE, (("helmCharts", 0, "valuesInline", "driver", "enabled"),)),
    ],
)
def test_the_same_release_by_every_form(text: str, form: Form, steps: "tuple[tuple[str | int, ...], ...]") -> None:
    use = only(text)
    assert (use.chart, use.stated, use.releases, use.within) == ("gpu-operator", "v26.3.3", ("v26.3.3",), True)
    assert (use.form, use.release_name, use.namespace, use.whole) == (form, "operator", "gpu-operator", True)
    enabled = use.value("driver", "enabled")
    assert enabled is not None
    assert (enabled.tree, enabled.place) == (False, Place("given.yaml", 0, steps))


def test_flux_takes_the_chart_from_an_oci_repository() -> None:
    release = FLUX.replace(
        "chart: {spec: {chart: gpu-operator, version: v26.3.3}}", "chartRef: {kind: OCIRepository, name: op}"
    )
    source = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: op}
spec: {url: "oci://ghcr.io/somebody/charts/gpu-operator", ref: {tag: v26.7.0}}
"""
    use = only({"a.yaml": release, "b.yaml": source})
    assert (use.chart, use.releases, use.release_name) == ("gpu-operator", ("v26.7.0",), "operator")
    assert manifests(release).charts == ()
    named = only(release.replace("name: op}", "name: gpu-operator}"))
    assert (named.chart, named.stated) == ("gpu-operator", None)


def test_flux_merges_values_from_config_maps_below_its_own() -> None:
    release = FLUX.replace("  values:", "  valuesFrom: [{kind: ConfigMap, name: base}]\n  values:")
    base = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: base}
data:
  values.yaml: |
    driver: {enabled: true, version: "580"}
"""
    use = only({"a.yaml": release, "b.yaml": base})
    driver = [value.tree for value in (use.value("driver", "enabled"), use.value("driver", "version")) if value]
    assert (driver, use.whole) == ([False, "580"], True)
    assert not only(release).whole


def test_argo_takes_an_object_and_files_of_another_source() -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: operator}
spec:
  sources:
    - chart: gpu-operator
      targetRevision: v26.7.0
      helm:
        valueFiles: [$values/clusters/a/gpu.yaml]
        valuesObject: {toolkit: {enabled: false}}
    - {repoURL: "https://example.com/repo.git", ref: values}
"""
    use = only({"apps/op.yaml": text, "clusters/a/gpu.yaml": "driver: {enabled: false}\n"})
    assert [value.place.file for value in use.values] == ["clusters/a/gpu.yaml", "apps/op.yaml"]
    assert use.whole
    assert not only(text).whole


def test_kustomize_takes_values_from_files_beside_it() -> None:
    text = KUSTOMIZE.replace("valuesInline: {driver: {enabled: false}}", "valuesFile: ../values/op.yaml")
    use = only({"base/kustomization.yaml": text, "values/op.yaml": "driver: {enabled: false}\n"})
    assert [value.place.file for value in use.values] == ["values/op.yaml"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "helmfile.yaml",
            "releases:\n- {name: operator, chart: nvidia/gpu-operator, version: v26.3.3, namespace: gpu}\n",
        ),
        ("fleet.yaml", "defaultNamespace: gpu\nhelm: {chart: gpu-operator, version: v26.3.3, releaseName: operator}\n"),
    ],
)
def test_helmfile_and_fleet(name: str, text: str) -> None:
    use = only({name: text})
    assert (use.chart, use.stated, use.release_name, use.namespace) == ("gpu-operator", "v26.3.3", "operator", "gpu")


def test_an_umbrella_chart_says_the_version_in_its_chart_yaml() -> None:
    files = {
        "chart/Chart.yaml": "name: gpu\ndependencies:\n- {name: gpu-operator, version: v25.10.1}\n",
        "chart/values.yaml": "gpu-operator:\n  driver: {enabled: false}\n",
    }
    use = only(files)
    assert (use.releases, use.value("driver", "enabled") is not None) == (("v25.10.1",), True)


@pytest.mark.parametrize(
    ("text", "chart"),
    [
        ("operator: {upgradeCRD: true}\ndriver: {enabled: false}\n", "gpu-operator"),
        ("devicePlugin: {config: {name: x}}\n", "gpu-operator"),
        ("migStrategy: mixed\nfailOnInitError: false\n", "nvidia-device-plugin"),
        ("config: {map: {a: 'migStrategy: none'}}\n", "nvidia-device-plugin"),
    ],
)
def test_bare_values_tell_their_chart_by_their_keys(text: str, chart: str) -> None:
    assert only(text).chart == chart


@pytest.mark.parametrize(
    "text",
    [
        "image: {repository: nvidia/cuda}\nresources: {limits: {nvidia.com/gpu: 1}}\n",
        "driver: {enabled: true}\n",
        "config: {name: x}\nnodeSelector: {nvidia.com/gpu.present: 'true'}\n",
        "- nvidia\n",
        "nvidia\n",
    ],
)
def test_values_of_other_charts_are_not_taken(text: str) -> None:
    assert manifests(text).charts == ()


def test_a_patch_adds_to_the_values_of_the_release_of_its_name() -> None:
    patch = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu}
spec: {values: {driver: {enabled: true}, devicePlugin: {config: {name: sharing}}}}
"""
    use = only({"a.yaml": FLUX, "b.yaml": patch})
    enabled, name = use.value("driver", "enabled"), use.value("devicePlugin", "config", "name")
    assert (enabled and enabled.tree, name and name.tree) == (True, "sharing")


def test_a_namespace_that_is_filled_in_later_is_not_known() -> None:
    assert only(FLUX.replace("targetNamespace: gpu-operator", "targetNamespace: ${ns:=gpu}")).namespace is None


def test_what_a_k3s_chart_sets_by_paths_wins() -> None:
    text = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: gpu-operator, namespace: kube-system}
spec:
  chart: gpu-operator
  version: v26.7.0
  set: {driver.enabled: "false"}
  valuesContent: |
    toolkit: {enabled: false}
"""
    (use,) = manifests(text).charts
    assert [values.tree for values in use.values] == [{"toolkit": {"enabled": False}}, {"driver": {"enabled": False}}]
    assert use.whole


def test_the_callers_version_holds_where_the_files_say_none() -> None:
    text = FLUX.replace(", version: v26.3.3", "")
    (use,) = manifests(text, Context(chart=("gpu-operator", "v25.3.4"))).charts
    assert (use.stated, use.releases) == ("v25.3.4", ("v25.3.4",))
    (use,) = manifests(FLUX, Context(chart=("gpu-operator", "v25.3.4"))).charts
    assert use.stated == "v26.3.3"
    (use,) = manifests(text, Context(chart=("nvidia-device-plugin", "v0.20.0"))).charts
    assert use.stated is None


def test_a_mirror_may_name_the_chart_after_its_maker() -> None:
    (use,) = manifests(FLUX.replace("chart: gpu-operator", "chart: mirror/nvidia-gpu-operator")).charts
    assert use.chart == "gpu-operator"


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/acme/gpu-operator-values.git",
        "https://github.com/acme/gpu-operator",
        "git@github.com:a/gpu-operator",
    ],
)
def test_a_repository_of_others_is_not_the_chart(address: str) -> None:
    text = ARGO.replace("    chart: gpu-operator\n", "").replace("https://helm.ngc.nvidia.com/nvidia", address)
    assert manifests(text).charts == ()


def test_argo_files_of_the_charts_own_repository_are_elsewhere() -> None:
    assert not only(ARGO.replace("releaseName: operator", "valueFiles: [values-prod.yaml]")).whole


@pytest.mark.parametrize(
    ("text", "more", "value"),
    [("false", "", False), ("'false'", "", "false"), ("false", ", literal: true", "false"), ('"7"', "", "7")],
)
def test_flux_puts_a_text_at_a_path(text: str, more: str, value: object) -> None:
    reference = f"[{{kind: ConfigMap, name: base, valuesKey: on, targetPath: driver.enabled{more}}}]"
    release = FLUX.replace("  values:", f"  valuesFrom: {reference}\n  values:").replace(
        "enabled: false", "enabled: true"
    )
    base = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: base}}\ndata:\n  on: |-\n    {text}\n  more: nvidia\n"
    use = only({"a.yaml": release, "b.yaml": base})
    found = use.value("driver", "enabled")
    assert found is not None
    assert (found.tree, found.place.file, found.place.steps, use.whole) == (value, "b.yaml", (("data", "on"),), True)
    assert not only(release).whole


REFERENCE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: NAME, namespace: flux-system}
spec: {chartRef: {kind: OCIRepository, name: "CHART"}, values: {driver: {enabled: false}}}
"""
REPOSITORY = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: "CHART", namespace: flux-system}
spec: {url: "oci://example.com/charts/OF", ref: {tag: TAG}}
"""


def referring(folder: str, name: str, of: str, tag: str, chart: str) -> dict[str, str]:
    """Return a release in one folder with the source that it refers to."""
    text = f"{REFERENCE}---\n{REPOSITORY}".replace("CHART", chart).replace("NAME", name)
    return {f"{folder}/release.yaml": text.replace("OF", of).replace("TAG", tag)}


@pytest.mark.parametrize("chart", ["${app}-chart", "chart"])
def test_sources_of_one_name_are_each_for_the_release_beside_it(chart: str) -> None:
    """A name that is filled in later, or one that several clusters have in folders of their own."""
    files = {
        **referring("a", "other", "network-operator", "26.1.0", chart),
        **referring("b", "gpu-operator", "gpu-operator", "v26.3.3", chart),
        **referring("c", "gpu-operator", "gpu-operator", "v25.10.1", chart),
    }
    assert [(one.place.file, one.stated) for one in manifests(files).charts] == [
        ("b/release.yaml", "v26.3.3"),
        ("c/release.yaml", "v25.10.1"),
    ]


def test_where_several_sources_are_as_near_what_all_say_is_known() -> None:
    """Which of the releases it is stays open."""
    sources = [
        REPOSITORY.replace("CHART", "chart").replace("OF", "gpu-operator").replace("TAG", tag)
        for tag in ("v26.3.3", "v25.10.1")
    ]
    release = REFERENCE.replace("CHART", "chart").replace("NAME", "gpu")
    (use,) = manifests({"a/one.yaml": sources[0], "a/two.yaml": sources[1], "a/release.yaml": release}).charts
    assert (use.chart, use.stated) == ("gpu-operator", None)


def test_a_source_that_is_plainly_another_chart_is_not_taken_by_its_name() -> None:
    release = REFERENCE.replace("CHART", "gpu-operator").replace("NAME", "gpu-operator")
    source = REPOSITORY.replace("CHART", "gpu-operator").replace("TAG", "v26.3.3")
    assert manifests({"a.yaml": f"{release}---\n{source.replace('OF', 'my-own')}"}).charts == ()
    # An address that is filled in later may be a mirror's.
    (use,) = manifests({"a.yaml": f"{release}---\n{source.replace('OF', '${MIRROR}')}"}).charts
    assert (use.chart, use.stated) == ("gpu-operator", "v26.3.3")
