from pathlib import Path

import pytest

from tests.cli.fakes import Call, spawn

DESCRIBED = ("--parameters", "8B", "--layers", "32", "--kv-heads", "8", "--head-dim", "128")


def test_a_model_that_fits_ends_in_zero(call: Call) -> None:
    outcome = call("fit", "llama3.1:8b", "--on", "RTX 3090", "--share", "2", "--mode", "time-slicing")
    assert (outcome.status, outcome.err) == (0, "")
    assert "\nfits: each of the 2 units may take 12042 MiB" in outcome.out


def test_a_model_that_does_not_fit_ends_in_one(call: Call) -> None:
    outcome = call("fit", "llama3.3:70b", "--on", "RTX 3090")
    assert (outcome.status, outcome.err) == (1, "")
    assert "\ndoes not fit: it may take 24084 MiB, 19623 MiB less than needed." in outcome.out


def test_every_option_counts(call: Call) -> None:
    """16 sequences of 4096 tokens in one byte: 2 x 32 x 4096 x 8 x 128 x 8 bits x 16 = 4096 MiB."""
    words = ("--context", "4096", "--batch", "16", "--quant", "AWQ", "--kv-dtype", "fp8")
    outcome = call("fit", "llama3.1:8b", "--on", "A100-SXM4-80GB", "--mig", "2g.20gb", *words)
    assert outcome.status == 0
    assert outcome.out.startswith(
        "Llama 3.1 8B in awq, 16 sequences of 4096 tokens,\non MIG 2g.20gb of A100 SXM4 80GB\n"
    )
    assert (
        "  KV cache         4096 MiB  2 x 32 layers x 4096 tokens x 8 KV heads x 128 x 8 bits x 16 sequences\n"
        in outcome.out
    )


def test_mps_clients(call: Call) -> None:
    outcome = call("fit", "llama3.2", "--on", "L40S", "--share", "10", "--mode", "mps")
    assert outcome.status == 0
    assert "on one of 10 MPS clients of L40S" in outcome.out


def test_a_model_may_be_described(call: Call) -> None:
    outcome = call("fit", *DESCRIBED, "--on", "3090")
    assert outcome.status == 0
    assert outcome.out.startswith("A model of 8 billion parameters in Q4_K_M")


def test_a_model_published_in_a_format_is_taken_in_it(call: Call) -> None:
    assert "gpt-oss 20B in mxfp4," in call("fit", "gpt-oss:20b", "--on", "L40S").out
    assert "gpt-oss 20B in MXFP4_MOE," in call("fit", "gpt-oss:20b", "--on", "L40S", "--quant", "mxfp4-moe").out


def test_what_was_only_measured(call: Call) -> None:
    outcome = call("fit", "whisper", "--on", "GTX 1660")
    assert (outcome.status, outcome.err) == (0, "")
    assert call("fit", "flux", "--on", "GTX 1660").status == 1


