"""Fails on a token that banned.toml bans in its folder, and on loops over unordered containers in
the folders whose decisions must be the same on every replay."""

import argparse
import pathlib
import re
import sys
import tomllib

import tree

RULES = pathlib.Path(__file__).with_name("banned.toml")
ORDERED_FOLDERS = ("routing/", "engine/core/")

_HASH = r"(?:std::unordered_(?:multi)?(?:map|set)|absl::(?:flat|node)_hash_(?:map|set))"
_ALIAS = re.compile(rf"\busing\s+(\w+)\s*=\s*{_HASH}\b")
_RANGE_FOR = re.compile(r"\bfor\s*\([^;()]*(?:\([^()]*\)[^;()]*)*:\s*([^;{]*?)\)\s*(?:\{|[\w*+]|$)")


class Rule:
    def __init__(self, entry):
        self.name = entry["name"]
        self.folders = entry["folders"]
        self.excepted = entry.get("except", [])
        self.pattern = re.compile(entry["pattern"])
        self.instead = entry["instead"]

    def covers(self, path):
        return any(path.startswith(f) for f in self.folders) and not any(
            path.startswith(e) for e in self.excepted
        )


def load():
    return [Rule(entry) for entry in tomllib.loads(RULES.read_text(encoding="utf-8"))["rule"]]


def _tokens(rules, path, text, code):
    lines = text.splitlines()
    for number, line in enumerate(code.splitlines(), 1):
        for rule in rules:
            match = rule.pattern.search(line)
            if match and not tree.allowed(lines, number, rule.name):
                yield tree.Finding(
                    path,
                    number,
                    f"banned [{rule.name}] `{match.group(0).strip()}`;" f" instead: {rule.instead}",
                )


def unordered_names(code, ends=";={,)["):
    """Names whose type is an unordered container; `ends` is what may follow the name."""
    types = [_HASH] + [rf"\b{alias}\b" for alias in _ALIAS.findall(code)]
    names = set()
    for kind in types:
        for match in re.finditer(kind, code):
            name = _declared_after(code, match.end(), ends)
            if name:
                names.add(name)
    return names


def _declared_after(code, position, ends):
    """The name declared after a type that ends, but for template arguments, at position."""
    depth = 0
    while position < len(code):
        character = code[position]
        if character == "<":
            depth += 1
        elif character == ">":
            depth -= 1
        elif depth == 0 and not character.isspace() and character not in "&*":
            break
        position += 1
        if depth < 0:
            return None
    name = rf"(?:const\s+)?([A-Za-z_]\w*)\s*(?:[{re.escape(ends)}]|ABSL_)"
    match = re.compile(name).match(code, position)
    return match.group(1) if match else None


def _unordered(path, text, code, names):
    parameters = unordered_names(code, ",)") - unordered_names(code, ";={[")
    lines = text.splitlines()
    flat = re.sub(r"\n", " ", code)
    instead = "an ordered index (absl::btree_map, a sorted vector), or copy and sort first"

    def finding(position, what):
        number = code.count("\n", 0, position) + 1
        if tree.allowed(lines, number, "unordered-iteration"):
            return None
        return tree.Finding(
            path, number, f"banned [unordered-iteration] {what}; instead: {instead}"
        )

    for match in _RANGE_FOR.finditer(flat):
        name = re.search(r"(\.|->)?\s*(\w+)\s*$", match.group(1))
        # `a.b` is not the parameter or local `b`.
        if name and name.group(2) in (names - parameters if name.group(1) else names):
            yield finding(match.start(), f"loop over the unordered `{name.group(2)}`")
    for match in re.finditer(r"\b(\w+)\s*(?:\.|->)\s*c?begin\(\)", flat):
        if match.group(1) in names:
            yield finding(match.start(), f"`{match.group(0)}` of an unordered container")


def check(root):
    root = pathlib.Path(root)
    rules = load()
    sources = {str(p): tree.read(root, p) for p in tree.files(root)}
    codes = {path: tree.code_of(text) for path, text in sources.items()}
    findings = []
    for path, code in codes.items():
        covering = [rule for rule in rules if rule.covers(path)]
        findings += _tokens(covering, path, sources[path], code)
    for folder in ORDERED_FOLDERS:
        members = {p: c for p, c in codes.items() if p.startswith(folder)}
        shared = set()
        for path, code in members.items():
            if path.endswith(".h"):
                shared |= {name for name in unordered_names(code) if name.endswith("_")}
        for path, code in members.items():
            names = shared | unordered_names(code)
            stem = path.rsplit(".", 1)[0] + ".h"
            names |= unordered_names(members.get(stem, ""))
            findings += [f for f in _unordered(path, sources[path], code, names) if f]
    return findings


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY)
    sys.exit(tree.report("banned", check(parser.parse_args().root)))
