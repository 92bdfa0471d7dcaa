import pytest

from tests.lint.clusters import release
from tests.lint.examples import judged, told

APP = "image: {repository: a}"
ASKS = "resources: {limits: {nvidia.com/gpu: 1}}"


def template(controller: str = "", container: str = "", root: str = "") -> str:
    return f"{{controllers: {{a: {{containers: {{app: {{{APP}, {container}}}}}, {controller}}}}}, {root}}}"


def read_at(values: str, chart: str = "app-template") -> list[str]:
    return [message.partition(":")[0] for _, message in told(release(values, chart=chart), "VAL224")]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (template("runtimeClassName: nvidia"), "runtimeClassName is not read at controllers"),
        (template(ASKS), "resources is not read at controllers"),
        (template(f"pod: {{{ASKS}}}"), "resources is not read at controllers.pod"),
        (template("", "runtimeClassName: nvidia"), "runtimeClassName is not read at controllers.containers"),
        (template("", "limits: {nvidia.com/gpu: 1}"), "limits is not read at controllers.containers"),
        (template(root="runtimeClassName: nvidia"), "runtimeClassName is not read at the root of the values"),
        (template(root=f"defaultPodOptions: {{{ASKS}}}"), "resources is not read at defaultPodOptions"),
        (
            template(root="defaultPodOptions: {runtimeClass: nvidia}"),
            "runtimeClass is not read at defaultPodOptions",
        ),
        (
            template(root="pod: {nodeSelector: {nvidia.com/gpu.present: 'true'}}"),
            "pod is not read at the root of the values",
        ),
        (template(root=f"containers: {{app: {{{ASKS}}}}}"), "containers is not read at the root of the values"),
        (
            "{runtimeClass: nvidia, image: {repository: a}, " + ASKS + "}",
            "runtimeClass is not read at the root of the values",
        ),
        (template("securityContext: {fsGroup: 1}, labels: {a: nvidia}"), "securityContext is not read at controllers"),
    ],
)
def test_values_that_nobody_reads(values: str, message: str) -> None:
    assert read_at(values) == [message]


CONTROLLED = "controllers: {a: {pod: {tolerations: []}, containers: {a: {resources: {limits: {nvidia.com/gpu: 1}}}}}}"
LEARNING = "containers: {a: {resources: {limits: {nvidia.com/gpu: 1}}}}"


@pytest.mark.parametrize(
    ("values", "chart", "message"),
    [
        (
            f"{{machine-learning: {{controllers: {{main: {{runtimeClassName: nvidia, {LEARNING}}}}}}}}}",
            "immich",
            ["runtimeClassName is not read at machine-learning.controllers"],
        ),
        (
            f"{{machine-learning: {{runtimeClassName: nvidia, controllers: {{main: {{{LEARNING}}}}}}}}}",
            "photos",
            ["runtimeClassName is not read at machine-learning"],
        ),
        (f"{{jellyfin: {{runtimeClassName: nvidia, controllers: {{main: {{{LEARNING}}}}}}}}}", "own", []),
        (
            f"{{machine-learning: {{defaultPodOptions: {{runtimeClassName: nvidia}}, {CONTROLLED}}}}}",
            "immich",
            [],
        ),
    ],
)
def test_the_library_below_an_alias(values: str, chart: str, message: list[str]) -> None:
    assert read_at(values, chart) == message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gpu: {enabled: true, type: nvidia, number: 1}\nollama: {models: {pull: [a]}}\n", 1),
        ("ollama: {gpu: {enabled: true, type: nvidia}, models: {pull: [a]}}\n", 0),
        ("gpu: {enabled: true, type: nvidia}\nollama: {enabled: true}\n", 0),
        ("gpu: {enabled: true}\nollama: {models: {pull: [a]}}\n", 0),
    ],
)
def test_ollamas_settings_stand_below_its_name(text: str, found: int) -> None:
    assert len(told(text, "VAL224")) == found


@pytest.mark.parametrize(
    ("chart", "values", "found"),
    [
        ("open-webui", "{ollama: {gpu: {enabled: true, type: nvidia}}}", 1),
        ("open-webui", "{ollama: {ollama: {gpu: {enabled: true, type: nvidia}}}}", 0),
        ("other", "{ollama: {gpu: {enabled: true, type: nvidia}}}", 0),
    ],
)
def test_a_dependency_of_the_same_name(chart: str, values: str, found: int) -> None:
    assert len(read_at(values, chart)) == found


