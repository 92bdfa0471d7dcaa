"""A fleet of varied profiles in one process, next to PyYAML's C dumper on the same output."""

import resource
import time
from collections.abc import Iterator

import yaml

from generator.compile import compile_profile
from tests.bench.lines import Line

PROFILES = 1000
_MODES = (
    "timeSlicing: {{replicas: {n}}}",
    "timeSlicing: {{replicas: {n}, renameByDefault: true}}",
    "mps: {{replicas: {n}}}",
    "mig: all-1g.10gb",
    "mig: [{{migDevices: {{3g.40gb: 1, 2g.20gb: 2}}}}]\n    timeSlicing: {{replicas: {n}}}",
    "allocationPolicy: packed",
    "description: whole cards",
)
_CARDS = ("rtx-3090", "rtx-4090", "l40s", "a100-sxm4-80gb", "h100-sxm5-80gb", "t4", "a10g")
_DISTRIBUTIONS = ("kubeadm", "k3s", "rke2", "talos", "k0s")


def fleet_profile(index: int) -> bytes:
    """Return a profile of one to six pools that no other index gives."""
    mps = index % 3 == 0
    lines = [
        "version: v1alpha1",
        f"cluster:\n  name: cluster-{index}\n  distribution: {_DISTRIBUTIONS[index % 5]}",
        f'  kubernetes: "1.{33 + index % 4}"',
        "install:",
        "  chart: gpu-operator",
        # Where several pools stand side by side, MPS works with this release and none after it (MPS107).
        f"  version: {'v25.10.1' if mps else 'v26.7.0'}",
        "  driver: {from: host}",
        "  toolkit: host",
        "pools:",
    ]
    for pool in range(1 + index % 6):
        mode = _MODES[(index + pool) % len(_MODES)]
        with_mig = "mig:" in mode
        if (mps and with_mig) or (not mps and "mps:" in mode):
            mode, with_mig = _MODES[0], False
        if mps and "allocationPolicy" in mode:
            mode = _MODES[-1]
        card = "a100-sxm4-80gb" if with_mig else _CARDS[(index + 2 * pool) % len(_CARDS)]
        lines += [
            f"  - name: pool-{pool}",
            f"    nodes: {{names: [node-{index}-{pool}a, node-{index}-{pool}b]}}",
            f"    gpus: [{{model: {card}, count: {1 + (index + pool) % 8}}}]",
            f"    {mode.format(n=2 + (index + pool) % 9)}",
        ]
    lines += ["priorities:", f"  - {{name: high-{index}, value: {1000 + index}}}"]
    return "\n".join(lines).encode()


def _compile(first: int, last: int) -> tuple[float, float, float, int]:
    """Return CPU seconds of compiling, of dumping every file and of dumping distinct texts, and the failures."""
    own = every = distinct = 0.0
    failed = 0
    for index in range(first, last):
        source = fleet_profile(index)
        start = time.process_time()
        compiled = compile_profile(source, f"cluster-{index}.yaml")
        own += time.process_time() - start
        failed += compiled.plan is None
        texts = [file.text for file in compiled.files if file.path.endswith(".yaml") and "templates/" not in file.path]
        every += _dump(texts)
        distinct += _dump(sorted(set(texts)))
    return own, every, distinct, failed


def _dump(texts: list[str]) -> float:
    trees = [list(yaml.load_all(text, Loader=yaml.CSafeLoader)) for text in texts]
    start = time.process_time()
    for documents in trees:
        yaml.dump_all(documents, Dumper=yaml.CSafeDumper, sort_keys=False)
    return time.process_time() - start


def _memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure() -> Iterator[Line]:
    """Yield time against the dumper, growth with the number of profiles, and growth of memory."""
    _compile(0, 20)
    quarter = PROFILES // 4
    first = _compile(0, quarter)
    before = _memory_mib()
    rest = [_compile(start, start + quarter) for start in range(quarter, PROFILES, quarter)]
    own, every, distinct, failed = (sum(part) for part in zip(first, *rest, strict=True))
    each = f"{own / PROFILES * 1000:.2f} ms a profile, {failed:.0f} of {PROFILES} with errors"
    yield Line("fleet: compile / PyYAML's C dumper on all YAML files", own / every, 2, each)
    yield Line("fleet: compile / the same on distinct texts only", own / distinct, None)
    yield Line("fleet: last quarter / first quarter", rest[-1][0] / first[0], None, "1 is linear")
    yield Line("fleet: memory after all / after the first quarter", _memory_mib() / before, None, f"{before:.0f} MiB")
