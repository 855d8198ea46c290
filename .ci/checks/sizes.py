"""Fails on a source file that is too long to be read at once. Functions are measured by clang-tidy
(readability-function-size)."""

import argparse
import sys

import tree

MOST_LINES = 400
MOST_COLUMNS = 100


def check(root):
    findings = []
    for path in tree.files(root, tree.CODE + (".py", ".sh")):
        lines = tree.read(root, path).splitlines()
        if len(lines) > MOST_LINES:
            findings.append(
                tree.Finding(
                    str(path),
                    len(lines),
                    f"{len(lines)} lines; at most"
                    f" {MOST_LINES}: give a part that stands for itself a file of its own",
                )
            )
    for path in tree.files(root, (".py", ".sh", ".cmake")):
        for number, line in enumerate(tree.read(root, path).splitlines(), 1):
            if len(line) > MOST_COLUMNS and "http" not in line and "fmt: skip" not in line:
                findings.append(
                    tree.Finding(str(path), number, f"{len(line)} columns; at most {MOST_COLUMNS}")
                )
    return findings


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY)
    sys.exit(tree.report("sizes", check(parser.parse_args().root)))