@pytest.mark.parametrize(
    ("values", "chart"),
    [
        (template("pod: {runtimeClassName: nvidia}", ASKS), "app-template"),
        (template("", ASKS, "defaultPodOptions: {runtimeClassName: nvidia}"), "app-template"),
        (template("", "resources: {limits: {cpu: 1}}"), "app-template"),
        # Without a word of GPUs it is none of ours.
        (template("nodeSelector: {a: b}"), "app-template"),
        # A chart around the library may read more at its root.
        (template("", ASKS, "runtimeClassName: nvidia"), "own-chart"),
        (f"{{controllers: {{a: {{runtimeClassName: nvidia, {ASKS}}}}}}}", "own-chart"),
    ],
)
def test_values_that_are_read(values: str, chart: str) -> None:
    assert read_at(values, chart) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ollama: {ollama: {gpu: {number: 2}, resources: {limits: {nvidia.com/gpu: 2}}}}\n", 1),
        ("ollama: {ollama: {gpu: {number: 2}}, resources: {limits: {nvidia.com/gpu: 2}}}\n", 0),
        ("ollama: {ollama: {gpu: {enabled: true}, resources: {limits: {nvidia.com/gpu: 2}}}}\n", 0),
        ("other: {ollama: {gpu: {number: 2}, resources: {limits: {nvidia.com/gpu: 2}}}}\n", 0),
    ],
)
def test_a_dependency_is_known_by_its_form(text: str, found: int) -> None:
    assert len(told(text, "VAL224")) == found


def test_values_of_ones_own_chart_are_not_ollamas() -> None:
    text = "gpu: {enabled: true, type: nvidia, number: 1}\nollama: {port: 11434}\n"
    assert len(told({"values.yaml": text}, "VAL224")) == 1
    assert told({"values.yaml": text, "Chart.yaml": "name: own\nversion: 1.0.0\n"}, "VAL224") == []


ROOT = "is not read at the root of the values"
ASKS_TWO = "resources: {limits: {nvidia.com/gpu: 2}}"
OLLAMA = "ollama: {gpu: {enabled: true, type: nvidia}"
RUNNERS = "gha-runner-scale-set"
RUNNER = "spec: {containers: [{name: runner, resources: {limits: {nvidia.com/gpu: 1}}}]}"
NODES = "is not read at nodesets"
MODELS = "servingEngineSpec: {modelSpec: [{name: a, requestGPU: 1, "


@pytest.mark.parametrize(
    ("values", "chart", "messages"),
    [
        ("{env: [{name: A, value: b}]}", "dcgm-exporter", [f"env {ROOT}"]),
        ("{args: [-f, a], runtimeClass: nvidia}", "dcgm-exporter", [f"args {ROOT}", f"runtimeClass {ROOT}"]),
        ("{serviceMonitor: {labels: {release: a}}}", "dcgm-exporter", ["labels is not read at serviceMonitor"]),
        ("{dcgm-exporter: {runtimeClassName: nvidia}}", "dcgm-exporter", [f"dcgm-exporter {ROOT}"]),
        ("{volumeMounts: [{name: a}]}", "dcgm-exporter", [f"volumeMounts {ROOT}"]),
        ("{tolerations: [{key: nvidia.com/gpu}]}", "node-feature-discovery", [f"tolerations {ROOT}"]),
        ("{nodeSelector: {nvidia.com/gpu.present: 'true'}}", "node-feature-discovery", [f"nodeSelector {ROOT}"]),
        (f"{{{OLLAMA}, runtimeClassName: nvidia}}}}", "ollama", ["runtimeClassName is not read at ollama"]),
        (f"{{{OLLAMA}, tolerations: [{{key: a}}]}}}}", "ollama", ["tolerations is not read at ollama"]),
        (
            f"{{{OLLAMA}, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}}}",
            "ollama",
            ["resources is not read at ollama"],
        ),
        (f"{{{OLLAMA}}}, runtimeClass: nvidia}}", "ollama", [f"runtimeClass {ROOT}"]),
        (f"{{{OLLAMA}}}, env: [{{name: A, value: b}}]}}", "ollama", [f"env {ROOT}"]),
        ("{ollama: {runtimeClass: nvidia}}", "open-webui", ["runtimeClass is not read at ollama"]),
        (
            f"{{ollama: {{{OLLAMA}, {ASKS_TWO}}}}}}}",
            "open-webui",
            ["resources is not read at ollama.ollama"],
        ),
        (
            f"{{{MODELS}nodeSelector: {{a: b}}}}]}}}}",
            "vllm-stack",
            ["nodeSelector is not read at servingEngineSpec.modelSpec"],
        ),
        (
            f"{{{MODELS}gpuMemoryUtilization: 0.5}}]}}}}",
            "own",
            ["gpuMemoryUtilization is not read at servingEngineSpec.modelSpec"],
        ),
        (
            f"{{{MODELS}vllmConfig: {{max_model_len: 9}}}}]}}}}",
            "vllm-stack",
            ["max_model_len is not read at servingEngineSpec.modelSpec.vllmConfig"],
        ),
        (
            f"{{{MODELS}name: a}}], nodeSelector: {{a: b}}}}}}",
            "vllm-stack",
            ["nodeSelector is not read at servingEngineSpec"],
        ),
        (
            "{nodesets: {a: {slurmd: {image: {}}, resources: {limits: {nvidia.com/gpu: 1}}}}}",
            "slurm",
            [f"resources {NODES}"],
        ),
        (
            "{nodesets: {a: {slurmd: {}, nodeSelector: {nvidia.com/gpu.present: a}}}}",
            "slurm",
            [f"nodeSelector {NODES}"],
        ),
        (
            "{nodesets: {a: {slurmd: {tolerations: [{key: nvidia.com/gpu}]}}}}",
            "slurm",
            [f"tolerations {NODES}.slurmd"],
        ),
    ],
)
def test_words_at_other_levels_of_further_charts(values: str, chart: str, messages: list[str]) -> None:
    assert read_at(values, chart) == messages


