"""The MIG layouts: mig-parted's ConfigMap, read by the operator's MIG manager or by hand."""

from generator.artifacts._concern import Concern, Objects, metadata
from generator.model.plan import Plan
from generator.yamltext.writer import write_yaml

# The MIG manager mounts this key and no other (source: NVIDIA/gpu-operator controllers/object_controls.go).
KEY = "config.yaml"


def _objects(plan: Plan) -> Objects:
    config = plan.mig_config
    if config is None:
        return ()
    return (
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(plan, config.name, plan.release.namespace),
            "data": {KEY: write_yaml(config.content)},
        },
    )


CONCERN = Concern("mig-config", "MIG layouts, an entry per pool.", _objects, component=False)