def test_all_models_as_a_table(call: Call) -> None:
    outcome = call("fit", "--all", "--on", "RTX 3090", "--share", "2")
    assert outcome.status == 0
    assert outcome.out.startswith(
        "on one of 2 time-slicing shares of GeForce RTX 3090: each unit may take 12042 MiB\n\nMODEL "
    )
    assert "\nllama-3.3-70b " in outcome.out
    assert "\nWhisper large-v3: measured only" in outcome.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("lama3", "--on", "3090"), "There is no model 'lama3'. Did you mean llama-3-8b,"),
        (("\x1b[2J", "--on", "3090"), "There is no model '\\x1b[2J'."),
        (("llama3", "--on", "RTX 3095"), "'--on': There is no GPU 'RTX 3095'. Did you mean"),
        (("llama3", "--on", "A100"), "'--on': 'A100' is the name of several GPUs"),
        (
            ("llama3", "--on", "A100-SXM4-80GB", "--mig", "3g.20gb"),
            "'--mig': A100 SXM4 80GB has no MIG profile '3g.20gb'",
        ),
        (("llama3", "--on", "3090", "--share", "60", "--mode", "mps"), "'--share': GeForce RTX 3090 takes at most 48"),
        (("llama3", "--on", "3090", "--mode", "mps"), "say how many with --share"),
        (("llama3", "--on", "3090", "--mode", "mig"), "'mig' is not one of"),
        (("llama3", "--on", "3090", "--share", "0"), "'--share'"),
        (("llama3", "--on", "3090", "--context", "-1"), "'--context'"),
        (("llama3", "--on", "3090", "--quant", "q5_k"), "'--quant': 'q5_k' is not known. Did you mean Q5_K_"),
        (("--all", "--on", "3090", "--quant", "zzz"), "'--quant': 'zzz' is not known. Known: fp16, fp8"),
        (("llama3", "--on", "3090", "--kv-dtype", "fp7"), "'--kv-dtype': 'fp7' is not known. Known: fp16, fp8, q8, q4"),
        (("llama3",), "Say where: --on GPU or --profile PROFILE."),
        (("llama3", "--on", "3090", "--profile", "x"), "Say where: --on GPU or --profile PROFILE."),
        (("llama3", "--profile", "x", "--share", "2"), "--mig, --share and --mode go with --on"),
        (("--on", "3090"), "Say one of: MODEL, --all, or --parameters, --layers, --kv-heads, --head-dim."),
        (("llama3", "--all", "--on", "3090"), "Say one of: MODEL"),
        (("llama3", *DESCRIBED, "--on", "3090"), "Say one of: MODEL"),
        ((*DESCRIBED[:4], "--on", "3090"), "also needs --kv-heads, --head-dim."),
        (("--parameters", "8 GB", *DESCRIBED[2:], "--on", "3090"), "'--parameters': '8 GB' is no count such as 8B."),
        (("llama3", "--profile", "nowhere"), "There is no profile 'nowhere'"),
    ],
)
def test_a_line_that_makes_no_sense_is_a_usage_error(call: Call, words: tuple[str, ...], told: str) -> None:
    outcome = call("fit", *words)
    assert (outcome.status, outcome.out) == (2, "")
    assert told in outcome.err


def test_a_profile_gives_its_units(tmp_path: Path) -> None:
    profile = tmp_path / "home.yaml"
    profile.write_text(
        "version: v1alpha1\n"
        'cluster: {name: home, kubernetes: "1.35", distribution: kubeadm}\n'
        "install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}, toolkit: host}\n"
        "pools:\n"
        "  - {name: cards, gpus: [{model: RTX 3090, count: 4}], timeSlicing: {replicas: 2}}\n"
    )
    outcome = spawn("fit", "llama3.1:8b", "--profile", profile, cwd=tmp_path)
    assert (outcome.status, outcome.err) == (0, "")
    assert "on nvidia.com/gpu in pool cards (GeForce RTX 3090, 2 units share it)" in outcome.out


def test_a_profile_with_errors_says_them(call: Call, tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text("cluster home\nerror\n")
    outcome = call("fit", "llama3.1:8b", "--profile", profile)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.endswith("1 error, nothing to fit anything on\n")


def test_a_profile_of_several_units_gets_a_table(call: Call, tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text("cluster home\ninfo\n")
    outcome = call("fit", "llama3.1:8b", "--profile", profile)
    assert outcome.err == ""
    assert outcome.out


def test_that_declared_workloads_are_not_counted_is_said(tmp_path: Path) -> None:
    profile = tmp_path / "home.yaml"
    text = (
        "version: v1alpha1\n"
        'cluster: {name: home, kubernetes: "1.35", distribution: kubeadm}\n'
        "install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}, toolkit: host}\n"
        "pools:\n"
        "  - {name: cards, gpus: [{model: RTX 3090, count: 4}], timeSlicing: {replicas: 2}}\n"
    )
    declared = (
        "workloads:\n  - {name: chat, namespace: ai, memory: 4GiB}\n  - {name: eyes, namespace: ai, memory: 2GiB}\n"
    )
    said = "Not counted: what the profile declares to run there (ai/chat, ai/eyes). Units are judged as if"
    for words in (("llama3.1:8b",), ("whisper",), ("--all",)):
        profile.write_text(text)
        before = spawn("fit", *words, "--profile", profile, cwd=tmp_path)
        profile.write_text(text + declared)
        after = spawn("fit", *words, "--profile", profile, cwd=tmp_path)
        assert "Not counted" not in before.out
        assert after.status == before.status
        assert after.out.startswith(before.out)
        assert said in " ".join(after.out.split())