@pytest.mark.parametrize(
    ("values", "chart"),
    [
        ("{extraEnv: [{name: A, value: b}], arguments: [-f, a], runtimeClassName: nvidia}", "dcgm-exporter"),
        (
            "{serviceMonitor: {additionalLabels: {release: a}}, nodeSelector: {nvidia.com/gpu.present: 'true'}}",
            "dcgm-exporter",
        ),
        ("{env: [], args: null}", "dcgm-exporter"),
        ("{env: [{name: A, value: nvidia}], args: [a]}", "nvidia-exporter"),
        ("{worker: {tolerations: [{key: nvidia.com/gpu}], config: {core: {}}}}", "node-feature-discovery"),
        ("{tolerations: [{key: a}]}", "node-feature-discovery"),
        (f"{{{OLLAMA}, models: {{pull: [a]}}, mountPath: /a}}, runtimeClassName: nvidia, tolerations: []}}", "ollama"),
        # A chart of one's own may read it there.
        (f"{{{OLLAMA}, runtimeClassName: nvidia}}}}", "own"),
        (
            f"{{ollama: {{{OLLAMA}}}, resources: {{limits: {{nvidia.com/gpu: 2}}}}, runtimeClassName: nvidia}}}}",
            "open-webui",
        ),
        (
            f"{{{MODELS}nodeSelectorTerms: [], vllmConfig: {{gpuMemoryUtilization: 0.5}}, resources: {{}}}}]}}}}",
            "vllm-stack",
        ),
        ("{nodesets: {a: {slurmd: {resources: {limits: {nvidia.com/gpu: 1}}}, podSpec: {tolerations: [a]}}}}", "slurm"),
        ("{nodesets: {a: {resources: {limits: {nvidia.com/gpu: 1}}}}}", "own"),
        (f"{{template: {{{RUNNER[:-1]}, runtimeClassName: nvidia}}}}}}", RUNNERS),
        # The library of bjw-s under such a name.
        ("{controllers: {a: {containers: {a: {image: {tag: nvidia}, args: [a]}}}}}", "dcgm-exporter"),
    ],
)
def test_words_that_further_charts_read(values: str, chart: str) -> None:
    assert read_at(values, chart) == []


def test_chart_of_ones_own_under_such_a_name_is_let_be() -> None:
    values = (
        "ollama: {gpu: {enabled: true}, resources: {}, runtimeClassName: nvidia}\nenv: [{name: A, value: nvidia}]\n"
    )
    files = {"ollama/Chart.yaml": "apiVersion: v2\nname: ollama\nversion: 1.0.0\n", "ollama/values.yaml": values}
    assert told(files, "VAL224") == []


GPU = "resources: {limits: {nvidia.com/gpu: 1}}"


