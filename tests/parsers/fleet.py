"""Varied profiles, all without an error, for every chart release: each way of sharing, of cutting and of both."""

from generator.facts.charts import CHART_RELEASES, GPU_OPERATOR, load_chart

PROFILES = 208
"""A whole number of times the chart releases."""

MISS_LABELS = ("v26.3.3", "v26.7.0")
"""Releases of the operator whose MPS daemon misses a node's label (rule MPS107): there MPS is for a pool alone."""
_CARDS = ("L4", "T4", "A10G", "RTX 3090", "V100-SXM2-16GB")
_ALIKE = ("all-1g.10gb", "all-1g.10gb.me", "[{migDevices: {7g.80gb: 1}}]")
_UNLIKE = (
    ("[{migDevices: {3g.40gb: 1, 2g.20gb: 1, 1g.10gb: 2}}]", ""),
    ("[{devices: [0, 2], migDevices: {3g.40gb: 2}}, {devices: [3], migDevices: {1g.10gb: 7}}]", "{replicas: 3}"),
    (
        "[{migDevices: {2g.20gb: 1, 1g.10gb: 2, 1g.10gb+me: 1}}]",
        "{resources: {nvidia.com/mig-2g.20gb: 3}, failRequestsGreaterThanOne: false}",
    ),
    (
        "[{devices: [1], migDevices: {3g.40gb: 1, 1g.10gb: 4}}]",
        "{resources: {nvidia.com/gpu: 2, nvidia.com/mig-1g.10gb: 5}, renameByDefault: true}",
    ),
)
_TWO_MODELS = """\
gpus: [{model: A100-SXM4-80GB, count: 2}, {model: A30, count: 2}]
    mig:
      - {model: A100-SXM4-80GB, devices: [0], migDevices: {4g.40gb: 1, 3g.40gb: 1}}
      - {model: A30, migDevices: {2g.12gb: 1, 1g.6gb: 2}}"""


def fleet_profile(index: int) -> str:
    """Return a profile of one to five pools, named by its index."""
    chart, version = CHART_RELEASES[index % len(CHART_RELEASES)]
    turn = index // len(CHART_RELEASES)
    # Under the operator MPS and unlike MIG devices exclude each other: it has one strategy for all nodes.
    modes = [*_shared(turn), *_cut(_ALIKE[turn % len(_ALIKE)])]
    if chart != GPU_OPERATOR or turn % 2:
        modes += _by_mps(turn)
    if chart != GPU_OPERATOR or not turn % 2:
        modes += [_TWO_MODELS, *(mode for mig, sharing in _UNLIKE for mode in _cut(mig, sharing))]
    if load_chart(chart, version).components["devicePlugin"] == "v0.20.0":
        modes += [f"{mode}\n    allocationPolicy: {('packed', 'distributed')[turn % 2]}" for mode in _shared(turn)]
    count = 1 + turn % 5
    by_mps = {mode for mode in modes if " mps: " in mode}
    if chart == GPU_OPERATOR and version in MISS_LABELS and count > 1:
        modes = [mode for mode in modes if mode not in by_mps]
    lines = [
        "version: v1alpha1",
        f"cluster: {{name: fleet-{index}, kubernetes: '1.34', distribution: {('kubeadm', 'k3s', 'rke2')[index % 3]}}}",
        f"install: {{chart: {chart}, version: {version}, driver: {{from: host}}}}",
        "pools:",
    ]
    for number in range(count):
        lines += [
            f"  - name: pool-{number}",
            f"    nodes: {{names: [node-{number}]}}",
            f"    {modes[(turn + 5 * number) % len(modes)]}",
        ]
    return "\n".join((*lines, ""))


def _shared(turn: int) -> list[str]:
    cards = _cards(turn)
    return [
        cards,
        f"{cards}\n    timeSlicing: {_sharing(turn)}",
        f"{cards}\n    timeSlicing: {{resources: {{nvidia.com/gpu: {2 + turn}}}}}",
    ]


def _by_mps(turn: int) -> list[str]:
    cards = _cards(turn)
    return [
        f"{cards}\n    mps: {_sharing(turn)}",
        f"{cards}\n    mps: {{resources: {{nvidia.com/gpu: {2 + turn % 7}}}}}",
    ]


def _cards(turn: int) -> str:
    return f"gpus: [{{model: {_CARDS[turn % len(_CARDS)]}, count: {1 + turn % 8}}}]"


def _cut(mig: str, sharing: str = "") -> list[str]:
    cut = f"gpus: [{{model: A100-SXM4-80GB, count: 4}}]\n    mig: {mig}"
    return [f"{cut}\n    timeSlicing: {sharing}"] if sharing else [cut]


def _sharing(turn: int) -> str:
    renamed = ", renameByDefault: true" if turn % 4 in (2, 3) else ""
    allowed = ", failRequestsGreaterThanOne: false" if turn % 3 == 0 else ""
    return f"{{replicas: {2 + turn % 15}{renamed}{allowed}}}"
