"""Models answer to the names that people use, and their architecture gives the parameter count that was published."""

from pathlib import Path

import pytest
import yaml

import generator.facts
from generator.facts.models import MODEL_IDS, all_models, find_model
from generator.facts.quantisations import Quantisation, find_quantisation
from generator.model.ai_model import LanguageModel, MeasuredModel, ModelUnknown

FILES = Path(generator.facts.__file__).parent / "models"
LANGUAGE_MODELS = [model for model in all_models() if isinstance(model, LanguageModel)]


def test_every_file_is_listed_once_and_sorted() -> None:
    assert list(MODEL_IDS) == sorted(path.stem for path in FILES.glob("*.yaml"))


@pytest.mark.parametrize("model_id", [model.id for model in LANGUAGE_MODELS])
def test_a_language_model_is_read_as_it_stands_in_its_file(model_id: str) -> None:
    model = find_model(model_id)
    assert isinstance(model, LanguageModel)
    raw = yaml.load((FILES / f"{model.id}.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    for name in ("name", "tied_embeddings", "layers", "kv_heads", "head_dim", "hidden_size", "vocab_size"):
        assert getattr(model, name) == raw[name], name
    for name in ("window", "quantisation", "max_context"):
        assert getattr(model, name) == raw.get(name), name
    assert model.window_layers == raw.get("window_layers", 0)
    assert (model.sources, model.notes) == (tuple(raw["sources"].items()), tuple(raw.get("notes", ())))
    assert model.embedding_parameters == raw["vocab_size"] * raw["hidden_size"]
    # Each expert has three matrices between hidden and intermediate size; one that is all there is counts as none.
    experts = raw.get("experts", 0)
    assert model.expert_parameters == 3 * raw["layers"] * experts * raw["hidden_size"] * raw["intermediate_size"]


def test_a_measured_model_is_read_as_it_stands_in_its_file() -> None:
    measured = [model for model in all_models() if isinstance(model, MeasuredModel)]
    assert measured
    for model in measured:
        raw = yaml.load((FILES / f"{model.id}.yaml").read_bytes(), Loader=yaml.CSafeLoader)
        assert [one._asdict() for one in model.measured] == raw["measured"]
        assert model.notes == tuple(raw.get("notes", ()))


@pytest.mark.parametrize(
    ("name", "model_id"),
    [
        ("llama-3.1-8b", "llama-3.1-8b"),
        ("Llama 3.1 8B", "llama-3.1-8b"),
        ("llama3.1:8b", "llama-3.1-8b"),
        ("llama3.1", "llama-3.1-8b"),
        ("llama3.1:8b-instruct", "llama-3.1-8b"),
        ("meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b"),
        ("meta-llama/Meta-Llama-3.1-8B-Instruct", "llama-3.1-8b"),
        ("llama3:8b", "llama-3-8b"),
        ("llama3.3:70b", "llama-3.3-70b"),
        ("llama3.2", "llama-3.2-3b"),
        ("Qwen/Qwen2.5-7B-Instruct", "qwen2.5-7b"),
        ("qwen3:30b-a3b", "qwen3-30b-a3b"),
        ("mistral:7b", "mistral-7b"),
        ("mistralai/Mistral-Small-24B-Instruct-2501", "mistral-small-24b"),
        ("Phi-3 3.8B", "phi-3-mini"),
        ("gemma:2b", "gemma-2b"),
        ("gemma2:2b", "gemma-2-2b"),
        ("google/gemma-3-27b-it", "gemma-3-27b"),
        ("deepseek-r1:14b", "deepseek-r1-distill-qwen-14b"),
        ("openai/gpt-oss-20b", "gpt-oss-20b"),
        ("gpt-oss:120b", "gpt-oss-120b"),
        ("openai/whisper-large-v3", "whisper-large-v3"),
        ("black-forest-labs/FLUX.1-dev", "flux.1-dev"),
        ("stabilityai/stable-diffusion-xl-base-1.0", "sdxl-base-1.0"),
    ],
)
def test_a_usual_spelling_finds_its_model(name: str, model_id: str) -> None:
    found = find_model(name)
    assert not isinstance(found, ModelUnknown), found
    assert found.id == model_id


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("lama3.1:8b", "llama-3.1-8b"),
        ("qwen2.5-8b", "qwen2.5-7b"),
        ("gemma3:12", "gemma-3-12b"),
        ("gpt-oss:20", "gpt-oss-20b"),
    ],
)
def test_another_spelling_gets_the_nearest(name: str, nearest: str) -> None:
    found = find_model(name)
    assert isinstance(found, ModelUnknown)
    assert nearest in found.nearest