@pytest.mark.parametrize(
    ("values", "chart", "message"),
    [
        (f"{{worker: {{runtimeClass: nvidia, {GPU}}}}}", "ray-cluster", "runtimeClass is not read at worker"),
        ("{additionalWorkerGroups: {a: {numGpus: 1, gpu: a}}}", "ray-cluster", "numGpus is not read at "),
        (f"{{{GPU}}}", "ray-cluster", "resources is not read at the root of the values"),
        (f"{{worker: {{runtimeClassName: nvidia, {GPU}}}}}", "dask", "runtimeClassName is not read at worker"),
        (f"{{worker: {{dask_worker: dask-cuda-worker, {GPU}}}}}", "dask", "dask_worker is not read at worker"),
        (
            "{gateway: {backend: {worker: {tolerations: [{key: nvidia.com/gpu}]}}}}",
            "dask-gateway",
            "tolerations is not read at gateway.backend.worker",
        ),
        (f"{{jellyfin: {{env: []}}, runtimeClass: nvidia, {GPU}}}", "jellyfin", "runtimeClass is not read at the root"),
        ("{gpu: {enabled: true}, image: {tag: nvidia}}", "frigate", "enabled is not read at gpu"),
    ],
)
def test_charts_of_workers_and_media(values: str, chart: str, message: str) -> None:
    assert any(one.startswith(message) for one in read_at(values, chart))


@pytest.mark.parametrize(
    ("values", "chart"),
    [
        (f"{{worker: {{nodeSelector: {{a: b}}, {GPU}}}, head: {{rayStartParams: {{}}}}}}", "ray-cluster"),
        (f"{{worker: {{runtimeClassName: nvidia, {GPU}}}, head: {{runtimeClassName: nvidia}}}}", "ray-cluster"),
        (f"{{worker: {{tolerations: [], {GPU}}}}}", "dask"),
        (f"{{worker: {{image: {{dask_worker: dask-cuda-worker}}, {GPU}}}}}", "dask"),
        (
            f"{{gateway: {{backend: {{worker: {{extraPodConfig: {{a: b}}, extraContainerConfig: {{{GPU}}}}}}}}}}}",
            "dask-gateway",
        ),
        (f"{{jellyfin: {{env: []}}, runtimeClassName: nvidia, {GPU}}}", "jellyfin"),
        # Other makers have charts of these names.
        (f"{{runtimeClass: nvidia, env: {{A: b}}, {GPU}}}", "jellyfin"),
        (f"{{runtimeClassName: nvidia, {GPU}}}", "frigate"),
        ("{gpu: {nvidia: {enabled: true, runtimeClassName: nvidia}}}", "frigate"),
    ],
)
def test_what_charts_of_workers_and_media_read(values: str, chart: str) -> None:
    assert read_at(values, chart) == []


@pytest.mark.parametrize(
    ("beside", "found"), [("jupyter: {}", 1), ("webUI: {}", 1), ("", 0), ("jupyter: {}\ningress: {}", 0)]
)
def test_values_of_dasks_chart_by_their_form(beside: str, found: int) -> None:
    text = f"scheduler: {{}}\nworker: {{dask_worker: a, {GPU}}}\n{beside}\n"
    assert [line for line, _ in told({"rapids.yaml": text}, "VAL224")] == [2] * found


def test_what_is_kept_at_the_root_for_aliases() -> None:
    kept = "pod: &pod {nodeSelector: {nvidia.com/gpu.present: 'true'}}"
    assert read_at(template(root=f"{kept}, defaultPodOptions: *pod")) == []
    assert read_at(template(root=kept)) == ["pod is not read at the root of the values"]


def immich(values: str, version: str = "", source: str = "immich", repository: str = "") -> str:
    chart = f"chart: immich, {version} sourceRef: {{kind: HelmRepository, name: {source}}}"
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: photos, namespace: photos}}
spec:
  chart: {{spec: {{{chart}}}}}
  values: {values}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {{name: {source if repository else "other"}, namespace: photos}}
