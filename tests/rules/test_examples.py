import pytest

from generator.compile import compile_profile
from generator.model.compiled import Compiled
from generator.model.finding import Finding, Severity
from generator.model.rule import Rule
from generator.rules import RULES
from generator.rules._example import example_profile

MARK = "# <- here"
MESSAGES = {
    "CHT101": "Kubernetes 1.29 is outside 1.32 to 1.36, which NVIDIA validated for gpu-operator v26.7.0",
    "CHT102": "nvidia-device-plugin advertises MIG devices but makes none: the layout of pool cut has to be applied on "
    "its nodes",
    "CHT103": "nvidia-device-plugin installs no driver: there is no operator in it",
    "CHT104": "nvidia-device-plugin has no component dcgmExporter",
    "CHT105": "gpu-operator has no nodeSelector for what it puts on the nodes",
    "CHT106": "gpu-operator v26.7.0 has no value for resources of gdrcopy",
    "DRV101": "driver 595.91.07, the default of gpu-operator v26.7.0, does not support the GeForce GTX 1080 Ti: R580 "
    "is its last branch",
    "DRV102": "proprietary kernel modules on a B200 SXM 180GB (Blackwell), which needs the open ones",
    "DRV103": "the operator's driver lies under /run/nvidia/driver, where a toolkit on the host does not look by "
    "itself",
    "DST101": "the driver cannot come from the operator on Talos Linux: The driver is a system extension of the image "
    "(nvidia-open-gpu-kernel-modules or nonfree-kmod-nvidia); the operator's driver containers do not know Talos.",
    "DST102": "the toolkit from the operator is risky on K3s: K3s finds its runtimes only once it starts again",
    "DST103": "distribution other is not modelled: paths of containerd and node labels are not checked, "
    "and the toolkit is taken to come from the host",
    # 23034 - 461 = 22573; 16384 + 10240 = 26624
    "MEM101": "what may meet on one L4 of pool shared wants 4051 MiB more than it has: 23034 MiB - 461 MiB of the "
    "driver = 22573 MiB; ai/chat: 1 pod x 16384 MiB = 16384 MiB; ai/images: 1 pod x 10240 MiB = 10240 MiB; together "
    "26624 MiB",
    "MEM102": "a pod of ai/chat takes 40960 MiB, and one L4 of pool shared has 23034 MiB",
    # 23034 / 4 = 5758.5
    "MEM103": "a process of ai/chat takes 7735 MiB beside its CUDA context of 457 MiB, and the MPS daemon allows each "
    "5758 MiB of a L4 in pool shared: 23034 MiB / 4 replicas",
    "MEM104": "a pod of ai/chat takes 10240 MiB, and one 1g.10gb of pool cut has 9856 MiB",
    "MEM105": "the processes of a pod of ai/chat on one L4 of pool shared take 3 processes x 8192 MiB = 24576 MiB, and "
    "it has 23034 MiB: room for 2",
    "MEM106": "2048 MiB of each L4 in pool shared are reserved, and media/plex past the plugin is counted beside them",
    "MEM107": "media/plex reaches the cards of pool cut past the plugin, and ends up on a MIG instance that a pod may "
    "have: its memory is counted on each of them",
    "MEM108": "media/plex reaches the cards of pool shared past the plugin, and CUDA fails there in any process that "
    "is no client of the MPS daemon",
    "MEM109": "2048 MiB of each A100 SXM4 80GB in pool cut are reserved, and the MIG devices that it is cut into keep "
    "all their memory",
    # 900 - 457 - 512 < 0
    "MEM110": "no limit can be written for vLLM in ai/chat: of 900 MiB nothing is left after 457 MiB of CUDA context "
    "and 512 MiB of CUDA graphs, so vLLM takes its own default of the whole device, 0.9 or in newer releases 0.92",
    "MIG101": "under the strategy single each node of pool cut advertises 7 x 1g.10gb as nvidia.com/gpu",
    "MIG102": "device plugin v0.19.3 advertises 1g.10gb+me as nvidia.com/mig-1g.10gb, together with 1g.10gb",
    "MIG103": "the product label NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition-MIG-1g.24gb.me.all-SHARED of pool cut "
    "has 70 characters, 63 are allowed: it will be missing",
    "MIG104": "the MIG manager is off, so nothing applies the layout of pool cut",
    "MIG105": "only GB200 Grace Blackwell GPU boards from before production have 3g.95gb and 1g.24gb; those sold have "
    "1g.23gb, 1g.23gb+me, 1g.47gb, 2g.47gb, 3g.93gb, 4g.93gb and 7g.186gb",
    "MON101": "a ServiceMonitor is asked for, but dcgmExporter is off",
    "MPS101": "20 replicas by MPS on a Tesla V100 PCIe 16GB, which takes 16 at most",
    "MPS102": "MPS does not isolate on a GeForce GTX 1080 Ti (Pascal): neither memory limits nor thread percentages "
    "hold there",
    "MPS103": "the GPUs of shared go into compute mode EXCLUSIVE_PROCESS: CUDA outside MPS fails on them",
    "MPS104": "a node that moves into pool shared or between MPS pools keeps its old MPS settings until the MPS daemon "
    "restarts",
    "MPS105": "pool shared shares by MPS, but GPU feature discovery is off: its MPS daemon is never started",
    "MPS106": "under MPS device plugin v0.19.3 refuses every request for more than one share, whatever "
    "failRequestsGreaterThanOne says",
    "MPS107": "on the nodes of shared the MPS daemon starts with the default entry and is not told of the label "
    "nvidia.com/device-plugin.config: they advertise no GPU",
    "MPS108": "on the nodes of shared the MPS daemon may start with the default entry and is not told of the label "
    "nvidia.com/device-plugin.config: such a node advertises no GPU",
    "MPS109": "MPS limits no memory on a GB10: NVML does not tell how much there is, so each client may take all of it",
    "NFD101": "without Node Feature Discovery nothing runs on the nodes of shared until somebody labels them "
    "nvidia.com/gpu.present=true",
    "NOD101": "node gpu-1 is in pool whole (exclusive) and in pool shared (time-slicing)",
    "NOD102": "every node with gpu=l4,team=research is in pool whole and in pool shared",
    "NOD103": "a node may match both zone=east (pool whole) and team=web (pool shared)",
    "NOD104": "the nodes of pool shared get their configuration by a command; a node added later gets the default "
    "until it is labelled too",
    "NOD105": "nvidia.com/device-plugin.config is set by the bundle, by pool",
    "NOD106": "pool shared is reached by its GPU model: every node that has L4 belongs to it, whatever its labels",
    "POL101": "oneSharePerContainer needs Kubernetes 1.30 or newer, this is 1.29",
    "QUO101": "no node advertises nvidia.com/gpu, so a quota of 2 on it limits nothing",
    "QUO102": "9 x nvidia.com/gpu are more than the 8 that exist: pool shared has 2 nodes x 1 x 4 replicas",
    "QUO103": "nvidia.com/gpu is advertised by pools shared and whole: the quota counts them together",
    "QUO104": "the quotas on nvidia.com/gpu add up to research 6 + training 3 = 9, 1 more than the 8 that exist: pool "
    "shared has 2 nodes x 1 x 4 replicas",
    "SHR101": "allocationPolicy needs device plugin v0.20.0 or newer, this one is v0.19.3",
    # 23034 MiB / 99 = 232.7
    "SHR102": "99 replicas of L4 come to 232 MiB each",
    "SHR103": "pool shared asks for timeSlicing, but devicePlugin is external: nothing here configures it",
    "TEN101": "namespace research is not created here, so its podSecurity would reach nobody",
    "TEN102": "tenant gpu-operator creates the namespace that gpu-operator is installed into",
    "TEN103": "tenant kube-research is to be created, but names that begin with kube- belong to Kubernetes",
    "VAL101": "gpu-operator v26.7.0 has no value driver.upgradePolicy.autoUpgrad",
    "VAL102": "driver.upgradePolicy.autoUpgrade of gpu-operator v26.7.0 takes true or false, not text",
    "VAL103": "operator.defaultRuntime has no effect in gpu-operator v26.7.0: no template has read it since v25.3.0; "
    "older guides still set it. The runtime class is operator.runtimeClass",
    "VAL104": "mig.strategy is made from the profile",
    "WRK101": "a pod of ai/chat asks for 2 x nvidia.com/gpu, and the plugin refuses more than one share in pool shared",
    "WRK102": "a pod of ai/chat asks for 8 x nvidia.com/gpu, and a node of pool whole has 4",
    "WRK103": "9 x nvidia.com/gpu are asked for, 1 more than there are: ai/chat 9 pods = 9; pool shared has 2 nodes "
    "x 4 = 8",
    "WRK104": "the pods of namespace ai ask for chat 3 pods = 3 x nvidia.com/gpu, and its quota is 2: 1 too many",
    "WRK105": "ai/chat has the priority producton, which is not among priorities",
    "WRK106": "ai/chat cannot fall back to other: it asks for nvidia.com/gpu, and that pool advertises "
    "nvidia.com/gpu.shared",
    "WRK107": "the nodes of other have taints that those of pool shared have not: team=web:NoSchedule; nothing says "
    "that the pods of ai/chat tolerate them",
    "WRK108": "ai/chat is untrusted, and pool shared shares its devices by time-slicing: neither memory nor time nor "
    "faults are kept apart",
    "WRK109": "vLLM asks for compute capability 7.0 or newer, and ai/chat may get a card that has not: "
    "Tesla P40 has 6.1",
}


def compiled(snippet: str) -> Compiled:
    return compile_profile(example_profile(snippet).encode(), "example.yaml")


def of_code(result: Compiled, code: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code == code]


def test_every_rule_has_its_message_here() -> None:
    assert sorted(MESSAGES) == [rule.code for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_is_found_where_it_is_marked(rule: Rule) -> None:
    marked = [number for number, line in enumerate(rule.bad.splitlines(), 1) if line.endswith(MARK)]
    found = of_code(compiled(rule.bad), rule.code)
    assert [(one.position.line if one.position else 0, one.message) for one in found] == [
        (line, MESSAGES[rule.code]) for line in marked
    ]
    assert len(marked) == 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_has_no_other_error(rule: Rule) -> None:
    others = [one for one in compiled(rule.bad).findings if one.code != rule.code and one.severity is Severity.ERROR]
    assert others == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_is_clean(rule: Rule) -> None:
    result = compiled(rule.good)
    assert of_code(result, rule.code) == []
    assert [one for one in result.findings if one.severity is Severity.ERROR] == []
    assert result.plan is not None


def test_the_small_profile_itself_has_no_finding() -> None:
    assert compiled("").findings == ()
