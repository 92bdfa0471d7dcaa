"""Files of programs of other projects, wherever they stand."""

import pytest

from generator.model.manifest_objects import Program
from tests.manifests.reading import manifests

KUEUE = "apiVersion: config.kueue.x-k8s.io/v1beta2\nkind: Configuration\nresources: {transformations: []}\n"
VOLCANO = "actions: allocate\ntiers: [{plugins: [{name: deviceshare}]}]\n"


def below(key: str, text: str, deep: int = 2) -> str:
    return f"{key}: |\n" + "".join(f"{' ' * deep}{line}\n" for line in text.splitlines())


def config_map(key: str, text: str) -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: nvidia}}\ndata:\n  {below(key, text, 4)}"


def found(text: str) -> list[tuple[Program, str | None, int]]:
    """Return each with the release that stands beside it, and how many texts are around it."""
    configs = manifests(text).program_configs
    return [(one.program, one.stated, len(one.content.place.steps) - 1) for one in configs]


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        (KUEUE, 0),
        (config_map("controller_manager_config.yaml", KUEUE), 1),
        (f"managerConfig:\n  {below('controllerManagerConfigYaml', KUEUE, 4)}gpu: {{}}\n", 1),
    ],
)
def test_kueues(text: str, depth: int) -> None:
    assert found(text) == [(Program.KUEUE, None, depth)]


@pytest.mark.parametrize(
    ("basic", "stated"),
    [
        ("image_tag_version: v1.12.0", "v1.12.0"),
        ("image_tag_version: v1.12.0, scheduler_image_tag_version: v1.13.0", "v1.13.0"),
        ("image_tag_version: v1.12.0, scheduler_image_tag_version: ''", "v1.12.0"),
        ("image_tag_version: '${TAG}'", None),
        ("", None),
    ],
)
def test_volcanos(basic: str, stated: str | None) -> None:
    assert found(config_map("volcano-scheduler.conf", VOLCANO)) == [(Program.VOLCANO, None, 1)]
    values = f"basic: {{{basic}}}\ncustom:\n  {below('scheduler_config_override', VOLCANO, 4)}nvidia: {{}}\n"
    assert found(values) == [(Program.VOLCANO, stated, 1)]


@pytest.mark.parametrize(
    "text",
    [
        KUEUE.replace("config.kueue.x-k8s.io", "serving.knative.dev") + "gpu: nvidia\n",
        # KAI's scheduler has a file of the same form.
        config_map("config.yaml", VOLCANO),
        config_map("volcano-scheduler.conf", "actions: allocate\n"),
        "managerConfig: {controllerManagerConfigYaml: nvidia}\n",
    ],
)
def test_files_of_other_programs(text: str) -> None:
    assert found(text) == []
