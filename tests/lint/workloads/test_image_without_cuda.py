import pytest

from generator.ecosystem.images_without_cuda import lacks_cuda
from generator.model.finding import Severity
from tests.lint.examples import judged, told

CODE = "WRK232"


def pod(image: str, more: str = "", resources: str = "{limits: {nvidia.com/gpu: 1}}") -> str:
    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  containers:
    - name: a
      image: {image}
      resources: {resources}
      {more or "tty: true"}
"""


LACKING = [
    "ghcr.io/immich-app/immich-machine-learning:v2.4.1",
    "ghcr.io/immich-app/immich-machine-learning:release-openvino",
    "ghcr.io/ggml-org/llama.cpp:server",
    "ghcr.io/ggerganov/llama.cpp:server-b4719@sha256:0123",
    "ghcr.io/ggml-org/llama.cpp:full-rocm",
    "ghcr.io/huggingface/text-embeddings-inference:cpu-1.8",
    "onerahmet/openai-whisper-asr-webservice:v1.8.2",
    "lscr.io/linuxserver/faster-whisper:latest",
    "rhasspy/wyoming-whisper:3.1.0",
    "rhasspy/wyoming-piper",
    "tensorflow/serving:2.14.0",
    "tensorflow/tensorflow:2.17.0-jupyter",
    "pytorch/torchserve:0.9.0-cpu",
    "pytorch/torchserve-kfs:0.9.0",
    "paddlepaddle/paddle:2.5.0",
    "ghcr.io/open-webui/open-webui:main",
    "kubeflownotebookswg/jupyter-pytorch-full:v1.8.0",
    "ghcr.io/kubeflow/kubeflow/notebook-servers/jupyter-tensorflow:v1.10.0",
    "registry.local:5000/mirror/immich-app/immich-machine-learning:v2.4.1",
    "ollama/ollama:0.5.4-rocm",
    "ghcr.io/remsky/kokoro-fastapi-cpu:v0.2.4",
    "fedirz/faster-whisper-server:latest-cpu",
    "public.ecr.aws/q9t5s3a7/vllm-cpu-release-repo:v0.9.0",
]
HAVING = [
    "ghcr.io/immich-app/immich-machine-learning:v2.4.1-cuda",
    "ghcr.io/immich-app/immich-machine-learning",
    "ghcr.io/immich-app/immich-machine-learning@sha256:0123",
    "ghcr.io/immich-app/immich-machine-learning:${TAG}",
    "ghcr.io/immich-app/immich-server:v2.4.1",
    "ghcr.io/ggml-org/llama.cpp:server-cuda13-b9445",
    "ghcr.io/ggml-org/llama.cpp:server-vulkan",
    "ghcr.io/huggingface/text-embeddings-inference:89-1.8",
    "onerahmet/openai-whisper-asr-webservice:v1.8.2-gpu",
    "lscr.io/linuxserver/faster-whisper:gpu-legacy",
    "tensorflow/serving:latest-gpu",
    "ghcr.io/open-webui/open-webui:cuda",
    "ghcr.io/open-webui/open-webui:v0.6.5-ollama",
    "ghcr.io/open-webui/pipelines:main",
    "kubeflownotebookswg/jupyter-pytorch-cuda-full:v1.8.0",
    "ollama/ollama:0.5.4",
    "nvcr.io/nvidia/tritonserver:24.01-py3",
    "rayproject/ray:2.9.0",
    "python:3.11-slim",
    "me/cpu-and-gpu-benchmark:v1",
    "me/cpuset-tool:v1",
    "jellyfin/jellyfin:10.10.3",
]


@pytest.mark.parametrize("image", LACKING)
def test_build_without_cuda_is_told_at_its_image(image: str) -> None:
    found = told(pod(image), CODE)
    assert [line for line, _ in found] == [7]
    assert "has no CUDA in it" in found[0][1]


@pytest.mark.parametrize("image", HAVING)
def test_build_with_cuda_and_images_of_anything_are_let_be(image: str) -> None:
    assert told(pod(image), CODE) == []


@pytest.mark.parametrize(
    ("more", "resources"),
    [
        ("command: [nvidia-smi]", "{limits: {nvidia.com/gpu: 1}}"),
        ("command: [sh, -c, pip install torch && python train.py]", "{limits: {nvidia.com/gpu: 1}}"),
        ("args: [sleep, infinity]", "{limits: {nvidia.com/gpu: 1}}"),
        ("", "{limits: {cpu: 1}}"),
        ("", '{limits: {nvidia.com/gpu: "0"}}'),
        ("", "{limits: {amd.com/gpu: 1}}"),
        ("", "{limits: {nvidia.com/gpu: 1, amd.com/gpu: 1}}"),
    ],
)
def test_other_programs_other_cards_and_no_cards_are_let_be(more: str, resources: str) -> None:
    assert told(pod("tensorflow/tensorflow:2.17.0", more, resources), CODE) == []


VALUES = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: a, namespace: a}
spec:
  chart: {spec: {chart: CHART, version: 1.0.0, sourceRef: {kind: HelmRepository, name: a}}}
  values:
    AROUND
      image:
        repository: REPOSITORY
        tag: TAG
      resources: {limits: {nvidia.com/gpu: 1}}
"""