spec: {{url: "{repository or "https://charts.example"}"}}
"""


PLACED = "{machine-learning: {runtimeClassName: nvidia}}"
LIBRARY = "containers: {main: {image: {tag: a}}}"
ITS_OWN = "https://immich-app.github.io/immich-charts"


@pytest.mark.parametrize("version", ["", "version: 0.10.0,", "version: 0.12.0,", "version: 0.x,", "version: 0.13.1,"])
def test_a_part_of_immich_since_its_library_has_controllers(version: str) -> None:
    message = "runtimeClassName is not read at machine-learning: the chart refuses it, or drops it"
    assert told(immich(PLACED, version), "VAL224") == [(6, message)]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (f"{{machine-learning: {{{ASKS}}}, server: {{nodeSelector: {{a: b}}}}}}", 2),
        ("{machine-learning: {enabled: true}, tolerations: [{key: nvidia.com/gpu}]}", 1),
        # The form of the values says it too.
        (f"{{controllers: {{main: {{{LIBRARY}}}}}, machine-learning: {{{ASKS}}}}}", 1),
        (f"{{machine-learning: {{runtimeClassName: nvidia, controllers: {{main: {{{LIBRARY}}}}}}}}}", 1),
    ],
)
def test_levels_of_immich(values: str, found: int) -> None:
    assert len(told(immich(values), "VAL224")) == found


@pytest.mark.parametrize(
    "text",
    [
        # Until 0.9 the library read all of it there.
        immich(PLACED, "version: 0.9.3,"),
        immich(PLACED, "version: ~0.9,"),
        immich(f"{{controllers: {{main: {{{LIBRARY}}}}}, machine-learning: {{{ASKS}}}}}", "version: 0.9.3,"),
        immich(PLACED, "version: 0.9.3-rc1,"),
        immich(PLACED, "version: 0.9.12,"),
        immich(PLACED, "version: '${VERSION}',"),
        immich("{env: {A: b}, machine-learning: {runtimeClassName: nvidia}}"),
        immich("{machine-learning: {runtimeClassName: nvidia, image: {tag: a}}}"),
        immich("{postgresql: {enabled: true}, machine-learning: {runtimeClassName: nvidia}}"),
        # Charts of others that have this name.
        immich(PLACED, source="truecharts"),
        immich(PLACED, repository="https://charts.others.example"),
        immich("{runtimeClassName: nvidia}"),
        immich(f"{{machine-learning: {{defaultPodOptions: {{runtimeClassName: nvidia}}, {CONTROLLED}}}}}"),
        # Values in a file may be for any release.
        "immich: {}\nmachine-learning:\n  runtimeClassName: nvidia\n  resources: {limits: {nvidia.com/gpu: 1}}\n",
    ],
)
def test_immich_where_it_is_read_or_not_known(text: str) -> None:
    assert told(text, "VAL224") == []


def test_immich_by_what_k3s_installs() -> None:
    text = f"""\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {{name: immich, namespace: kube-system}}
spec:
  REPO
  chart: CHART
  valuesContent: |-
    machine-learning:
      runtimeClassName: nvidia
# {ITS_OWN}
"""
    named = text.replace("REPO", f"repo: {ITS_OWN}").replace("CHART", "immich")
    by_address = text.replace("REPO", "").replace("CHART", "oci://ghcr.io/immich-app/immich-charts/immich")
    for one in (named, by_address):
        assert [line for line, _ in told(one, "VAL224")] == [9]


def test_immich_of_another_cluster_under_the_same_name() -> None:
    """Each has its own version, though one may be taken to be patched by the other."""
    files = {"a/photos.yaml": immich(PLACED, "version: 0.9.3,"), "b/photos.yaml": immich(PLACED, "version: 0.10.3,")}
    assert [one.file for one in judged(files).findings if one.code == "VAL224"] == ["b/photos.yaml"]


VLLM = "modelSpec: [{name: a, requestGPU: 1}]"


@pytest.mark.parametrize(
    ("values", "chart", "found"),
    [
        (f"{{{VLLM}}}", "vllm-stack", ["modelSpec is not read at the root of the values"]),
        (
            f"{{runtimeClassName: nvidia, servingEngineSpec: {{{VLLM}}}}}",
            "vllm-stack",
            ["runtimeClassName is not read"],
        ),
        (f"{{servingEngineSpec: {{{VLLM}, runtimeClassName: nvidia}}}}", "vllm-stack", []),
        (f"{{{VLLM}, runtimeClassName: nvidia}}", "serving", []),
        # Somebody else's chart of that name.
        ("{runtimeClassName: nvidia, resources: {}}", "vllm-stack", []),
    ],
)
def test_what_the_stack_of_vllm_reads_at_its_root(values: str, chart: str, found: list[str]) -> None:
    told_of = read_at(values, chart)
    assert len(told_of) == len(found)
    assert all(one.startswith(start) for one, start in zip(told_of, found, strict=True))
