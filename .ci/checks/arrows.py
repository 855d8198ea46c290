"""Fails on an #include that no arrow of arrows.toml allows.

A folder is matched by its longest entry: tests/engine/core by "tests", engine/main.cc by "engine".
"""

import argparse
import pathlib
import re
import sys
import tomllib

import tree

TABLE = pathlib.Path(__file__).with_name("arrows.toml")
DOCS = "docs/architecture.md"
BEGIN = "<!-- arrows: rendered from .ci/checks/arrows.toml by `./dev lint --fix arrows` -->"
END = "<!-- end of arrows -->"

# Headers of C and C++ without a slash and without ".h", and the C headers that the standard has.
_STANDARD = re.compile(r"^[a-z_0-9]+$")
_C_STANDARD = {
    "assert.h",
    "ctype.h",
    "errno.h",
    "float.h",
    "inttypes.h",
    "limits.h",
    "locale.h",
    "math.h",
    "setjmp.h",
    "stdarg.h",
    "stddef.h",
    "stdint.h",
    "stdio.h",
    "stdlib.h",
    "string.h",
    "time.h",
}


class Table:
    def __init__(self, text):
        data = tomllib.loads(text)
        self.folders = data["folder"]
        self.libraries = data["library"]
        for name, entry in self.folders.items():
            for other in entry["folders"]:
                if other != "*" and other not in self.folders:
                    raise ValueError(f"arrows.toml: {name} names the unknown folder {other}")
            for library in entry["libraries"]:
                if library not in {"*", "std"} and library not in self.libraries:
                    raise ValueError(f"arrows.toml: {name} names the unknown library {library}")

    def folder_of(self, directory):
        """The entry that rules a directory, or None."""
        parts = pathlib.PurePosixPath(directory).parts
        for length in range(len(parts), 0, -1):
            name = "/".join(parts[:length])
            if name in self.folders:
                return name
        return None

    def library_of(self, name):
        """The families that a header belongs to, the narrowest first."""
        if _STANDARD.match(name) or name in _C_STANDARD:
            return ["std"]
        return [
            family
            for family, prefixes in sorted(self.libraries.items(), key=lambda f: -len(f[1]))
            if any(name.startswith(prefix) for prefix in prefixes)
        ]


def _listed(values):
    return ", ".join(values) if values else "nothing"


def _check_include(table, root, path, folder, number, name):
    entry = table.folders[folder]

    def refused(edge, allowed):
        what = f"arrow {folder} -> {edge} is not allowed: {allowed}"
        return tree.Finding(str(path), number, what)

    if name.endswith(".pb.h") and not name.startswith("google/protobuf/"):
        package = str(pathlib.PurePosixPath(name).parent)
        if "*" in entry["proto"] or package in entry["proto"]:
            return None
        protos = _listed(entry["proto"])
        return refused(f"proto {package}", f"{folder} may use these protos: {protos}")
    if (root / name).exists():
        target = table.folder_of(pathlib.PurePosixPath(name).parent)
        if target is None or target == folder:
            return None
        if "*" in entry["folders"] or target in entry["folders"]:
            return None
        return refused(target, f"{folder} may include from: {_listed(entry['folders'])}")
    families = table.library_of(name)
    if "*" in entry["libraries"] or any(family in entry["libraries"] for family in families):
        return None
    if families:
        return refused(families[0], f"{folder} may use: {_listed(entry['libraries'])} ({name})")
    return tree.Finding(
        str(path),
        number,
        f'"{name}" is no file of this tree (include from its root) and no known'
        " library: correct it or add the library to .ci/checks/arrows.toml",
    )


def check(root, table):
    root = pathlib.Path(root)
    findings = []
    for path in tree.files(root):
        folder = table.folder_of(path.parent)
        if folder is None:
            findings.append(
                tree.Finding(
                    str(path),
                    1,
                    f"folder {path.parent} has no entry in"
                    " .ci/checks/arrows.toml: say there what it may include",
                )
            )
            continue
        for number, name, _ in tree.includes(tree.read(root, path)):
            finding = _check_include(table, root, path, folder, number, name)
            if finding:
                findings.append(finding)
    return findings


def render(table):
    rows = [
        "| Folder | What it is | May include from | Protos | Libraries |",
        "|---|---|---|---|---|",
    ]
    for name, entry in table.folders.items():
        cells = [
            ", ".join(f"`{v}`" for v in entry[key]).replace("`*`", "everything") or "none"
            for key in ("folders", "proto", "libraries")
        ]
        rows.append(f"| `{name}` | {entry['why']} | {' | '.join(cells)} |")
    return "\n".join(rows)


def docs_text(table, text):
    """The document with a fresh table between the markers."""
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n\n{render(table)}\n\n{END}{after}"


def check_docs(root, table, fix):
    path = pathlib.Path(root) / DOCS
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if BEGIN not in text or END not in text:
        what = f"the arrows table is missing: put '{BEGIN}' and '{END}' there"
        return [tree.Finding(DOCS, 1, what)]
    wanted = docs_text(table, text)
    if wanted == text:
        return []
    if fix:
        path.write_text(wanted, encoding="utf-8")
        return []
    return [
        tree.Finding(
            DOCS,
            1,
            "the arrows table is not the one of .ci/checks/arrows.toml:"
            " run `./dev lint --fix arrows`",
        )
    ]


def run(root, fix=False):
    table = Table(TABLE.read_text(encoding="utf-8"))
    return check(root, table) + check_docs(root, table, fix)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY)
    parser.add_argument("--fix", action="store_true")
    arguments = parser.parse_args()
    sys.exit(tree.report("arrows", run(arguments.root, arguments.fix)))
