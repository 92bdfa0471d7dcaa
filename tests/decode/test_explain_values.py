"""Values: wrong kinds, malformed text, numbers out of range, and the cure for each."""

import pytest

from tests.support.profiles import document, laid_over, located_findings

POOL = "pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n"
INSTALL = "install:\n  chart: gpu-operator\n  version: v26.7.0\n"
LABEL = "a DNS label: lower-case letters, digits and '-', a letter or digit at both ends, at most 63 characters"


def only(sections: str) -> tuple[str, str, str]:
    """Return the only finding's code, message and cure."""
    (finding,) = located_findings(laid_over(sections))
    return finding.code, finding.message, finding.fix


@pytest.mark.parametrize(
    ("sections", "message", "fix"),
    [
        (
            f"{POOL}  taints: [{{key: gpu, value: true, effect: NoSchedule}}]\n",
            "pools[0].taints[0].value is true, but text is wanted",
            'Put it in quotes: `value: "true"`.',
        ),
        (
            f"{POOL}  nodeLabels: {{driver: 1.50}}\n",
            "pools[0].nodeLabels.driver is the number 1.50, but text or a list is wanted",
            'Put it in quotes: `driver: "1.50"`.',
        ),
        (
            f"{POOL}  timeSlicing: {{replicas: '4'}}\n",
            'pools[0].timeSlicing.replicas is the text "4", but a whole number is wanted',
            "Take the quotes away: `replicas: 4`.",
        ),
        (
            f"{POOL}  timeSlicing: {{replicas: 2.5}}\n",
            "pools[0].timeSlicing.replicas is the number 2.5, but a whole number is wanted",
            "Write for example `replicas: 4`.",
        ),
        (
            f"{INSTALL}  cdi: yes\n",
            'install.cdi is the text "yes", but true or false is wanted',
            "Write `cdi: true`, without quotes.",
        ),
        (
            f"{INSTALL}  cdi: 'False'\n",
            'install.cdi is the text "False", but true or false is wanted',
            "Write `cdi: false`, without quotes.",
        ),
        (
            f"{INSTALL}  cdi: maybe\n",
            'install.cdi is the text "maybe", but true or false is wanted',
            "Write true or false.",
        ),
        ("mig: mixed\n", 'mig is the text "mixed", but a mapping is wanted', "Write `mig: {strategy: mixed}`."),
        (
            "pools:\n- name: desk\n  gpus: [RTX 3090]\n",
            'pools[0].gpus[0] is the text "RTX 3090", but a mapping is wanted',
            "Write `{model: RTX 3090}`.",
        ),
        (
            "pools:\n- name: desk\n  gpus: {model: RTX 3090}\n",
            "pools[0].gpus is a mapping, but a list is wanted",
            "Begin each entry with `- `, or write a list in brackets: `gpus: [{...}]`.",
        ),
        (
            f"{POOL}  mps: 4\n",
            "pools[0].mps is the number 4, but a mapping is wanted",
            "Write for example `mps: {replicas: 8}`.",
        ),
        (
            "install: {chart: gpu-operator, version: 26.7}\n",
            "install.version is the number 26.7, but text is wanted",
            "Write 26.7.0.",
        ),
        (
            f"{POOL}  mig: [{{devices: [all], migDevices: {{1g.10gb: 1}}}}]\n",
            'pools[0].mig[0].devices[0] is the text "all", but a whole number is wanted',
            "Write for example `devices: [0, 1, 2, 3]`.",
        ),
        (
            f"{POOL}  mig: [3g.40gb]\n",
            'pools[0].mig[0] is the text "3g.40gb", but a mapping is wanted',
            "Write for example `mig: all-1g.10gb`.",
        ),
        (
            f"{POOL}  taints: ['gpu=true:NoSchedule']\n",
            'pools[0].taints[0] is the text "gpu=true:NoSchedule", but a mapping is wanted',
            'Write for example `taints: [{key: gpu, value: "true", effect: NoSchedule}]`.',
        ),
        (
            f"{INSTALL}  nodeSelector: {{role: 5000000000}}\n",
            "install.nodeSelector.role is the number 5000000000, but text is wanted",
            'Put it in quotes: `role: "5000000000"`.',
        ),
        (
            f"{INSTALL}  nodeSelector: {{role: }}\n",
            "install.nodeSelector.role is empty, but text is wanted",
            'Write for example `nodeSelector: {node-role.example.com/gpu: "true"}`.',
        ),
        (
            'pools: [{name: desk, gpus: ["\\u202eRTX"]}]\n',
            'pools[0].gpus[0] is the text "\\u202eRTX", but a mapping is wanted',
            "Write for example `gpus: [{model: A100-SXM4-80GB, count: 8}]`.",
        ),
        (
            "monitoring:\n",
            "monitoring is empty, but a mapping is wanted",
            "Write for example `monitoring: {serviceMonitor: {interval: 15s}, alerts: {}}`.",
        ),
    ],
)
def test_a_wrong_kind_says_what_was_found_and_what_is_wanted(sections: str, message: str, fix: str) -> None:
    assert only(sections) == ("PRO003", message, fix)


