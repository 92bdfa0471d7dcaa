"""Odd configurations of the device plugin: what our rules, reasons and facts say of such files.

Most leave `version` out, which is the first thing that the plugin accepts.
"""

from tests.parsers.odd import Odd, Verdict, accepted, dropped, rejected, warned

GPU = "name: nvidia.com/gpu, replicas: 4"
ROOT = {"MPS_ROOT": "/run/nvidia/mps"}
_ENTRY = "sharing.timeSlicing.resources[0]"
_GPU_LIST = "[0, '1:0', GPU-b1028956-cfa2-0990-bf4a-5da9abb51763]"
# 63 characters with the domain, and 64.
_LONGEST, _TOO_LONG = "nvidia.com/" + "x" * 52, "nvidia.com/" + "x" * 53


def sliced(entry: str, options: str = "") -> str:
    """Return a file that time-slices one resource."""
    return f"sharing: {{timeSlicing: {{{options}resources: [{{{entry}}}]}}}}"


def mps(entry: str = GPU, options: str = "") -> str:
    """Return a file that shares one resource by MPS."""
    return f"sharing: {{mps: {{{options}resources: [{{{entry}}}]}}}}"


DROPPED = (
    dropped("unknown key at the top", "unknown: 1", "unknown"),
    dropped("migStrategy at the top", "migStrategy: mixed", "migStrategy"),
    dropped("unknown key of flags", "flags: {unknown: true}", "flags.unknown"),
    dropped("unknown key of sharing", "sharing: {unknown: {replicas: 4}}", "sharing.unknown"),
    dropped("unknown key of timeSlicing", sliced(GPU, "unknown: 1, "), "sharing.timeSlicing.unknown"),
    dropped(
        "failRequestsGreaterThanOne of one resource",
        sliced(f"{GPU}, failRequestsGreaterThanOne: true"),
        f"{_ENTRY}.failRequestsGreaterThanOne",
    ),
    dropped(
        "key of timeSlicing in other letters",
        sliced(GPU, "RenameByDefault: true, "),
        "sharing.timeSlicing.RenameByDefault",
    ),
    dropped(
        "allocation policy of a value that no release knows",
        "flags: {plugin: {sharedDevicesAllocationPolicy: x}}",
        "flags.plugin.sharedDevicesAllocationPolicy",
    ),
)
SECOND_DOCUMENT = Odd(
    "a second document",
    Verdict.DROPPED,
    "flags: {migStrategy: single}\n---\nflags: {migStrategy: mixed}",
    seen=(("flags.migStrategy", "single"),),
)
WARNED = (
    warned(
        "resources of GPUs", "resources: {gpus: [{pattern: '*', name: card}]}", "resources.gpus", None, "'resources'"
    ),
    warned("resources of MIG", "resources: {mig: [{pattern: '*', name: cut}]}", "resources.mig", None, "'resources'"),
    warned("rename", sliced(f"{GPU}, rename: slice"), f"{_ENTRY}.rename", None, "'rename'"),
    warned(
        "rename beside renameByDefault",
        sliced(f"{GPU}, rename: slice", "renameByDefault: true, "),
        f"{_ENTRY}.rename",
        "nvidia.com/gpu.shared",
        "'rename'",
    ),
    warned("devices as a count", sliced(f"{GPU}, devices: 2"), f"{_ENTRY}.devices", "all", "'devices'"),
    warned("devices as a list", sliced(f"{GPU}, devices: {_GPU_LIST}"), f"{_ENTRY}.devices", "all", "'devices'"),
    warned("no devices", sliced(f"{GPU}, devices: []"), f"{_ENTRY}.devices", "all", "'devices'"),
)
ACCEPTED = (
    accepted("an empty file", "", ("version", "v1")),
    accepted("null", "null", ("version", "v1")),
    accepted("an empty version", "version: ''", ("version", "v1")),
    accepted("empty sharing", "sharing: {}"),
    accepted("mps: null", "sharing: {mps: null}", ("sharing.mps", None)),
    accepted("a resource that no device has", sliced("name: nvidia.com/mig-9g.99gb, replicas: 2")),
    accepted(
        "of two equal keys the last", "flags: {migStrategy: single, migStrategy: mixed}", ("flags.migStrategy", "mixed")
    ),
    accepted(
        "two entries for one resource",
        f"sharing: {{timeSlicing: {{resources: [{{{GPU}}}, {{name: nvidia.com/gpu, replicas: 8}}]}}}}",
        (f"{_ENTRY}.replicas", 4),
        ("sharing.timeSlicing.resources[1].replicas", 8),
    ),
    accepted("key of flags in other letters", "flags: {MIGstrategy: mixed}", ("flags.migStrategy", "mixed")),
    accepted("a name without a domain", sliced("name: gpu, replicas: 4"), (f"{_ENTRY}.name", "nvidia.com/gpu")),
    accepted("a name of 63 characters", sliced(f"name: {_LONGEST}, replicas: 4"), (f"{_ENTRY}.name", _LONGEST)),
    accepted("replicas written 4.0", sliced("name: gpu, replicas: 4.0"), (f"{_ENTRY}.replicas", 4)),
    accepted("rename equal to the default", sliced(f"{GPU}, rename: gpu.shared", "renameByDefault: true, ")),
    accepted("devices: all", sliced(f"{GPU}, devices: all"), (f"{_ENTRY}.devices", "all")),
    accepted(
        "mps beside timeSlicing",
        f"sharing: {{timeSlicing: {{resources: [{{{GPU}}}]}}, mps: {{resources: [{{name: gpu, replicas: 8}}]}}}}",
        ("sharing.mps.resources[0].replicas", 8),
        environment=ROOT,
    ),
    accepted(
        "200 clients of MPS",
        mps("name: gpu, replicas: 200"),
        ("sharing.mps.resources[0].replicas", 200),
        environment=ROOT,
    ),
    accepted(
        "MPS without a word on more than one share",
        mps(),
        ("sharing.mps.failRequestsGreaterThanOne", True),
        environment=ROOT,
    ),
    accepted(
        "MPS root in the file", f"flags: {{mpsRoot: /run/nvidia/mps}}\n{mps()}", ("flags.mpsRoot", "/run/nvidia/mps")
    ),
    accepted("MPS under single", f"flags: {{migStrategy: single}}\n{mps()}", environment=ROOT),
    accepted(
        "timeSlicing under mixed", f"flags: {{migStrategy: mixed}}\n{sliced(GPU)}", ("flags.migStrategy", "mixed")
    ),
    accepted(
        "one device list strategy",
        "flags: {plugin: {deviceListStrategy: cdi-cri}}",
        ("flags.plugin.deviceListStrategy", ["cdi-cri"]),
    ),
    accepted("imex channel 0", "imex: {channelIDs: [0]}", ("imex.channelIDs", [0])),
    accepted(
        "environment beside the file",
        "flags: {migStrategy: mixed}",
        ("flags.migStrategy", "single"),
        environment={"MIG_STRATEGY": "single"},
    ),
)
REJECTED = (
    rejected("version other than v1", "version: v2", "unknown version: v2"),
    rejected("a list", "[version]", "unmarshal error"),
    rejected("a text", "version", "unmarshal error"),
    rejected("a tab", "version: v1\nflags:\n\tmigStrategy: mixed", "cannot start any token"),
    rejected("timeSlicing: {}", "sharing: {timeSlicing: {}}", "no resources specified"),
    rejected("timeSlicing: null", "sharing: {timeSlicing: null}", "no resources specified"),
    rejected("no resources", "sharing: {timeSlicing: {resources: []}}", "no resources specified"),
    rejected("mps: {}", "sharing: {mps: {}}", "no resources specified", ROOT),
    rejected("no replicas", sliced("name: nvidia.com/gpu"), "no replicas specified"),
    rejected("replicas 1", sliced("name: nvidia.com/gpu, replicas: 1"), "replicas must be >= 2"),
    rejected("replicas 0", sliced("name: nvidia.com/gpu, replicas: 0"), "replicas must be >= 2"),
    rejected("replicas as text", sliced("name: nvidia.com/gpu, replicas: '4'"), "cannot unmarshal string"),
    rejected("replicas with a fraction", sliced("name: nvidia.com/gpu, replicas: 2.5"), "cannot unmarshal number 2.5"),
    rejected("replicas 1 under MPS", mps("name: nvidia.com/gpu, replicas: 1"), "replicas must be >= 2", ROOT),
    rejected("renameByDefault as text", sliced(GPU, "renameByDefault: 'true', "), "cannot unmarshal string"),
    rejected("no name", sliced("replicas: 4"), "no resource name specified"),
    rejected("upper-case letters in a name", sliced("name: nvidia.com/GPU, replicas: 4"), "incorrect format"),
    rejected("another domain", sliced("name: example.com/gpu, replicas: 4"), "incorrect format"),
    rejected("a plus in a name", sliced("name: nvidia.com/mig-1g.10gb+me, replicas: 4"), "incorrect format"),
    rejected("a name of 64 characters", sliced(f"name: {_TOO_LONG}, replicas: 4"), "63 characters or less"),
    rejected("devices: some", sliced(f"{GPU}, devices: some"), "only valid string input is 'all'"),
    rejected("devices: 0", sliced(f"{GPU}, devices: 0"), "must be > 0"),
    rejected("devices: -1", sliced(f"{GPU}, devices: -1"), "must be > 0"),
    rejected("devices that are none", sliced(f"{GPU}, devices: [card]"), "unsupported type for device"),
    rejected("resources without a pattern", "resources: {gpus: [{name: card}]}", "'pattern' field"),
    rejected("resources without a name", "resources: {gpus: [{pattern: '*'}]}", "'name' field"),
    rejected("unknown MIG strategy", "flags: {migStrategy: all}", 'unknown MIG strategy "all"'),
    rejected("off unquoted", "flags: {migStrategy: off}", "cannot unmarshal bool"),
    rejected("unknown device list strategy", "flags: {plugin: {deviceListStrategy: x}}", "invalid strategy: x"),
    rejected("unknown device id strategy", "flags: {plugin: {deviceIDStrategy: x}}", "unknown device id strategy"),
    rejected("unknown discovery strategy", "flags: {deviceDiscoveryStrategy: x}", "unknown device discovery strategy"),
    rejected("MPS under mixed", f"flags: {{migStrategy: mixed}}\n{mps()}", "MPS with the MIG strategy mixed", ROOT),
    rejected(
        "MPS under mixed of the environment",
        mps(),
        "MPS with the MIG strategy mixed",
        {**ROOT, "MIG_STRATEGY": "mixed"},
    ),
    rejected("MPS without a root", mps(), "MPS without an MPS root"),
    rejected(
        "MPS with an empty root over the file's",
        f"flags: {{mpsRoot: /mps}}\n{mps()}",
        "MPS without an MPS root",
        {"MPS_ROOT": ""},
    ),
    rejected(
        "empty MIG strategy over the file's",
        "flags: {migStrategy: mixed}",
        'unknown MIG strategy ""',
        {"MIG_STRATEGY": ""},
    ),
    rejected("imex channel 1", "imex: {channelIDs: [1]}", "must be [] or [0]"),
    rejected("two imex channels", "imex: {channelIDs: [0, 1]}", "must be [] or [0]"),
)
ODD = (*DROPPED, SECOND_DOCUMENT, *WARNED, *ACCEPTED, *REJECTED)
