"""What people and attackers write: tables of bad input, each with what is told about it."""

import json
from typing import NamedTuple


class Slip(NamedTuple):
    """Sections of a profile, laid over a small one; each line at fault ends in ``# <- here``."""

    name: str
    code: str
    text: str
    offers: str = ""


class Mend(NamedTuple):
    """A profile with SLIP in it: with `wrong` in its place `right` is offered, and with that it is clean."""

    name: str
    text: str
    wrong: str
    right: str


class FileCase(NamedTuple):
    """The bytes of a whole file, and the first finding on it."""

    name: str
    content: bytes
    code: str
    line: int


PLUGIN = "install: {chart: nvidia-device-plugin, version: v0.20.0}\n"
INSTALL = "install:\n  chart: gpu-operator\n  version: v26.7.0\n  driver: host\n"
POOL = "pools:\n- name: desk\n  gpus: [{model: RTX 3090, count: 2}]\n"
CUT = "pools:\n- name: cut\n  gpus: [{model: A100-SXM4-80GB, count: 2}]\n"
SHARED = f"{POOL}  timeSlicing: {{replicas: 4}}\n"
TWO = "pools:\n- {name: one, nodes: {names: [a]}, gpus: [{model: L4}], timeSlicing: {replicas: 2}}\n"
HERE = "  # <- here\n"


def _cluster(name: str = "home", kubernetes: str = '"1.35"', distribution: str = "k3s") -> str:
    return f"cluster: {{name: {name}, kubernetes: {kubernetes}, distribution: {distribution}}}{HERE}"


def _pool(line: str) -> str:
    return f"{POOL}  {line}{HERE}"


def _cut(line: str) -> str:
    return f"{CUT}  mig:\n  - {line}{HERE}"


def _extra(line: str) -> str:
    return f"extraValues:\n  {line}{HERE}"


