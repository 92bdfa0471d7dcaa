"""Counts of pods and processes that do not go together."""

import pytest

from tests.lint.examples import told

POD = "{spec: {containers: [{name: a, image: b, resources: {limits: {nvidia.com/gpu: 8}}}]}}"


def of(version: str, kind: str, spec: str) -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\nspec:\n  {spec}\n"


def lines(text: str) -> list[int]:
    return [line for line, _ in told(text, "WRK237")]


@pytest.mark.parametrize(
    ("least", "task", "wrong"),
    [
        ("3", "replicas: 2", True),
        ("2", "replicas: 2", False),
        ("2", "replicas: 2, minAvailable: 3", True),
        ("2", "replicas: 2, minAvailable: 2", False),
        ("3", "maxRetry: 1", False),
        ('"${MIN}"', "replicas: 2", False),
        ("3", 'replicas: "${N}"', False),
    ],
)
def test_volcano(least: str, task: str, wrong: bool) -> None:
    job = of(
        "batch.volcano.sh/v1alpha1", "Job", f"minAvailable: {least}\n  tasks: [{{name: a, {task}, template: {POD}}}]"
    )
    assert bool(lines(job)) is wrong


def test_tasks_of_one_name() -> None:
    tasks = ", ".join(f"{{name: a, replicas: 1, template: {POD}}}" for _ in range(2))
    assert len(lines(of("batch.volcano.sh/v1alpha1", "Job", f"tasks: [{tasks}]"))) == 1


@pytest.mark.parametrize(("least", "most", "wrong"), [("3", "1", True), ("1", "3", False), ("1", "0", False)])
def test_least_and_most(least: str, most: str, wrong: bool) -> None:
    counts = f"minReplicas: {least}, maxReplicas: {most}"
    ray = f"workerGroupSpecs: [{{groupName: a, {counts}, template: {POD}}}]"
    assert bool(lines(of("ray.io/v1", "RayCluster", ray))) is wrong
    assert bool(lines(of("ray.io/v1", "RayService", f"rayClusterConfig: {{{ray}}}"))) is wrong
    model = "model: {modelFormat: {name: a}, resources: {limits: {nvidia.com/gpu: 1}}}"
    assert (
        bool(lines(of("serving.kserve.io/v1beta1", "InferenceService", f"predictor: {{{counts}, {model}}}"))) is wrong
    )


@pytest.mark.parametrize(("least", "wrong"), [("4", True), ("3", False)])
def test_gangs(least: str, wrong: bool) -> None:
    pods = f"pytorchReplicaSpecs: {{Master: {{template: {POD}}}, Worker: {{replicas: 2, template: {POD}}}}}"
    policy = f"runPolicy: {{schedulingPolicy: {{minAvailable: {least}}}}}"
    assert bool(lines(of("kubeflow.org/v1", "PyTorchJob", f"{policy}\n  {pods}"))) is wrong


@pytest.mark.parametrize(
    ("spec", "command", "wrong"),
    [
        ("", '[mpirun, -np, "16", a]', True),
        ("", '[mpirun, --allow-run-as-root, -n, "16", a]', True),
        ("", '[sh, -c, "mpirun --allow-run-as-root -np 16 a"]', True),
        ("slotsPerWorker: 8, ", '[mpirun, -np, "16", a]', False),
        ("slotsPerWorker: 4, ", '[mpirun, -np, "16", a]', True),
        ('slotsPerWorker: "${N}", ', '[mpirun, -np, "16", a]', False),
        ("mpiImplementation: MPICH, ", '[mpirun, -np, "16", a]', False),
        ("runPolicy: {cleanPodPolicy: Running}, ", '[mpirun, -np, "16", a]', True),
        ("", '[mpirun, --oversubscribe, -np, "16", a]', False),
        ("", '[mpirun, -np, "2", a]', False),
        ("", "[mpirun, --mca, btl, self, -x, PATH, -np=16, a]", True),
        # What stands behind the program is its own, and what is placed by nodes has other limits.
        ("", '[mpirun, --allow-run-as-root, all_reduce_perf, -g, "8", -n, "100"]', False),
        ("", '[sh, -c, "mpirun -bind-to none -x A=b python bench.py -n 1000"]', False),
        ("", '[mpirun, -np, "16", -N, "8", a]', False),
        ("", "[mpirun, a]", False),
        ("", '[mpirun, -np, "$(N)", a]', False),
        ("", "[sleep, infinity]", False),
    ],
)
def test_slots(spec: str, command: str, wrong: bool) -> None:
    launcher = f"{{template: {{spec: {{containers: [{{name: a, image: b, command: {command}}}]}}}}}}"
    roles = f"mpiReplicaSpecs: {{Launcher: {launcher}, Worker: {{replicas: 2, template: {POD}}}}}"
    text = f"apiVersion: kubeflow.org/v2beta1\nkind: MPIJob\nmetadata: {{name: a}}\nspec: {{{spec}{roles}}}\n"
    assert bool(lines(text)) is wrong
