"""Fields of DCGM that dcgm-exporter tells Prometheus of, and their units.

Sources: NVIDIA/dcgm-exporter etc/default-counters.csv and etc/dcp-metrics-included.csv, the lists that it takes where
it is given no other; NVIDIA/go-dcgm pkg/dcgm/dcgm_fields.h.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.facts.dcgm_fields import PREFIX

PERCENTAGES = tuple(f"{PREFIX}DEV_{one}_UTIL" for one in ("GPU", "MEM_COPY", "ENC", "DEC"))
"""From 0 to 100."""
_PIPES = ("GR_ENGINE", "SM", "DRAM", "PIPE_TENSOR", "PIPE_FP64", "PIPE_FP32", "PIPE_FP16")
RATIOS = (*(f"{PREFIX}PROF_{one}_ACTIVE" for one in _PIPES), f"{PREFIX}PROF_SM_OCCUPANCY")
"""From 0 to 1."""
MEMORY = tuple(f"{PREFIX}DEV_FB_{one}" for one in ("FREE", "USED", "RESERVED", "TOTAL"))
"""In MiB."""
_OTHER_GAUGES = ("SM_CLOCK", "MEM_CLOCK", "MEMORY_TEMP", "GPU_TEMP", "POWER_USAGE")
GAUGES = frozenset((*PERCENTAGES, *RATIOS, *MEMORY, *(f"{PREFIX}DEV_{one}" for one in _OTHER_GAUGES)))
"""What goes up and down."""
_COUNTERS = ("TOTAL_ENERGY_CONSUMPTION", "PCIE_REPLAY_COUNTER", "XID_ERRORS", "NVLINK_BANDWIDTH_TOTAL")
_ROWS = ("VGPU_LICENSE_STATUS", "UNCORRECTABLE_REMAPPED_ROWS", "CORRECTABLE_REMAPPED_ROWS", "ROW_REMAP_FAILURE")
_MEASURED = ("GR_ENGINE_ACTIVE", "PIPE_TENSOR_ACTIVE", "DRAM_ACTIVE", "PCIE_TX_BYTES", "PCIE_RX_BYTES")
TOLD = frozenset(
    (
        *PERCENTAGES,
        *MEMORY[:3],
        *(f"{PREFIX}DEV_{one}" for one in (*_OTHER_GAUGES, *_COUNTERS, *_ROWS)),
        *(f"{PREFIX}PROF_{one}" for one in _MEASURED),
        f"{PREFIX}DRIVER_VERSION",
    )
)
"""What the exporter tells by its own lists."""
MEANT: Mapping[str, str] = MappingProxyType(
    {
        f"{PREFIX}DEV_{wrong}": f"{PREFIX}DEV_{right}"
        for right, names in {
            "GPU_TEMP": "GPU_TEMPERATURE TEMPERATURE TEMP GPU_TEMP_C",
            "MEMORY_TEMP": "MEM_TEMP MEMORY_TEMPERATURE",
            "GPU_UTIL": "GPU_UTILIZATION UTIL GPU_UTILISATION",
            "MEM_COPY_UTIL": "MEM_UTIL MEMORY_UTIL MEMORY_UTILIZATION MEM_UTILIZATION",
            "FB_USED": "MEM_USED MEMORY_USED GPU_MEM_USED FB_MEMORY_USED USED_MEMORY",
            "FB_FREE": "MEM_FREE MEMORY_FREE GPU_MEM_FREE FREE_MEMORY",
            "FB_TOTAL": "MEM_TOTAL MEMORY_TOTAL GPU_MEM_TOTAL TOTAL_MEMORY",
            "POWER_USAGE": "POWER_DRAW GPU_POWER_USAGE POWER",
            "POWER_MGMT_LIMIT": "POWER_LIMIT",
        }.items()
        for wrong in names.split()
    }
)
"""Names that there are not, by what they are written for."""
