"""Compares the public contract with the last release's and fails on what would break a client.

The rules are written down in proto/COMPATIBILITY.md; each finding names one. The released contract
is a FileDescriptorSet in proto/released/; --release stores today's there.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

import tree

RELEASED = "proto/released/usher_v1.binpb"
Field = descriptor_pb2.FieldDescriptorProto

_CLASS_OPTION = 50901  # usher.v1.data_class


class NotCompiled(Exception):
    """protoc refused the contract; the message is its own."""


def protos(root):
    """The files of the public contract, relative to proto/."""
    base = pathlib.Path(root) / "proto"
    return sorted(
        str(path)
        for path in tree.files(base, (".proto",))
        if path.parts[0] == "usher" and path.parts[1] != "journal"
    )


def compile_protos(root, with_comments=False):
    """Today's contract as a FileDescriptorSet, without the files it imports from elsewhere."""
    base = pathlib.Path(root) / "proto"
    names = protos(root)
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "set"
        command = ["protoc", f"-I{base}", f"--descriptor_set_out={out}", *names]
        if with_comments:
            command.append("--include_source_info")
        result = subprocess.run(command, text=True, capture_output=True, check=False)
        if result.returncode:
            raise NotCompiled(result.stderr.strip())
        return descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())


def _varint(data, position):
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, position


def data_class(field):
    """The classification of a field: the varint extension in its options, 0 when there is none."""
    data = field.options.SerializeToString()
    position = 0
    found = 0
    while position < len(data):
        tag, position = _varint(data, position)
        if tag & 7 == 0:
            value, position = _varint(data, position)
            if tag >> 3 == _CLASS_OPTION:
                found = value
        elif tag & 7 == 2:
            length, position = _varint(data, position)
            position += length
        else:
            position += 8 if tag & 7 == 1 else 4
    return found


def _messages(file):
    """Every message of a file by its full name, nested ones too."""
    stack = [(f"{file.package}.{m.name}", m) for m in file.message_type]
    while stack:
        name, message = stack.pop()
        yield name, message
        stack += [(f"{name}.{nested.name}", nested) for nested in message.nested_type]


def _enums(file):
    for enum in file.enum_type:
        yield f"{file.package}.{enum.name}", enum
    for name, message in _messages(file):
        for enum in message.enum_type:
            yield f"{name}.{enum.name}", enum


def _label(field):
    if field.label == Field.LABEL_REPEATED:
        return "repeated"
    return "optional" if field.proto3_optional else "singular"


def _oneof(message, field):
    if field.HasField("oneof_index") and not field.proto3_optional:
        return message.oneof_decl[field.oneof_index].name
    return ""


def _type(field):
    return field.type_name.lstrip(".") or Field.Type.Name(field.type)[5:].lower()


