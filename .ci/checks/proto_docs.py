"""Fails on a part of the public contract that has no sentence: what a client reads in its editor.

Zero values of enums may go without one ("unspecified" says it all).
"""

import argparse
import sys

import proto_compat
import tree

# Field numbers in descriptor.proto, as paths of SourceCodeInfo use them.
_MESSAGE, _ENUM, _SERVICE = 4, 5, 6
_FIELD, _NESTED, _NESTED_ENUM, _VALUE, _METHOD = 2, 3, 4, 2, 2


def _parts(file):
    """(path, kind, name) of everything that wants a sentence."""

    def enum(path, name, found):
        yield path, "enum", name
        for index, value in enumerate(found.value):
            if value.number != 0:
                yield path + (_VALUE, index), "value", f"{name}.{value.name}"

    def message(path, name, found):
        if found.options.map_entry:
            return
        yield path, "message", name
        for index, field in enumerate(found.field):
            yield path + (_FIELD, index), "field", f"{name}.{field.name}"
        for index, nested in enumerate(found.nested_type):
            yield from message(path + (_NESTED, index), f"{name}.{nested.name}", nested)
        for index, nested in enumerate(found.enum_type):
            yield from enum(path + (_NESTED_ENUM, index), f"{name}.{nested.name}", nested)

    for index, found in enumerate(file.message_type):
        yield from message((_MESSAGE, index), found.name, found)
    for index, found in enumerate(file.enum_type):
        yield from enum((_ENUM, index), found.name, found)
    for index, service in enumerate(file.service):
        yield (_SERVICE, index), "service", service.name
        for number, method in enumerate(service.method):
            yield (_SERVICE, index, _METHOD, number), "method", f"{service.name}.{method.name}"


# Requests, responses and enums are explained by their method or field where they have no words.
_EXPLAINED_ELSEWHERE = ("message", "enum")


def check(root):
    try:
        contract = proto_compat.compile_protos(root, with_comments=True)
    except proto_compat.NotCompiled as error:
        return [tree.Finding("proto", 1, str(error))]
    findings = []
    for file in contract.file:
        places = {tuple(place.path): place for place in file.source_code_info.location}
        for path, kind, name in _parts(file):
            place = places[path]
            words = place.leading_comments.strip() or place.trailing_comments.strip()
            if kind not in _EXPLAINED_ELSEWHERE and len(words.split()) < 2:
                findings.append(
                    tree.Finding(
                        f"proto/{file.name}",
                        place.span[0] + 1,
                        f"{kind} {name} has no sentence: say its meaning, default, unit,"
                        " consequence",
                    )
                )
    return findings


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=tree.REPOSITORY)
    sys.exit(tree.report("proto-docs", check(parser.parse_args().root)))
