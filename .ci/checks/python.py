"""Fails on a Python file that black would change; --fix changes it."""

import argparse
import pathlib
import re
import subprocess
import sys

import tree

COLUMNS = "100"


def check(root, fix=False):
    root = pathlib.Path(root)
    paths = [str(path) for path in tree.files(root, (".py",))]
    if not paths:
        return []
    # Debian's black belongs to Debian's interpreter, whatever else is called python3.
    command = ["/usr/bin/python3", "-m", "black", "-q", "-l", COLUMNS]
    if fix:
        subprocess.run([*command, *paths], cwd=root, check=True)
        return []
    result = subprocess.run(
        [a for a in command if a != "-q"] + ["--check", *paths],
        cwd=root,
        text=True,
        capture_output=True,
        check=False,
    )
    findings = []
    for match in re.finditer(r"^(would reformat|error: cannot format) (.*)$", result.stderr, re.M):
        path = pathlib.Path(match.group(2).split(":")[0])
        shown = path.relative_to(root) if path.is_relative_to(root) else path
        findings.append(tree.Finding(str(shown), 1, f"{match.group(1)}: run `./dev format`"))
    if result.returncode and not findings:
        findings.append(tree.Finding(".ci/packages.txt", 1, f"black failed: {result.stderr}"))
    return findings


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY)
    parser.add_argument("--fix", action="store_true")
    arguments = parser.parse_args()
    sys.exit(tree.report("python", check(arguments.root, arguments.fix)))
