"""Pods by their labels, as Services and monitors select them."""

from collections.abc import Iterable, Mapping

from generator.lint.common.clusters import ByCluster, cluster_of
from generator.model.manifest_objects import Workload
from generator.model.manifest_value import Place

_Label = tuple[str, str]


class PodsByLabel:
    """Pods by each of their labels and by where they stand: those of a fleet's other clusters are not gone through."""

    def __init__(self, pods: Iterable[Workload]) -> None:
        found: dict[_Label, list[tuple[Place, Workload]]] = {}
        for pod in pods:
            for key, value in pod.labels:
                found.setdefault((key, str(value.tree)), []).append((pod.place, pod))
        self._number = {label: len(places) for label, places in found.items()}
        self._by_label = {label: ByCluster(places) for label, places in found.items()}

    def selected(self, labels: Mapping[str, str], by: Place) -> list[Workload]:
        """Return the pods with all these labels that may be in the cluster of a file."""
        rarest = min(labels.items(), key=lambda label: self._number.get(label, 0))
        if rarest not in self._by_label:
            return []
        wanted = labels.items()
        near = self._by_label[rarest].near(cluster_of(by))
        return [one for one in near if wanted <= {key: str(value.tree) for key, value in one.labels}.items()]
