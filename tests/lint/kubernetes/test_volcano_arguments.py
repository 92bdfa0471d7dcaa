import pytest

from generator.ecosystem.volcano_plugins import NOW, PLUGINS
from generator.model.finding import Severity
from tests.lint.examples import judged, told

CODE = "KUB211"
ONE = "predicate.resources.RESOURCE"
SHARED = "predicate.GPUSharingEnable: true"
MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: nvidia-volcano}
data:
  volcano-scheduler.conf: |
    actions: allocate
    tiers:
    - plugins:
"""
VALUES = """\
basic: {image_tag_version: TAG}
custom:
  scheduler_config_override: |
    # for NVIDIA's cards
    actions: allocate
    tiers:
    - plugins:
"""
FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-batch}
spec:
  chart: {spec: {chart: volcano, version: TAG}}
"""


def plugin(name: str, *arguments: str) -> str:
    return f"      - name: {name}\n        arguments:\n" + "".join(f"          {one}\n" for one in arguments)


def severities(text: str, more: str = "") -> list[Severity]:
    findings = judged({"given.yaml": text, "more.yaml": more} if more else text).findings
    return [one.severity for one in findings if one.code == CODE]


@pytest.mark.parametrize(
    ("name", "argument", "fix"),
    [
        ("deviceshare", "deviceshare.VGPUEnabled: true", "Did you mean deviceshare.VGPUEnable?"),
        ("predicates", "deviceshare.VGPUEnable: true", "It is one of the plugin deviceshare: write it there."),
        ("binpack", "gpu.first: true", "Leave it out."),
        (
            "predicates",
            "predicate.resources.nvidia.com/gpu.weight: 100",
            f"What there is for one resource is {ONE}.cpu and {ONE}.memory.",
        ),
        ("binpack", "binpack.resources.nvidia.com/gpu: 5", "Add nvidia.com/gpu to binpack.resources."),
    ],
)
def test_what_no_release_reads(name: str, argument: str, fix: str) -> None:
    findings = [one for one in judged(MAP + plugin(name, argument)).findings if one.code == CODE]
    assert [(one.position.line if one.position else 0, one.fix, one.severity) for one in findings] == [
        (11, fix, Severity.WARNING)
    ]
    assert argument.partition(":")[0] in findings[0].message


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("deviceshare", ("deviceshare.VGPUEnable: true", "deviceshare.SchedulePolicy: binpack")),
        ("binpack", ("binpack.resources: 'a/b, nvidia.com/gpu'", "binpack.resources.nvidia.com/gpu: 5")),
        ("binpack", ("binpack.resources: ${GPUS}", "binpack.resources.nvidia.com/gpu: 5")),
        ("binpack", ("binpack.resources: [a]", "binpack.resources.nvidia.com/gpu: 5")),
        ("network-topology-aware", ("hypernode.binpack.resources: a/b", "hypernode.binpack.resources.a/b: 5")),
        ("of-ones-own", ("gpu: 1",)),
        ("deviceshare", ("${KEY}: 1",)),
    ],
)
def test_what_is_read_or_not_known_is_let_be(name: str, arguments: tuple[str, ...]) -> None:
    assert told(MAP + plugin(name, *arguments), CODE) == []


@pytest.mark.parametrize(
    ("key", "content"), [("config.yaml", "tiers"), ("volcano-scheduler.conf", "tier"), ("volcano-agent.conf", "tiers")]
)
def test_files_of_other_programs_are_let_be(key: str, content: str) -> None:
    text = MAP.replace("volcano-scheduler.conf", key).replace("tiers", content) + plugin("predicates", "nvidia.com: 1")
    assert told(text, CODE) == []
    assert told(MAP + plugin("predicates", "nvidia.com: 1"), CODE) != []


@pytest.mark.parametrize(
    ("argument", "others", "severity"),
    [
        (SHARED, "", Severity.INFO),
        (SHARED, plugin("capacity"), Severity.WARNING),
        ("predicate.ProportionalEnable: true", plugin("deviceshare"), Severity.INFO),
        ("predicate.ProportionalEnable: true", plugin("resource-strategy-fit"), Severity.WARNING),
        (SHARED, plugin("network-topology-aware", "hypernode.binpack.cpu: 1"), Severity.WARNING),
    ],
)
def test_what_was_read_once_by_what_else_there_is(argument: str, others: str, severity: Severity) -> None:
    assert severities(MAP + plugin("predicates", argument) + others) == [severity]


def test_beside_what_has_taken_its_place_it_does_no_harm() -> None:
    assert (
        severities(MAP + plugin("predicates", SHARED) + plugin("deviceshare", "deviceshare.GPUSharingEnable: true"))
        == []
    )


@pytest.mark.parametrize(
    ("release", "argument", "found"),
    [
        ("v1.8.2", SHARED, []),
        ("v1.9.0", SHARED, [Severity.WARNING]),
        ("1.13.0", "predicate.resources.nvidia.com/gpu.cpu: 4", [Severity.WARNING]),
        ("1.12.4", "predicate.resources: nvidia.com/gpu", []),
        ("1.7.0", "predicate.CacheEnable: true", []),
        ("1.11.0", "predicate.VolumeBindingEnable: true", [Severity.WARNING]),
        ("latest", SHARED, [Severity.INFO]),
        ("'${TAG}'", SHARED, [Severity.INFO]),
    ],
)
def test_by_the_release(release: str, argument: str, found: list[Severity]) -> None:
    listed = (argument, "predicate.resources: nvidia.com/gpu") if "/gpu.cpu" in argument else (argument,)
    more = [Severity.WARNING] * (len(listed) - 1)
    assert severities(VALUES.replace("TAG", release) + plugin("predicates", *listed)) == found + more
    assert severities(MAP + plugin("predicates", *listed), FLUX.replace("TAG", release)) == found + more


def test_what_has_moved_is_read_where_it_is_now() -> None:
    for key, (name, now) in NOW.items():
        assert PLUGINS["predicates"].arguments[key].until is not None
        assert now in PLUGINS[name].arguments
