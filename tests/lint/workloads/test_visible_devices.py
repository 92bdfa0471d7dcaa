import pytest

from generator.model.finding import Severity
from tests.lint.clusters import release
from tests.lint.examples import judged, told
from tests.lint.pods import pod

GPU = "{limits: {nvidia.com/gpu: 1}}"
NONE = "{limits: {cpu: 1}}"
HARDENED = '{toolkit: {env: [{name: ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED, value: "false"}]}}'


def choosing(value: str = "all", resources: str = NONE, spec: str = "") -> str:
    return pod(resources, spec, env=f"[{{name: NVIDIA_VISIBLE_DEVICES, value: {value}}}]")


def weighed(*files: str) -> list[tuple[Severity, str]]:
    given = {f"{number}.yaml": text for number, text in enumerate(files)}
    return [(one.severity, one.message) for one in judged(given).findings if one.code == "WRK205"]


@pytest.mark.parametrize(
    ("value", "effect"),
    [
        ("all", "the container sees every GPU of the node, not the one that it was given"),
        ('"0"', "the container may see another GPU than the one that it was given"),
        ("GPU-1234", "the container may see another GPU than the one that it was given"),
        ("none", "unless CDI hands it out, the container sees no GPU"),
        ("void", "unless CDI hands it out, the container sees no GPU"),
    ],
)
def test_a_choice_of_ones_own(value: str, effect: str) -> None:
    shown = value.strip('"')
    assert told(choosing(value, GPU), "WRK205") == [(10, f"NVIDIA_VISIBLE_DEVICES={shown} beside a request: {effect}")]


def test_an_empty_choice_takes_the_gpu_away() -> None:
    ((_, message),) = told(choosing('""', GPU), "WRK205")
    assert message.startswith('NVIDIA_VISIBLE_DEVICES="" beside a request: ')
    assert [severity for severity, _ in weighed(choosing("none", GPU))] == [Severity.WARNING]
    assert [severity for severity, _ in weighed(choosing("void", GPU))] == [Severity.INFO]


@pytest.mark.parametrize("value", ["none", "void", '""'])
def test_to_choose_none_is_right_for_what_asks_for_none(value: str) -> None:
    assert weighed(choosing(value)) == []


@pytest.mark.parametrize("value", ["all", "'0'", "'0,1'", "GPU-1234", "MIG-1234"])
def test_a_choice_instead_of_a_request_may_be_meant(value: str) -> None:
    shown = value.strip("'")
    effect = "if nvidia is its runtime, the container uses GPUs that nobody counts"
    assert weighed(choosing(value)) == [(Severity.INFO, f"NVIDIA_VISIBLE_DEVICES={shown} without a request: {effect}")]


def test_it_stands_where_the_value_does() -> None:
    assert [line for line, _ in told(choosing(), "WRK205")] == [10]


def test_a_toolkit_that_heeds_privileged_containers_alone() -> None:
    message = (
        "NVIDIA_VISIBLE_DEVICES=all without a request: the toolkit heeds it in privileged containers alone, so this "
    )
    assert weighed(release(HARDENED), choosing()) == [(Severity.WARNING, f"{message}one sees no GPU")]


def test_a_privileged_container_is_heeded() -> None:
    text = choosing(spec="runtimeClassName: nvidia") + "    securityContext: {privileged: true}\n"
    assert [severity for severity, _ in weighed(release(HARDENED), text)] == [Severity.INFO]


@pytest.mark.parametrize(
    ("version", "values"),
    [
        ("v25.10.1", "{}"),
        ("v26.7.0", "{}"),
        # The operator's own NVIDIA_RUNTIME_SET_AS_DEFAULT=false comes before it.
        ("v26.7.0", "{toolkit: {env: [{name: CONTAINERD_SET_AS_DEFAULT, value: 'true'}]}}"),
    ],
)
def test_under_cdi_nothing_reads_it_without_a_runtime_class(version: str, values: str) -> None:
    message = (
        "NVIDIA_VISIBLE_DEVICES=all without a request or a runtimeClassName: nvidia is not the default runtime here"
    )
    found = weighed(release(values, version=version), choosing())
    assert found == [(Severity.WARNING, f"{message}, so nothing reads it")]


@pytest.mark.parametrize(
    ("values", "version", "spec"),
    [
        ("{}", "v26.7.0", "runtimeClassName: nvidia"),
        ("{}", "v25.3.4", ""),
        ("{cdi: {enabled: false}}", "v26.7.0", ""),
        ("{toolkit: {enabled: false}}", "v26.7.0", ""),
        ("{toolkit: {env: [{name: NVIDIA_RUNTIME_SET_AS_DEFAULT, value: 'true'}]}}", "v26.7.0", ""),
    ],
)
def test_elsewhere_it_may_be_read(values: str, version: str, spec: str) -> None:
    found = weighed(release(values, version=version), choosing(spec=spec))
    assert [severity for severity, _ in found] == [Severity.INFO]


