"""How many GPUs the workers of a RayCluster tell Ray of, and which part of one an actor is to ask for."""

import pytest

from tests.support.bundles import at, bundle_of, parsed

POOL = """\
name: own
  nodes: {names: [n-1]}
  gpus: [{model: RTX 3090, count: 2}]
  timeSlicing: {replicas: 4, failRequestsGreaterThanOne: false}
"""


def workers(says: str) -> tuple[object, list[str]]:
    """Return what the workers say to Ray, and the comment above it."""
    memory = f"{{name: w, namespace: n, pool: own, memory: 1GiB, framework: ray, {says}}}"
    text = bundle_of(f"pools:\n- {POOL}workloads: [{memory}]\n").files["examples/n-w.yaml"]
    (found,) = parsed(text)
    lines = [line.strip() for line in text.partition("workerGroupSpecs")[2].partition("rayStartParams")[0].splitlines()]
    comment = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    return at(found, "spec", "workerGroupSpecs", 0, "rayStartParams"), comment


@pytest.mark.parametrize(
    ("says", "gpus", "part"),
    [
        ("processes: 1", "1", None),
        ("processes: 4", "1", "For 4 processes each actor asks for a part of one: num_gpus=0.25."),
        ("processes: 3", "1", "For 3 processes each actor asks for a part of one: num_gpus=0.3333."),
        # Two units lie on the two cards of a node, a third one on one of them again.
        ("units: 2, processes: 2", "2", None),
        ("units: 3, processes: 4", "2", "For 4 processes each actor asks for a part of one: num_gpus=0.5."),
    ],
)
def test_ray_numbers_no_more_gpus_than_a_worker_sees(says: str, gpus: str, part: str | None) -> None:
    said, comment = workers(says)
    assert said == {"num-gpus": gpus}
    text = " ".join(comment)
    assert text.endswith(part) if part else "num_gpus" not in text
    assert text.startswith("The GPUs that a container sees, of which Ray must not number more")


def test_ray_counts_by_itself_what_it_sees_past_the_plugin() -> None:
    said, comment = workers("unaccounted: true")
    assert said == {}
    assert comment == ["Ray counts the GPUs that it finds; that limits no memory."]