_NAMES = (
    *("Home", "a_b", "-a", "a-", "../x", "a/b", "..", ".", ".git", "C:\\x", "~root", "$HOME", "a.b"),
    *('""', '"a b"', '"a\\nb"', '"a\\0"', '"\\e[31m"', '"\\u202eb"', "é", '"{{ x }}"', f'"{"a" * 64}"'),
)
_SLIPS_OF_NAMES = (
    *(Slip(f"cluster {name}", "PRO005", _cluster(name)) for name in _NAMES),
    *(Slip(f"namespace {name}", "PRO005", f"tenants:\n- namespace: {name}{HERE}") for name in _NAMES[:8]),
    *(Slip(f"pool {name}", "PRO005", f"pools:\n- gpus: [{{model: T4}}]\n  name: {name}{HERE}") for name in _NAMES[:8]),
    *(
        Slip(f"pool {word}", "PRO005", f"pools:\n- gpus: [{{model: T4}}]\n  name: {word}{HERE}")
        for word in ("on", "no")
    ),
    *(Slip(f"node {name}", "PRO005", _pool(f"nodes: {{names: [{name}]}}")) for name in ("A", "a_b", "../x", '"n*"')),
    *(Slip(f"label value {one}", "PRO005", _pool(f"nodeLabels: {{a: {one}}}")) for one in ("../x", "a/b", "-", "1:30")),
    *(Slip(f"label key {one}", "PRO005", _pool(f"nodeLabels: {{{one}: b}}")) for one in ("a b", "a/b/c", "A/b", '""')),
    *(Slip(f"release {one}", "PRO005", f"{INSTALL}  releaseName: {one}{HERE}") for one in ("A", "../x", "a" * 54)),
)
_TYPES = (
    *(
        Slip(f"cluster {word}", "PRO003", _cluster(word), f'`name: "{word}"`')
        for word in ("010", "0x10", "1e3", "true")
    ),
    *(Slip(f"cluster {word}", "PRO003", _cluster(word)) for word in ("null", "[a]", ".nan")),
    *(Slip(f"replicas {one}", "PRO011", _pool(f"timeSlicing: {{replicas: {one}}}")) for one in ("1", "0", "-1")),
    *(
        Slip(f"replicas {one}", "PRO003", _pool(f"mps: {{replicas: {one}}}"))
        for one in ("1.5", '"4"', "four", "[4]", "null", "true", ".inf", "-.inf", ".nan", "4_0", "1:30")
    ),
    Slip("replicas 10^9", "PRO006", _pool("timeSlicing: {replicas: 1000000000}"), "from 2 to 1024"),
    Slip("replicas 10^30", "PRO006", _pool(f"timeSlicing: {{replicas: 1{'0' * 30}}}"), "from 2 to 1024"),
    Slip("replicas 1e400", "YAML016", _pool("timeSlicing: {replicas: 1e400}")),
    *(
        Slip(
            f"memory {size}",
            code,
            f"pools:\n- name: desk\n  gpus: [{{model: T4, reservedMemory: {size}}}]{HERE}",
            offers,
        )
        for size, code, offers in (
            ("8GB", "PRO012", "Write 8GiB."),
            ("8", "PRO012", "Write 8GiB or 8MiB."),
            ('"8"', "PRO012", "Write 8GiB or 8MiB."),
            ("8 GiB", "PRO005", "Write 8GiB."),
            ("8gib", "PRO005", "Write 8GiB."),
            ("1e3MiB", "PRO005", "`reservedMemory: 1GiB`"),
            ("-1GiB", "PRO005", "`reservedMemory: 1GiB`"),
            ("64GiB", "GPU004", "Write less than"),
        )
    ),
    Slip("pools is a mapping", "PRO003", f"pools:{HERE}  name: desk\n", "Begin each entry with `- `"),
    Slip("pools is empty", "PRO007", f"pools: []{HERE}", "Write for example `pools: "),
    Slip("a taint as kubectl has it", "PRO003", _pool("taints: ['gpu=true:NoSchedule']"), "`taints: [{key: gpu,"),
    Slip("a taint's value", "PRO003", _pool("taints: [{key: a, value: true, effect: NoSchedule}]"), '`value: "true"`'),
    Slip("a taint's effect", "PRO004", _pool("taints: [{key: a, effect: noSchedule}]"), "Write NoSchedule."),
    Slip(
        "one taint twice",
        "PRO008",
        f"{POOL}  taints:\n  - {{key: a, effect: NoSchedule}}\n  - {{key: a, value: b, effect: NoSchedule}}{HERE}",
    ),
    Slip("a label's value", "PRO003", _pool("nodeLabels: {a: 1.30}"), '`a: "1.30"`'),
    Slip("description of signs", "PRO005", f'description: "\\e[31mred"{HERE}'),
    Slip("description that turns", "PRO005", f'description: "\\u202egnp.exe"{HERE}'),
    Slip("description of a novel", "PRO005", f"description: {'a' * 1001}{HERE}", "Make it shorter."),
)
_RELEASES = (
    *(
        Slip(f"kubernetes {one}", "PRO005", _cluster(kubernetes=one), "Write 1.30.")
        for one in ("1.3", '"1.3"', "v1.30.2")
    ),
    *(
        Slip(f"kubernetes {one}", "PRO005", _cluster(kubernetes=one))
        for one in ("1", "2.0", "latest", "-", "01.35", "1.35e0")
    ),
    *(
        Slip(f"distribution {one}", "PRO004", _cluster(distribution=one), offers)
        for one, offers in (("K3S", "k3s"), ("opneshift", "openshift"), ("gke", "Write other, unless"))
    ),
    *(
        Slip(f"chart {one}", code, f"install:\n  chart: gpu-operator\n  driver: host\n  version: {one}{HERE}", offers)
        for one, code, offers in (
            ("v26.7.1", "CHT001", "nearest: v26.7.0"),
            ("v99.0.0", "CHT001", "nearest: v26.7.0"),
            ("v0.20.0", "CHT001", "is a release of nvidia-device-plugin"),
            ("26.7", "PRO003", "Write 26.7.0."),
            ("latest", "PRO005", "v26.7.0"),
        )
    ),
    *(
        Slip(f"model {one}", code, f"pools:\n- name: desk\n  gpus:\n  - model: {one}{HERE}", offers)
        for one, code, offers in (
            ("RTX 9090", "GPU001", "rtx-5090"),
            ("A100", "GPU002", "a100-sxm4-80gb"),
            ("Radeon", "GPU001", "nvidia-smi -L"),
            ("../../etc/passwd", "PRO005", "model: "),
        )
    ),
)
_MIG = (
    Slip("layout in MIG's short form", "PRO005", f"{CUT}  mig: 1g.10gb{HERE}", "Write all-1g.10gb."),
    Slip("layout of another card", "MIG001", f"{CUT}  mig: all-1g.5gb{HERE}", "all-1g.10gb"),
    Slip("layout that says nothing", "MIG001", f"{CUT}  mig: all-disabled{HERE}", "Leave `mig` out"),
    Slip("profile of another card", "MIG001", _cut("migDevices: {1g.5gb: 1}"), "1g.10gb"),
    Slip("profile misspelt", "PRO005", _cut("migDevices: {3g.40g: 1}"), "Write 3g.40gb."),
    Slip("profile as in labels", "PRO005", _cut("migDevices: {1g.10gb.me: 1}"), "Write 1g.10gb+me."),
    Slip("slices but no places", "MIG003", _cut("migDevices: {3g.40gb: 2, 1g.10gb: 1}"), "{3g.40gb: 2} or"),
    Slip("too many", "MIG003", _cut("migDevices: {1g.10gb: 8}"), "What fits: {1g.10gb: 7}"),
    Slip("none", "PRO006", _cut("migDevices: {1g.10gb: 0}")),
    Slip("device beyond", "MIG004", _cut("{devices: [2], migDevices: {1g.10gb: 1}}")),
    Slip("device twice", "PRO008", _cut("{devices: [0, 0], migDevices: {1g.10gb: 1}}")),
    Slip("layout for a card that is not there", "MIG005", _cut("{model: H100, migDevices: {1g.10gb: 1}}")),
    Slip("MIG on a card without", "MIG002", _pool("mig: all-1g.10gb"), "Use timeSlicing or mps"),
    Slip("MIG list on a card without", "MIG002", f"{POOL}  mig:{HERE}  - migDevices: {{1g.10gb: 1}}\n"),
)
_MODES = (
    Slip("two modes", "MOD001", f"{SHARED}  mps: {{replicas: 2}}{HERE}"),
    Slip("MPS of MIG devices", "MOD001", f"{CUT}  mig: all-1g.10gb\n  mps: {{replicas: 2}}{HERE}"),
    Slip("sharing in a card", "PRO014", f"pools:\n- name: a\n  gpus: [{{model: T4, mps: {{replicas: 2}}}}]{HERE}"),
    Slip("more clients than MPS takes", "MPS101", _pool("mps: {replicas: 49}"), "Write 48 or less"),
    Slip(
        "sharing what is not there", "MOD002", _pool("mps: {resources: {nvidia.com/gpu: 2, nvidia.com/mig-1g.5gb: 2}}")
    ),
    Slip(
        "one node in two pools", "NOD101", f"{TWO}- name: two\n  gpus: [{{model: L4}}]\n  nodes: {{names: [a]}}{HERE}"
    ),
    Slip(
        "selectors of which one includes the other",
        "NOD102",
        "pools:\n- {name: one, nodes: {nodeSelector: {a: b}}, gpus: [{model: L4}], timeSlicing: {replicas: 2}}\n"
        f"- {{name: two, gpus: [{{model: L4}}], nodes: {{nodeSelector: {{a: b, c: d}}}}}}{HERE}",
    ),
    Slip("one name twice", "NOD001", f"{TWO}- gpus: [{{model: T4}}]\n  name: one{HERE}"),
    Slip("a name that is taken", "NOD002", f"pools:\n- gpus: [{{model: T4}}]\n  name: all-disabled{HERE}"),
    Slip(
        "a label that is the bundle's", "NOD105", f"{SHARED}  nodeLabels: {{nvidia.com/device-plugin.config: x}}{HERE}"
    ),
    Slip("a label that is the kubelet's", "NOD105", _pool("nodeLabels: {kubernetes.io/hostname: x}")),
)
_QUOTAS = tuple(
    Slip(f"quota on {name}", code, f"{SHARED}tenants:\n- namespace: a\n  quota: {{{name}: 1}}{HERE}", offers)
    for name, code, offers in (
        ("nvidia.com/gpu.shared", "QUO101", "Write nvidia.com/gpu:"),
        ("nvidia.com/gpuu", "QUO101", "The nodes advertise nvidia.com/gpu."),
        ("gpu", "PRO005", "Write nvidia.com/gpu."),
        ("cpu", "PRO005", "Write for example `quota: "),
        ("limits.nvidia.com/gpu", "PRO013", "Write nvidia.com/gpu."),
    )
)
_VALUES = (
    *(
        Slip(f"value {line}", code, f"{INSTALL}{_extra(line)}", offers)
        for line, code, offers in (
            ("driver: {version: 580.126.20}", "VAL104", "install.driver.version"),
            ("driver: {enabled: null}", "VAL104", "install.driver.from"),
            ("mig: {strategy: single}", "VAL104", "mig.strategy"),
            ("devicePlugin: {config: {name: x}}", "VAL104", "Say it in pools instead."),
            ("daemonsets: {tolerations: []}", "VAL104", "install.tolerations"),
            ("operator: {logging: {levl: debug}}", "VAL101", "Did you mean operator.logging.level?"),
            ("operator.logging.level: debug", "VAL101", "write `operator: {logging: {level: ...}}`"),
            ('"": 1', "VAL101", ""),
            ("operator: {logging: debug}", "VAL102", "Write a mapping."),
            ("driver: {upgradePolicy: {autoUpgrade: on}}", "VAL102", "true or false"),
            ("operator: {labels: [a]}", "VAL102", "Write a mapping."),
        )
    ),
    *(
        Slip(f"plugin's {key}", "VAL104", f"{PLUGIN}{_extra(f'{key}: x')}", field)
        for key, field in (("fullnameOverride", "install.releaseName"), ("namespaceOverride", "install.namespace"))
    ),
    Slip("values that are text", "PRO003", f"extraValues: x{HERE}"),
    Slip("values that are a list", "PRO003", f"extraValues:{HERE}- a\n"),
    Slip("values that are nothing", "PRO003", f"extraValues:{HERE}"),
)
SLIPS = (*_SLIPS_OF_NAMES, *_TYPES, *_RELEASES, *_MIG, *_MODES, *_QUOTAS, *_VALUES)

