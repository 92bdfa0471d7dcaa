import pytest

from tests.lint.clusters import release
from tests.lint.examples import told

REFUSES = "it refuses the values, and older releases drop it"
DROPPED = "a server of this profile does not get what is said here"


def hub(singleuser: str) -> str:
    return f"hub: {{}}\nsingleuser:\n  image: {{name: a}}\n  {singleuser}\n# nvidia.com/gpu\n"


def profile(keys: str) -> str:
    return hub(f"profileList: [{{display_name: GPU, {keys}}}]")


@pytest.mark.parametrize(
    "key", ["resources", "tolerations", "runtimeClassName", "extra_resource_limits", "affinity", "node_selector"]
)
def test_keys_that_the_chart_has_not(key: str) -> None:
    assert told(hub(f"{key}: {{}}"), "VAL222") == [(4, f"JupyterHub's chart has no singleuser.{key}: {REFUSES}")]


@pytest.mark.parametrize("key", ["resources", "extraResource", "nodeSelector", "runtimeClassName", "gpu_limit"])
def test_settings_that_the_spawner_has_not(key: str) -> None:
    message = f"KubeSpawner has no setting {key}: {DROPPED}"
    assert told(profile(f"kubespawner_override: {{{key}: {{}}}}"), "VAL222") == [(4, message)]


def test_a_choice_within_a_profile() -> None:
    text = profile("profile_options: {size: {choices: {big: {kubespawner_override: {}, extra_resource_limits: {}}}}}")
    message = "extra_resource_limits stands beside kubespawner_override, where KubeSpawner does not read it"
    assert told(text, "VAL222") == [(4, message)]


def test_a_block_that_takes_two_keys() -> None:
    message = "singleuser.extraResource takes limits and guarantees alone: the chart refuses requests"
    assert told(hub("extraResource: {requests: {nvidia.com/gpu: 1}}"), "VAL222") == [(4, message)]


def test_settings_of_all_servers() -> None:
    text = hub("uid: 1").replace("hub: {}", "hub: {config: {KubeSpawner: {resources: {nvidia.com/gpu: 1}}}}")
    assert told(text, "VAL222") == [
        (1, "KubeSpawner has no setting resources: a server does not get what is said here")
    ]


@pytest.mark.parametrize(
    "text",
    [
        hub("extraResource: {limits: {nvidia.com/gpu: 1}, guarantees: {nvidia.com/gpu: 1}}"),
        hub("extraPodConfig: {runtimeClassName: nvidia}"),
        hub("extraTolerations: [{key: nvidia.com/gpu, operator: Exists}]"),
        profile("kubespawner_override: {extra_resource_limits: {nvidia.com/gpu: '1'}, node_selector: {a: b}}"),
        profile("kubespawner_override: {some_own_setting: 1, tolerations: []}, slug: gpu, allowed_groups: [a]"),
        # A spawner of one's own may have such a setting.
        profile("kubespawner_override: {gpu_limit: 1}").replace(
            "hub: {}", "hub: {config: {JupyterHub: {spawner_class: own.Spawner}}}"
        ),
        # Nothing else says that these are JupyterHub's.
        "singleuser: {resources: {limits: {nvidia.com/gpu: 1}}}\n",
        "kubespawner_override: {resources: {limits: {nvidia.com/gpu: 1}}}\n",
    ],
)
def test_what_is_taken(text: str) -> None:
    assert told(text, "VAL222") == []


@pytest.mark.parametrize(("chart", "found"), [("jupyterhub", 1), ("other", 0)])
def test_the_name_of_the_chart_says_it_too(chart: str, found: int) -> None:
    text = release("{singleuser: {resources: {limits: {nvidia.com/gpu: 1}}}}", chart=chart)
    assert len(told(text, "VAL222")) == found


def test_below_the_key_of_a_dependency() -> None:
    text = "jupyterhub:\n" + "".join(f"  {line}\n" for line in hub("resources: {}").splitlines())
    assert [line for line, _ in told(text, "VAL222")] == [5]


def test_a_spawner_that_python_names() -> None:
    text = profile("kubespawner_override: {gpu_limit: 1}")
    own = "hub: {extraConfig: {own: 'c.JupyterHub.spawner_class = own.Spawner'}}"
    assert "hub: {}" in text
    assert told(text, "VAL222") != []
    assert told(text.replace("hub: {}", own), "VAL222") == []


GPU = '{nvidia.com/gpu: "1"}'


def overriding(keys: str) -> list[str]:
    return [message for _, message in told(profile(f"kubespawner_override: {{{keys}}}"), "VAL222")]


@pytest.mark.parametrize(
    "key", ["extra_resources_limits", "extra_resource_guarantee", "Extra_resource_limits", "extra-resource-limits"]
)
def test_a_slip_in_the_name_of_a_setting(key: str) -> None:
    assert overriding(f"{key}: {GPU}") == [f"KubeSpawner has no setting {key}: {DROPPED}"]


@pytest.mark.parametrize(
    "keys",
    [
        "extra_resources_limits: {cpu: 1}",
        f"my_setting: {GPU}",
        "pod_affinity_required: [{topologyKey: nvidia.com/gpu.clique}]",
        f"extra_resource_limits: {GPU}, extra_resource_guarantees: {GPU}",
        "extra_resource_limits: '${LIMITS}', extra_pod_config: {}",
        "extra_resource_limits: [], extra_container_config: null",
        "extra_pod_config: {runtimeClassName: nvidia, runtimeClass: null}",
        "extra_pod_config: {runtime_class_name: nvidia}",
    ],
)
def test_settings_that_are_taken(keys: str) -> None:
    assert overriding(keys) == []


@pytest.mark.parametrize("key", ["extra_resource_limits", "extra_pod_config"])
@pytest.mark.parametrize(
    ("value", "shown"), [("[nvidia.com/gpu]", "a list"), ("nvidia.com/gpu=1", 'the text "nvidia.com/gpu=1"')]
)
def test_settings_that_take_a_mapping(key: str, value: str, shown: str) -> None:
    ((line, message),) = told(profile(f"kubespawner_override: {{{key}: {value}}}"), "VAL222")
    assert line == 4
    assert message == (
        f"{key} is {shown}, and KubeSpawner takes a mapping alone: a server of this profile does not start"
    )


REFUSED = "a pod's spec has no field runtimeClass, and KubeSpawner refuses it: no server with it starts"


@pytest.mark.parametrize(
    "text",
    [
        hub("extraPodConfig: {runtimeClass: nvidia}"),
        profile("kubespawner_override: {extra_pod_config: {runtimeClass: nvidia}}"),
    ],
)
def test_a_pods_field_that_there_is_not(text: str) -> None:
    assert told(text, "VAL222") == [(4, REFUSED)]
    own = text.replace("hub: {}", "hub: {config: {JupyterHub: {spawner_class: own.Spawner}}}")
    assert told(own, "VAL222") == []


def test_what_other_parts_of_the_chart_call_the_pods_settings() -> None:
    text = hub("extraPodSpec: {runtimeClassName: nvidia}")
    assert told(text, "VAL222") == [(4, f"JupyterHub's chart has no singleuser.extraPodSpec: {REFUSES}")]
