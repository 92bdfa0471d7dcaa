import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told

QUEUE = """\
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: NAME}
spec:
  namespaceSelector: {}
  resourceGroups:
    - coveredResources: [cpu, memory, nvidia.com/gpu]
      flavors:
"""
FLAVOR = """\
        - name: {name}
          resources:
            - {{name: cpu, nominalQuota: {cpu}}}
            - {{name: memory, nominalQuota: {memory}}}
            - {{name: nvidia.com/gpu, nominalQuota: {gpu}}}
"""
LOCAL = """\
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: team, namespace: ml}
spec: {clusterQueue: gpus}
"""
COHORT = """\
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: Cohort
metadata: {name: all}
spec:
  MORE
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors: [{name: a100, resources: [{name: nvidia.com/gpu, nominalQuota: 2}]}]
"""
JOB = """\
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: ml, labels: {kueue.x-k8s.io/queue-name: team}}
spec:
  parallelism: 2
  template:
    spec:
      containers:
        - name: main
          image: cuda
          resources: {requests: {cpu: 8, memory: 16Gi}, limits: {nvidia.com/gpu: 4}}
"""
HEAD = """\
metadata: {name: train, namespace: ml, labels: {kueue.x-k8s.io/queue-name: team}}
spec:
"""
POD = "spec: {containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 4}}}]}"
JOB_SET = f"""\
apiVersion: jobset.x-k8s.io/v1alpha2
kind: JobSet
{HEAD}
  replicatedJobs:
    - {{name: a, replicas: 2, template: {{spec: {{parallelism: 2, completions: 1, template: {{{POD}}}}}}}}}
"""
TRAINING = f"""\
apiVersion: kubeflow.org/v1
kind: PyTorchJob
{HEAD}
  pytorchReplicaSpecs:
    Master: {{template: {{{POD}}}}}
    Worker: {{replicas: 1, template: {{{POD}}}}}
"""
RAY = f"""\
apiVersion: ray.io/v1
kind: RayJob
{HEAD}
  rayClusterSpec:
    headGroupSpec: {{template: {{{POD}}}}}
    workerGroupSpecs: [{{groupName: a, replicas: 1, template: {{{POD}}}}}]
"""
ONE = f"apiVersion: v1\nkind: Pod\n{HEAD.replace('spec:', POD)}"
SERVER = f"apiVersion: apps/v1\nkind: Deployment\n{HEAD}  replicas: 3\n  template: {{{POD}}}\n"
SETS = f"apiVersion: apps/v1\nkind: StatefulSet\n{HEAD}  replicas: 0\n  template: {{{POD}}}\n"


def _flavor(gpu: object, cpu: object = 64, memory: object = "256Gi", name: str = "a100") -> str:
    return FLAVOR.format(name=name, cpu=cpu, memory=memory, gpu=gpu)


def _queue(*flavors: str, name: str = "gpus", more: str = "") -> str:
    return QUEUE.replace("NAME", name).replace("spec:\n", f"spec:\n{more}") + "".join(flavors)


def _told(job: str, *others: str) -> list[str]:
    return [message for _, message in told("".join((job, LOCAL, *others)), "QUO212")]


@pytest.mark.parametrize("flavor", [_flavor(8), _flavor("8", "16000m", "32Gi")])
def test_what_fits_is_let_be(flavor: str) -> None:
    assert _told(JOB, _queue(flavor)) == []


@pytest.mark.parametrize(
    ("flavor", "text"),
    [
        (_flavor(7), "2 pods ask for 8 nvidia.com/gpu together, and the ClusterQueue gpus has at most 7: "),
        (_flavor(8, 15), "2 pods ask for 16 cpu together, and the ClusterQueue gpus has at most 15: "),
        (_flavor(8, "15500m"), "has at most 15.5: "),
        (_flavor(8, 64, "31Gi"), "2 pods ask for 32Gi memory together, and the ClusterQueue gpus has at most 31Gi: "),
        (_flavor(8, 64, "30G"), "has at most 30G: "),
        (_flavor(0), "has at most 0: "),
    ],
)
def test_more_than_the_quota_is_never_admitted(flavor: str, text: str) -> None:
    (message,) = _told(JOB, _queue(flavor))
    assert text in message
    assert message.endswith("Kueue never admits them")


def test_it_is_told_at_the_amount() -> None:
    ((line, _),) = told(JOB + LOCAL + _queue(_flavor(7)), "QUO212")
    assert line == 11


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("  completions: 1\n", 0),
        ("  completions: 4\n", 1),
        ("  completions: ${COUNT}\n", 0),
    ],
)
def test_so_many_pods_count_as_run_at_a_time(more: str, found: int) -> None:
    job = JOB.replace("  parallelism: 2\n", f"  parallelism: 2\n{more}")
    assert len(_told(job, _queue(_flavor(7)))) == found


