"""Clusters one after the other, the next one started ahead."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.controlplane.cluster import Cluster, running_cluster
from tests.support.tools import Tools


class Clusters:
    """Starts clusters, each while a test still works on the one before: to start is to wait.

    `folder` gives a new place for a cluster's data.
    """

    def __init__(self, tools: Tools, folder: Callable[[], Path]) -> None:
        self._tools = tools
        self._folder = folder
        self._worker = ThreadPoolExecutor(1)
        self._next = self._begin()

    @contextmanager
    def new(self) -> Iterator[Cluster]:
        """Yield a cluster that nobody has used, which ends behind the block."""
        begun, self._next = self._next, self._begin()
        with begun.result() as cluster:
            yield cluster

    def close(self) -> None:
        """End the cluster that nobody asked for any more."""
        with self._next.result():
            self._worker.shutdown()

    def _begin(self) -> "Future[_Started]":
        return self._worker.submit(_Started, self._tools, self._folder())


class _Started:
    """A cluster that runs; a context that ends it."""

    def __init__(self, tools: Tools, folder: Path) -> None:
        self._stack = ExitStack()
        self._cluster = self._stack.enter_context(running_cluster(tools, folder))

    def __enter__(self) -> Cluster:
        return self._cluster

    def __exit__(self, *raised: object) -> None:
        self._stack.close()
