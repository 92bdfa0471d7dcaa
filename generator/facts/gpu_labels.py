"""Keys of the labels that NVIDIA's software and Node Feature Discovery give to nodes or read of them, in all releases.

Sources: NVIDIA/k8s-device-plugin internal/lm and docs/gpu-feature-discovery (v0.12.0 to v0.20.0);
NVIDIA/gpu-feature-discovery internal/lm (v0.2.0 to v0.8.2); NVIDIA/gpu-operator controllers and assets (v22.9.0 to
v26.7.0); NVIDIA/k8s-cc-manager; kubernetes-sigs/node-feature-discovery source/pci (pci-CLASS_VENDOR.present).
"""

import re

NVIDIA = "nvidia.com"
NFD = "feature.node.kubernetes.io"
NAMES = frozenset(
    {
        *(
            "gfd.timestamp",
            "device-plugin.config",
            "vgpu.present",
            "vgpu.host-driver-version",
            "vgpu.host-driver-branch",
        ),
        *(f"cuda.driver.{part}" for part in ("major", "minor", "rev")),
        *(f"cuda.driver-version.{part}" for part in ("full", "major", "minor", "revision")),
        *(f"cuda.runtime.{part}" for part in ("major", "minor")),
        *(f"cuda.runtime-version.{part}" for part in ("full", "major", "minor")),
        *("gpu.compute.major", "gpu.compute.minor", "gpu.count", "gpu.family", "gpu.machine", "gpu.memory", "gpu.mode"),
        *(
            "gpu.product",
            "gpu.replicas",
            "gpu.sharing-strategy",
            "gpu.clique",
            "gpu.imex-domain",
            "gpu.multiprocessors",
        ),
        *(
            "gpu.slices.gi",
            "gpu.slices.ci",
            *(f"gpu.engines.{of}" for of in ("copy", "decoder", "encoder", "jpeg", "ofa")),
        ),
        *("mig.capable", "mig.strategy", "mig.config", "mig.config.state", "mps.capable"),
        *("gpu.present", "gpu.workload.config", "vgpu.config", "vgpu.config.state", "gpu-driver-upgrade-state"),
        *("gpu-driver-upgrade-enabled", "gpu-driver-upgrade-drain.skip", "peermem.capable", "gds.capable"),
        *("gdrcopy.capable", "cc.capable", "cc.mode", "cc.mode.state", "cc.ready.state"),
    }
)
"""What stands behind nvidia.com/; beside these there are gpu.deploy.PART and mig-PROFILE.ATTRIBUTE."""
find_family = re.compile(r"(gpu\.deploy|mig-\d+[cg]\.[^/]*gb[a-z.]*|gpu-driver-upgrade|precompiled)\b").match
"""Names that are made of a start and something that differs."""
VENDOR = "10de"
NFD_NAMES = (f"pci-{VENDOR}.present", f"pci-0300_{VENDOR}.present", f"pci-0302_{VENDOR}.present")
find_pci = re.compile(
    r"(?P<before>pci-(?:[0-9a-fA-F]{4}_)?)(?P<vendor>\w+)(?P<after>\.(?:present|sriov\.capable))"
).fullmatch
"""A label of a PCI device: the class is in it by default, and left out where NFD is told so."""
SLIPS_OF_VENDOR = frozenset({"10DE", "10De", "10dE", "10ed", "01de", "1d0e", "1ode", "1Ode", "lode", "10d", "0x10de"})
"""What people write for NVIDIA's number; some other numbers that differ in one digit are other makers', as 10ee is."""
