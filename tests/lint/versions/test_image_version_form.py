import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed
from tests.lint.examples import told

VERSIONS = {OPERATOR: "v26.7.0", PLUGIN: "0.20.0"}


@pytest.mark.parametrize(
    ("chart", "values", "message"),
    [
        (OPERATOR, "driver: {version: latest}", "driver.version: nvcr.io/nvidia has no image with the tag latest"),
        (OPERATOR, "driver: {version: v580.126.20}", "driver.version: the tags of this image do not begin with v"),
        (OPERATOR, "driver: {version: 580}", "driver.version: 580 is a branch, which only precompiled drivers"),
        (OPERATOR, "toolkit: {version: 1.17.8-ubuntu20.04}", "toolkit.version: the tags of this image begin with v"),
        (OPERATOR, "devicePlugin: {version: 0.17.1}", "devicePlugin.version: the tags of this image begin with v"),
        (OPERATOR, "validator: {version: 26.7.0}", "validator.version: the tags of this image begin with v"),
        (OPERATOR, "operator: {version: latest}", "operator.version: nvcr.io/nvidia has no image with the tag latest"),
        (PLUGIN, "image: {tag: 0.17.1}", "image.tag: the tags of this image begin with v"),
        (PLUGIN, "image: {tag: latest}", "image.tag: nvcr.io/nvidia/k8s-device-plugin has no image with the tag"),
    ],
)
def test_tags_that_there_are_not(chart: str, values: str, message: str) -> None:
    [(severity, found)] = weighed(release(values, chart, VERSIONS[chart]), "VER205")
    assert (severity, found[: len(message)]) == ("warning", message)


@pytest.mark.parametrize(
    ("chart", "values"),
    [
        (OPERATOR, "driver: {version: '580.126.20'}"),
        (OPERATOR, "driver: {version: 580, usePrecompiled: true}"),
        (OPERATOR, "driver: {version: latest, repository: registry.example/gpu}"),
        (OPERATOR, "driver: {version: latest, enabled: false}"),
        (OPERATOR, "toolkit: {version: v1.17.8-ubuntu20.04}"),
        (OPERATOR, "toolkit: {version: ''}"),
        (OPERATOR, "toolkit: {version: 'sha256:0123'}"),
        (PLUGIN, "image: {tag: v0.19.3-ubi9}"),
        (PLUGIN, "image: {tag: 3f0a9c1}"),
    ],
)
def test_tags_that_there_are_or_may_be(chart: str, values: str) -> None:
    assert weighed(release(values, chart, VERSIONS[chart]), "VER205") == []


@pytest.mark.parametrize(
    ("chart", "version", "values", "count"),
    [
        (OPERATOR, "v24.3.0", "toolkit: {version: 1.15.0-ubi8}", 1),
        (OPERATOR, "v24.3.0", "toolkit: {version: v1.15.0-ubi8}", 0),
        (OPERATOR, "v24.3.0", "dcgmExporter: {version: 3.3.5-3.4.1-ubuntu22.04}", 0),
        (OPERATOR, "v1.9.1", "toolkit: {version: 1.7.2-ubuntu18.04}", 0),
        (PLUGIN, "0.14.5", "image: {tag: 0.14.5}", 1),
        (PLUGIN, "0.11.0", "image: {tag: 0.11.0}", 0),
    ],
)
def test_tags_of_older_releases(chart: str, version: str, values: str, count: int) -> None:
    assert len(weighed(release(values, chart, version), "VER205")) == count


@pytest.mark.parametrize(
    ("image", "count"),
    [
        ("nvcr.io/nvidia/k8s-device-plugin:0.17.1", 1),
        ("nvcr.io/nvidia/k8s-device-plugin:v0.17.1", 0),
        ("nvcr.io/nvidia/k8s-device-plugin:v0.14.5-ubi8", 0),
        ("nvidia/k8s-device-plugin:1.11", 0),
        ("registry.example.com/nvidia/k8s-device-plugin:0.17.1", 0),
        ("nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04", 0),
        ("nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-distroless", 0),
        ("nvcr.io/nvidia/k8s/dcgm-exporter:v4.2.3-4.1.3-ubuntu22.04", 1),
        ("nvcr.io/nvidia/k8s/dcgm-exporter:4.1.3", 1),
        ("nvcr.io/nvidia/k8s-device-plugin:${TAG}", 0),
    ],
)
def test_tags_in_pods(image: str, count: int) -> None:
    container = f'{{name: main, image: "{image}"}}'
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: nvidia}}\nspec: {{containers: [{container}]}}\n"
    assert len(told(pod, "VER205")) == count
    images = f"images: [{{name: {image.rpartition(':')[0]}, newTag: a}}]\n"
    kustomization = f"---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n{images}"
    assert told(pod + kustomization, "VER205") == []


