"""Which branches of the pure folders the pure tests take.

Runs the programs of the ctest label `pure` in a build of the preset `coverage`, merges their
profiles and prints a line a file. Exits with 1 when a folder is below its floor.
"""

import json
import os
import pathlib
import subprocess
import sys

import tree

FLOORS = {"routing": 95.0, "engine/core": 95.0}  # per cent of the branches


def tool(name):
    """llvm's tools have the version of the clang that made the profile."""
    return f"/usr/bin/{name}-14"


def programs(build):
    # To list its cases ctest runs the programs in the source tree, and each leaves a profile.
    environment = {**os.environ, "LLVM_PROFILE_FILE": f"{build}/discovery.profraw"}
    listing = subprocess.run(
        ["ctest", "--test-dir", build, "--show-only=json-v1", "-L", "pure"],
        capture_output=True,
        check=True,
        env=environment,
        text=True,
    ).stdout
    return sorted({test["command"][0] for test in json.loads(listing)["tests"]})


def profile(build, tests):
    raw = build / "profiles"
    raw.mkdir(exist_ok=True)
    for old in raw.iterdir():
        old.unlink()
    for test in tests:
        environment = {**os.environ, "LLVM_PROFILE_FILE": f"{raw}/{pathlib.Path(test).name}.raw"}
        subprocess.run([test], check=True, env=environment, stdout=subprocess.DEVNULL)
    merged = build / "tests.profile"
    command = [tool("llvm-profdata"), "merge", "-sparse", "-o", merged]
    subprocess.run([*command, *raw.iterdir()], check=True)
    return merged


def defaulted(path, entry):
    """(branches, taken) of comparisons that the compiler writes: clang 14 never counts one of their
    conditions as false, whatever the test compares."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [each for each in entry["branches"] if lines[each[0] - 1].endswith("= default;")]
    return 2 * len(found), sum((each[4] > 0) + (each[5] > 0) for each in found)


def counts(build, tests, merged):
    """(path, branches, taken, lines, covered) of every file that was compiled."""
    objects = [part for test in tests[1:] for part in ("-object", test)]
    command = [tool("llvm-cov"), "export", f"-instr-profile={merged}", tests[0]]
    exported = subprocess.run(
        [*command, *objects], capture_output=True, check=True, text=True
    ).stdout
    for entry in json.loads(exported)["data"][0]["files"]:
        path = (build / entry["filename"]).resolve()  # the compiler cache makes it relative
        if not path.is_relative_to(tree.REPOSITORY):
            continue
        branches, lines = entry["summary"]["branches"], entry["summary"]["lines"]
        written, taken = defaulted(path, entry)
        yield (
            path.relative_to(tree.REPOSITORY),
            branches["count"] - written,
            branches["covered"] - taken,
            lines["count"],
            lines["covered"],
        )


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def main(build):
    tests = programs(build)
    found = list(counts(build, tests, profile(build, tests)))
    failed = False
    for folder, floor in FLOORS.items():
        files = [each for each in found if str(each[0].parent) == folder]
        for path, branches, taken, lines, covered in sorted(files):
            print(
                f"{str(path):44} branches {percent(taken, branches):6.1f} %"
                f" of {branches:4}   lines {percent(covered, lines):6.1f} % of {lines:4}"
            )
        total, taken = sum(f[1] for f in files), sum(f[2] for f in files)
        share = percent(taken, total)
        failed |= share < floor
        print(f"coverage: {folder}: {share:.1f} % of {total} branches (at least {floor:.0f} %)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