@pytest.mark.parametrize("name", ["", "/", "-", "\x00", "八", "x" * 100_000, "llama3.1:8b-instruct-q8_0-and-more"])
def test_any_text_gets_an_answer(name: str) -> None:
    assert isinstance(find_model(name), ModelUnknown)


def test_no_spelling_is_two_models() -> None:
    for model in all_models():
        for name in (model.id, model.name, *model.aliases):
            found = find_model(name)
            assert not isinstance(found, ModelUnknown)
            assert found.id == model.id, name


@pytest.mark.parametrize(
    ("model_id", "billions"),
    [
        ("llama-3.1-70b", 70.55),  # https://github.com/ollama/ollama/issues/10553: model params
        ("qwen3-30b-a3b", 30.53),  # https://github.com/ollama/ollama/issues/10458: model params
        ("gpt-oss-20b", 20.91),  # https://github.com/ikawrakow/ik_llama.cpp/issues/822: model params
        ("gemma-3-12b", 11.77),  # https://github.com/ggml-org/llama.cpp/pull/13194: params
        ("gemma-3-27b", 27.01),  # https://github.com/ggml-org/llama.cpp/pull/14203: params
        ("gpt-oss-120b", 117),  # openai/gpt-oss README.md
        ("qwen2.5-0.5b", 0.49),  # https://aiwiki.ai/wiki/qwen2_5: total params
    ],
)
def test_the_architecture_gives_the_published_parameters(model_id: str, billions: float) -> None:
    model = find_model(model_id)
    assert isinstance(model, LanguageModel)
    assert model.parameters / 1e9 == pytest.approx(billions, rel=0.009)


@pytest.mark.parametrize("model", LANGUAGE_MODELS, ids=lambda model: model.id)
def test_a_size_in_the_name_is_about_the_parameters(model: LanguageModel) -> None:
    """Names round down: Gemma 2 2B has 2.6 billion, since its large embedding is not in the name."""
    words = model.id.split("-")
    sizes = [float(word[:-1]) for word in words if word.endswith("b") and word[:-1].replace(".", "").isdigit()]
    for size in sizes[:1]:
        assert 0.9 <= model.parameters / 1e9 / size <= 1.31, model.parameters


@pytest.mark.parametrize("model", LANGUAGE_MODELS, ids=lambda model: model.id)
def test_facts_hang_together(model: LanguageModel) -> None:
    sources = dict(model.sources)
    assert sources["config"].startswith("https://huggingface.co/")
    assert sources["read_in"]
    assert ("tied_embeddings" in sources) == model.tied_embeddings
    assert (model.window is None) == (model.window_layers == 0)
    assert model.window_layers < model.layers
    assert model.expert_parameters < model.parameters
    assert model.quantisation is None or isinstance(find_quantisation(model.quantisation), Quantisation)


def test_what_was_measured_names_its_source() -> None:
    measured = [model for model in all_models() if isinstance(model, MeasuredModel)]
    assert len(measured) == 3
    assert all(one.source and one.memory_mib > 1000 for model in measured for one in model.measured)


def test_an_unknown_model_keeps_the_name_that_was_asked_for() -> None:
    found = find_model("No such model: 7b")
    assert isinstance(found, ModelUnknown)
    assert found.name == "No such model: 7b"
