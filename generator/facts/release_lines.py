"""Release lines of the charts, read from the release tags of their repositories."""

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR

_LINES: dict[str, tuple[tuple[int, int], ...]] = {
    # Tags of NVIDIA/gpu-operator.
    GPU_OPERATOR: (
        *((1, minor) for minor in range(7, 12)),
        (22, 9),
        *((23, minor) for minor in (3, 6, 9)),
        *((24, minor) for minor in (3, 6, 9)),
        *((25, minor) for minor in (3, 10)),
        *((26, minor) for minor in (3, 7)),
    ),
    # Tags of NVIDIA/k8s-device-plugin.
    DEVICE_PLUGIN: tuple((0, minor) for minor in range(7, 21)),
}


def is_release_line(chart: str, major: int, minor: int) -> bool | None:
    """Say whether a chart has releases of that line; None for lines after the newest, and before the oldest, known."""
    lines = _LINES[chart]
    if (major, minor) in lines:
        return True
    return False if lines[0] < (major, minor) < lines[-1] else None
