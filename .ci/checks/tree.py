"""What every check shares: our files, their includes, their code without comments, findings."""

import dataclasses
import pathlib
import re
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = {".git", "build", "node_modules", "dist", "__pycache__", ".cache", "data"}
CODE = (".h", ".cc")


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


def files(root, suffixes=CODE):
    """Our files below root with one of the suffixes, as paths relative to root, sorted."""
    root = pathlib.Path(root)
    found = []
    stack = [root]
    while stack:
        for entry in stack.pop().iterdir():
            if entry.is_dir() and not entry.is_symlink():
                if entry.name not in SKIPPED:
                    stack.append(entry)
            elif entry.suffix in suffixes:
                found.append(entry.relative_to(root))
    return sorted(found)


def read(root, path):
    return (pathlib.Path(root) / path).read_text(encoding="utf-8", errors="replace")


_INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def includes(text):
    """(line number, included name, is it in angle brackets) of every include."""
    for number, line in enumerate(text.splitlines(), 1):
        match = _INCLUDE.match(line)
        if match:
            yield number, match.group(1) or match.group(2), match.group(2) is not None


_TOKEN = re.compile(
    r"""
      (?P<raw>R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)")
    | (?P<line>//[^\n]*)
    | (?P<block>/\*.*?\*/)
    | (?P<string>"(?:\\.|[^"\\\n])*")
    | (?P<number>\b\d(?:'?[0-9a-fA-F])+)
    | (?P<char>'(?:\\.|[^'\\\n])+')
    """,
    re.VERBOSE | re.DOTALL,
)


def code_of(text):
    """The text with comments and the insides of literals blanked out; lines keep their numbers."""

    def blank(match):
        token = match.group(0)
        if match.lastgroup == "number" or match.group("number"):
            return token
        return re.sub(r"[^\n]", " ", token)

    # An include names its file in quotes; it is code.
    lines = text.split("\n")
    blanked = _TOKEN.sub(blank, text).split("\n")
    return "\n".join(line if _INCLUDE.match(line) else code for line, code in zip(lines, blanked))


_ALLOW = re.compile(r"//\s*lint:\s*allow\(([a-z-]+)\)\s*(.*)")


def allowed(lines, number, rule):
    """Whether line `number` (from 1) carries `// lint: allow(rule) reason`, on it or above it."""
    for index in (number - 1, number - 2):
        if 0 <= index < len(lines):
            match = _ALLOW.search(lines[index])
            if match and match.group(1) == rule and len(match.group(2).strip()) >= 10:
                return True
    return False


def report(name, findings):
    """Prints findings; the exit code of a check."""
    for finding in sorted(findings):
        print(finding)
    if findings:
        print(f"{name}: {len(findings)} found", file=sys.stderr)
    return 1 if findings else 0
