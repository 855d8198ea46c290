import pathlib
import shutil
import unittest

import sample
import proto_compat
import proto_docs

CONTRACT = """\
syntax = "proto3";
package usher.v1;
import "usher/v1/annotations.proto";

service Contacts {
  rpc Get(Request) returns (Contact);
  rpc Watch(Request) returns (stream Contact);
}

message Request { string name = 1; }

message Contact {
  reserved 9;
  reserved "colour";
  enum State { STATE_UNSPECIFIED = 0; WAITING = 1; DONE = 2; }
  message Place { int64 ahead = 1; }
  string name = 1;
  State state = 2;
  repeated string languages = 3;
  optional int32 attempts = 4;
  oneof origin { string number = 5; string site = 6; }
  string note = 7 [(usher.v1.data_class) = IDENTITY];
}
"""

ANNOTATIONS = """\
syntax = "proto3";
package usher.v1;
import "google/protobuf/descriptor.proto";
enum DataClass { UNSPECIFIED = 0; OPERATIONAL = 1; IDENTITY = 2; NEED = 3; }
extend google.protobuf.FieldOptions { DataClass data_class = 50901; }
"""

# What breaks a client: rule, text that stands in the contract, what it becomes.
BREAKS = [
    ("PACKAGE_KEPT", "package usher.v1;", "package usher.v2;"),
    ("MESSAGE_KEPT", "  message Place { int64 ahead = 1; }\n", ""),
    ("ENUM_KEPT", "State", "Condition"),
    ("SERVICE_KEPT", "service Contacts {", "service People {"),
    ("FIELD_KEPT", " string site = 6; }", "}"),
    ("FIELD_KEPT", "message Place { int64 ahead = 1; }", "message Place { reserved 1; }"),
    ("FIELD_NUMBER", "string name = 1;\n  State", "string name = 8;\n  State"),
    ("FIELD_NAME", "languages = 3", "tongues = 3"),
    ("FIELD_TYPE", "int64 ahead = 1", "sint64 ahead = 1"),
    ("FIELD_TYPE", "optional int32 attempts", "optional State attempts"),
    ("FIELD_LABEL", "optional int32 attempts", "int32 attempts"),
    ("FIELD_LABEL", "repeated string languages", "string languages"),
    (
        "FIELD_ONEOF",
        "oneof origin { string number = 5; string site = 6; }",
        "string number = 5; string site = 6;",
    ),
    ("FIELD_JSON_NAME", "string note = 7 [", 'string note = 7 [json_name = "text", '),
    ("FIELD_CLASS", " [(usher.v1.data_class) = IDENTITY]", ""),
    ("RESERVED_KEPT", "  reserved 9;\n", ""),
    ("RESERVED_KEPT", '  reserved "colour";\n', ""),
    ("ENUM_VALUE_KEPT", " DONE = 2;", ""),
    ("ENUM_VALUE_NUMBER", "DONE = 2", "DONE = 3"),
    ("METHOD_KEPT", "  rpc Get(Request) returns (Contact);\n", ""),
    ("METHOD_REQUEST", "Get(Request)", "Get(Contact)"),
    ("METHOD_RESPONSE", "returns (Contact)", "returns (Request)"),
    ("METHOD_STREAMING", "(stream Contact)", "(Contact)"),
]

# What a client does not notice.
ADDITIONS = [
    ("string note = 7", "string added = 8; string note = 7"),
    ("DONE = 2;", "DONE = 2; LOST = 3;"),
    ("rpc Get(", "rpc List(Request) returns (Contact);\n  rpc Get("),
    ("message Request {", "message Added { string name = 1; }\nmessage Request {"),
    ("string site = 6;", "string site = 6; string page = 10;"),
    ("= IDENTITY", "= NEED"),
    ("string note = 7 [", "string note = 7 [deprecated = true, "),
]


def tree(contract):
    return sample.tree_with(
        {"proto/usher/v1/contact.proto": contract, "proto/usher/v1/annotations.proto": ANNOTATIONS}
    )


def findings_after(old, new):
    """Findings when `old` was released and the contract became `new`."""
    with tree(old) as root:
        if proto_compat.release(root):
            raise AssertionError("the first release can't break anything")
        (root / "proto/usher/v1/contact.proto").write_text(new, encoding="utf-8")
        return proto_compat.check(root)


