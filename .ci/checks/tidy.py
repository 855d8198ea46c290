"""Runs clang-tidy with the checks of .clang-tidy over our C++ files.

A clean result is remembered under a hash of what the compiler would see (the preprocessed file
with its comments, its command line, .clang-tidy), so a run costs only what changed since the last
one, in any checkout: the memory is a folder of the user, like the compiler cache's.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import tree

_FINDING = re.compile(r"^(?P<path>/[^:\n]+):(?P<line>\d+):\d+: (?:error|warning): (?P<what>.*)$")
# What g++ takes and clang-tidy does not.
_DROPPED = re.compile(r"^-(fpch-preprocess|Winvalid-pch|fuse-ld=.*)$")


def program():
    for name in ("clang-tidy-14", "clang-tidy"):
        if shutil.which(name):
            return name
    raise FileNotFoundError("clang-tidy is not installed: apt-get install clang-tidy")


def commands(root, build):
    """Our translation units: path relative to root, arguments, folder to run in."""
    database = pathlib.Path(build) / "compile_commands.json"
    if not database.exists():
        raise FileNotFoundError(f"{database} is missing: run `./dev build` once")
    for entry in json.loads(database.read_text(encoding="utf-8")):
        path = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if not path.is_relative_to(root) or path.is_relative_to(pathlib.Path(build).resolve()):
            continue
        arguments = shlex.split(entry["command"])
        while not re.search(r"(\+\+|cc|clang)(-\d+)?$", arguments[0]):
            arguments.pop(0)  # the compiler cache and its settings
        yield path.relative_to(root), arguments, entry["directory"]


_MOST_REMEMBERED = 20_000


def memory_folder():
    """Where clean results are remembered; one empty file each."""
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    folder = pathlib.Path(cache) / "usher" / "tidy"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _forget_the_oldest(folder):
    names = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in names[: max(0, len(names) - _MOST_REMEMBERED)]:
        path.unlink(missing_ok=True)


def _key(arguments, directory, root, configuration):
    """The hash of all that a result depends on, or None when the file can't be preprocessed."""
    kept = []
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in ("-o", "-MF", "-MT"):
            skip = True
        elif argument not in ("-c", "-MD"):
            kept.append(argument)
    result = subprocess.run(
        [*kept, "-E", "-C", "-P"], cwd=directory, capture_output=True, check=False
    )
    if result.returncode:
        return None
    digest = hashlib.sha256(result.stdout)
    digest.update("\0".join(kept[:-1]).replace(str(root), ".").encode())
    digest.update(configuration)
    return digest.hexdigest()


def _tidy(root, memory, unit):
    path, arguments, directory = unit
    key = _key(arguments, directory, root, (root / ".clang-tidy").read_bytes())
    if key and (memory / key).exists():
        (memory / key).touch()
        return []
    kept = [a for a in arguments[1:] if not _DROPPED.match(a)]
    result = subprocess.run(
        [program(), "--quiet", str(root / path), "--", *kept, "-Wno-unknown-warning-option", "-w"],
        cwd=directory,
        text=True,
        capture_output=True,
        check=False,
    )
    findings = set()
    for line in result.stdout.splitlines():
        match = _FINDING.match(line)
        if match:
            where = pathlib.Path(match["path"]).resolve()
            shown = where.relative_to(root) if where.is_relative_to(root) else where
            findings.add(tree.Finding(str(shown), int(match["line"]), match["what"]))
    if result.returncode and not findings:
        findings.add(tree.Finding(str(path), 1, f"clang-tidy failed: {result.stderr[-2000:]}"))
    if not findings and key:
        (memory / key).touch()
    return sorted(findings)


def check(root, build, jobs=2, only=()):
    root = pathlib.Path(root).resolve()
    units = [u for u in commands(root, build) if not only or str(u[0]) in only]
    memory = memory_folder()
    _forget_the_oldest(memory)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        results = pool.map(lambda unit: _tidy(root, memory, unit), units)
        return sorted({finding for findings in results for finding in findings})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY)
    parser.add_argument("--build", default=tree.REPOSITORY / "build" / "release")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("paths", nargs="*")
    arguments = parser.parse_args()
    sys.exit(
        tree.report("tidy", check(arguments.root, arguments.build, arguments.jobs, arguments.paths))
    )
