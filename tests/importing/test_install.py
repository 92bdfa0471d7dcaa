"""Who brings what, read from values and policies of every form."""

import pytest

from generator.compile import compile_profile
from generator.facts.charts import CHART_RELEASES, load_chart
from generator.importing.scheduling_terms import NODE_TERMS
from generator.model.distribution import Installer
from generator.model.manifest_value import Place, Value
from generator.model.tree import Tree
from generator.yamltext.reader import read_document
from generator.yamltext.writer import write_yaml
from tests.importing.given import imported, plan, profile, told

GPU = "RTX 3090"
OPERATOR = "gpu-operator@v26.7.0"
PLUGIN = "nvidia-device-plugin@v0.20.0"


def install(values: str, chart: str = OPERATOR) -> dict[str, Tree]:
    """Return `install` of the profile that values lead to, chart and version aside."""
    result = imported(values, GPU, chart=chart)
    plan(result)
    found = profile(result)["install"]
    assert isinstance(found, dict)
    return {key: value for key, value in found.items() if key not in ("chart", "version")}


USUAL = "{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}"
BY_OPERATOR: dict[str, Tree] = {"driver": {"from": "operator"}, "toolkit": {"from": "operator"}}
"""What the operator's chart does by itself."""


@pytest.mark.parametrize(
    ("values", "more"),
    [
        ("driver: {enabled: true}\ndevicePlugin: {enabled: true}", {}),
        (
            "driver: {enabled: false}\ntoolkit: {enabled: false}",
            {"driver": {"from": "host"}, "toolkit": {"from": "host"}},
        ),
        (
            'driver: {version: "570.148.08", kernelModuleType: open}\ntoolkit: {}',
            {"driver": {"from": "operator", "version": "570.148.08", "kernelModuleType": "open"}},
        ),
        (
            "driver: {enabled: false, version: 1}\nhostPaths: {driverInstallDir: /opt/nvidia/}",
            {"driver": {"from": "host", "installDir": "/opt/nvidia"}},
        ),
        (
            "toolkit:\n  env: [{name: CONTAINERD_SOCKET, value: /run/a.sock}, {name: OWN, value: x}]\ndriver: {}",
            {
                "toolkit": {"from": "operator", "containerdSocket": "/run/a.sock"},
                "components": {"toolkit": {"env": {"OWN": "x"}}},
            },
        ),
        ("nfd: {enabled: false}\ndriver: {}", {"nodeFeatureDiscovery": "existing"}),
        ("cdi: {enabled: false}\ndriver: {}", {"cdi": False}),
        ("cdi: {enabled: true}\ndriver: {}", {}),
        ("operator: {runtimeClass: gpu}\ndriver: {}", {"runtimeClass": {"name": "gpu"}}),
        ("devicePlugin: {enabled: false}\ndriver: {}", {"devicePlugin": "external"}),
        ("dcgm: {enabled: true}\nmigManager: {enabled: true}", {"components": {"dcgm": {"enabled": True}}}),
        ("daemonsets: {priorityClassName: gpu}\ndriver: {}", {"priorityClassName": "gpu"}),
        (f"daemonsets: {{tolerations: [{USUAL}, {{key: sku}}]}}\ndriver: {{}}", {"tolerations": [{"key": "sku"}]}),
        (
            "driver: {imagePullSecrets: [mirror]}\ntoolkit: {imagePullSecrets: [mirror]}",
            {"imagePullSecrets": ["mirror"]},
        ),
    ],
)
def test_the_operators_values_become_fields(values: str, more: dict[str, Tree]) -> None:
    assert install(values) == {**BY_OPERATOR, **more}


BARE: dict[str, Tree] = {
    "driver": {"from": "host"},
    "runtimeClass": {"name": "nvidia", "create": False},
    "nodeFeatureDiscovery": "existing",
    "components": {"gfd": {"enabled": False}},
}
"""The standalone chart with nothing but a runtime class."""