@pytest.mark.parametrize(
    ("repository", "tag", "lines"),
    [
        ("ghcr.io/immich-app/immich-machine-learning", "v2.4.1", [10]),
        ("ghcr.io/immich-app/immich-machine-learning", '"{{ .Values.tag }}"', []),
        ("ghcr.io/remsky/kokoro-fastapi-cpu", "v0.2.4", [9]),
        ("fedirz/faster-whisper-server", "latest-cpu", [10]),
        ("rhasspy/wyoming-whisper", "3.1.0", [9]),
        ("rhasspy/wyoming-whisper", "3.1.0@sha256:0123", [9]),
        ("onerahmet/openai-whisper-asr-webservice", "v1.8.2-gpu@sha256:0123", []),
    ],
)
def test_values_of_any_chart_are_told_at_the_word_that_says_it(repository: str, tag: str, lines: list[int]) -> None:
    text = VALUES.replace("AROUND", "server:").replace("REPOSITORY", repository).replace("TAG", tag)
    assert [line for line, _ in told(text.replace("CHART", "speech"), CODE)] == lines
    library = text.replace("CHART", "app-template").replace("    server:", "    controllers: {a: {containers: {a:")
    assert judged(library)  # It is no YAML any more, and nothing falls over it.


def test_image_that_a_kustomization_replaces_is_let_be() -> None:
    kustomization = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [pod.yaml]
images:
  - {name: localai/llama.cpp, newTag: server-cuda}