@pytest.mark.parametrize("text", ["- a\n", "5\n", "just words\n"])
def test_a_document_that_is_no_mapping_is_one_finding(text: str) -> None:
    (finding,) = located_findings(text)
    assert (finding.code, finding.at) == ("PRO003", ())
    assert finding.message.endswith("but a mapping is wanted")


@pytest.mark.parametrize(
    ("sections", "message", "fix"),
    [
        (
            'cluster: {name: Home_Lab, kubernetes: "1.35", distribution: k3s}\n',
            f'cluster.name: "Home_Lab" is not {LABEL}',
            "Write home-lab.",
        ),
        (
            "tenants: [{namespace: team.a}]\n",
            f'tenants[0].namespace: "team.a" is not {LABEL}',
            "Write team-a.",
        ),
        (
            "cluster: {name: a, kubernetes: v1.31.4+k3s1, distribution: k3s}\n",
            (
                'cluster.kubernetes: "v1.31.4+k3s1" is not a minor release of Kubernetes, such as 1.35: no v, no patch '
                "number, and 1.30 is not 1.3"
            ),
            "Write 1.31.",
        ),
        (
            "cluster: {name: a, kubernetes: 1.3, distribution: k3s}\n",
            (
                'cluster.kubernetes: "1.3" is not a minor release of Kubernetes, such as 1.35: no v, '
                "no patch number, and "
                "1.30 is not 1.3"
            ),
            "Write 1.30.",
        ),
        (
            f"{INSTALL}  repository: helm.example.com/nvidia\n",
            (
                'install.repository: "helm.example.com/nvidia" is not the address of a chart repository: https:// or '
                "oci://, a host and a path, without user, password or query"
            ),
            "Write https://helm.example.com/nvidia.",
        ),
        (
            f"{INSTALL}  driver: {{from: operator, repository: 'https://registry.example.com/nvidia/'}}\n",
            (
                'install.driver.repository: "https://registry.example.com/nvidia/" is not the part '
                "of an image reference "
                "before the image's name: host, optional port and path in lower case, without "
                "https:// and without a tag"
            ),
            "Write registry.example.com/nvidia.",
        ),
        (
            f"{INSTALL}  toolkit: {{from: operator, containerdSocket: run/containerd.sock}}\n",
            (
                'install.toolkit.containerdSocket: "run/containerd.sock" is not an absolute path '
                "without . and .. parts, "
                "doubled or trailing slashes"
            ),
            "Write /run/containerd.sock.",
        ),
        (
            f"{POOL}  mig: 1g.10gb\n",
            (
                'pools[0].mig: "1g.10gb" is not NVIDIA\'s name for GPUs that are all cut alike, such as all-1g.10gb or '
                "all-balanced, or a list of layouts"
            ),
            "Write all-1g.10gb.",
        ),
        (
            f"{POOL}  timeSlicing: {{resources: {{gpu: 2}}}}\n",
            (
                'pools[0].timeSlicing.resources: key "gpu" is not a resource that the device plugin '
                "advertises, in full "
                "and in lower case, such as nvidia.com/gpu or nvidia.com/mig-1g.10gb, at most 63 characters"
            ),
            "Write nvidia.com/gpu.",
        ),
        (
            "pools: [{name: on, gpus: [{model: T4}]}]\n",
            (
                "pools[0].name: \"on\" is not a pool's name: lower-case letters, digits and '-', a "
                "letter first, at most "
                "63 characters, and none of y, n, yes, no, on, off, true, false, null, which YAML "
                "takes for other things"
            ),
            "Write for example `name: research`.",
        ),
        (
            "priorities: [{name: system-gpu, value: 5}]\n",
            (
                'priorities[0].name: "system-gpu" is not the name of a priority class: lower-case '
                "letters, digits, '-' and "
                "'.', at most 253 characters, and not system- at the start, which Kubernetes keeps for itself"
            ),
            "Write for example `name: production-inference`.",
        ),
        (
            f"{POOL}  nodeLabels: {{city: 'é'}}\n",
            (
                "pools[0].nodeLabels.city: \"é\" is not a label value: letters, digits, '-', '_' and '.', a letter or "
                "digit at both ends, at most 63 characters"
            ),
            "Write for example `nodeLabels: {workload-type: [research, training], team: ml}`.",
        ),
        (
            f"{POOL}  mig: [{{migDevices: {{1g.10gb.me: 1}}}}]\n",
            (
                'pools[0].mig[0].migDevices: key "1g.10gb.me" is not a MIG profile as nvidia-smi names it, such as '
                "1g.10gb or 1g.10gb+me"
            ),
            "Write 1g.10gb+me.",
        ),
        (
            f"{POOL}  mig: [{{migDevices: {{3g.40g: 1}}}}]\n",
            (
                'pools[0].mig[0].migDevices: key "3g.40g" is not a MIG profile as nvidia-smi names it, such as 1g.10gb '
                "or 1g.10gb+me"
            ),
            "Write 3g.40gb.",
        ),
        (
            "tenants: [{namespace: a, quota: {cpu: 4}}]\n",
            (
                'tenants[0].quota: key "cpu" is not the name of an extended resource as pods ask for it, such as '
                "nvidia.com/gpu, without requests. or limits. before it"
            ),
            "Write for example `quota: {nvidia.com/mig-3g.40gb: 8}`.",
        ),
        (
            'description: "see\\u202e txt.exe"\n',
            (
                'description: "see\\u202e txt.exe" is not text without control characters and marks that turn the '
                "direction of writing"
            ),
            "Write see txt.exe.",
        ),
        ('description: ""\n', "description is an empty text", "Leave it out, or fill it."),
        (
            f"description: {'a' * 1001}\n",
            "description has 1001 characters, more than 1000",
            "Make it shorter.",
        ),
    ],
)
def test_malformed_text_is_explained_in_words_and_mended(sections: str, message: str, fix: str) -> None:
    assert only(sections) == ("PRO005", message, fix)


