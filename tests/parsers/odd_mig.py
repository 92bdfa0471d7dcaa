"""Odd configurations of mig-parted: what our rules, reasons and facts say of such files."""

from tests.parsers.odd import Odd, Verdict, accepted, rejected

A100, H100 = 0x20B210DE, 0x233010DE


def cut(devices: str) -> str:
    """Return a file whose one layout cuts every GPU so."""
    return item(f"devices: all, mig-enabled: true, mig-devices: {{{devices}}}")


def item(keys: str) -> str:
    """Return a file with one layout of one item."""
    return f"version: v1\nmig-configs: {{cut: [{{{keys}}}]}}"


_ITEM = "mig-configs.cut[0]"
_ON = "mig-enabled: true, mig-devices: {1g.10gb: 7}"
_ALL = f"devices: all, {_ON}"
NAMES = (
    "1g.10gb",
    "1g.10gb+me",
    "1g.24gb-me",
    "1g.24gb+me.all",
    "1c.3g.40gb",
    "1g.10gb+me,gfx",
    "1g.10gb-me,gfx",
    "9g.99gb",
)
"""Taken as names of profiles; whether a card has them mig-parted asks when it applies them."""
NO_NAMES = {
    "": "profile is the empty string",
    "1g": "wrong number of fields",
    "10gb": "wrong number of fields",
    "1c.1g.1x.10gb": "malformed number",
    "xg.10gb": "malformed number",
    "1G.10GB": "missing 'g'",
    "1g.10": "missing 'gb'",
    "1g.10gb.me": "missing 'c'",
    "1g.10gb+": "empty attribute",
    "1g.10gb+me,me": "non unique attribute",
    "1g.10gb+me-gfx": "both '+/-' attributes",
    "1g.10gb+1x": "begins with a number",
    "1g.10gb+me_all": "non alpha-numeric",
    "1g.10gb+.me": "begins/ends with a dot",
    " 1g.10gb": "leading or trailing spaces",
    "all-1g.10gb": "wrong number of fields",
}
"""Refused as names of profiles, with the reason."""

