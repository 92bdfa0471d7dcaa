"""Plants mutants in this very process, a fork for each, and runs the tests that reach the changed lines.

All tests are imported once. A fault in a function goes into the imported function itself (its code is swapped), so
whoever imported it by name has it too. What runs at import needs the project imported anew, in the fork alone.
"""

import functools
import gc
import importlib
import importlib.abc
import importlib.machinery
import inspect
import json
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import NoReturn

import pytest

from tests.mutation.planting import Mutant
from tests.mutation.reach import Reach, Tracer
from tests.support.go_build import ROOT

KILLED, SURVIVED, TIMED_OUT, NOT_REACHED = "killed", "survived", "timed out", "not reached"
_EXITS = {0: SURVIVED, 1: KILLED, 2: TIMED_OUT}
OURS = ("generator", "tests")
_GIB = 2**30
_LEAST, _TIMES = 2.0, 20
"""A test may take two seconds of the processor and twenty times what it took before, then it counts as hanging."""
_IMPORTING = 60
MOST_TESTS = 150
"""What a survivor costs at most."""


class Failures:
    """A plugin that notices failing tests, and leaves out those that try things by chance."""

    def __init__(self) -> None:
        self.any = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.any |= report.failed

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if not _by_chance(item)]


def _by_chance(item: pytest.Item) -> bool:
    return bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))


class Trials(Failures):
    """A pytest plugin that, instead of running the tests once, runs them once with each mutant."""

    def __init__(self, modules: Sequence[str], workers: int, judge: "Callable[[Trials], None]") -> None:
        super().__init__()
        self._tracer = Tracer(modules)
        self._judge = judge
        self.workers = workers
        self.items: dict[str, pytest.Item] = {}
        self.reach: dict[str, Reach] = {}
        self._caches: list[functools._lru_cache_wrapper[object]] = []
        self._tracer.start()
        for name in modules:
            importlib.import_module(dotted(name))
        self.at_import = self._tracer.stop()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("tests cannot be imported")
        self.items = {item.nodeid: item for item in session.items}
        self._caches = _caches()
        gc.collect()
        gc.freeze()
        self._judge(self)
        return True

    def measure(self) -> list[str]:
        """Run every test once with nothing planted; return those that fail, which take no part any more."""
        parts = [list(self.items)[part :: self.workers] for part in range(self.workers)]
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder, f"{index}.json") for index in range(len(parts))]
            children = [
                fork(functools.partial(self._measure, part, file)) for part, file in zip(parts, files, strict=True)
            ]
            for child in children:
                os.waitpid(child, 0)
            for file in files:
                for name, (seconds, lines, failed) in json.loads(file.read_text()).items():
                    self.reach[name] = Reach(seconds, lines, failed)
        failing = [name for name, reach in self.reach.items() if reach.failed]
        for name in failing:
            del self.reach[name]
        return failing

    def _measure(self, names: Sequence[str], file: Path) -> int:
        found: dict[str, Reach] = {}
        for name in names:
            _clear(self._caches)
            self.any = False
            began = _spent()
            self._tracer.start()
            self._run(self.items[name])
            lines = self._tracer.stop()
            found[name] = Reach(round(_spent() - began, 4), lines, self.any)
        file.write_text(json.dumps(found))
        return 0

    def _run(self, item: pytest.Item) -> None:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)

    def reaching(self, mutant: Mutant) -> list[str]:
        """Return tests that run a mutant's statement: one of those that see the same of its module, then more."""
        lines = set(range(mutant.lines[0], mutant.lines[1] + 1))
        alike: dict[tuple[int, ...], list[str]] = {}
        for name in sorted(self.reach, key=lambda name: (_distance(name, mutant.module), name)):
            seen = tuple(self.reach[name].lines.get(mutant.module, ()))
            if lines.intersection(seen):
                alike.setdefault(seen, []).append(name)
        groups = [alike[seen] for seen in sorted(alike, key=lambda one: (-len(one), one))]
        turns = zip_longest(*groups)
        return [name for turn in turns for name in turn if name is not None][:MOST_TESTS]

    def run_all(self, mutants: Sequence[Mutant], tell: Callable[[Mutant, str, float], None]) -> None:
        """Try mutants, as many at once as there are workers, and tell how each ended and after how many seconds."""
        running: dict[int, Mutant] = {}
        waiting = list(reversed(mutants))
        while waiting or running:
            while waiting and len(running) < self.workers:
                mutant = waiting.pop()
                running[fork(functools.partial(self._try, mutant))] = mutant
            child, status, used = os.wait3(0)
            tell(running.pop(child), ending(status), used.ru_utime + used.ru_stime)

    def _try(self, mutant: Mutant) -> int:
        if not mutant.function:
            return self._try_anew(mutant)
        again = set(range(mutant.lines[0], mutant.lines[1] + 1)).intersection(self.at_import.get(mutant.module, ()))
        tests = self.reaching(mutant)
        if not tests and not again:
            return 3
        swap(mutant)
        _clear(self._caches)
        for name in tests:
            limit(_LEAST + _TIMES * self.reach[name].seconds)
            self._run(self.items[name])
            if self.any:
                return 1
        return self._try_anew(mutant) if again else 0

    def _try_anew(self, mutant: Mutant) -> int:
        """Import the project anew with the fault in it, and run the tests up to the first that fails."""
        limit(_IMPORTING + 3 * sum(one.seconds for one in self.reach.values()))
        for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
            del sys.modules[name]
        sys.meta_path.insert(0, _Planted(mutant))
        failures = Failures()
        files = dict.fromkeys(name.partition("::")[0] for name in (*_likely(mutant, self.reach), *self.items))
        return 0 if pytest.main([*OPTIONS, "-x", *files], plugins=[failures]) == pytest.ExitCode.OK else 1