def test_a_text_that_is_too_long_is_malformed_and_shown_short() -> None:
    code, message, _ = only(f'cluster: {{name: {"a" * 64}, kubernetes: "1.35", distribution: k3s}}\n')
    assert code == "PRO005"
    assert message == f'cluster.name: "{"a" * 60}…" is not {LABEL}'


@pytest.mark.parametrize(
    ("size", "message", "fix"),
    [
        ("1GB", '"1GB" has another unit', "Write 1GiB."),
        ("1Gi", '"1Gi" has another unit', "Write 1GiB."),
        ("512M", '"512M" has another unit', "Write 512MiB."),
        ("8gb", '"8gb" has another unit', "Write 8GiB."),
        ("1TiB", '"1TiB" has another unit', "Write for example `reservedMemory: 1GiB`."),
        ("'8'", '"8" has no unit', "Write 8GiB or 8MiB."),
        ("8", "8 has no unit", "Write 8GiB or 8MiB."),
        ("1.5", "1.5 has no unit", "Write 1.5GiB or 1.5MiB."),
        ("8192", "8192 has no unit", "Write 8192MiB."),
    ],
)
def test_memory_needs_a_unit(size: str, message: str, fix: str) -> None:
    sections = f"pools: [{{name: desk, gpus: [{{model: RTX 3090, reservedMemory: {size}}}]}}]\n"
    assert only(sections) == ("PRO012", f"pools[0].gpus[0].reservedMemory: {message}", fix)