@pytest.mark.parametrize(("least", "found"), [('"1"', 0), ('"2"', 1), ("${LEAST}", 0)])
def test_a_job_may_be_admitted_with_fewer_pods(least: str, found: int) -> None:
    job = JOB.replace("labels:", f"annotations: {{kueue.x-k8s.io/job-min-parallelism: {least}}}, labels:")
    assert len(_told(job, _queue(_flavor(7)))) == found


@pytest.mark.parametrize(
    ("job", "most"),
    [(JOB_SET, 8), (TRAINING, 8), (RAY, 8), (ONE, 4), (SERVER, 4), (JOB.replace("parallelism: 2", "suspend: true"), 4)],
)
def test_pods_are_counted_for_every_kind(job: str, most: int) -> None:
    assert _told(job, _queue(_flavor(most))) == []
    assert len(_told(job, _queue(_flavor(most - 1)))) == 1


@pytest.mark.parametrize(
    "job",
    [
        RAY.replace("rayClusterSpec:", "rayClusterSpec:\n    enableInTreeAutoscaling: true"),
        RAY.replace("kind: RayJob", "kind: RayCronJob"),
        TRAINING.replace("pytorchReplicaSpecs", "others"),
        JOB_SET.replace("replicatedJobs", "others"),
        JOB.replace("kueue.x-k8s.io/queue-name: team", "a: b"),
        JOB.replace("namespace: ml", "namespace: other"),
        JOB.replace("batch/v1", "batch.volcano.sh/v1alpha1"),
        JOB.replace("parallelism: 2", "parallelism: 0"),
        JOB.replace("{nvidia.com/gpu: 4}", "{nvidia.com/gpu: $COUNT}"),
        SETS,
    ],
)
def test_what_is_not_counted_is_passed_over(job: str) -> None:
    assert _told(job, _queue(_flavor(1))) == []


def test_pods_that_are_counted_are_told_at_the_pod() -> None:
    queue = (
        _queue(_flavor(8))
        .replace("[cpu,", "[pods, cpu,")
        .replace("- {name: cpu", "- {name: pods, nominalQuota: 1}\n            - {name: cpu")
    )
    ((line, message),) = told(JOB + LOCAL + queue, "QUO212")
    assert line == 7
    assert "2 pods ask for 2 pods together" in message


def test_one_template_goes_to_one_flavor() -> None:
    (message,) = _told(JOB, _queue(_flavor(4), _flavor(6, name="h100")))
    assert "has at most 6 in any flavor" in message
    assert _told(JOB, _queue(_flavor(4), _flavor(8, name="h100"))) == []


def test_templates_may_go_to_several() -> None:
    assert _told(TRAINING, _queue(_flavor(4), _flavor(4, name="h100"))) == []
    (message,) = _told(TRAINING, _queue(_flavor(4), _flavor(3, name="h100")))
    assert "2 pods ask for 8 nvidia.com/gpu together, and the ClusterQueue gpus has at most 7 in all flavors" in message


def test_a_flavor_has_to_have_room_for_all() -> None:
    (message,) = _told(JOB, _queue(_flavor(8, 8), _flavor(0, 64, name="none")))
    assert "16 cpu together, and the ClusterQueue gpus has at most 8 in the flavor a100, and no other" in message


def test_other_groups_are_judged_by_themselves() -> None:
    quota = "{name: ephemeral-storage, nominalQuota: 1Gi}"
    group = f"    - {{coveredResources: [ephemeral-storage], flavors: [{{name: b, resources: [{quota}]}}]}}\n"
    assert _told(JOB, _queue(_flavor(8)), group) == []
    job = JOB.replace("memory: 16Gi", "memory: 16Gi, ephemeral-storage: 1Gi")
    (message,) = _told(job, _queue(_flavor(8)), group)
    assert "2 pods ask for 2Gi ephemeral-storage together" in message


@pytest.mark.parametrize("gpu", ["${GPUS}", "", "many"])
def test_a_quota_that_is_not_known_is_passed_over(gpu: str) -> None:
    assert _told(JOB, _queue(_flavor(gpu))) == []


def test_a_flavor_without_a_resource_is_refused_and_told_there() -> None:
    queue = _queue(_flavor(7), _flavor(7, name="h100")).rpartition("            - {name: nvidia.com/gpu")[0]
    assert _told(JOB, queue) == []