MENDED = (
    Mend("cluster", "cluster: {name: SLIP, kubernetes: 1.35, distribution: k3s}\n", "Home_Lab", "home-lab"),
    Mend("kubernetes", "cluster: {name: a, kubernetes: SLIP, distribution: k3s}\n", "v1.31.4+k3s1", "1.31"),
    Mend("distribution", "cluster: {name: a, kubernetes: 1.35, distribution: SLIP}\n", "Kubadm", "kubeadm"),
    Mend("chart", "install: {chart: SLIP, version: v26.7.0, driver: host}\n", "gpu-operater", "gpu-operator"),
    Mend("version", "install: {chart: gpu-operator, version: SLIP, driver: host}\n", "26.7", "26.7.0"),
    Mend("repository", f"{INSTALL}  repository: SLIP\n", "a.example.com/b", "https://a.example.com/b"),
    Mend("key", f"{POOL}  SLIP: {{replicas: 2}}\n", "time_slicing", "timeSlicing"),
    Mend("memory", "pools: [{name: a, gpus: [{model: L4, reservedMemory: SLIP}]}]\n", "2 gb", "2GiB"),
    Mend("layout", f"{CUT}  mig: SLIP\n", "1g.10gb", "all-1g.10gb"),
    Mend("MIG profile", f"{CUT}  mig: [{{migDevices: {{SLIP: 1}}}}]\n", "3G.40GB", "3g.40gb"),
    Mend("node", f"{POOL}  nodes: {{names: [SLIP]}}\n", "GPU_1", "gpu-1"),
    Mend(
        "quota",
        f"{SHARED}tenants: [{{namespace: a, quota: {{SLIP: 1}}}}]\n",
        "requests.nvidia.com/gpu",
        "nvidia.com/gpu",
    ),
    Mend("taint", f"{POOL}  taints: [{{key: a, effect: SLIP}}]\n", "no_schedule", "NoSchedule"),
)

