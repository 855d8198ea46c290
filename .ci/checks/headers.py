"""Every header opens with a comment that says what it is for, and has the guard of its path."""

import argparse
import re
import sys

import tree

LEAST_COMMENT = 40  # characters: less can't say what a header is for


def guard_of(path):
    return "USHER_" + re.sub(r"[^A-Za-z0-9]", "_", str(path)).upper() + "_"


def _opening_comment(lines):
    comment = []
    for line in lines:
        if not line.startswith("//"):
            break
        comment.append(line.lstrip("/ "))
    return " ".join(comment)


def check(root):
    findings = []
    for path in tree.files(root, (".h",)):
        text = tree.read(root, path)
        lines = text.splitlines()
        if len(_opening_comment(lines)) < LEAST_COMMENT:
            findings.append(
                tree.Finding(
                    str(path),
                    1,
                    "a header opens with a // comment: what it is"
                    " for, who may call it from which thread, what a failure leaves behind",
                )
            )
        guard = guard_of(path)
        if f"#ifndef {guard}\n#define {guard}\n" not in text:
            findings.append(tree.Finding(str(path), 1, f"the include guard must be {guard}"))
    return findings


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY)
    sys.exit(tree.report("headers", check(parser.parse_args().root)))