@pytest.mark.parametrize(
    ("values", "more"),
    [
        ("", {}),
        ("gfd: {enabled: true}", {"nodeFeatureDiscovery": None, "components": None}),
        ("gfd: {enabled: true}\nnfd: {enabled: false}", {"components": None}),
        ("nodeSelector: {gpu: here}", {"nodeSelector": {"gpu": "here"}}),
        ("affinity: null\nnfd: {enabled: false}", {"nodeFeatureDiscovery": "none"}),
        ("image: {tag: v0.19.3}", {"components": {"gfd": {"enabled": False}, "devicePlugin": {"version": "v0.19.3"}}}),
        ("image: {tag: v0.20.0}", {}),
        (
            "image: {repository: mirror.example.com/nvidia/k8s-device-plugin}",
            {"components": {"gfd": {"enabled": False}, "devicePlugin": {"repository": "mirror.example.com/nvidia"}}},
        ),
    ],
)
def test_the_standalone_charts_values_become_fields(values: str, more: dict[str, Tree]) -> None:
    wanted = {key: value for key, value in {**BARE, **more}.items() if value is not None}
    assert install(f"runtimeClassName: nvidia\nfailOnInitError: true\n{values}", PLUGIN) == wanted


@pytest.mark.parametrize(("chart", "version"), CHART_RELEASES)
def test_a_copy_of_the_defaults_with_two_edits_becomes_two_lines(chart: str, version: str) -> None:
    values = load_chart(chart, version).defaults()
    operator = chart == "gpu-operator"
    plain = imported(write_yaml(values), GPU, chart=f"{chart}@{version}")
    edited: dict[str, Tree] = {**values, "priorityClassName": "mine", "updateStrategy": {"type": "OnDelete"}}
    if operator:
        daemonsets, cdi = values["daemonsets"], values["cdi"]
        assert isinstance(daemonsets, dict)
        assert isinstance(cdi, dict)
        edited = {**values, "daemonsets": {**daemonsets, "priorityClassName": "mine", "updateStrategy": "OnDelete"}}
    result = imported(write_yaml(edited), GPU, chart=f"{chart}@{version}")
    assert told(plain) == told(result) == []
    extra = {"daemonsets": {"updateStrategy": "OnDelete"}} if operator else {"updateStrategy": {"type": "OnDelete"}}
    before, after = profile(plain), profile(result)
    assert isinstance(before["install"], dict)
    assert after == {**before, "install": {**before["install"], "priorityClassName": "mine"}, "extraValues": extra}
    assert "extraValues" not in before


def test_a_policy_of_a_cluster_brings_no_second_nfd() -> None:
    spec = "spec:\n  driver: {enabled: false}\n  operator: {defaultRuntime: containerd}\n"
    by_hand = f"apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {{name: p}}\n{spec}"
    by_helm = by_hand.replace("{name: p}", "{name: p, labels: {helm.sh/chart: gpu-operator-v25.10.1}}")
    for text, discovery, version in ((by_hand, "existing", "v26.7.0"), (by_helm, None, "v25.10.1")):
        result = imported(text, GPU)
        assert told(result) == []
        found = profile(result)["install"]
        assert isinstance(found, dict)
        assert (found.get("nodeFeatureDiscovery"), found["version"]) == (discovery, version)


def test_names_and_mirror_of_the_release_stay() -> None:
    kustomization = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
helmCharts:
- {name: gpu-operator, repo: "https://charts.example.com/nvidia", version: v26.7.0, releaseName: cards, namespace: gpu}
"""
    found = plan(imported(kustomization, GPU)).release
    assert (found.name, found.namespace, found.repository) == ("cards", "gpu", "https://charts.example.com/nvidia")


def test_what_nothing_can_say_is_named_with_its_path() -> None:
    values = """\
