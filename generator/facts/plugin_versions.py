"""Which release of the device plugin a release of a chart runs.

Source: devicePlugin.version in deployments/gpu-operator/values.yaml of NVIDIA/gpu-operator at every tag from v22.9.0 to
v26.7.0; the plugin's chart has the version of the plugin itself (NVIDIA/k8s-device-plugin, deployments/helm).
"""

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.releases import Numbers, exact_numbers

MPS_GIVES_SEVERAL = (0, 20, 0)
"""Since when MPS heeds a stated `failRequestsGreaterThanOne: false`; source: api/config/v1/replicas.go."""
MIG_VARIANTS_NAMED = (0, 20, 0)
"""Since when variants of MIG profiles have names of their own; source: api/config/v1/resources.go."""
ALLOCATION_POLICY = (0, 20, 0)
"""The first release with `sharedDevicesAllocationPolicy`; source: api/config/v1/flags.go."""
MEMORY_READ = (0, 15, 0)
"""Since when the plugin asks NVML for the memory of each GPU; source: internal/rm/devices.go, BuildDevice."""
MEMORY_MAY_BE_UNTOLD = (0, 17, 4)
"""Since when it goes on where NVML does not tell."""
_OLDEST_WITH_FILE = (0, 12, 0)
"""The first release of the plugin that reads a file."""
_BY_OPERATOR: dict[Numbers, Numbers] = {
    (22, 9, 0): (0, 12, 3),
    (22, 9, 1): (0, 13, 0),
    (23, 3, 0): (0, 14, 0),
    (23, 6, 0): (0, 14, 1),
    (23, 9, 0): (0, 14, 2),
    (23, 9, 1): (0, 14, 3),
    (23, 9, 2): (0, 14, 5),
    (24, 3, 0): (0, 15, 0),
    (24, 6, 0): (0, 16, 1),
    (24, 6, 1): (0, 16, 2),
    (24, 9, 0): (0, 17, 0),
    (25, 3, 0): (0, 17, 1),
    (25, 3, 1): (0, 17, 2),
    (25, 3, 2): (0, 17, 3),
    (25, 3, 3): (0, 17, 4),
}
"""By the first release of gpu-operator that has it; newer releases have fact sheets."""
_END = (25, 4, 0)


def plugin_of(chart: str, stated: str) -> Numbers | None:
    """Return the release of the plugin in one exact, older release of a chart; None where it is not known from here."""
    numbers = exact_numbers(stated)
    if numbers is None:
        return None
    if chart == DEVICE_PLUGIN:
        return numbers if numbers >= _OLDEST_WITH_FILE else None
    older = [found for found in _BY_OPERATOR if found <= numbers < _END]
    return _BY_OPERATOR[max(older)] if older else None
