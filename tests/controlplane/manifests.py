"""Our manifests put into a cluster as they are, without a chart around them."""

from collections.abc import Sequence

import yaml

from tests.controlplane.cluster import Cluster
from tests.support.bundles import Object


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
