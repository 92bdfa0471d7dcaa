"""Which files are for different clusters, one by one and of many at once."""

from itertools import product

from generator.lint.common.clusters import ByCluster, are_apart, cluster_of
from generator.model.manifest_value import Place

NAMES = ("clusters", "Env", "a", ".")
FILES = [
    "/clusters/a/x.yaml",
    *("/".join((*way, "x.yaml")) for size in range(5) for way in product(NAMES, repeat=size)),
]


def test_those_of_a_cluster_are_those_that_are_not_apart() -> None:
    places = [Place(file, 0) for file in FILES[::3]]
    by_cluster = ByCluster((place, place.file) for place in places)
    for one in places:
        near = [other.file for other in places if not are_apart(one, other)]
        assert list(by_cluster.near(cluster_of(one))) == near
        assert all(are_apart(one, other) is are_apart(other, one) for other in places)


def test_of_folders_within_folders_each_counts() -> None:
    a, b = Place("env/clusters/a/x.yaml", 0), Place("env/clusters/b/x.yaml", 0)
    assert are_apart(a, b)
    assert are_apart(b, Place("env/other/x.yaml", 0))
    assert not are_apart(a, Place("env/x.yaml", 0))
    assert not are_apart(a, Place("clusters/b/x.yaml", 0))
    assert not are_apart(a, Place("./env/clusters//a/deeper/x.yaml", 0))
