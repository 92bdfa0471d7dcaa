import pytest

from tests.lint.examples import judged
from tests.lint.texts import lines_told, messages_told, plugin, sliced

CODE = "PLG208"


@pytest.mark.parametrize(
    ("name", "said", "fix"),
    [
        ("nvidia.com/mig-9g.99gb", "no GPU that is known here has nvidia.com/mig-9g.99gb", ""),
        ("nvidia.com/mig-1g.11gb", "no GPU that is known here", "Did you mean"),
        ("nvidia.com/gpu.shared", "no device has nvidia.com/gpu.shared", "Write `name: nvidia.com/gpu`"),
        ("gpu.shared", "no device has nvidia.com/gpu.shared", "Write `name: nvidia.com/gpu`"),
        ("nvidia.com/mig-1g.10gb.shared", "no device has", "Write `name: nvidia.com/mig-1g.10gb`"),
        ("nvidia.com/gpus", "no device has nvidia.com/gpus", "Did you mean nvidia.com/gpu?"),
        ("nvidia.com/tesla-t4", "no device has", ""),
        ("nvidia.com/all-1g.10gb", "no device has", ""),
    ],
)
def test_resources_that_no_device_has(name: str, said: str, fix: str) -> None:
    config = plugin(sliced(f"name: {name}, replicas: 4"))
    assert lines_told(config, CODE) == [4]
    assert said in messages_told(config, CODE)[0]
    assert fix in next(one.fix for one in judged(config).findings if one.code == CODE)


@pytest.mark.parametrize("name", ["gpu", "nvidia.com/mig-1g.10gb", "nvidia.com/mig-1g.24gb-me", "mig-1g.5gb.me"])
def test_resources_that_some_device_has(name: str) -> None:
    assert lines_told(plugin(sliced(f"name: {name}, replicas: 4")), CODE) == []


@pytest.mark.parametrize(
    ("name", "gpu", "lines"),
    [
        ("nvidia.com/mig-1g.10gb", "A100-SXM4-80GB", []),
        ("nvidia.com/mig-1g.6gb", "A100-SXM4-80GB", [4]),
        ("nvidia.com/mig-1g.6gb", "A30", []),
        ("nvidia.com/mig-1g.10gb", "RTX 3090", [4]),
        ("nvidia.com/gpu", "RTX 3090", []),
        ("nvidia.com/mig-1g.6gb", "node-a=A30", []),
    ],
)
def test_profiles_of_the_cards_that_are_said(name: str, gpu: str, lines: list[int]) -> None:
    assert lines_told(plugin(sliced(f"name: {name}, replicas: 4")), CODE, "--gpu", gpu) == lines


@pytest.mark.parametrize(
    ("name", "chart", "lines"),
    [
        ("nvidia.com/mig-1g.10gb.me", "nvidia-device-plugin@v0.19.3", [4]),
        ("nvidia.com/mig-1g.10gb.me", "nvidia-device-plugin@v0.20.0", []),
        ("nvidia.com/mig-1g.10gb.me", "gpu-operator", []),
        ("nvidia.com/mig-1g.10gb", "nvidia-device-plugin@v0.19.3", []),
    ],
)
def test_variants_have_names_of_their_own_from_v0_20_0_on(name: str, chart: str, lines: list[int]) -> None:
    config = plugin(sliced(f"name: {name}, replicas: 4"))
    assert lines_told(config, CODE, "--chart", chart) == lines


def test_of_several_cards_one_is_enough() -> None:
    config = plugin(sliced("name: nvidia.com/mig-1g.6gb, replicas: 4"))
    assert lines_told(config, CODE, "--gpu", "A30", "--gpu", "RTX 3090") == []
