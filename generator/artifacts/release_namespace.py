"""The namespace of the upstream chart: not in chart/, since a release cannot hold the namespace that it lies in."""

from generator.artifacts._concern import Concern, Objects, metadata
from generator.model.plan import Plan


def _objects(plan: Plan) -> Objects:
    if not plan.release.create_namespace:
        return ()
    # Driver, toolkit and plugin containers are privileged; a cluster-wide default would refuse them.
    labels = {"pod-security.kubernetes.io/enforce": "privileged"}
    return (
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": metadata(plan, plan.release.namespace, labels=dict(labels)),
        },
    )


CONCERN = Concern("release-namespace", "Namespace of the NVIDIA stack.", _objects, component=False, in_chart=False)
