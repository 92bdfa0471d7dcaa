import json

from generator.advise.profile import profile_text
from generator.advise.told import advice_text, advice_tree
from tests.advise.requests import advised, laid_over

BOTH = (
    "gpus: [{model: A100-SXM4-80GB, count: 8, nodes: 1}]\n"
    "current:\n- {model: A100-SXM4-80GB, count: 1, migDevices: {3g.40gb: 2}}\n"
    "workloads:\n- {name: chat, count: 14, memory: 9GiB, isolation: untrusted}\n"
    "- {name: notebooks, count: 12, memory: 20GiB, isolation: trusted}\n"
)


def test_the_text_says_who_goes_where_why_and_what_is_cut_anew() -> None:
    text = advice_text(advised(BOTH))
    assert "chat       14    nvidia.com/mig-1g.10gb  1g.10gb of A100 SXM4 80GB" in text
    assert "notebooks  12    nvidia.com/gpu.shared   1 of 2 shares, card of A100 SXM4 80GB  mig" in text
    assert "2 cards to cut anew; each loses the pods that run on it\n" in text
    assert "  1 x A100 SXM4 80GB: {3g.40gb: 2} -> {1g.10gb: 7}\n" in text
    assert "  1 x A100 SXM4 80GB: whole -> {1g.10gb: 7}\n" in text
    assert "proven: 14 pods with a device of their own" in text
    assert "source: https://docs.nvidia.com/datacenter/tesla/mig-user-guide/" in text
    assert max(len(line) for line in text.splitlines()) < 160


def test_what_is_taken_past_the_plugin_is_said() -> None:
    sections = "gpus: [{model: RTX 3090, nodes: 1}]\nworkloads:\n- {name: plex, memory: 2GiB, unaccounted: true}\n"
    text = advice_text(advised(sections + "- {name: chat, memory: 7GiB, isolation: trusted}\n"))
    assert "\nplex takes 2 GiB of each GeForce RTX 3090 past the plugin\n" in text


def test_nothing_to_cut_anew_is_said() -> None:
    text = advice_text(advised(BOTH.replace("14", "2").replace("9GiB", "38GiB")))
    assert "nothing to cut anew\n" in text


def test_the_data_has_the_same_and_is_plain_json() -> None:
    advice = advised(BOTH)
    tree = json.loads(json.dumps(advice_tree(advice, profile_text(advice))))
    assert tree["placed"][0] == {
        "workload": "chat",
        "pods": 14,
        "resource": "nvidia.com/mig-1g.10gb",
        "on": "1g.10gb of A100 SXM4 80GB",
        "pool": "",
    }
    assert tree["proven"]
    assert tree["unplaced"] == []
    assert {"model": "a100-sxm4-80gb", "cards": 1, "from": {"3g.40gb": 2}, "to": {"1g.10gb": 7}} in tree["moves"]
    assert tree["pools"][0]["layouts"] == [{"gpusPerNode": 2, "migDevices": {"1g.10gb": 7}}]
    assert tree["profile"].startswith("# Made by")


def test_the_same_request_is_told_in_the_same_bytes() -> None:
    first, second = (advised(laid_over(BOTH)) for _ in range(2))
    assert advice_text(first) == advice_text(second)
    assert profile_text(first) == profile_text(second)
