"""commands.py USHERCTL FILE...: every usherctl line in the files names verbs and options that exist.

A line counts when it begins with `usherctl`; what follows `#` or two spaces is talk.
"""

import pathlib
import re
import subprocess
import sys


def lines(text):
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"\s*(?:\$ )?usherctl (.*)$", line)
        if match:
            yield number, re.split(r"\s#|\s{2,}|[|;`]", match.group(1).strip())[0].split()


def complaint(program, words):
    """What is wrong with a command line, or None."""
    verbs = []
    for word in words:
        if not re.fullmatch(r"[a-z][a-z-]*", word):
            break
        verbs.append(word)
    while True:
        result = subprocess.run(
            [program, *verbs, "--help"], text=True, capture_output=True, check=False, timeout=30
        )
        if result.returncode == 0 or len(verbs) <= 1:
            break
        verbs.pop()  # it may be an argument: an id, a file
    if result.returncode:
        return f"`usherctl {' '.join(verbs)}` is no command: {result.stderr.strip()}"
    for word in words:
        option = word.split("=")[0]
        if option.startswith("--") and option not in result.stdout:
            return f"`usherctl {' '.join(verbs)}` has no option {option}"
    return None


def main():
    program, *paths = sys.argv[1:]
    looked_at = failed = 0
    for path in paths:
        for number, words in lines(pathlib.Path(path).read_text(encoding="utf-8")):
            looked_at += 1
            wrong = complaint(program, words)
            if wrong:
                failed += 1
                print(f"{path}:{number}: {wrong}")
    if looked_at == 0:
        print("no usherctl line was found in these files: nothing was checked")
        return 1
    print(f"{looked_at} command lines, {failed} wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
