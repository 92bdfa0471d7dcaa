"""The device plugin's configuration: a ConfigMap with an entry per pool, named by its content."""

from generator.artifacts._concern import Concern, Objects, metadata
from generator.model.plan import Plan
from generator.model.tree import Tree
from generator.yamltext.writer import write_yaml


def _objects(plan: Plan) -> Objects:
    config = plan.plugin_config
    if config is None:
        return ()
    data: dict[str, Tree] = {key: write_yaml(entry) for key, entry in config.entries}
    return (
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(plan, config.name, plan.release.namespace),
            "data": data,
        },
    )


CONCERN = Concern("plugin-config", "Configuration of the device plugin, an entry per pool.", _objects, component=False)