"""
    image = "ggml-org/llama.cpp:server"
    assert told({"pod.yaml": pod(image), "kustomization.yaml": kustomization}, CODE) == []
    assert told({"pod.yaml": pod(image), "kustomization.yaml": kustomization.replace("llama.cpp", "other")}, CODE)


def test_words_are_whole_words_of_name_or_tag() -> None:
    assert lacks_cuda("me/model-cpu", "v1") == "cpu"
    assert lacks_cuda("me/model", "v1_cpu") == "cpu"
    assert lacks_cuda("cpu/model", "v1") is None
    assert lacks_cuda("me/model-cpu", "v1-cuda12") is None
    assert lacks_cuda("", "") is None


@pytest.mark.parametrize(
    ("text", "chart", "count"),
    [
        ("{image: {tag: v1.2.3}, resources: {limits: {nvidia.com/gpu: 1}}}", "immich", 1),
        ("{image: {tag: v1.2.3-cuda}, resources: {limits: {nvidia.com/gpu: 1}}}", "immich", 0),
        ("{image: {tag: '{{ .Values.tag }}'}, resources: {limits: {nvidia.com/gpu: 1}}}", "immich", 0),
        ("{image: {pullPolicy: Always}, resources: {limits: {nvidia.com/gpu: 1}}}", "immich", 0),
        ("{image: {tag: v1.2.3}, resources: {limits: {cpu: 1}}}", "immich", 0),
        ("{image: {tag: v1.2.3}, resources: {limits: {nvidia.com/gpu: 1}}}", "photos", 0),
        (
            "{controllers: {a: {containers: {a: {image: {tag: v1}, resources: {limits: {nvidia.com/gpu: 1}}}}}}}",
            "immich",
            1,
        ),
    ],
)
def test_tag_alone_in_the_chart_of_immich(text: str, chart: str, count: int) -> None:
    values = VALUES.partition("    AROUND")[0].replace("CHART", chart) + f"    machine-learning: {text}\n"
    assert len(told(values, CODE)) == count


@pytest.mark.parametrize(
    ("image", "severity"),
    [
        ("ghcr.io/open-webui/open-webui:main", Severity.WARNING),
        ("localhost:5000/open-webui/open-webui:main", Severity.INFO),
        ("registry.corp/tensorflow/tensorflow:prod-12", Severity.INFO),
        ("me/cpu-exporter:v1", Severity.INFO),
        ("me/app-cpu:v1", Severity.WARNING),
        ("registry.corp/me/app-cpu:v1", Severity.WARNING),
    ],
)
def test_registries_of_ones_own_and_names_that_may_mean_otherwise_are_notes(image: str, severity: Severity) -> None:
    assert [one.severity for one in judged(pod(image)).findings if one.code == CODE] == [severity]


@pytest.mark.parametrize(
    "more",
    [
        "command: [bash]",
        "command: [/bin/sh, /scripts/start.sh]",
        "command: [bash, -lc, poetry install && python train.py]",
        "env: [{name: LD_LIBRARY_PATH, value: /usr/local/cuda/lib64}]",
        "env: [{name: PYTHONPATH, value: /deps}]",
    ],
)
def test_scripts_and_libraries_from_elsewhere_are_let_be(more: str) -> None:
    assert told(pod("tensorflow/tensorflow:2.17.0", more), CODE) == []
    assert told(pod("tensorflow/tensorflow:2.17.0", "command: [bash, -c, python train.py]"), CODE)


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a, namespace: argocd}
spec:
  destination: {namespace: a}
  source: {repoURL: https://git.example.com/a.git, path: a, kustomize: {images: ["IMAGE"]}}
"""
FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: a, namespace: flux-system}
spec: {path: ./a, prune: true, images: [{name: ghcr.io/ggml-org/llama.cpp, newTag: server-cuda}]}
"""


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (FLUX, 0),
        (APPLICATION.replace("IMAGE", "ghcr.io/ggml-org/llama.cpp:server-cuda"), 0),
        (APPLICATION.replace("IMAGE", "ghcr.io/ggml-org/llama.cpp=me/llama:cuda"), 0),
        (APPLICATION.replace("IMAGE", "ghcr.io/ggml-org/other:server-cuda"), 1),
    ],
)
def test_images_that_flux_and_argo_cd_put_in(text: str, count: int) -> None:
    assert len(told({"a/pod.yaml": pod("ghcr.io/ggml-org/llama.cpp:server"), "b/b.yaml": text}, CODE)) == count


def test_another_file_of_values_may_say_the_tag() -> None:
    image = "image: {repository: ghcr.io/immich-app/immich-machine-learning, tag: v1}"
    files = {"values.yaml": f"ml: {{{image}, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}\n"}
    assert len(told(files, CODE)) == 1
    assert told({**files, "values-prod.yaml": "ml: {image: {tag: v1-cuda}}\n"}, CODE) == []
