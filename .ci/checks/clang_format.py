"""Fails on a C++ or proto file that clang-format would change; --fix changes it."""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

import tree

_WARNING = re.compile(
    r"^(?P<path>[^:\n]+):(?P<line>\d+):\d+: error: code should be clang-formatted"
)


def program():
    for name in ("clang-format-14", "clang-format"):
        if shutil.which(name):
            return name
    raise FileNotFoundError("clang-format is not installed: apt-get install clang-format")


def check(root, fix=False):
    root = pathlib.Path(root)
    paths = [str(p) for p in tree.files(root, tree.CODE + (".proto",))]
    if not paths:
        return []
    if fix:
        subprocess.run([program(), "-i", *paths], cwd=root, check=True)
        return []
    result = subprocess.run(
        [program(), "--dry-run", "-Werror", *paths],
        cwd=root,
        text=True,
        capture_output=True,
        check=False,
    )
    findings = {}
    for line in result.stderr.splitlines():
        match = _WARNING.match(line)
        if match and match["path"] not in findings:
            findings[match["path"]] = tree.Finding(
                match["path"], int(match["line"]), "not formatted: run `./dev format`"
            )
    if result.returncode and not findings:
        return [tree.Finding(".clang-format", 1, result.stderr.strip() or "clang-format failed")]
    return list(findings.values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY)
    parser.add_argument("--fix", action="store_true")
    arguments = parser.parse_args()
    sys.exit(tree.report("format", check(arguments.root, arguments.fix)))