_GOOD = 'version: v1alpha1\ncluster: {name: a, kubernetes: "1.35", distribution: k3s}\n' + PLUGIN + POOL
_BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
FILES = tuple(
    FileCase(name, content if isinstance(content, bytes) else content.encode(), code, line)
    for name, content, code, line in (
        ("nothing", "", "YAML001", 0),
        ("comments", "# a\n\n# b\n", "YAML001", 0),
        ("a marker", "---\n", "YAML001", 0),
        ("a list", "- a\n", "PRO003", 1),
        ("text", "hello\n", "PRO003", 1),
        ("a number", "42\n", "PRO003", 1),
        ("null", "null\n", "PRO003", 1),
        ("no YAML", "a: [\n", "YAML007", 1),
        ("a Helm template", "version: {{ .Values.version }}\n", "YAML009", 1),
        ("a web page", "<!DOCTYPE html>\n<html></html>\n", "PRO003", 1),
        ("a Kubernetes object", "apiVersion: v1\nkind: ConfigMap\n", "PRO001", 1),
        ("a merge conflict", "version: v1alpha1\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b\n", "YAML007", 2),
        ("two documents", f"{_GOOD}---\n{_GOOD}", "YAML006", 7),
        ("an empty second document", f"{_GOOD}---\n", "YAML006", 7),
        ("a key twice", f"{_GOOD}version: v1alpha1\n", "YAML008", 7),
        ("a key twice inside", f"{_GOOD}  name: other\n", "YAML008", 7),
        ("a key twice in quotes", f'{_GOOD}"version": v1alpha1\n', "YAML008", 7),
        ("a key twice in escapes", f'{_GOOD}"v\\u0065rsion": v1alpha1\n', "YAML008", 7),
        ("a tab", f"{_GOOD}mig:\n\tstrategy: mixed\n", "YAML005", 8),
        ("a merge key", f"{_GOOD}<<: {{mig: {{strategy: mixed}}}}\n", "YAML010", 7),
        ("an alias of nothing", f"{_GOOD}mig: *none\n", "YAML013", 7),
        ("an alias of itself", "a: &a [*a]\n", "YAML013", 1),
        ("a bomb of aliases", _BOMB, "YAML014", 5),
        ("a tag that runs code", f"{_GOOD}mig: !!python/object/apply:os.system [id]\n", "YAML011", 7),
        ("UTF-16", _GOOD.encode("utf-16"), "YAML002", 1),
        ("UTF-32", _GOOD.encode("utf-32"), "YAML002", 1),
        ("Latin-1", f"{_GOOD}description: café\n".encode("latin-1"), "YAML002", 7),
        ("a zero byte", f"{_GOOD}description: a\0b\n", "YAML003", 7),
        ("escape codes", f"{_GOOD}description: \x1b[2J\n", "YAML003", 7),
        ("a pair of escapes", f"{_GOOD}description: {json.dumps(chr(0x1F600))}\n", "YAML007", 7),
        ("10 MB", b"a" * 10_000_000, "YAML004", 0),
        ("more than 10 MiB", b"a" * (10 << 20) + b"a", "FILE004", 0),
        ("a deep list", "[" * 100_000, "YAML015", 1),
        ("a deep mapping", "{a: " * 5000, "YAML015", 1),
        ("many keys", "".join(f"k{n}: 1\n" for n in range(2000)), "PRO001", 1),
        ("another format", f"{_GOOD}".replace("v1alpha1", "v1"), "PRO009", 1),
    )
)