driver: {enabled: true}
toolkit: {env: [{name: A, valueFrom: {secretKeyRef: {name: a, key: b}}}]}
validator: null
devicePlugin: {resources: {limits: {example.com/x: 1}}}
unknown: {key: 1}
"""
    limits = "install.components.devicePlugin.resources.limits"
    assert told(imported(values, GPU, chart=OPERATOR)) == [
        ("IMP008", 2, "left out: toolkit.env[0].valueFrom: the chart does not know it"),
        ("IMP001", 3, "not in the profile: validator: a null, which takes the chart's default away"),
        ("IMP001", 4, f"not in the profile: {limits}.example.com/x: {limits}: unknown key example.com/x"),
        ("IMP008", 5, "left out: unknown.key: the chart does not know it"),
    ]


TERMS = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: "


def required(*terms: str) -> str:
    """Return values that replace the terms of the standalone chart."""
    head = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: ["
    return f"{head}{', '.join(f'{{matchExpressions: [{one}]}}' for one in terms)}]}}}}}}"


@pytest.mark.parametrize("gfd", ["", "gfd: {enabled: true}\n"])
def test_an_affinity_that_no_field_says_is_told(gfd: str) -> None:
    for asked, text in (
        ("{key: pool, operator: In, values: [a, b]}", "nodes with pool=a|b run the plugin now and would not"),
        ("{key: nvidia.com/gpu.product, operator: NotIn, values: [Tesla-P4]}", 'nodes with {"matchExpressions"'),
    ):
        result = imported(f"{gfd}{required(asked)}", "T4", chart=PLUGIN)
        assert [(code, message[: len(TERMS + text)]) for code, _, message in told(result)] == [("IMP010", TERMS + text)]


def test_what_stands_beside_the_terms_is_kept() -> None:
    for more in (
        "podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}",
        "nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {}}]}",
    ):
        result = imported(f"affinity: {{{more}}}", "T4", chart=PLUGIN)
        assert told(result) == []
        assert more.partition(": {")[2].partition(":")[0] in result.text
        assert "nodeFeatureDiscovery: existing" in result.text


@pytest.mark.parametrize("release", [release for chart, release in CHART_RELEASES if chart == "nvidia-device-plugin"])
@pytest.mark.parametrize("gfd", ["", "gfd: {enabled: true}", "gfd: {enabled: true}\nnfd: {enabled: false}"])
def test_the_charts_own_terms_come_back(release: str, gfd: str) -> None:
    result = imported(f"runtimeClassName: nvidia\n{gfd}", "T4", chart=f"nvidia-device-plugin@{release}")
    assert result.findings == ()
    usual = load_chart("nvidia-device-plugin", release).lookup(NODE_TERMS)
    files = compile_profile(result.text.encode(), "profile.yaml").files
    values = next(one.text for one in files if one.path == "values/nvidia-device-plugin.yaml")
    document, _ = read_document(values.encode(), "values.yaml")
    assert usual is not None
    assert isinstance(usual.default, list)
    assert document is not None
    terms = Value(document.data, Place("values.yaml", 0)).get(*NODE_TERMS)
    # What the bundle leaves to the chart is the chart's default.
    given = usual.default if terms is None else [one.tree for one in terms.elements()]
    assert [one for one in usual.default if one not in given] == []


@pytest.mark.parametrize("chart", [OPERATOR, PLUGIN])
def test_a_runtime_class_of_another_handler_stays_its_owners(chart: str) -> None:
    values = "driver: {}" if chart == OPERATOR else "runtimeClassName: nvidia\ngfd: {enabled: true}"
    text = f"{values}\n---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {{name: nvidia}}\nhandler: "
    own = imported(f"{text}nvidia\n", "T4", chart=chart)
    assert told(own) == []
    assert "create: true" in own.text
    other = imported(f"{text}nvidia-cdi\nscheduling: {{nodeSelector: {{gpu: here}}}}\n", "T4", chart=chart)
    assert [message for _, _, message in told(other)] == [
        "not in the profile: handler of the RuntimeClass nvidia",
        "not in the profile: scheduling of the RuntimeClass nvidia",
    ]
    assert "create: true" not in other.text


def test_the_runtime_class_is_the_one_that_the_operator_names() -> None:
    text = "operator: {runtimeClass: gpu}\n---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\n"
    result = imported(f"{text}metadata: {{name: nvidia}}\nhandler: nvidia\n", "T4", chart=OPERATOR)
    found = profile(result)["install"]
    assert isinstance(found, dict)
    assert found["runtimeClass"] == {"name": "gpu"}


def test_objects_that_set_up_drivers_are_named() -> None:
    driver = "apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {name: main}\nspec: {driverType: gpu}\n"
    result = imported(f"driver: {{nvidiaDriverCRD: {{enabled: true}}}}\n---\n{driver}", "T4", chart=OPERATOR)
    assert told(result) == [("IMP001", 3, "not in the profile: the NVIDIADriver main")]


EVERY = "tolerations: [{operator: Exists}]"
NFD_BY_PLUGIN = "gfd: {enabled: true}\nnfd: {worker: {%s}}"
USUAL_OF_PLUGIN = [{"key": "CriticalAddonsOnly", "operator": "Exists"}, {"key": "nvidia.com/gpu", "operator": "Exists"}]


@pytest.mark.parametrize(
    ("chart", "values", "severity", "path"),
    [
        (OPERATOR, "daemonsets: {tolerations: []}", "warning", "daemonsets.tolerations would hold"),
        (OPERATOR, "daemonsets: {tolerations: [{key: sku}]}", "info", "daemonsets.tolerations would hold"),
        (
            OPERATOR,
            f"node-feature-discovery: {{worker: {{{EVERY}}}}}",
            "warning",
            'node-feature-discovery.worker.tolerations would lack [{"operator":"Exists"}]',
        ),
        (OPERATOR, "node-feature-discovery: {worker: {tolerations: []}}", "warning", "node-feature-discovery.worker"),
        (PLUGIN, "gfd: {enabled: true}\ntolerations: []", "warning", "tolerations would hold"),
        (PLUGIN, NFD_BY_PLUGIN % EVERY, "warning", 'nfd.worker.tolerations would lack [{"operator":"Exists"}]'),
    ],
)
def test_what_would_be_tolerated_otherwise_is_told(chart: str, values: str, severity: str, path: str) -> None:
    found = imported(values, "T4", chart=chart).findings
    assert [one.message for one in found if one.severity.value == severity and one.message.startswith(path)], found


def test_what_only_nfd_tolerates_is_not_tolerated_by_all() -> None:
    assert "tolerations" not in install(f"node-feature-discovery: {{worker: {{{EVERY}}}}}")
    # The standalone chart's NFD tolerates less than the plugin, and what it did not label the plugin would not find.
    found = install(NFD_BY_PLUGIN % EVERY, PLUGIN)["tolerations"]
    assert found == [USUAL_OF_PLUGIN[0], {**USUAL_OF_PLUGIN[1], "effect": "NoSchedule"}]


def test_a_toleration_that_is_refused_goes_alone() -> None:
    text = "daemonsets:\n  tolerations:\n  - {key: a}\n  - {key: b, operator: Sometimes}\n  - {key: c}\n"
    result = imported(text, "T4", chart=OPERATOR)
    assert ("IMP001", 4) in [(code, line) for code, line, _ in told(result)]
    assert [one.key for one in plan(result).stack.tolerations] == ["a", "c"]


def test_pull_secrets_that_further_components_would_get_are_noted_once() -> None:
    found = imported("gfd: {imagePullSecrets: [only-gfd]}", "T4", chart=OPERATOR).findings
    assert [(one.code, one.severity.value) for one in found] == [("IMP010", "info")]
    assert found[0].message.startswith("driver.imagePullSecrets, toolkit.imagePullSecrets, ")


@pytest.mark.parametrize("component", ["devicePlugin", "toolkit", "operator"])
def test_one_variable_that_cannot_be_said_leaves_the_others(component: str) -> None:
    text = f"""\
{component}:
  env:
  - {{name: DEVICE_LIST_STRATEGY, value: volume-mounts}}
  - {{name: N, valueFrom: {{fieldRef: {{fieldPath: spec.nodeName}}}}}}
  - {{name: EMPTY}}
  - {{value: a}}