_SLOW = "tests/traps/test_text.py::test_the_same_profile_gives_the_same_bytes_everywhere"
"""It starts Python anew, which knows of no fault here."""
OPTIONS = (
    "--deselect",
    _SLOW,
    "-o",
    "cache_dir=.tools/mutants-cache",
    "-p",
    "no:faulthandler",
    "-s",
    "-q",
    "-m",
    "not tools",
    "--tb=native",
    "--assert=plain",
    f"--rootdir={ROOT}",
)


def _distance(test: str, module: str) -> int:
    """Return 0 for a test of the file that mirrors a module, 1 for one of its folder, 2 for others."""
    folder = f"tests/{Path(module).parts[1]}/"
    mirror = f"{folder}test_{Path(module).stem.lstrip('_')}.py"
    return 0 if test.startswith(mirror) else 1 if test.startswith(folder) else 2


def _likely(mutant: Mutant, reach: dict[str, Reach]) -> list[str]:
    """Return the tests that reach anything of a mutant's module, those that mirror its part first."""
    found = [name for name, one in reach.items() if mutant.module in one.lines]
    return sorted(found, key=lambda name: _distance(name, mutant.module))


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports one module with its fault."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._name = dotted(mutant.module)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        file = ROOT / self._mutant.module
        folders = [str(file.parent)] if file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(fullname, file, loader=self, submodule_search_locations=folders)

    def get_source(self, fullname: str) -> str:
        return self._mutant.source


def dotted(module: str) -> str:
    """Return the name by which a module is imported."""
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def swap(mutant: Mutant) -> None:
    """Give the imported function the code that it has in the mutant."""
    found: object = sys.modules[dotted(mutant.module)]
    for part in mutant.function.split("."):
        found = inspect.getattr_static(found, part)
    for name in ("fget", "func", "__func__", "__wrapped__"):
        found = getattr(found, name, None) or found
    if not isinstance(found, FunctionType):
        raise TypeError(f"{mutant.function} is no function")
    tree = compile(mutant.source, str(ROOT / mutant.module), "exec", dont_inherit=True)
    found.__code__ = next(code for code in _codes(tree) if code.co_qualname == mutant.function)


def _codes(code: CodeType) -> Iterable[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _caches() -> list["functools._lru_cache_wrapper[object]"]:
    found = (one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper))
    return [one for one in found if str(one.__module__).partition(".")[0] in OURS]


def _clear(caches: Iterable["functools._lru_cache_wrapper[object]"]) -> None:
    for one in caches:
        one.cache_clear()


def _spent() -> float:
    """Return the seconds of the processor that this process and those it started have used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _hangs(_: int, __: FrameType | None) -> NoReturn:
    os._exit(2)


def limit(seconds: float) -> None:
    """End this process when it has used that much more of the processor."""
    signal.signal(signal.SIGPROF, _hangs)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def fork(work: Callable[[], int]) -> int:
    """Do work in a process of its own, whose exit status is what it returns; return its id."""
    child = os.fork()
    if child:
        return child
    status = 4
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        resource.setrlimit(resource.RLIMIT_DATA, (4 * _GIB, 4 * _GIB))
        status = work()
    finally:
        os._exit(status)


def ending(status: int) -> str:
    """Return what became of a mutant; a process that ended in any other way is a fault of ours or of Python."""
    code = os.waitstatus_to_exitcode(status)
    return {**_EXITS, 3: NOT_REACHED}.get(code, f"ended with {code}")
