"""Components as files; what kustomize makes of them is in tests/routes/test_workload_components.py."""

import pytest

from generator.artifacts.workloads import _without, emit
from tests.support.bundles import at, bundle_of, first
from tests.support.plans import plan_of

CARD = "pools: [{name: cards, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 4}}]\n"
VLLM = "--gpu-memory-utilization"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], []),
        (["model", "--port=80"], ["model", "--port=80"]),
        ([f"{VLLM}=0.9", "--port", "80"], ["--port", "80"]),
        ([VLLM, "0.9", "--port", "80"], ["--port", "80"]),
        (["--port", "80", VLLM, "0.9"], ["--port", "80"]),
        (["--port", "80", VLLM], ["--port", "80"]),
        ([VLLM, "--port", "80"], ["--port", "80"]),
        (["--gpu_memory_utilization", "0.9", "x"], ["x"]),
        ([f"{VLLM}=0.9", VLLM, "0.8", f"{VLLM}=0.7"], []),
        ([f"{VLLM}-more=1", "0.9"], [f"{VLLM}-more=1", "0.9"]),
    ],
)
def test_a_flag_that_is_written_anew_goes_with_its_value(before: list[str], after: list[str]) -> None:
    assert _without(tuple(before), (VLLM,)) == after


def test_a_workload_without_units_or_in_a_ray_cluster_has_no_component() -> None:
    plan = plan_of(
        f"{CARD}workloads:\n- {{name: a, namespace: n, memory: 1GiB}}\n"
        "- {name: b, namespace: n, memory: 1GiB, pool: cards, unaccounted: true}\n"
        "- {name: c, namespace: n, memory: 1GiB, framework: ray}\n"
    )
    files = emit(plan, "test.yaml", ())
    assert [file.path for file in files] == ["workloads/n-a/kustomization.yaml", "workloads/n-a/patch.yaml"]
    assert emit(plan._replace(workloads=()), "test.yaml", ()) == ()


def test_no_root_lists_components_or_examples() -> None:
    built = bundle_of(f"{CARD}workloads: [{{name: a, namespace: n, memory: 1GiB}}]\n")
    roots = [text for path, text in built.files.items() if path in ("kustomization.yaml", "base/kustomization.yaml")]
    assert len(roots) == 2
    assert not any("workloads" in text or "examples" in text for text in roots)
    assert not any("workloads/" in path or "examples/" in path for path in built.files if path.startswith("chart/"))


def test_every_line_of_a_patch_has_its_reason() -> None:
    built = bundle_of(f"{CARD}workloads: [{{name: a, namespace: n, memory: 1GiB, framework: ollama}}]\n")
    text = built.files["workloads/n-a/patch.yaml"]
    container = at(first(text), "spec", "template", "spec", "containers", 0)
    names = [at(container, "env", number, "name") for number in range(3)]
    assert names == ["OLLAMA_MAX_LOADED_MODELS", "OLLAMA_GPU_OVERHEAD", "LLAMA_ARG_FIT_TARGET"]
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines):
        if line.startswith(("- name: OLLAMA", "- name: LLAMA", "resources:")):
            assert lines[number - 1].startswith("# ")
    assert max(map(len, text.splitlines())) <= 130


@pytest.mark.parametrize(("distribution", "name"), [("k3s", "nvidia"), ("eks", None)])
def test_the_runtime_class_is_named_where_pods_need_one(distribution: str, name: str | None) -> None:
    built = bundle_of(
        f"{CARD}workloads: [{{name: a, namespace: n, memory: 1GiB}}]\n",
        install="install: {chart: nvidia-device-plugin, version: v0.20.0}\n",
        distribution=distribution,
    )
    pod = at(built.tree("workloads/n-a/patch.yaml"), "spec", "template", "spec")
    assert isinstance(pod, dict)
    assert pod.get("runtimeClassName", None) == name
    assert ("runtimeClassName" in pod) == (name is not None)


def test_the_heads_say_what_is_lost_and_where_the_component_goes() -> None:
    says = "name: a, namespace: n, memory: 1GiB, target: {kind: Job, name: b, tolerations: []}"
    built = bundle_of(f"{CARD}workloads: [{{{says}}}]\n")
    patch, component = (_joined(built.files[f"workloads/n-a/{name}.yaml"]) for name in ("patch", "kustomization"))
    assert "give way to those that the profile repeats in `target`: `tolerations`. Keep both equal" in patch
    assert "Where other namespaces have a Job b too, list it in the kustomization of namespace n alone" in component
    assert "`multiple matches`" in component
    text = built.files["README.md"]
    assert "become the profile's, so keep both\nequal: `n/a` (`tolerations`).\n" in text
    plain = bundle_of(f"{CARD}workloads: [{{name: a, namespace: n, memory: 1GiB}}]\n")
    assert "Keep both equal" not in _joined(plain.files["workloads/n-a/patch.yaml"])
    assert "the first of\nthe list.\n" in plain.files["README.md"]


def _joined(text: str) -> str:
    return text.replace("\n# ", " ")


def test_lines_left_to_a_person_stand_above_the_patch() -> None:
    built = bundle_of(f"{CARD}workloads: [{{name: a, namespace: n, memory: 3GiB, framework: pytorch}}]\n")
    text = built.files["workloads/n-a/patch.yaml"]
    above, _, _ = text.partition("apiVersion")
    assert "# By hand, `env`: " in above
    assert "# Or in the program: " in above
    # (3072 - 338) / 24576 = 0.1112
    assert "#   torch.cuda.set_per_process_memory_fraction(0.111)\n" in above


def test_a_limit_that_cannot_be_written_is_told_wherever_it_would_stand() -> None:
    """850 - 338 - 512 is nothing; a thousandth of 24576 MiB is reached with 25, and 25 + 338 + 512 = 875."""
    built = bundle_of(f"{CARD}workloads: [{{name: w, namespace: n, memory: 850MiB, framework: vllm}}]\n")
    for path in ("workloads/n-w/patch.yaml", "examples/n-w.yaml"):
        text = built.files[path].replace("\n# ", " ")
        assert "No memory limit is here: of 850 MiB nothing is left after " in text
        assert "a limit can be written from 875 MiB on." in text
        assert "--gpu-memory-utilization" not in text
    assert "\n#\n# No memory limit is here: " in built.files["workloads/n-w/patch.yaml"]
    readme = built.files["README.md"]
    assert "| `n/w` | no memory limit, as said below | `workloads/n-w` |" in readme
    assert "\n`n/w` gets no memory limit: of 850 MiB nothing is left after " in readme
    enough = bundle_of(f"{CARD}workloads: [{{name: w, namespace: n, memory: 4GiB, framework: vllm}}]\n")
    assert not any("o memory limit" in text for text in enough.files.values())