def test_names_that_stand_for_several_are_passed_over() -> None:
    assert _told(JOB, _queue(_flavor(7)), _queue(_flavor(8))) == []
    assert _told(JOB, _queue(_flavor(7)), LOCAL.replace("clusterQueue: gpus", "clusterQueue: other")) == []
    assert _told(JOB, _queue(_flavor(7)).replace("kueue.x-k8s.io", "scheduling.volcano.sh")) == []


@pytest.mark.parametrize("key", ["cohort", "cohortName"])
def test_a_limit_of_borrowing_is_certain(key: str) -> None:
    queue = _queue(_flavor("4, borrowingLimit: 3"), more=f"  {key}: all\n")
    queue = queue.replace("64}", "64, borrowingLimit: 0}").replace("256Gi}", "256Gi, borrowingLimit: 0}")
    assert len(_told(JOB, queue)) == 1
    assert [one.severity for one in judged(JOB + LOCAL + queue).findings if one.code == "QUO212"] == [Severity.WARNING]
    assert _told(JOB, queue.replace("borrowingLimit: 3", "borrowingLimit: 4")) == []
    assert _told(JOB, queue.replace(f"  {key}: all\n", f"  {key}: ${{COHORT}}\n")) == []


def _cohort(gpu: object, name: str = "others") -> str:
    return _queue(_flavor(gpu), name=name, more="  cohort: all\n")


def test_what_others_of_a_cohort_lend_counts() -> None:
    own = _cohort(4, "gpus")
    assert _told(JOB, own) == []
    assert _told(JOB, own, _cohort(4)) == []
    text = JOB + LOCAL + own + _cohort(3)
    ((_, message),) = told(text, "QUO212")
    assert "gpus, with all that the others of its cohort here lend, has at most 7" in message
    assert [one.severity for one in judged(text).findings if one.code == "QUO212"] == [Severity.INFO]


def test_a_limit_of_lending_counts_for_others_alone() -> None:
    assert len(_told(JOB, _cohort(4, "gpus"), _cohort("8, lendingLimit: 3"))) == 1
    assert _told(JOB, _cohort("7, lendingLimit: 0", "gpus"), _cohort(1)) == []


def test_quotas_of_the_cohort_itself_count() -> None:
    cohort = COHORT.replace("  MORE\n", "")
    assert len(_told(JOB, _cohort(5, "gpus"), cohort)) == 1
    assert _told(JOB, _cohort(6, "gpus"), cohort) == []


@pytest.mark.parametrize(
    "other",
    [
        COHORT.replace("MORE", "parentName: root"),
        COHORT.replace("MORE", "parent: root"),
        COHORT.replace("  MORE\n", "") + COHORT.replace("  MORE\n", ""),
        COHORT.replace("name: all", "name: below").replace("MORE", "parentName: all") + _cohort(1),
        _cohort(1) + _cohort(1),
        _cohort("${GPUS}"),
        _cohort(1).replace("cohort: all", "cohort: ${COHORT}") + _cohort(1, "third"),
    ],
)
def test_a_cohort_of_which_not_all_is_known_is_passed_over(other: str) -> None:
    assert _told(JOB, _cohort(4, "gpus"), other) == []


@pytest.mark.parametrize("kind", ["ClusterQueue", "LocalQueue", "Job"])
def test_a_kustomization_may_change_any_of_them(kind: str) -> None:
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n"
    patch = f"patches: [{{patch: '[{{op: replace, path: /spec/a, value: b}}]', target: {{kind: {kind}}}}}]\n"
    files = {"a.yaml": JOB + LOCAL + _queue(_flavor(7)), "kustomization.yaml": head}
    assert len(told(files, "QUO212")) == 1
    assert told(files | {"kustomization.yaml": head + patch}, "QUO212") == []


def test_kueues_own_configuration_may_leave_resources_out() -> None:
    config = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {controller_manager_config.yaml: gpu}\n"
    findings = judged(JOB + LOCAL + _queue(_flavor(7)) + config).findings
    assert [one.severity for one in findings if one.code == "QUO212"] == [Severity.INFO]


def test_queues_in_files_without_a_word_of_gpus_are_read() -> None:
    files = {"a.yaml": JOB, "b.yaml": LOCAL.replace("clusterQueue: gpus", "clusterQueue: all")}
    files["c.yaml"] = _queue(_flavor(7), name="all")
    assert len(told(files, "QUO212")) == 1
    assert told(files | {"b.yaml": files["b.yaml"] + "\n{{ a }}\n"}, "LNT001") == []