@pytest.mark.parametrize(
    ("size", "fix"),
    [
        ("1 GiB", "Write 1GiB."),
        ("8gib", "Write 8GiB."),
        ("1.23456GiB", "Write for example `reservedMemory: 1GiB`."),
        ("1e3MiB", "Write for example `reservedMemory: 1GiB`."),
    ],
)
def test_memory_with_the_right_unit_is_told_what_is_wrong_with_it(size: str, fix: str) -> None:
    sections = f"pools: [{{name: desk, gpus: [{{model: RTX 3090, reservedMemory: {size}}}]}}]\n"
    form = "an amount of memory with its unit, MiB or GiB, such as 512MiB or 1.5GiB"
    assert only(sections) == ("PRO005", f'pools[0].gpus[0].reservedMemory: "{size}" is not {form}', fix)


@pytest.mark.parametrize("prefix", ["limits", "requests"])
def test_a_quota_takes_no_prefix(prefix: str) -> None:
    assert only(f"tenants: [{{namespace: a, quota: {{{prefix}.nvidia.com/gpu: 4}}}}]\n") == (
        "PRO013",
        f'tenants[0].quota: key "{prefix}.nvidia.com/gpu" has a prefix that a quota does not take here',
        "Write nvidia.com/gpu.",
    )


@pytest.mark.parametrize("number", [1, 0, -3])
@pytest.mark.parametrize("mode", ["timeSlicing", "mps"])
def test_fewer_than_two_shares_are_told_how_to_share_nothing(mode: str, number: int) -> None:
    assert only(f"{POOL}  {mode}: {{replicas: {number}}}\n") == (
        "PRO011",
        f"pools[0].{mode}.replicas is {number}: sharing begins with 2",
        f"To share nothing leave {mode} out.",
    )


def test_one_share_of_one_resource_is_left_out_by_its_line() -> None:
    assert only(f"{POOL}  timeSlicing: {{resources: {{nvidia.com/gpu: 1}}}}\n") == (
        "PRO011",
        "pools[0].timeSlicing.resources.nvidia.com/gpu is 1: sharing begins with 2",
        "To leave this resource whole take its line out; to share nothing leave timeSlicing out.",
    )


@pytest.mark.parametrize(
    ("sections", "message", "fix"),
    [
        (
            f"{POOL}  timeSlicing: {{replicas: 100000}}\n",
            "pools[0].timeSlicing.replicas is 100000, more than 1024",
            "Write a number from 2 to 1024.",
        ),
        (
            "priorities: [{name: a, value: 2000000000}]\n",
            "priorities[0].value is 2000000000, more than 1000000000",
            "Write a number from -2147483648 to 1000000000.",
        ),
        (
            "tenants: [{namespace: a, quota: {nvidia.com/gpu: -1}}]\n",
            "tenants[0].quota.nvidia.com/gpu is -1, less than 0",
            "Write a number from 0 to 1000000.",
        ),
        (f"{POOL}  nodes: {{count: 0}}\n", "pools[0].nodes.count is 0, less than 1", "Write a number from 1 to 5000."),
    ],
)
def test_a_number_out_of_range_is_told_its_bounds(sections: str, message: str, fix: str) -> None:
    assert only(sections) == ("PRO006", message, fix)


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ("pools: []\n", "pools is an empty list"),
        (f"{POOL}  nodes: {{names: []}}\n", "pools[0].nodes.names is an empty list"),
        (f"{POOL}  timeSlicing: {{resources: {{}}}}\n", "pools[0].timeSlicing.resources is an empty mapping"),
        (
            f"{INSTALL}  imagePullSecrets: [{', '.join(f's{n}' for n in range(101))}]\n",
            "install.imagePullSecrets has 101 entries, more than 100",
        ),
    ],
)
def test_too_few_and_too_many_entries(sections: str, message: str) -> None:
    assert only(sections)[:2] == ("PRO007", message)