class Comparison:
    def __init__(self):
        self.findings = []

    def broken(self, file, rule, what):
        self.findings.append(tree.Finding(f"proto/{file}", 1, f"[{rule}] {what}"))

    def files(self, old, new):
        news = {file.name: file for file in new.file}
        for file in old.file:
            current = news.get(file.name)
            if current is None:
                self.broken(file.name, "FILE_KEPT", "the file was removed or renamed")
                continue
            if current.package != file.package:
                self.broken(
                    file.name, "PACKAGE_KEPT", f"package {file.package} became {current.package}"
                )
                continue
            self.parts(file, current)

    def parts(self, old, new):
        pairs = (
            ("message", _messages, self.message),
            ("enum", _enums, self.enum),
            ("service", lambda f: ((f"{f.package}.{s.name}", s) for s in f.service), self.service),
        )
        for kind, listed, compare in pairs:
            news = dict(listed(new))
            for name, element in listed(old):
                if name in news:
                    compare(old.name, name, element, news[name])
                else:
                    self.broken(
                        old.name,
                        f"{kind.upper()}_KEPT",
                        f"{kind} {name} was removed, renamed or moved to another file",
                    )

    def message(self, file, name, old, new):
        by_number = {field.number: field for field in new.field}
        numbers = {field.name: field.number for field in new.field}
        for field in old.field:
            full = f"{name}.{field.name}"
            current = by_number.get(field.number)
            if field.name in numbers and numbers[field.name] != field.number:
                self.broken(
                    file,
                    "FIELD_NUMBER",
                    f"{full} was number {field.number} and is {numbers[field.name]}",
                )
            elif current is None:
                self.broken(
                    file, "FIELD_KEPT", f"{full} = {field.number} was removed; deprecate it instead"
                )
            elif current.name != field.name:
                self.broken(
                    file,
                    "FIELD_NAME",
                    f"{full} = {field.number} is called {current.name} now: JSON breaks",
                )
            else:
                self.field(file, full, (old, field), (new, current))
        self.reserved(file, name, old, new)

    def field(self, file, full, before, after):
        (old_message, old), (new_message, new) = before, after
        for rule, was, now in (
            ("FIELD_TYPE", _type(old), _type(new)),
            ("FIELD_LABEL", _label(old), _label(new)),
            ("FIELD_ONEOF", _oneof(old_message, old), _oneof(new_message, new)),
            ("FIELD_JSON_NAME", old.json_name, new.json_name),
        ):
            if was != now:
                self.broken(file, rule, f"{full} was {was or 'outside'} and is {now or 'outside'}")
        if data_class(old) > 1 and data_class(new) <= 1:
            self.broken(
                file,
                "FIELD_CLASS",
                f"{full} had data class {data_class(old)} and is public"
                " now: what was redacted would be logged",
            )

    def reserved(self, file, name, old, new):
        kept = {
            number for r in new.reserved_range for number in range(r.start, min(r.end, 1 << 16))
        }
        for r in old.reserved_range:
            for number in range(r.start, min(r.end, 1 << 16)):
                if number not in kept:
                    self.broken(file, "RESERVED_KEPT", f"{name} no longer reserves {number}")
        for reserved in set(old.reserved_name) - set(new.reserved_name):
            self.broken(file, "RESERVED_KEPT", f'{name} no longer reserves "{reserved}"')

    def enum(self, file, name, old, new):
        numbers = {value.name: value.number for value in new.value}
        for value in old.value:
            if value.name not in numbers:
                self.broken(file, "ENUM_VALUE_KEPT", f"{name}.{value.name} was removed or renamed")
            elif numbers[value.name] != value.number:
                self.broken(
                    file,
                    "ENUM_VALUE_NUMBER",
                    f"{name}.{value.name} was {value.number} and" f" is {numbers[value.name]}",
                )

    def service(self, file, name, old, new):
        methods = {method.name: method for method in new.method}
        for method in old.method:
            full = f"{name}.{method.name}"
            current = methods.get(method.name)
            if current is None:
                self.broken(file, "METHOD_KEPT", f"{full} was removed or renamed")
                continue
            for rule, was, now in (
                ("METHOD_REQUEST", method.input_type, current.input_type),
                ("METHOD_RESPONSE", method.output_type, current.output_type),
                (
                    "METHOD_STREAMING",
                    (method.client_streaming, method.server_streaming),
                    (current.client_streaming, current.server_streaming),
                ),
            ):
                if was != now:
                    self.broken(file, rule, f"{full} was {was} and is {now}")


def compare(old, new):
    comparison = Comparison()
    comparison.files(old, new)
    return sorted(comparison.findings)


def check(root):
    released = pathlib.Path(root) / RELEASED
    if not released.exists():
        print(f"proto: nothing was released yet ({RELEASED} is not there), nothing to compare with")
        return []
    old = descriptor_pb2.FileDescriptorSet.FromString(released.read_bytes())
    try:
        return compare(old, compile_protos(root))
    except NotCompiled as error:
        return [tree.Finding("proto", 1, str(error))]


def release(root):
    """Stores today's contract as the released one; refuses when it breaks the last one."""
    findings = check(root)
    if not findings:
        path = pathlib.Path(root) / RELEASED
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(compile_protos(root).SerializeToString(deterministic=True))
        print(f"proto: wrote {RELEASED}")
    return findings


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY)
    parser.add_argument("--release", action="store_true")
    arguments = parser.parse_args()
    action = release if arguments.release else check
    sys.exit(tree.report("proto", action(arguments.root)))
