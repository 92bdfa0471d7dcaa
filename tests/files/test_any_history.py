"""Whatever a person, killed runs and full disks did before: no work is lost, and a render ends in the bundle."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from generator.files.bundle_writer import write_bundle
from generator.files.drift import check_bundle
from generator.files.manifest import read_manifest
from generator.files.render_record import is_current
from generator.files.trouble import BundleError
from tests.files.disks import CountingDisk, DeathError, DyingDisk, FullDisk, bundle, stamps, tree

PATHS = ("a.yaml", "b/c.yaml", "b/d/e.yaml", "f/g.yaml")
BUNDLES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(["one\n", "two\n", "three\n"]))
STEPS = st.integers(1, 40)


class History(RuleBasedStateMachine):
    """`mine` holds what a person wrote and nobody may lose, `adopted` what may or may not count as ours."""

    def __init__(self) -> None:
        super().__init__()
        self._place = tempfile.TemporaryDirectory()
        self.folder = Path(self._place.name) / "out"
        self.folder.mkdir()
        self.mine: dict[str, str] = {}
        self.adopted: set[tuple[str, str]] = set()
        self.texts = 0

    def teardown(self) -> None:
        self._place.cleanup()

    def _listed(self) -> set[str]:
        path = self.folder / "files.sha256"
        return set(read_manifest(path.read_bytes())) if path.exists() else set()

    def _render(self, contents: dict[str, str], disk: CountingDisk) -> bool:
        """Render, and say whether it got to the end."""
        # What the list names is generated: an edit there may be replaced, and only by a file of that name.
        replaceable = self._listed() & contents.keys()
        before = tree(self.folder)
        # The same content counts as ours from the moment a run wants it, which a killed run may not reach.
        self.adopted |= self.mine.items() & contents.items()
        self.mine = dict(self.mine.items() - contents.items())
        try:
            write_bundle(self.folder, bundle(contents), repr(sorted(contents.items())).encode().hex(), disk)
        except DeathError:
            self.mine = {
                path: text for path, text in self.mine.items() if path not in replaceable or self._is(path, text)
            }
            return False
        except BundleError as error:
            in_the_way = {finding.code for finding in error.findings} == {"FILE011"}
            after = tree(self.folder)
            # What an earlier run left may stay or be cleaned; files may not change.
            assert not in_the_way or after == before
            assert {p: t for p, t in after.items() if p in PATHS} == {p: t for p, t in before.items() if p in PATHS}
            return False
        self.mine = {path: text for path, text in self.mine.items() if path not in replaceable}
        return True

    def _is(self, path: str, text: str) -> bool:
        return (self.folder / path).is_file() and (self.folder / path).read_text() == text

    @rule(contents=BUNDLES)
    def render(self, contents: dict[str, str]) -> None:
        if not self._render(contents, CountingDisk()):
            # Only a person's file at a path of the bundle keeps a render from its end.
            assert (self.mine.keys() | {path for path, _ in self.adopted}) & contents.keys()
            return
        found = {path: text for path, text in tree(self.folder).items() if not path.endswith("/")}
        expected = contents.items() | self.mine.items()
        assert expected <= found.items()
        assert {entry for entry in found.items() - expected if entry[0] in PATHS} <= self.adopted
        assert found.keys() - set(PATHS) == {"files.sha256", ".render"}
        assert self._listed() == contents.keys()
        seen = stamps(self.folder)
        assert check_bundle(self.folder, bundle(contents)).clean
        assert is_current(self.folder, repr(sorted(contents.items())).encode().hex())
        assert stamps(self.folder) == seen

    @rule(contents=BUNDLES, last=STEPS)
    def die(self, contents: dict[str, str], last: int) -> None:
        self._render(contents, DyingDisk(last))

    @rule(contents=BUNDLES, last=STEPS)
    def fill_the_disk(self, contents: dict[str, str], last: int) -> None:
        self._render(contents, FullDisk(last))

    @rule(path=st.sampled_from(PATHS))
    def write_by_hand(self, path: str) -> None:
        self.texts += 1
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(f"by hand {self.texts}\n")
        self.mine[path] = f"by hand {self.texts}\n"

    @rule(path=st.sampled_from(PATHS))
    def delete_by_hand(self, path: str) -> None:
        (self.folder / path).unlink(missing_ok=True)
        self.mine.pop(path, None)

    @rule()
    def lose_the_list_of_files(self) -> None:
        # Without it, what we wrote looks like anybody's: it may not be replaced.
        (self.folder / "files.sha256").unlink(missing_ok=True)
        if not (self.folder / ".files.pending").exists():
            self.mine = {path: text for path, text in tree(self.folder).items() if path in PATHS}

    @invariant()
    def nobodys_work_is_lost(self) -> None:
        assert self.mine.items() <= tree(self.folder).items()


TestAnyHistory = History.TestCase
TestAnyHistory.settings = settings(
    max_examples=50,
    stateful_step_count=12,
    derandomize=True,
    database=None,
)