def test_a_section_that_must_be_there_is_not_to_be_left_out() -> None:
    assert only("pools: []\n")[2].startswith("Write for example `pools: [{name: ")
    assert only(f"{POOL}  nodes: {{names: []}}\n")[2] == "Leave an empty section out, or fill it."


def test_each_repetition_is_pointed_at() -> None:
    text = laid_over(f"{POOL}  nodes: {{names: [a, b, a, b, a]}}\n")
    found = [(one.code, one.at[-1], one.message) for one in located_findings(text)]
    place = "pools[0].nodes.names"
    assert found == [
        ("PRO008", 2, f'{place}: "a" stands there twice, as entries 0 and 2'),
        ("PRO008", 3, f'{place}: "b" stands there twice, as entries 1 and 3'),
        ("PRO008", 4, f'{place}: "a" stands there twice, as entries 0 and 4'),
    ]


@pytest.mark.parametrize(
    ("word", "fix"),
    [
        ("K3S", "Write k3s."),
        ("micro-k8s", "Write microk8s."),
        ("opneshift", "Write openshift."),
        ("gke", "Write other, unless one of them is meant."),
    ],
)
def test_a_word_outside_a_closed_set_is_led_to_the_nearest(word: str, fix: str) -> None:
    message = (
        f'cluster.distribution: "{word}" is none of kubeadm, k3s, rke2, talos, k0s, microk8s, openshift, eks, other'
    )
    assert only(f'cluster: {{name: a, kubernetes: "1.35", distribution: {word}}}\n') == ("PRO004", message, fix)


def test_another_version_of_the_format_is_refused() -> None:
    assert only("version: v1\n") == (
        "PRO009",
        'version is "v1", but this release reads "v1alpha1"',
        "Write `version: v1alpha1`.",
    )


def test_sharing_has_one_of_replicas_and_resources() -> None:
    assert only(f"{POOL}  mps: {{}}\n")[:2] == ("PRO010", "pools[0].mps does not say into how many shares")
    both = f"{POOL}  mps: {{replicas: 2, resources: {{nvidia.com/gpu: 2}}}}\n"
    assert only(both)[:2] == ("PRO010", "pools[0].mps has both replicas and resources")


def test_words_that_only_yaml_1_1_takes_for_others_stay_text() -> None:
    assert document("a: on\n").data == {"a": "on"}


@pytest.mark.parametrize(
    ("sections", "fix"),
    [
        ("pools: [{name: a, gpus: [{model: L4, pricePerHour: -1}]}]\n", 'Write for example `pricePerHour: "2.50"`.'),
        (
            'pools: [{name: a, gpus: [{model: L4, pricePerHour: "-1.5"}]}]\n',
            'Write for example `pricePerHour: "2.50"`.',
        ),
        (
            'cluster: {name: a, kubernetes: "1.35", distribution: k3s, currency: \u20ac}\n',
            "Write for example `currency: EUR`.",
        ),
    ],
)
def test_money_is_read_by_people_and_has_no_other_sign(sections: str, fix: str) -> None:
    (finding,) = located_findings(laid_over(sections))
    assert (finding.code, finding.fix) == ("PRO005", fix)
    assert finding.why.startswith("It is written beside amounts as it stands")


def test_what_describes_a_card_has_a_reason_of_its_own() -> None:
    card = '{model: X 9, memory: 8GiB, computeCapability: "8,6"}'
    (finding,) = located_findings(laid_over(f"pools: [{{name: desk, gpus: [{card}]}}]\n"))
    assert finding.code == "PRO005"
    assert finding.why.startswith("What the profile says of a card decides")
