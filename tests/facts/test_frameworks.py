"""How frameworks limit their GPU memory: each file is compared with what is read of it, and no two of them disagree."""

import ast
import re
from pathlib import Path

import pytest
import yaml

import generator.facts
from generator.facts.datafile import Fields
from generator.facts.frameworks import FRAMEWORK_IDS, _setting, framework_facts
from generator.facts.runtimes import GRAPHS_MIB, VLLM_FRACTION, VLLM_NEWER_FRACTION
from generator.model.framework import FrameworkFacts, LimitForm, Measure
from generator.model.gpu import capability_text
from generator.model.tree import Tree
from generator.model.workload import Framework

FILES = Path(generator.facts.__file__).parent / "frameworks"
SETTINGS = [
    (name, number) for name in FRAMEWORK_IDS for number in range(len(framework_facts(Framework(name)).settings))
]
DEFAULTS = {"counts_context": False, "beside_mib": 0, "beside": "", "least_mib": 0, "unset": ""}
RUN_DEFAULTS = {"command": (), "args": (), "env": (), "port": None, "unlimited": "", "needs": ""}


def facts(name: str) -> FrameworkFacts:
    """Return a framework as it is read now, not as it was read before."""
    framework_facts.cache_clear()
    return framework_facts(Framework(name))


def test_ids_and_files_are_the_same() -> None:
    assert sorted(path.stem for path in FILES.iterdir()) == list(FRAMEWORK_IDS)
    assert list(FRAMEWORK_IDS) == sorted(one.value for one in Framework)


@pytest.mark.parametrize("name", FRAMEWORK_IDS)
def test_a_framework_is_read_as_it_stands_in_its_file(name: str) -> None:
    one = facts(name)
    raw = yaml.load((FILES / f"{name}.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    assert one.framework is Framework(name)
    assert set(raw) <= {"title", "settings", "run", "notes", "least_capability"}
    assert (one.title, one.notes) == (raw["title"], tuple(raw.get("notes", ())))
    least = None if one.least_capability is None else capability_text(one.least_capability)
    assert least == raw.get("least_capability")
    assert len(one.settings) == len(raw.get("settings", ()))
    for setting, said in zip(one.settings, raw.get("settings", ()), strict=True):
        assert setting._asdict() | {"form": setting.form.value, "measure": setting.measure.value} == DEFAULTS | said
    run = raw["run"]
    lists = {key: tuple(run[key]) for key in ("command", "args") if key in run}
    pairs = {"env": tuple(run["env"].items())} if "env" in run else {}
    assert one.run._asdict() == RUN_DEFAULTS | run | lists | pairs


def test_a_limit_may_count_the_context_though_none_does_yet() -> None:
    said: Tree = {
        **dict.fromkeys(("name", "written", "says", "source"), "x"),
        "form": "env",
        "measure": "MiB",
        "merges": True,
        "counts_context": True,
    }
    assert _setting(Fields(said, "here")).counts_context


def test_without_a_name_as_little_is_known_as_of_another_one() -> None:
    assert framework_facts(None) == framework_facts(Framework.OTHER)
    assert framework_facts(None).settings == ()


@pytest.mark.parametrize(("name", "number"), SETTINGS)
def test_every_setting_has_one_place_for_its_value_and_a_source(name: str, number: int) -> None:
    found = facts(name).settings[number]
    assert found.written.count("{value}") == 1
    assert re.search(r"https://|[\w-]+/[\w.-]+ ", found.source)
    assert found.says.endswith(".")
    assert (found.beside_mib > 0) == bool(found.beside)


@pytest.mark.parametrize(("name", "number"), SETTINGS)
def test_only_variables_that_hold_nothing_else_are_merged(name: str, number: int) -> None:
    found = facts(name).settings[number]
    if found.merges:
        assert found.form is LimitForm.ENV
        assert found.written == "{value}"


def test_what_comes_beside_vllms_fraction_is_what_the_fit_of_models_takes() -> None:
    (setting,) = framework_facts(Framework.VLLM).settings
    assert setting.beside_mib == GRAPHS_MIB
    assert setting.measure is Measure.FRACTION


def test_vllms_own_default_is_told_as_everywhere() -> None:
    (setting,) = framework_facts(Framework.VLLM).settings
    told = f"its own default is {VLLM_FRACTION:g}, in newer releases {VLLM_NEWER_FRACTION:g}"
    assert told in " ".join(setting.says.split())


@pytest.mark.parametrize("name", FRAMEWORK_IDS)
def test_an_image_is_pinned(name: str) -> None:
    repository, _, tag = facts(name).run.image.rpartition(":")
    assert repository
    assert re.search(r"\d", tag)
    assert not tag.startswith("latest")


@pytest.mark.parametrize("name", FRAMEWORK_IDS)
def test_the_program_of_an_example_is_one_with_and_without_the_limit(name: str) -> None:
    one = facts(name)
    code = [setting for setting in one.settings if setting.form is LimitForm.CODE]
    for text in one.run.args:
        if "{limit}" not in text:
            continue
        (setting,) = code
        for limit in (setting.written.replace("{value}", "1"), one.run.unlimited):
            ast.parse(_python(text.replace("{limit}", limit)))


def _python(text: str) -> str:
    """Return the Python of an argument: all of it, or what a shell hands over."""
    _, here, rest = text.partition("<<'END'\n")
    return rest.partition("\nEND")[0] if here else text


def test_the_limit_of_a_program_stands_before_its_first_use_of_the_gpu() -> None:
    (text,) = framework_facts(Framework.PYTORCH).run.args
    assert text.index("{limit}") < text.index('device="cuda"')
    (text,) = framework_facts(Framework.TENSORFLOW).run.args
    assert text.index("{limit}") < text.index("list_logical_devices")
