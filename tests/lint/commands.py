"""commands.py PROGRAM FILE...: usherctl or ushersim lines in the files name what exists.

A line counts when it begins with the program's name; what follows `#` or two spaces is talk.
"""

import pathlib
import re
import subprocess
import sys


def lines(name, text):
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(rf"\s*(?:\$ )?{name} (.*)$", line)
        if match:
            yield number, re.split(r"\s#|\s{2,}|[|;`]", match.group(1).strip())[0].split()


def usage_of(program, verbs):
    """(help text, the verbs that the program understood, what may follow them)."""
    result = subprocess.run(
        [program, *verbs, "--help"], text=True, capture_output=True, check=True, timeout=30
    )
    usage = re.search(r"^Usage: \S+ ?([a-z -]*)(.*)$", result.stdout, re.M)
    return result.stdout, usage.group(1).split(), usage.group(2)


def complaint(program, words):
    """What is wrong with a command line, or None."""
    verbs = []
    for word in words:
        if not re.fullmatch(r"[a-z][a-z-]*", word):
            break
        verbs.append(word)
    text, known, follows = usage_of(program, verbs)
    if known != verbs and not re.search(r" \[?(?!SUBCOMMAND|OPTIONS)[A-Z]", follows):
        name = pathlib.Path(program).name
        return f"`{name} {' '.join(verbs)}` is no command; {name} {' '.join(known)}{follows}"
    for word in words:
        option = word.split("=")[0]
        if option.startswith("--") and not re.search(rf"{re.escape(option)}(?![\w-])", text):
            return f"`{pathlib.Path(program).name} {' '.join(known)}` has no option {option}"
    return None


def main():
    program, *paths = sys.argv[1:]
    name = pathlib.Path(program).name
    looked_at = failed = 0
    for path in paths:
        for number, words in lines(name, pathlib.Path(path).read_text(encoding="utf-8")):
            looked_at += 1
            wrong = complaint(program, words)
            if wrong:
                failed += 1
                print(f"{path}:{number}: {wrong}")
    if looked_at == 0:
        print(f"no {name} line was found in these files: nothing was checked")
        return 1
    print(f"{looked_at} command lines, {failed} wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
