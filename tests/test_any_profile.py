"""Laws that hold for every profile: those that people could mean, and noise.

`GPUSLICE_EXAMPLES=2000 pytest tests/test_any_profile.py -s` tries more, different ones each time.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest
import yaml
from hypothesis import HealthCheck, given, seed, settings
from ruamel.yaml import YAML

from generator.compile import compile_profile
from generator.facts.charts import CHART_RELEASES
from generator.model.compiled import Compiled
from generator.model.finding import Finding
from generator.model.plan import Mode, Plan
from generator.model.tree import Tree
from generator.yamltext.reader import read_documents
from generator.yamltext.writer import write_yaml
from tests.support.any_profile import Node, profiles
from tests.support.noise import noise
from tests.support.recount import mapping, recount, sequence
from tests.support.tools import Tools

EXAMPLES = int(os.environ.get("GPUSLICE_EXAMPLES", "0"))
OF_EACH_RELEASE, OF_NOISE = (EXAMPLES, EXAMPLES) if EXAMPLES else (16, 100)
ROOT = Path(__file__).parents[1]
Law: TypeAlias = Callable[[], None]
PLACEHOLDER = re.compile(r"\{[A-Za-z_][\w.]*\}|\bNone\b|%\w\b")
TEXT_MAPS = ("labels", "annotations", "data", "nodeSelector", "additionalLabels", "podAnnotations")


def tries(number: int, start: int) -> Callable[[Law], Law]:
    """Try a law so often: always on the same examples, which `start` tells from others, unless more were asked for."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    often = settings(max_examples=number, database=None, suppress_health_check=checks)
    return often if EXAMPLES else lambda law: seed(start)(often(law))


class Seen(NamedTuple):
    """What all examples together reached."""

    outcomes: Counter[str]
    modes: Counter[str]
    releases: Counter[tuple[str, str]]
    codes: Counter[str]

    def note(self, result: Compiled) -> None:
        self.outcomes["refused" if result.plan is None else "compiled"] += 1
        self.codes.update({one.code for one in result.findings})
        if result.plan is not None:
            self.modes.update({pool.mode.value for pool in result.plan.pools})
            self.releases[(result.plan.release.chart, result.plan.release.version)] += 1

    def text(self) -> str:
        parts = [dict(counter.most_common()) for counter in self]
        return "\n".join(f"{name}: {part}" for name, part in zip(self._fields, parts, strict=True))


def a_seen() -> Seen:
    return Seen(Counter(), Counter(), Counter(), Counter())


def compiled(profile: Tree) -> Compiled:
    """Compile a profile, and hold what is true of every outcome: a bundle or errors, all of it the same each time."""
    source = write_yaml(profile).encode()
    result = compile_profile(source, "profile.yaml")
    assert compile_profile(source, "profile.yaml") == result
    assert (result.plan is None) == any(one.severity.value == "error" for one in result.findings)
    assert (result.plan is None) == (not result.files)
    for finding in result.findings:
        speaks_clearly(finding)
    return result


def speaks_clearly(finding: Finding) -> None:
    assert finding.position is not None, finding
    for text in (finding.message, finding.why, finding.fix):
        assert text.strip(), finding
        assert PLACEHOLDER.search(text) is None, finding


def test_what_a_person_could_mean_compiles_or_is_refused_with_reasons() -> None:
    seen = a_seen()

    def of_release(number: int) -> None:
        @tries(OF_EACH_RELEASE, number)
        @given(profile=profiles(*CHART_RELEASES[number]))
        def law(profile: Node) -> None:
            result = compiled(profile)
            seen.note(result)
            if result.plan is not None:
                is_sound(profile, result.plan, texts(result))

        law()

    for number in range(len(CHART_RELEASES)):
        of_release(number)
    print(f"\n{seen.text()}")
    assert seen.outcomes["compiled"] >= seen.outcomes["refused"]
    assert set(seen.modes) == {mode.value for mode in Mode}
    assert set(seen.releases) == set(CHART_RELEASES)


