"""What `VAL224` and `VAL227` tell of Ollama's chart in its own words."""

import pytest

from generator.model.finding import Severity
from tests.lint.clusters import release
from tests.lint.examples import judged, line_of, told

SHAPE, LEVEL = "VAL227", "VAL224"
MIG = 'devices: {"1g.10gb": 1}'


def gpu(block: str, beside: str = "extraEnv: []", chart: str = "ollama", version: str = "1.77.0") -> str:
    """The values stand in line 6."""
    return release(f"{{ollama: {{gpu: {block}}}, {beside}}}", chart=chart, version=version)


def found(text: str, *others: str) -> list[tuple[Severity, str]]:
    files = {f"{number}.yaml": one for number, one in enumerate((text, *others))}
    return [(one.severity, one.message) for one in judged(files).findings if one.code == SHAPE]


@pytest.mark.parametrize(
    ("block", "severity", "start"),
    [
        ("{enable: true, type: nvidia}", Severity.ERROR, "no template reads enable of ollama.gpu: the pod gets no GPU"),
        ("{enable: true, enabled: true}", Severity.ERROR, "no template reads enable of ollama.gpu: it has no effect"),
        ("{enabled: true, nbrGpu: 2}", Severity.ERROR, "no template reads nbrGpu of ollama.gpu: it has no effect"),
        ('"true"', Severity.ERROR, 'gpu is the text "true", and the templates read fields of it: Helm ends'),
        ("true", Severity.ERROR, "gpu is true, and the templates read fields of it: Helm ends"),
        ("1", Severity.ERROR, "gpu is the number 1, and the templates read fields of it: Helm ends"),
        ('{enabled: "false"}', Severity.ERROR, 'enabled is the text "false", which counts as true in a template'),
        ("{enabled: 'No'}", Severity.ERROR, 'enabled is the text "No", which counts as true in a template'),
        ("{enabled: true, number: 0}", Severity.WARNING, "number is 0, which counts as not said: the pod asks for one"),
        (
            f"{{enabled: true, mig: {{{MIG}}}}}",
            Severity.WARNING,
            "mig.devices is passed over without mig.enabled: the pod asks for nvidia.com/gpu",
        ),
        (
            f"{{enabled: true, nvidiaResource: nvidia.com/gpu.shared, mig: {{{MIG}}}}}",
            Severity.WARNING,
            "mig.devices is passed over without mig.enabled: the pod asks for nvidia.com/gpu.shared",
        ),
        ("{enabled: true, mig: {enabled: true}}", Severity.WARNING, "with mig.enabled the pod asks for what"),
        ("{enabled: true, mig: {enabled: true, devices: {}}}", Severity.WARNING, "with mig.enabled the pod asks for"),
    ],
)
def test_words_that_say_something_else_than_they_seem_to(block: str, severity: Severity, start: str) -> None:
    ((weight, message),) = found(gpu(block))
    assert weight is severity
    assert message.startswith(start)


@pytest.mark.parametrize(
    "block",
    [
        "{enabled: true, type: nvidia, number: 2}",
        "{enable: false, type: nvidia}",
        "{enabled: gpu}",
        '{enabled: "true"}',
        # Without quotes Helm reads it as false.
        "{enabled: no, type: nvidia}",
        "{enabled: false, number: 0}",
        "{number: 0, type: nvidia}",
        "{enabled: true, type: amd, number: 0}",
        "{enabled: true, draEnabled: true, number: 0}",
        "{enabled: true, number: false}",
        "null",
        "${GPU}",
        f"{{enabled: true, mig: {{enabled: true, {MIG}}}}}",
        f"{{enabled: true, mig: {{enabled: false, {MIG}}}}}",
        "{enabled: true, mig: {enabled: false, devices: {}}}",
        "{enabled: true, mig: {devices: {}}}",
        f"{{enabled: false, mig: {{{MIG}}}}}",
        "{enabled: false, mig: {enabled: true}}",
    ],
)
def test_what_the_chart_takes(block: str) -> None:
    assert found(gpu(block)) == []


def test_the_place_is_the_word() -> None:
    text = "ollama:\n  models: {pull: [a]}\n  gpu:\n    enabled: true\n    number: 0\n"
    assert [line_of(one) for one in judged(text).findings if one.code == SHAPE] == [5]


def test_limits_by_hand_beside_an_empty_list_of_devices() -> None:
    limits = "resources: {limits: {nvidia.com/mig-1g.10gb: 1}}"
    assert len(found(gpu("{enabled: true, mig: {enabled: true}}", "resources: {limits: {cpu: 1}}"))) == 1
    assert found(gpu("{enabled: true, mig: {enabled: true}}", limits)) == []


def test_other_values_may_say_the_rest() -> None:
    assert found(gpu(f"{{enabled: true, mig: {{{MIG}}}}}"), gpu("{enabled: true, mig: {enabled: false}}")) == []
    assert found(gpu("{enabled: true, mig: {enabled: true}}"), gpu("{enabled: true, mig: {devices: {}}}")) == []


@pytest.mark.parametrize(("version", "count"), [("0.6.0", 0), ("0.7.0", 1), ('">=0.5"', 1)])
def test_the_words_of_old_releases(version: str, count: int) -> None:
    assert len(found(gpu("{enable: true, nbrGpu: null}", version=version))) == count
    assert len(found(gpu("{enabled: true, nbrGpu: 1}", version=version))) == count


def test_a_chart_around_it_has_a_gpu_block_of_its_own() -> None:
    assert len(found(release('{ollama: {ollama: {gpu: "true"}}}', chart="open-webui"))) == 1
    assert found(release('{ollama: {gpu: "true"}, a: nvidia}', chart="chat")) == []
    assert found(release("{ollama: {gpu: {enable: true, type: nvidia}}}", chart="chat")) == []


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: ollama, namespace: argocd}}
spec:
  destination: {{namespace: ai, server: https://kubernetes.default.svc}}
  source:
    repoURL: {address}
    chart: ollama
    targetRevision: 1.0.0
    helm:
      values: |
        {values}
"""
OTWLD = "https://otwld.github.io/ollama-helm"


@pytest.mark.parametrize(
    ("values", "address", "lines"),
    [
        ("gpu: {enabled: true}", OTWLD, [12]),
        ("gpu: {enabled: true, number: 1}", "https://helm.otwld.com/", [12]),
        ("gpu: {type: nvidia, number: 1}", OTWLD, [12]),
        ("gpu: {enabled: false}", OTWLD, []),
        ("gpu: {enabled: true, number: 1}", "https://charts.example.com", []),
        ("ollama: {gpu: {enabled: true, number: 1}}", OTWLD, []),
    ],
)
def test_settings_without_the_name_above_them(values: str, address: str, lines: list[int]) -> None:
    text = APPLICATION.format(values=values, address=address)
    assert [line for line, _ in told(text, LEVEL)] == lines


@pytest.mark.parametrize(("source", "count"), [("otwld", 1), ("charts", 0)])
def test_the_name_of_the_source_says_whose_chart_it_is(source: str, count: int) -> None:
    text = (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ollama}\nspec:\n"
        f"  chart: {{spec: {{chart: ollama, sourceRef: {{kind: HelmRepository, name: {source}}}}}}}\n"
        "  values: {gpu: {enabled: true, type: nvidia}}\n"
    )
    assert len(told(text, LEVEL)) == count