"""
    result = imported(text, "T4", chart=OPERATOR)
    assert [(line, message.partition(": ")[2].partition(":")[0]) for _, line, message in told(result)] == [
        (4, f"{component}.env[1].valueFrom"),
        (6, f"{component}.env[3]"),
    ]
    components = {one.name: dict(one.env) for one in plan(result).stack.components}
    assert components[component] == {"DEVICE_LIST_STRATEGY": "volume-mounts", "EMPTY": ""}


def test_what_the_operator_reads_in_a_policy_alone_has_an_effect() -> None:
    policy = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: p}\nspec:\n  driver: {enabled: false}\n"
    root = "devicePlugin: {mps: {root: /var/mps}}\n"
    by_hand = "not in the profile: spec.devicePlugin.mps.root: the chart has no value for it"
    assert told(imported(f"{policy}  {root}", "T4")) == [("IMP001", 6, by_hand)]
    assert told(imported(root, "T4", chart=OPERATOR)) == []


def test_layers_of_values_need_somebody_who_says_their_order() -> None:
    files = {"values.yaml": "driver: {enabled: false}\n", "values-prod.yaml": "driver: {enabled: true}\n"}
    result = imported(files, "T4", chart=OPERATOR)
    message = "a second values file for gpu-operator is not imported: no file says which of them wins"
    assert told(result) == [("IMP004", 1, message)]
    assert "additionalValuesFiles" in result.findings[0].fix
    chart = "{name: gpu-operator, version: v26.7.0, valuesFile: values.yaml, additionalValuesFiles: [values-prod.yaml]}"
    kind = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
    ordered = imported({"kustomization.yaml": f"{kind}helmCharts: [{chart}]\n", **files}, "T4")
    assert told(ordered) == []
    assert plan(ordered).stack.driver.owner is Installer.OPERATOR


@pytest.mark.parametrize(
    ("chart", "release", "repository", "codes"),
    [
        ("https://helm.ngc.nvidia.com/nvidia/charts/gpu-operator-v25.10.1.tgz", "v25.10.1", None, []),
        # Helm looks at no other version than the archive's.
        (
            "https://helm.ngc.nvidia.com/nvidia/charts/gpu-operator-v25.10.1.tgz\n  version: v26.3.3",
            "v25.10.1",
            None,
            [],
        ),
        ("https://mirror.example.com/gpu-operator-v26.3.3.tgz?token=a", "v26.3.3", None, ["IMP001"]),
        ("oci://r.example.com/charts/gpu-operator\n  version: v26.3.3", "v26.3.3", "oci://r.example.com/charts", []),
    ],
)
def test_an_address_has_the_release_and_where_it_is_from(
    chart: str, release: str, repository: str | None, codes: list[str]
) -> None:
    head = "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: gpu-operator, namespace: kube-system}\n"
    text = f"{head}spec:\n  targetNamespace: gpu-operator\n  chart: {chart}\n"
    result = imported(text, "T4")
    assert [one.code for one in result.findings] == codes
    install = profile(result)["install"]
    assert isinstance(install, dict)
    assert (install["version"], install.get("repository")) == (release, repository)


@pytest.mark.parametrize(
    ("image", "component"),
    [
        ("{repository: nvcr.io/nvidia/k8s-device-plugin@sha256, tag: HEX}", {"version": "sha256:HEX"}),
        ("{repository: r.io/a/k8s-device-plugin@sha256, tag: HEX}", {"repository": "r.io/a", "version": "sha256:HEX"}),
        ("{tag: 'v0.17.4@sha256:HEX'}", {"version": "v0.17.4@sha256:HEX"}),
    ],
)
def test_the_plugins_digest_is_its_version(image: str, component: dict[str, str]) -> None:
    hexadecimal = "0123456789abcdef" * 4
    text = f"image: {image}\nruntimeClassName: nvidia\nnfd: {{enabled: true}}\n".replace("HEX", hexadecimal)
    result = imported({"values.yaml": text}, "T4", chart="nvidia-device-plugin@v0.17.4")
    assert [one.message for one in result.findings if one.code != "IMP010"] == []
    install = profile(result)["install"]
    components = install["components"] if isinstance(install, dict) else None
    assert isinstance(components, dict)
    assert components["devicePlugin"] == {key: one.replace("HEX", hexadecimal) for key, one in component.items()}


@pytest.mark.parametrize(
    ("release", "values", "wanted"),
    [
        ("v24.9.2", "useOpenKernelModules: true", "open"),
        ("v24.9.2", "useOpenKernelModules: false", "proprietary"),
        ("v24.9.2", "version: 550.144.03", None),
        ("v25.3.4", "useOpenKernelModules: true", None),
        ("v26.7.0", "kernelModuleType: open, useOpenKernelModules: false", "open"),
    ],
)
def test_what_an_older_release_was_told_of_kernel_modules_is_said_by_todays_field(
    release: str, values: str, wanted: str | None
) -> None:
    result = imported(f"driver: {{{values}}}\n", GPU, chart=f"gpu-operator@{release}")
    assert [code for code, _, _ in told(result)] == ["IMP002"] * (release == "v24.9.2")
    found = profile(result)["install"]
    assert isinstance(found, dict)
    driver = found["driver"]
    assert isinstance(driver, dict)
    assert driver.get("kernelModuleType") == wanted