def test_noise_is_refused_with_reasons_or_compiles() -> None:
    seen = a_seen()

    @tries(OF_NOISE, 0)
    @given(profile=noise())
    def law(profile: Tree) -> None:
        result = compiled(profile)
        seen.note(result)
        if result.plan is not None and isinstance(profile, dict):
            is_sound(profile, result.plan, texts(result))

    law()
    print(f"\n{seen.text()}")
    assert len({code for code in seen.codes if code.startswith("PRO")}) > 3, "the schema refuses too little"
    assert len({code for code in seen.codes if not code.startswith("PRO")}) > 9, "too little gets beyond the schema"


def texts(result: Compiled) -> dict[str, str]:
    return {file.path: file.text for file in result.files}


def is_sound(profile: Node, plan: Plan, files: dict[str, str]) -> None:
    """Hold what is true of every bundle."""
    data = (path for path in files if path.endswith((".yaml", ".json")) and not path.startswith("chart/templates/"))
    objects = {path: trees(files[path]) for path in data}
    for path, found in objects.items():
        for tree in found:
            if path != "plan.json":
                has_no_null_and_texts_stay_texts(tree, path)
    for path in objects:
        if path.startswith("chart/manifests/"):
            name = path.rpartition("/")[2]
            same = [p for p in files if p.startswith(("base/", "components/")) and p.endswith(f"/{name}")]
            assert [files[p] for p in same] == [files[path]]
    counts = recount(profile)
    assert {pool.name: {one.name: one.units for one in pool.resources} for pool in plan.pools} == counts
    numbers_agree(files, counts)
    quotas_are_advertised(objects, counts)
    labels_name_entries(plan, files, objects)
    assert not any(re.search(r"\bNone\b|Undefined", text) for text in files.values())


@cache
def trees(text: str) -> list[Tree]:
    """Return a file's documents, which three readers must agree on: YAML 1.1, YAML 1.2, and our own."""
    documents, faults = read_documents(text.encode(), "bundle.yaml")
    ours = [document.data for document in documents]
    assert faults == ()
    assert list(yaml.load_all(text, Loader=yaml.CSafeLoader)) == ours, text
    assert list(YAML(typ="safe", pure=True).load_all(text)) == ours, text
    return ours


def has_no_null_and_texts_stay_texts(tree: Tree, where: str) -> None:
    # In a patch a null takes away what the object has.
    assert tree is not None or where.endswith("/patch.yaml"), where
    if isinstance(tree, list):
        for item in tree:
            has_no_null_and_texts_stay_texts(item, where)
    if not isinstance(tree, dict):
        return
    for key, value in tree.items():
        if key in TEXT_MAPS and isinstance(value, dict):
            assert all(isinstance(text, str) for text in value.values()), (where, value)
        if key in ("value", "namespace", "releaseName", "version") and where != "priority-classes":
            assert not isinstance(value, float), (where, key, value)
        has_no_null_and_texts_stay_texts(value, where)


def numbers_agree(files: dict[str, str], counts: dict[str, dict[str, int]]) -> None:
    """The README's tables, plan.json and the Helm notes say the same numbers, and they are ours."""
    plan = mapping(json.loads(files["plan.json"]))
    pools = [mapping(pool) for pool in sequence(plan["pools"])]
    machine = {
        str(pool["name"]): {str(mapping(one)["name"]): mapping(one)["units"] for one in sequence(pool["resources"])}
        for pool in pools
    }
    assert machine == counts
    sections = re.split(r"^### Pool (\S+): .*$", files["README.md"].partition("\n## Apply\n")[0], flags=re.MULTILINE)
    rows = {
        name: {row[1]: int(row[2]) for row in re.finditer(r"^\| `([^`]+)` \| (\d+) ", body, re.MULTILINE)}
        for name, body in zip(sections[1::2], sections[2::2], strict=True)
    }
    assert rows == counts
    notes = re.findall(r"^  pool (\S+) \(.*\): (.*)$", files["chart/templates/NOTES.txt"], re.MULTILINE)
    said = {name: dict(one.split("=") for one in row.split()) for name, row in notes}
    assert said == {pool: {name: str(units) for name, units in row.items()} for pool, row in counts.items()}


def quotas_are_advertised(objects: dict[str, list[Tree]], counts: dict[str, dict[str, int]]) -> None:
    advertised = {f"requests.{name}" for pool in counts.values() for name in pool}
    for quota in objects.get("components/quotas/quotas.yaml", []):
        hard = mapping(mapping(mapping(quota)["spec"])["hard"])
        assert hard
        assert hard.keys() <= advertised


