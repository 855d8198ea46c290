"""Renders docs/configuration.md from the comments of the schema, and checks that it is current.

    config_docs.py DESCRIPTOR_SET            fails where the page is not what the schema says
    config_docs.py DESCRIPTOR_SET --write    writes the page
"""

import argparse
import pathlib
import sys

from google.protobuf import descriptor_pb2

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "configuration.md"
ROOT_MESSAGE = "usher.v1.Config"
Field = descriptor_pb2.FieldDescriptorProto

INTRODUCTION = """# Configuration

<!-- Written by tests/engine/config/config_docs.py from proto/usher/v1/*.proto: change
those and run it with --write. -->

One YAML file holds everything: the daemon's addresses and the agencies it hosts. Its keys are the
fields of `proto/usher/v1/config.proto`, so that the file, the API and this page never differ.
`deploy/sample/agency.yaml` is a commented tour, `deploy/sample/minimal.yaml` the smallest useful
file.

```
usherctl config check FILE
```

names each mistake by line and column, says what is wrong and what would be right, and warns of
what is allowed but probably not meant. Nothing of a file with an error is put in force.

How values are written:

| Type | Written as |
|---|---|
| text | Plain or in quotes. Texts for people: at most 256 bytes on one line. |
| number | Digits: `20`, `-5`. |
| yes or no | `true` or `false`. |
| length of time | `20s`, `5m`, `1h30m`, `250ms`, `30d`; decimals in seconds only: `1.5s`. |
| one of a list | The name, in upper or lower case: `PHONE`, `phone`. |
| list | `[a, b]`, or one `- ` a line. |

A key that is left out has its default. Anchors and aliases work; merge keys (`<<`) and tags
(`!x`) don't. A file is UTF-8, at most 8 MiB, one YAML document, with at most 1,000,000 values
behind all aliases.

Skills are asked for in expressions: `benefits >= 3 and (housing or tax >= 2)`. A bare name means
a level of at least 1; `and` binds tighter than `or`.

Languages are BCP 47 tags with a modality. Some rules save people from a wrong match: a sign
language is only ever `SIGNED`; spoken Chinese is `cmn` or `yue`, never `zh`; written Chinese
names its script (`zh-Hans`, `zh-Hant`); `und` means "to be found out", and agents who can find
out list it among their languages.
"""


class Schema:
    def __init__(self, files):
        self.messages, self.enums, self.comments = {}, {}, {}
        for file in files:
            comments = {tuple(l.path): l.leading_comments for l in file.source_code_info.location}
            for i, message in enumerate(file.message_type):
                self._message(file.package, message, (4, i), comments)
            for i, enum in enumerate(file.enum_type):
                self._enum(file.package, enum, (5, i), comments)

    def _message(self, scope, message, path, comments):
        name = f"{scope}.{message.name}"
        self.messages[name] = message
        self.comments[name] = comments.get(path, "")
        for i, field in enumerate(message.field):
            self.comments[f"{name}.{field.name}"] = comments.get(path + (2, i), "")
        for i, enum in enumerate(message.enum_type):
            self._enum(name, enum, path + (4, i), comments)

    def _enum(self, scope, enum, path, comments):
        name = f"{scope}.{enum.name}"
        self.enums[name] = enum
        self.comments[name] = comments.get(path, "")
        for i, value in enumerate(enum.value):
            self.comments[f"{name}.{value.name}"] = comments.get(path + (2, i), "")

    def comment(self, name):
        text = " ".join(self.comments.get(name, "").split())
        return text.replace("|", "\\|")


def anchor(type_name):
    return type_name.rsplit(".", 1)[-1].lower()


def short(type_name):
    name = type_name.rsplit(".", 1)[-1]
    return name[: -len("Config")] if name.endswith("Config") and name != "Config" else name


def value_name(enum, value):
    prefix = "".join("_" + c if c.isupper() else c.upper() for c in enum.name).lstrip("_") + "_"
    return value.name[len(prefix) :] if value.name.startswith(prefix) else value.name


def type_text(field):
    names = {
        Field.TYPE_STRING: "text",
        Field.TYPE_INT32: "number",
        Field.TYPE_INT64: "number",
        Field.TYPE_BOOL: "yes or no",
    }
    if field.type in names:
        text = names[field.type]
    elif field.type_name == ".google.protobuf.Duration":
        text = "length of time"
    elif field.type_name == ".google.protobuf.Timestamp":
        text = "time"
    else:
        text = f"[{short(field.type_name)}](#{anchor(field.type_name)})"
    return f"list of {text}" if field.label == Field.LABEL_REPEATED else text


def reachable(schema, name, seen):
    """Messages and enums below `name`, each once, in the order in which a reader meets them."""
    if name in seen or not (name in schema.messages or name in schema.enums):
        return
    seen.append(name)
    for field in schema.messages[name].field if name in schema.messages else []:
        if field.type_name.startswith(".usher."):
            reachable(schema, field.type_name[1:], seen)


def message_part(schema, name):
    lines = ["", f'## <a id="{anchor(name)}"></a>{short(name)}']
    if schema.comment(name):
        lines += ["", schema.comment(name)]
    lines += ["", "| Key | Type | Meaning, range and default |", "|---|---|---|"]
    for field in schema.messages[name].field:
        meaning = schema.comment(f"{name}.{field.name}")
        if not meaning:
            sys.exit(f"{name}.{field.name} has no comment")
        lines.append(f"| `{field.name}` | {type_text(field)} | {meaning} |")
    return lines


def enum_part(schema, name):
    enum = schema.enums[name]
    lines = ["", f'## <a id="{anchor(name)}"></a>{short(name)}']
    if schema.comment(name):
        lines += ["", schema.comment(name)]
    lines += ["", "| Value | Meaning |", "|---|---|"]
    for value in enum.value:
        if value.number != 0:
            meaning = schema.comment(f"{name}.{value.name}")
            lines.append(f"| `{value_name(enum, value)}` | {meaning} |")
    return lines


def render(schema):
    names = []
    reachable(schema, ROOT_MESSAGE, names)
    lines = INTRODUCTION.splitlines()
    for name in [n for n in names if n in schema.messages]:
        lines += message_part(schema, name)
    for name in [n for n in names if n in schema.enums]:
        lines += enum_part(schema, name)
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("descriptor_set", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    files = descriptor_pb2.FileDescriptorSet.FromString(arguments.descriptor_set.read_bytes())
    page = render(Schema(files.file))
    if arguments.write:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        sys.exit(
            f"{PAGE.relative_to(ROOT)} is not what the schema says; run\n"
            f"  python3 {pathlib.Path(__file__).relative_to(ROOT)} "
            f"{arguments.descriptor_set} --write"
        )


if __name__ == "__main__":
    main()