@unittest.skipUnless(shutil.which("protoc"), "protoc is not installed")
class Compatibility(unittest.TestCase):
    def test_the_same_contract_passes(self):
        self.assertEqual(findings_after(CONTRACT, CONTRACT), [])

    def test_before_the_first_release_there_is_nothing_to_break(self):
        with tree(CONTRACT) as root:
            self.assertEqual(proto_compat.check(root), [])

    def test_every_break_is_found_by_the_name_of_its_rule(self):
        for rule, old, new in BREAKS:
            with self.subTest(rule=rule, change=f"{old} -> {new}"):
                self.assertIn(old, CONTRACT)
                findings = findings_after(CONTRACT, CONTRACT.replace(old, new))
                self.assertIn(f"[{rule}]", " ".join(f.message for f in findings), findings)
                self.assertEqual({f.path for f in findings}, {"proto/usher/v1/contact.proto"})

    def test_every_rule_of_the_page_is_tested_and_every_rule_is_on_the_page(self):
        page = pathlib.Path(sample.ROOT, "proto/COMPATIBILITY.md").read_text(encoding="utf-8")
        listed = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
        self.assertEqual(listed, {rule for rule, _, _ in BREAKS} | {"FILE_KEPT"})

    def test_a_removed_file_is_found(self):
        with tree(CONTRACT) as root:
            proto_compat.release(root)
            (root / "proto/usher/v1/contact.proto").unlink()
            self.assertIn("[FILE_KEPT]", proto_compat.check(root)[0].message)

    def test_additions_pass(self):
        for old, new in ADDITIONS:
            with self.subTest(change=f"{old} -> {new}"):
                self.assertIn(old, CONTRACT)
                self.assertEqual(findings_after(CONTRACT, CONTRACT.replace(old, new, 1)), [])

    def test_a_release_that_breaks_the_last_one_is_refused(self):
        with tree(CONTRACT) as root:
            proto_compat.release(root)
            released = (root / proto_compat.RELEASED).read_bytes()
            changed = CONTRACT.replace(" DONE = 2;", "")
            (root / "proto/usher/v1/contact.proto").write_text(changed, encoding="utf-8")
            self.assertTrue(proto_compat.release(root))
            self.assertEqual((root / proto_compat.RELEASED).read_bytes(), released)

    def test_a_contract_that_does_not_compile_is_found(self):
        findings = findings_after(CONTRACT, CONTRACT.replace("State state", "Stat state"))
        self.assertEqual(len(findings), 1)
        self.assertIn('"Stat" is not defined', findings[0].message)

    def test_the_journal_is_no_part_of_the_public_contract(self):
        files = {
            "proto/usher/journal/v1/r.proto": 'syntax = "proto3";\npackage usher.journal.v1;\n'
        }
        with sample.tree_with(files) as root:
            self.assertEqual(proto_compat.protos(root), [])


DOCUMENTED = """\
syntax = "proto3";
package usher.v1;
// Finds people.
service People {
  // Finds one.
  rpc Find(Person) returns (Person);
}
message Person {
  enum Mood {
    MOOD_UNSPECIFIED = 0;
    // All is well.
    CALM = 1;
  }
  // Given name, 1 to 100 characters.
  string name = 1;
  Mood mood = 2;  // Right now.
}
"""


@unittest.skipUnless(shutil.which("protoc"), "protoc is not installed")
class Sentences(unittest.TestCase):
    def found(self, without):
        self.assertIn(without, DOCUMENTED)
        with tree(CONTRACT) as root:
            (root / "proto/usher/v1/contact.proto").unlink()
            (root / "proto/usher/v1/annotations.proto").unlink()
            text = DOCUMENTED.replace(without, "", 1)
            (root / "proto/usher/v1/person.proto").write_text(text, encoding="utf-8")
            return [f.message.split(" has")[0] for f in proto_docs.check(root)]

    def test_a_contract_with_sentences_passes(self):
        self.assertEqual(self.found(""), [])

    def test_what_has_no_sentence_is_named(self):
        self.assertEqual(self.found("// Finds people.\n"), ["service People"])
        self.assertEqual(self.found("  // Finds one.\n"), ["method People.Find"])
        self.assertEqual(self.found("    // All is well.\n"), ["value Person.Mood.CALM"])
        self.assertEqual(
            self.found("  // Given name, 1 to 100 characters.\n"), ["field Person.name"]
        )
        self.assertEqual(self.found("  // Right now."), ["field Person.mood"])


if __name__ == "__main__":
    unittest.main()
