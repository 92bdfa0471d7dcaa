"""Every profile laid out once, and what each tool makes of it, kept for all tests of this folder."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.routes.cases import all_cases
from tests.support.routes import Built, Case, Laid, by_helm, by_kustomize, lay
from tests.support.tools import Tools

CASES = {case.name: case for case in all_cases()}

Layer: TypeAlias = Callable[[str], Laid]
Builder: TypeAlias = Callable[[str, str, str], Built]
"""From case, route (`kustomize` or `helm`) and Helm (`helm3` or `helm4`) to objects."""


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[str(request.param)]


@pytest.fixture(scope="session")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Layer:
    folder = tmp_path_factory.mktemp("routes")

    @cache
    def laid(name: str) -> Laid:
        return lay(CASES[name], folder / name)

    return laid


@pytest.fixture(scope="session")
def build(layer: Layer, tools: Tools) -> Builder:
    @cache
    def built(name: str, route: str, helm: str) -> Built:
        program: Path = getattr(tools, helm)
        laid = layer(name)
        return by_kustomize(tools.kustomize, program, laid.folder) if route == "kustomize" else by_helm(program, laid)

    return built
