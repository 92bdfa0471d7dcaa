"""Our manifests put into a cluster as they are, without a chart around them."""

from collections.abc import Sequence
from itertools import count

import yaml

from generator.model.tree import Tree
from tests.controlplane.api import MERGE, Api, wait_for
from tests.controlplane.cluster import Cluster
from tests.support.bundles import Object, at


def apply(cluster: Cluster, objects: Sequence[Object]) -> None:
    """Apply objects on the server's side, strictly."""
    text: str = yaml.dump_all(list(objects), Dumper=yaml.CSafeDumper)
    done = cluster.kubectl("apply", "--server-side", "--validate=strict", "-f", "-", given=text)
    assert done.returncode == 0, done.stderr


def in_namespace(found: Object, namespace: str) -> Object:
    """Return an object for another namespace."""
    metadata = found["metadata"]
    assert isinstance(metadata, dict)
    return {**found, "metadata": {**metadata, "namespace": namespace}}


NUDGE_SECONDS = 5.0
NUDGES = 24


def delete_types(api: Api, paths: Sequence[str]) -> None:
    """Delete resource types and wait until they are gone.

    A type that stays is changed once more. The API server's finalizer gives up on a type for good where it writes a
    status in between a change and its notice of it: it forgets the type, and does not take up a change of the condition
    Terminating alone (apiextensions-apiserver pkg/controller/finalizer/crd_finalizer.go, sync and
    updateCustomResourceDefinition; met when its list of objects was not ready yet).
    """
    for path in paths:
        api.delete(path)
    for number in count(1):
        try:
            wait_for("types are gone", lambda: not any(map(api.exists, paths)), NUDGE_SECONDS, lambda: left(api, paths))
        except TimeoutError:
            if number > NUDGES:
                raise
            for path in paths:
                api.ask("PATCH", path, {"metadata": {"annotations": {"nudge": str(number)}}}, MERGE)
        else:
            return


def left(api: Api, paths: Sequence[str]) -> list[Tree]:
    """Return the conditions of the types that are still there."""
    return [at(api.get(path), "status", "conditions") for path in paths if api.exists(path)]