REJECTED = (
    *(rejected(f"profile {name!r}", cut(f"'{name}': 1"), said) for name, said in NO_NAMES.items()),
    rejected("an empty mapping", "{}", "unknown version"),
    rejected("no version", f"mig-configs: {{cut: [{{{_ALL}}}]}}", "missing 'version' field"),
    rejected("another version", item(_ALL).replace("v1", "v2"), "unknown version: v2"),
    rejected("unknown key at the top", f"{item(_ALL)}\nnodes: 1", "unexpected field: nodes"),
    rejected("key in other letters", item(_ALL).replace("mig-configs", "Mig-Configs"), "unexpected field: Mig-Configs"),
    rejected("unknown key of an item", item(f"{_ALL}, model: A100"), "unexpected field: model"),
    rejected("no layout", "version: v1\nmig-configs: {}", "at least one entry in 'mig-configs'"),
    rejected("no layouts", "version: v1\nmig-configs:", "at least one entry in 'mig-configs'"),
    rejected("an empty layout", "version: v1\nmig-configs: {cut: []}", "at least one entry in 'cut'"),
    rejected("a layout that is no list", f"version: v1\nmig-configs: {{cut: {{{_ALL}}}}}", "cannot unmarshal object"),
    rejected("a list", "[version]", "cannot unmarshal array"),
    rejected("a tab", "version: v1\nmig-configs:\n\tcut: []", "cannot start any token"),
    rejected("no devices", item(_ON), "missing required field: devices"),
    rejected("no mig-enabled", item("devices: all, mig-devices: {1g.10gb: 7}"), "missing required field: mig-enabled"),
    rejected("mig-enabled as text", item(_ALL.replace("true", "'true'")), "cannot unmarshal string"),
    rejected(
        "enabled without mig-devices", item("devices: all, mig-enabled: true"), "missing required field 'mig-devices'"
    ),
    rejected("mig-devices while disabled", item(_ALL.replace("true", "false")), "when 'mig-enabled' is false"),
    rejected("a negative count", cut("1g.10gb: -1"), "invalid count"),
    rejected("all counts zero", cut("1g.10gb: 0, 2g.20gb: 0"), "all counts for all MigProfiles are 0"),
    rejected("a count as text", cut("1g.10gb: '7'"), "cannot unmarshal string"),
    rejected("a count with a fraction", cut("1g.10gb: 1.5"), "cannot unmarshal number 1.5"),
    rejected("devices: some", item(f"devices: some, {_ON}"), "invalid string input for 'devices'"),
    rejected("one index without a list", item(f"devices: 0, {_ON}"), "cannot unmarshal number"),
    rejected("indices as texts", item(f"devices: ['0'], {_ON}"), "cannot unmarshal string"),
    rejected("a filter of numbers", item(f"device-filter: [0x20B210DE], {_ALL}"), "cannot unmarshal number"),
    rejected("a filter that is a number", item(f"device-filter: 0x20B210DE, {_ALL}"), "cannot unmarshal number"),
)
ACCEPTED = (
    *(accepted(f"profile {name!r}", cut(f"'{name}': 1"), (f"{_ITEM}.mig-devices", {name: 1})) for name in NAMES),
    accepted("enabled without instances", cut(""), (f"{_ITEM}.mig-devices", {})),
    accepted("disabled without mig-devices", item("devices: all, mig-enabled: false"), (f"{_ITEM}.mig-devices", None)),
    accepted("disabled with no mig-devices", item("devices: all, mig-enabled: false, mig-devices: {}")),
    accepted("some counts zero", cut("1g.10gb: 7, 2g.20gb: 0"), (f"{_ITEM}.mig-devices", {"1g.10gb": 7, "2g.20gb": 0})),
    accepted("a count written 7.0", cut("1g.10gb: 7.0"), (f"{_ITEM}.mig-devices", {"1g.10gb": 7})),
    accepted("more instances than any card has", cut("7g.80gb: 9")),
    accepted("an empty file", "", ("mig-configs", None)),
    accepted("no configurations at all", "version: v1", ("mig-configs", None)),
    accepted("no index", item(f"devices: [], {_ON}"), (f"{_ITEM}.devices", [])),
    accepted("a negative index", item(f"devices: [-1], {_ON}"), (f"{_ITEM}.devices", [-1])),
    accepted("an index twice", item(f"devices: [0, 0], {_ON}"), (f"{_ITEM}.devices", [0, 0])),
    accepted("of two equal keys the last", cut("1g.10gb: 1, 1g.10gb: 2"), (f"{_ITEM}.mig-devices", {"1g.10gb": 2})),
    accepted("a filter of one", item(f"device-filter: '0x20B210DE', {_ALL}"), (f"{_ITEM}.device-filter", "0x20B210DE")),
    accepted("a filter that is no id", item(f"device-filter: A100, {_ALL}"), (f"{_ITEM}.device-filter", "A100")),
)
SECOND_DOCUMENT = Odd(
    "a second document",
    Verdict.DROPPED,
    f"{item(_ALL)}\n---\n{cut('2g.20gb: 3')}",
    seen=((f"{_ITEM}.mig-devices", {"1g.10gb": 7}),),
)
ODD: tuple[Odd, ...] = (*REJECTED, *ACCEPTED, SECOND_DOCUMENT)

NODE = (A100, H100)
IN_FORCE = {
    "all": ("devices: all", [[0], [0]]),
    "an index": ("devices: [1]", [[], [0]]),
    "an index that the node has not": ("devices: [2]", [[], []]),
    "a negative index": ("devices: [-1]", [[], []]),
    "no index": ("devices: []", [[], []]),
    "an index twice": ("devices: [0, 0]", [[0], []]),
    "a filter": ("device-filter: '0x20B210DE', devices: all", [[0], []]),
    "a filter in small letters": ("device-filter: '0x20b210de', devices: all", [[0], []]),
    "a filter in decimal": (f"device-filter: '{A100}', devices: all", [[0], []]),
    "a filter of two": ("device-filter: ['0x20B210DE', '0x233010DE'], devices: all", [[0], [0]]),
    "a filter and an index": ("device-filter: ['0x233010DE'], devices: [0]", [[], []]),
    "a filter without the vendor": ("device-filter: '0x20B2', devices: all", [[], []]),
    "a filter with the vendor first": ("device-filter: '0x10DE20B2', devices: all", [[], []]),
    "a filter without 0x": ("device-filter: 20B210DE, devices: all", [[], []]),
    "a filter that is no id": ("device-filter: A100, devices: all", [[], []]),
    "an empty filter": ("device-filter: '', devices: all", [[0], [0]]),
    "an empty list of filters": ("device-filter: [], devices: all", [[0], [0]]),
    "no filter": ("device-filter: null, devices: all", [[0], [0]]),
}
"""Which GPU of an A100 and an H100 an item touches, by how it names them."""