def labels_name_entries(plan: Plan, files: dict[str, str], objects: dict[str, list[Tree]]) -> None:
    """Every label value and every default names an entry that the ConfigMap of that name has."""
    entries = {"device-plugin": set[str](), "mig": {"all-disabled"}}
    for path, key in (("base/plugin-config.yaml", "device-plugin"), ("base/mig-config.yaml", "mig")):
        for found in objects.get(path, []):
            data = mapping(mapping(found)["data"])
            if key == "mig":
                data = mapping(mapping(trees(str(data["config.yaml"]))[0])["mig-configs"])
            entries[key] |= data.keys()
    # What somebody selects nodes by, or writes on a namespace, is no label that the bundle gives.
    selectors = (plan.stack.node_selector, *(pool.node_selector for pool in plan.pools))
    written = (*selectors, *(tenant.labels for tenant in plan.tenants))
    chosen = {label for labels in written for label in labels}
    for path, text in files.items():
        for kind, value in re.findall(r"nvidia\.com/(device-plugin|mig)\.config(?:=|: )([\w.-]+)", text):
            assert value in entries[kind] or (f"nvidia.com/{kind}.config", value) in chosen, (path, kind, value)
    values = next(trees(text)[0] for path, text in files.items() if path.startswith("values/"))
    maps = files.get("base/plugin-config.yaml", "") + files.get("base/mig-config.yaml", "")
    for config in configs(values):
        assert config["default"] in entries["device-plugin"] | entries["mig"]
        assert f"  name: {config['name']}\n" in maps


def configs(tree: Tree) -> Iterator[Node]:
    """Yield the blocks `config` of a values file that name a ConfigMap."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "config" and isinstance(value, dict) and "name" in value:
                yield value
            else:
                yield from configs(value)


@pytest.mark.tools
@pytest.mark.parametrize("program", ["helm3", "helm4"])
def test_helm_reads_the_values_that_were_written(program: str, tools: Tools, tmp_path: Path) -> None:
    helm: Path = getattr(tools, program)
    written: list[str] = []

    @tries(40, 99)
    @given(profile=profiles(*CHART_RELEASES[-1]) | profiles(*CHART_RELEASES[3]))
    def law(profile: Node) -> None:
        files = compile_profile(write_yaml(profile).encode(), "profile.yaml").files
        written.extend(file.text for file in files if file.path.startswith(("values/", "chart/values.yaml")))

    law()
    assert len(written) > 20
    assert read_by_helm(helm, tmp_path, written) == [trees(text)[0] for text in written]


def read_by_helm(helm: Path, folder: Path, texts: list[str]) -> list[Tree]:
    """Return values files as Helm reads them: a chart that has them as files and prints each."""
    template = (
        '{{ range $path, $_ := .Files.Glob "read/*" }}\n---\n{{ $.Files.Get $path | fromYaml | toJson }}\n{{ end }}'
    )
    (folder / "templates").mkdir()
    (folder / "read").mkdir()
    (folder / "Chart.yaml").write_text("{apiVersion: v2, name: reader, version: 1.0.0}")
    (folder / "templates" / "values.yaml").write_text(template)
    for number, text in enumerate(texts):
        (folder / "read" / f"{number:04}.yaml").write_text(text)
    home = {"HOME": str(folder), "PATH": os.environ.get("PATH", "")}
    done = subprocess.run([helm, "template", "x", folder], capture_output=True, text=True, check=True, env=home)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("start", ["0", "1"])
def test_another_process_with_another_hash_seed_writes_the_same_bytes(start: str) -> None:
    here = hashlib.sha256()
    for path in sorted(ROOT.glob("tests/golden/*/profile.yaml")):
        here.update(repr(compile_profile(path.read_bytes(), "profile.yaml")).encode())
    environment = {"PYTHONHASHSEED": start, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "TZ": "Asia/Kathmandu"}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(ROOT)], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == here.hexdigest()


ELSEWHERE = """
import hashlib, pathlib, sys
from generator.compile import compile_profile
here = hashlib.sha256()
for path in sorted(pathlib.Path(sys.argv[1]).glob("tests/golden/*/profile.yaml")):
    here.update(repr(compile_profile(path.read_bytes(), "profile.yaml")).encode())
print(here.hexdigest())
"""
