"""Files that programs of other projects read: Kueue, Volcano's scheduler, Node Feature Discovery's worker, Ray Serve.

Sources: kubernetes-sigs/kueue apis/config (Configuration), charts/kueue/templates/manager/manager-config.yaml
(managerConfig.controllerManagerConfigYaml); volcano-sh/volcano pkg/scheduler/conf/scheduler_conf.go
(SchedulerConfiguration), installer/helm/chart/volcano/templates/scheduler.yaml (custom.scheduler_config_override,
basic.image_tag_version); kubernetes-sigs/node-feature-discovery deployment/components/worker-config (nfd-worker.conf);
openshift/cluster-nfd-operator api/v1/nodefeaturediscovery_types.go (workerConfig.configData);
ray-project/kuberay ray-operator/apis/ray/v1/rayservice_types.go (serveConfigV2).
"""

from generator.facts.discovery_chart import WORKER_FILE
from generator.manifests.collector import Collector
from generator.manifests.inner import opened
from generator.manifests.named import group_of, kind_of
from generator.manifests.plain import collect_whole
from generator.model.manifest_objects import Program, ProgramConfig
from generator.model.manifest_value import Value, is_filled_in_later

_OF_KUEUE = ("config.kueue.x-k8s.io", "Configuration")
_SERVED_BY_RAY = ("spec", "serveConfigV2")
"""Where a RayService holds the file of Ray Serve, as a text."""
_KUEUE_VALUES = ("managerConfig", "controllerManagerConfigYaml")
_OF_VOLCANO = "volcano-scheduler"
"""How the file is called that Volcano's scheduler is given, be it that of its tests."""
_DISCOVERY_TEXT = ("spec", "workerConfig", "configData")
_VOLCANO_VALUES = ("custom", "scheduler_config_override")
_VOLCANO_RELEASES = (("basic", "scheduler_image_tag_version"), ("basic", "image_tag_version"))
"""Where the values say the scheduler's image, the first that says something counting."""


def collect_configuration(value: Value, out: Collector) -> bool:
    """Take Kueue's configuration, which is a file of its own or the text of a ConfigMap."""
    if (group_of(value), kind_of(value)) != _OF_KUEUE:
        return False
    out.program_configs.append(ProgramConfig(Program.KUEUE, value))
    return True


def collect_entry(key: str, content: Value, out: Collector) -> None:
    """Take what a ConfigMap holds at a key, if it is for one of the programs."""
    if key == WORKER_FILE:
        out.program_configs.append(ProgramConfig(Program.DISCOVERY, content))
        return
    # KAI's scheduler and kube-batch have files of the same form.
    if not collect_configuration(content, out) and key.startswith(_OF_VOLCANO) and _is_of_volcano(content):
        out.program_configs.append(ProgramConfig(Program.VOLCANO, content))


def collect_discovery(value: Value, out: Collector) -> None:
    """Take a NodeFeatureDiscovery of OpenShift's operator, and the file that it holds for the worker."""
    collect_whole(value, out)
    text = value.get(*_DISCOVERY_TEXT)
    content = None if text is None else opened(text)
    if content is not None:
        out.program_configs.append(ProgramConfig(Program.DISCOVERY, content))


def collect_served(value: Value, out: Collector) -> None:
    """Take the file that a RayService holds for Ray Serve."""
    text = value.get(*_SERVED_BY_RAY)
    content = None if text is None else opened(text)
    if content is not None:
        out.program_configs.append(ProgramConfig(Program.RAY_SERVE, content, holder=value))


def collect_from_values(values: Value, out: Collector) -> None:
    """Take what the values of Kueue's or Volcano's chart say of it."""
    text = values.get(*_KUEUE_VALUES)
    content = None if text is None else opened(text)
    if content is not None:
        collect_configuration(content, out)
    text = values.get(*_VOLCANO_VALUES)
    content = None if text is None else opened(text)
    if content is not None and _is_of_volcano(content):
        stated = next((said for path in _VOLCANO_RELEASES if (said := values.text(*path))), None)
        settled = None if stated is None or is_filled_in_later(stated) else stated
        out.program_configs.append(ProgramConfig(Program.VOLCANO, content, settled))


def _is_of_volcano(content: Value) -> bool:
    """Say whether a mapping is for Volcano's scheduler: actions in one text, and plugins in tiers."""
    return content.text("actions") is not None and any(one.has("plugins") for one in content.elements("tiers"))