def cuda(image: str, more: str = "tty: true") -> str:
    container = f'{{name: main, image: "{image}", {more}, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}'
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - {container}\n"


@pytest.mark.parametrize(
    ("image", "tag"),
    [
        ("nvidia/cuda", "latest, which is meant where there is none"),
        ("docker.io/nvidia/cuda", "latest, which is meant where there is none"),
        ("nvidia/cuda:latest", "latest"),
        ("nvidia/cuda:11.0-base", "11.0-base"),
        ("nvidia/cuda:11.0-base-ubuntu20.04", "11.0-base-ubuntu20.04"),
        ("nvidia/cuda:10.2-base", "10.2-base"),
        ("docker.io/nvidia/cuda:10.0-cudnn7-devel-ubuntu18.04", "10.0-cudnn7-devel-ubuntu18.04"),
        ("nvidia/cuda:10.2.89-base", "10.2.89-base"),
        ("nvidia/cuda:9.0-base", "9.0-base"),
        ("nvidia/cuda:11.1-cudnn8-devel-ubuntu20.04", "11.1-cudnn8-devel-ubuntu20.04"),
        ("nvidia/cuda:12.0-base", "12.0-base"),
    ],
)
def test_images_of_cuda_that_there_are_not(image: str, tag: str) -> None:
    [(line, message)] = told(cuda(image), "VER205")
    assert line == 6
    assert f"/cuda has no image with the tag {tag}: the pods end" in message


@pytest.mark.parametrize(
    "text",
    [
        cuda("nvidia/cuda:12.4.1-base-ubuntu22.04"),
        cuda("nvidia/cuda:11.0.3-base-ubuntu20.04"),
        cuda("nvidia/cuda:8.0-runtime"),
        cuda("nvidia/cuda:12.0.0-base-ubuntu22.04"),
        cuda("nvidia/cuda:11.1.1-base-ubuntu20.04"),
        cuda("nvidia/cuda:11.0-${KIND}"),
        cuda("nvidia/cuda:{{ .Values.tag }}"),
        cuda("nvidia/cuda@sha256:0123"),
        cuda("nvcr.io/nvidia/cuda:11.0-base"),
        cuda("registry.example/nvidia/cuda:latest"),
        cuda("own/cuda:latest"),
        cuda("nvidia/cuda:latest", "imagePullPolicy: Never"),
        cuda("nvidia/cuda:latest")
        + "---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        + "images: [{name: nvidia/cuda, newTag: 12.4.1-base-ubuntu22.04}]\n",
        "image: {repository: nvidia/cuda}\nresources: {limits: {nvidia.com/gpu: 1}}\n",
    ],
)
def test_images_of_cuda_that_may_be_had(text: str) -> None:
    assert told(text, "VER205") == []


@pytest.mark.parametrize(
    ("driver", "said"),
    [
        ("usePrecompiled: true, version: 550.54.15", "550.54.15"),
        ("usePrecompiled: true, version: '470.82'", "470.82"),
        ("usePrecompiled: true", "the chart's own"),
        ("usePrecompiled: true, enabled: true, repository: nvcr.io/nvidia", "the chart's own"),
    ],
)
def test_precompiled_drivers_have_the_branch_alone(driver: str, said: str) -> None:
    ((_, message),) = told(release(f"{{driver: {{{driver}}}}}", OPERATOR, VERSIONS[OPERATOR]), "VER205")
    assert message.startswith(f"driver.version: {said} has no precompiled image")


@pytest.mark.parametrize(
    "driver",
    [
        "usePrecompiled: true, version: '550'",
        "usePrecompiled: false, version: 550.54.15",
        "usePrecompiled: true, enabled: false",
        "usePrecompiled: true, version: 550.54.15, repository: registry.example.com/nvidia",
        "usePrecompiled: true, nvidiaDriverCRD: {enabled: true}",
        "usePrecompiled: true, version: '${DRIVER}'",
        "usePrecompiled: '${PRECOMPILED}'",
    ],
)
def test_precompiled_drivers_that_may_be_there(driver: str) -> None:
    assert told(release(f"{{driver: {{{driver}}}}}", OPERATOR, VERSIONS[OPERATOR]), "VER205") == []
