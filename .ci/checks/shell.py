"""Runs shellcheck over our shell scripts."""

import argparse
import json
import pathlib
import subprocess
import sys

import tree


def scripts(root):
    root = pathlib.Path(root)
    found = list(tree.files(root, (".sh",)))
    for candidate in tree.files(root, ("",)):
        with (root / candidate).open("rb") as file:
            if file.readline(64).startswith((b"#!/usr/bin/env bash", b"#!/bin/bash", b"#!/bin/sh")):
                found.append(candidate)
    return [str(path) for path in sorted(found)]


def check(root):
    paths = scripts(root)
    if not paths:
        return []
    result = subprocess.run(
        ["shellcheck", "--external-sources", "--format=json", "--severity=warning", *paths],
        cwd=root,
        text=True,
        capture_output=True,
        check=False,
    )
    if result.returncode > 1:
        return [tree.Finding(paths[0], 1, f"shellcheck failed: {result.stderr.strip()}")]
    return [
        tree.Finding(entry["file"], entry["line"], f"SC{entry['code']}: {entry['message']}")
        for entry in json.loads(result.stdout)
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY)
    sys.exit(tree.report("shell", check(parser.parse_args().root)))