@pytest.mark.parametrize(
    "text",
    [
        pod(GPU, env="[{name: NVIDIA_DRIVER_CAPABILITIES, value: all}]"),
        choosing("void"),
        choosing("none"),
        choosing("''"),
        choosing("null"),
        pod(NONE, env="[{name: CUDA_VISIBLE_DEVICES, value: '0'}]"),
        pod(NONE, env="[{name: NVIDIA_VISIBLE_DEVICES, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]"),
        choosing(spec="resourceClaims: [{name: gpu, resourceClaimName: shared}]"),
        choosing("'${DEVICES}'"),
        """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: dcgm-exporter}
spec:
  template:
    spec: {containers: [{name: main, image: dcgm, env: [{name: NVIDIA_VISIBLE_DEVICES, value: all}]}]}
""",
    ],
)
def test_what_does_not_compete_with_the_plugin(text: str) -> None:
    assert told(text, "WRK205") == []


ASKS = "extra_resource_limits: {nvidia.com/gpu: '1'}"
ALL = "environment: {NVIDIA_VISIBLE_DEVICES: all}"
SEES_ALL = (
    "NVIDIA_VISIBLE_DEVICES=all beside a request: the container sees every GPU of the node, not the one that it was"
)


def hub(profiles: str, singleuser: str = "", spawner: str = "") -> str:
    config = f"config: {{KubeSpawner: {{{spawner}}}}}" if spawner else ""
    return f"hub: {{{config}}}\n# nvidia.com/gpu\nsingleuser:\n  uid: 1\n  {singleuser}\n  profileList: [{profiles}]\n"


def profile(override: str, more: str = "") -> str:
    return f"{{display_name: a, kubespawner_override: {{{override}}}{more}}}"


def chosen(override: str) -> str:
    return f", profile_options: {{size: {{choices: {{big: {{kubespawner_override: {{{override}}}}}}}}}}}"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (6, hub(profile(f"{ASKS}, {ALL}"))),
        (6, hub(profile(f"extra_resource_guarantees: {{nvidia.com/gpu: 1}}, {ALL}"))),
        (6, hub(profile("environment: {OWN: {name: NVIDIA_VISIBLE_DEVICES, value: all}}, " + ASKS))),
        (6, hub(profile(f"{ALL}, extra_container_config: {{resources: {{limits: {{nvidia.com/gpu: 1}}}}}}"))),
        (6, hub(profile(ALL, chosen(ASKS)))),
        (6, hub(profile(ASKS, chosen(ALL)))),
        (6, hub(profile(ALL), "extraResource: {limits: {nvidia.com/gpu: 1}}")),
        (5, hub(f"{profile(ASKS)}, {profile(ASKS)}", "extraEnv: {NVIDIA_VISIBLE_DEVICES: all}")),
        (1, hub(profile(ASKS), spawner=ALL)),
        (1, hub(profile(ASKS), "extraEnv: {NVIDIA_VISIBLE_DEVICES: '0'}", ALL)),
        (1, f"hub: {{config: {{KubeSpawner: {{profile_list: [{profile(f'{ASKS}, {ALL}')}]}}}}}}\n"),
        (1, f"jupyterhub: {{singleuser: {{uid: 1, profileList: [{profile(f'{ASKS}, {ALL}')}]}}}}\n"),
    ],
)
def test_a_choice_for_the_servers_of_jupyterhub(line: int, text: str) -> None:
    assert told(text, "WRK205") == [(line, f"{SEES_ALL} given")]


def test_spawners_that_are_named() -> None:
    text = hub(profile(f"{ASKS}, {ALL}")).replace("hub: {", "hub: {config: {JupyterHub: {spawner_class: NAME}}")
    assert len(told(text.replace("NAME", "kubespawner.KubeSpawner"), "WRK205")) == 1
    assert told(text.replace("NAME", "own.Spawner"), "WRK205") == []


@pytest.mark.parametrize(
    "text",
    [
        hub(profile(ASKS)),
        hub(profile(ALL)),
        hub(profile("extra_resource_limits: {nvidia.com/gpu: 0}, " + ALL)),
        hub(profile(ASKS + ", environment: {NVIDIA_VISIBLE_DEVICES: '${DEVICES}'}")),
        # Null takes out what holds for all, and a profile without GPUs may hide them.
        hub(profile(ASKS + ", environment: {NVIDIA_VISIBLE_DEVICES: null}"), "extraEnv: {NVIDIA_VISIBLE_DEVICES: all}"),
        hub(f"{profile(ASKS)}, {profile('environment: {NVIDIA_VISIBLE_DEVICES: none}')}"),
        hub(profile(ALL + ", extra_resource_limits: {nvidia.com/gpu: null}"), f"extraResource: {{limits: {NONE}}}"),
        # What is said of the spawner takes the place of the chart's own values.
        hub(profile(ASKS), "extraEnv: {NVIDIA_VISIBLE_DEVICES: all}", "environment: {A: b}"),
        hub(profile(ASKS + ", environment: {NVIDIA_VISIBLE_DEVICES: {valueFrom: {fieldRef: {fieldPath: a}}}}")),
    ],
)
def test_servers_that_are_left_to_the_plugin(text: str) -> None:
    assert told(text, "WRK205") == []
