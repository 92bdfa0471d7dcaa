import pytest

from tests.lint.clusters import release
from tests.lint.examples import told

CODE = "WRK233"
LIMIT = "slurmd: {resources: {limits: {nvidia.com/gpu: 4}}}"


def nodes(text: str, chart: str = "slurm") -> list[str]:
    return [message for _, message in told(release(f"{{nodesets: {{a: {{{text}}}}}}}", chart=chart), CODE)]


@pytest.mark.parametrize(
    "text",
    [
        LIMIT,
        LIMIT.replace("gpu: 4", "mig-1g.5gb: 4"),
        f"{LIMIT}, extraConfMap: {{Features: [gpu]}}",
        f"{LIMIT}, extraConfMap: {{Gres: []}}",
        f"{LIMIT}, extraConf: Features=gpu",
        # The text is taken, and the mapping not looked at.
        f'{LIMIT}, extraConf: Weight=2, extraConfMap: {{Gres: ["gpu:4"]}}',
    ],
)
def test_nodes_without_gres(text: str) -> None:
    (message,) = nodes(text)
    assert message.startswith("Slurm is told of no GPU on the nodes of a")


@pytest.mark.parametrize(
    "text",
    [
        f'{LIMIT}, extraConfMap: {{Gres: ["gpu:4"]}}',
        f"{LIMIT}, extraConfMap: {{gres: gpu:h100:4}}",
        f'{LIMIT}, extraConf: "Gres=gpu:4"',
        f'{LIMIT}, extraConf: "Features=a Gres=gpu:4"',
        f'{LIMIT}, extraConf: "${{SLURM_NODES}}"',
        LIMIT.replace("gpu: 4", 'gpu: "0"'),
        LIMIT.replace("nvidia.com/gpu", "amd.com/gpu"),
        "slurmd: {resources: {limits: {cpu: 4}}}",
        "resources: {limits: {nvidia.com/gpu: 4}}",
    ],
)
def test_nodes_with_gres_and_without_gpus_are_let_be(text: str) -> None:
    assert nodes(text) == []


@pytest.mark.parametrize(
    "values",
    [
        f"nodesets: {{a: {{enabled: false, {LIMIT}}}}}",
        f'nodesetDefaults: {{extraConfMap: {{Gres: ["gpu:4"]}}}}, nodesets: {{a: {{{LIMIT}}}}}',
        f"vendor: {{google: {{a3mega: [{{targetNodeSet: a}}]}}}}, nodesets: {{a: {{{LIMIT}}}}}",
    ],
)
def test_nodes_that_are_off_or_told_of_elsewhere_are_let_be(values: str) -> None:
    assert told(release(f"{{{values}}}", chart="slurm"), CODE) == []


def test_another_file_of_values_may_tell_of_the_gpus() -> None:
    files = {
        "values.yaml": f"nodesets: {{a: {{{LIMIT}}}}}\n",
        "values-gres.yaml": "nodesets: {a: {extraConfMap: {Gres: gpu:4}}}\n",
        "helmfile.yaml": "releases: [{name: a, chart: slinky/slurm, values: [values.yaml, values-gres.yaml]}]\n",
    }
    assert told(files, CODE) == []
