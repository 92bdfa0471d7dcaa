import pytest

from tests.lint.examples import judged
from tests.lint.texts import lines_told, messages_told, plugin, sliced

CODE = "PLG206"


@pytest.mark.parametrize(
    ("entry", "said", "fix"),
    [
        ("name: nvidia.com/GPU, replicas: 4", "nvidia.com/GPU is no name", "Write `nvidia.com/gpu`."),
        ("name: example.com/gpu, replicas: 4", "no resource of nvidia.com", "Write `nvidia.com/gpu`."),
        ("name: nvidia.com/mig-1g.10gb+me, replicas: 4", "is no name", "Write `nvidia.com/mig-1g.10gb.me`."),
        ("name: nvidia.com/gpu_a, replicas: 4", "is no name", "Write `nvidia.com/gpu.a`."),
        (f"name: {'x' * 53}, replicas: 4", "has 64 characters", "Write the name that the node advertises"),
        ("name: '', replicas: 4", "name is empty", "Write the name that the node advertises"),
        ("name: null, replicas: 4", "name is empty", "Write the name that the node advertises"),
        ("name: 4, replicas: 4", "name must be text", "Write the name that the node advertises"),
        ("replicas: 4", "has no name", "Write `name: nvidia.com/gpu`."),
        ("name: gpu, replicas: 4, rename: GPU.Shared", "is no name", "Delete it"),
        ("name: gpu, replicas: 4, rename: null", "rename is empty", "Delete it"),
    ],
)
def test_names_that_are_refused(entry: str, said: str, fix: str) -> None:
    config = plugin(sliced(entry))
    assert lines_told(config, CODE) == [4]
    assert said in messages_told(config, CODE)[0]
    assert fix in next(one.fix for one in judged(config).findings if one.code == CODE)


@pytest.mark.parametrize("entry", ["nvidia.com/gpu", "4", "", "[a]"])
def test_entries_that_are_no_mappings(entry: str) -> None:
    config = plugin(f"sharing:\n  timeSlicing:\n    resources:\n    - {entry}")
    assert lines_told(config, CODE) == [4]


@pytest.mark.parametrize(
    "entry",
    [
        "name: gpu, replicas: 4",
        "name: nvidia.com/mig-1g.10gb.me, replicas: 4",
        f"name: {'x' * 52}, replicas: 4",
        "Name: nvidia.com/gpu, replicas: 4",
        "name: gpu, replicas: 4, rename: nvidia.com/gpu.mine",
    ],
)
def test_names_that_are_taken_or_another_rules(entry: str) -> None:
    assert lines_told(plugin(sliced(entry)), CODE) == []
