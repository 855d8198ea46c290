"""Runs the checks, quick ones first, and ends with one line for each."""

import argparse
import pathlib
import subprocess
import sys
import time

import arrows
import banned
import clang_format
import headers
import proto_compat
import proto_docs
import python
import shell
import sizes
import tidy
import tree


def _tidy(options):
    # clang-tidy reads generated headers.
    subprocess.run(
        ["cmake", "--build", options.build, "--target", "usher_generated", "-j", str(options.jobs)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return tidy.check(options.root, options.build, options.jobs)


CHECKS = {
    "format": lambda o: clang_format.check(o.root, o.fix),
    "python": lambda o: python.check(o.root, o.fix),
    "headers": lambda o: headers.check(o.root),
    "sizes": lambda o: sizes.check(o.root),
    "arrows": lambda o: arrows.run(o.root, o.fix),
    "banned": lambda o: banned.check(o.root),
    "shell": lambda o: shell.check(o.root),
    "proto": lambda o: proto_compat.check(o.root) + proto_docs.check(o.root),
    "tidy": _tidy,
}


def main():
    parser = argparse.ArgumentParser(prog="./dev lint", description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY, type=pathlib.Path)
    parser.add_argument("--build", default=tree.REPOSITORY / "build/release", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--fix", action="store_true", help="repair what can be: format, arrows")
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))
    options = parser.parse_args()
    unknown = [name for name in options.checks if name not in CHECKS]
    if unknown:
        parser.error(f"no check '{unknown[0]}'; there are: {', '.join(CHECKS)}")
    summary = []
    for name in options.checks or CHECKS:
        start = time.monotonic()
        findings = CHECKS[name](options)
        for finding in findings:
            print(finding, flush=True)
        outcome = f"{len(findings)} found" if findings else "passed"
        summary.append((name, outcome, time.monotonic() - start, bool(findings)))
    for name, outcome, seconds, _ in summary:
        print(f"lint: {name:8} {outcome:10} {seconds:6.1f} s")
    return 1 if any(failed for *_, failed in summary) else 0


if __name__ == "__main__":
    sys.exit(main())
