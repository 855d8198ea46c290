import unittest

import sample
import banned

# One line of code for each rule, in a folder that the rule covers.
PLANTED = {
    "thread": ("routing/order.cc", "std::jthread worker;"),
    "lock": ("engine/core/state.h", "std::mutex mutex;"),
    "clock": ("engine/core/state.h", "auto now = std::chrono::steady_clock::now();"),
    "random": ("routing/order.cc", "std::mt19937_64 engine;"),
    "file": ("routing/order.cc", 'std::ofstream out("x");'),
    "socket": ("routing/order.cc", "#include <sys/socket.h>"),
    "environment": ("routing/order.cc", 'auto home = getenv("HOME");'),
    "library": ("engine/core/state.h", "grpc::Status status;"),
    "exception": ("routing/order.cc", "void f() { throw 1; }"),
    "floating-point": ("engine/core/state.h", "double wait = 0;"),
    "pointer-order": ("routing/order.cc", "std::set<Contact*> contacts;"),
    "mutable-static": ("routing/order.cc", "static int calls = 0;"),
    "wall-clock": ("engine/rpc/server.cc", "auto now = std::chrono::system_clock::now();"),
    "sleep": ("engine/rpc/server.cc", "std::this_thread::sleep_for(one_second);"),
    "too-new": ("engine/rpc/server.cc", "#include <expected>"),
    "assert": ("routing/order.cc", "void f(int x) { assert(x > 0); }"),
    "console": ("engine/rpc/server.cc", 'void f() { std::cerr << "x"; }'),
    "using-namespace": ("engine/rpc/server.cc", "using namespace std;"),
    "raw-delete": ("routing/order.cc", "void f(int* x) { delete x; }"),
}


def found(files):
    with sample.tree_with(files) as root:
        return banned.check(root)


def rules_of(findings):
    return {f.message.split("[")[1].split("]")[0] for f in findings}


class Banned(unittest.TestCase):
    def test_a_clean_tree_passes(self):
        self.assertEqual(found({}), [])

    def test_every_rule_finds_its_planted_line(self):
        self.assertEqual({rule.name for rule in banned.load()}, set(PLANTED))
        for name, (path, line) in PLANTED.items():
            with self.subTest(rule=name):
                files = sample.with_line(path, line)
                findings = found(files)
                self.assertIn(name, rules_of(findings), findings)
                finding = next(f for f in findings if f"[{name}]" in f.message)
                self.assertEqual(finding.path, path)
                self.assertEqual(files[path].splitlines()[finding.line - 1], line)
                self.assertIn("instead:", finding.message)

    def test_the_pure_rules_hold_only_in_the_pure_folders(self):
        self.assertEqual(found(sample.with_line("engine/rpc/server.cc", "std::mutex mutex;")), [])

    def test_comments_and_literals_are_no_code(self):
        text = '// std::thread\n/* std::mutex\n std::thread */\nauto x = R"(std::thread)";\n'
        self.assertEqual(found({"routing/text.cc": text}), [])

    def test_a_digit_separator_opens_no_literal(self):
        text = "long n = 1'000'000;\nstd::thread t;\nlong m = 2'000;\n"
        self.assertEqual(rules_of(found({"routing/text.cc": text})), {"thread"})

    def test_an_excuse_needs_a_reason(self):
        line = "double share = 0;  // lint: allow(floating-point)"
        self.assertEqual(len(found(sample.with_line("engine/core/state.h", line))), 1)
        reason = line + " shown to people, never compared"
        self.assertEqual(found(sample.with_line("engine/core/state.h", reason)), [])

    def test_an_excuse_holds_for_its_rule_only(self):
        line = "std::mutex m;  // lint: allow(thread) a reason that is long enough"
        self.assertEqual(rules_of(found(sample.with_line("engine/core/state.h", line))), {"lock"})


class UnorderedIteration(unittest.TestCase):
    def refuses(self, text):
        findings = found({"routing/text.cc": text})
        self.assertEqual(rules_of(findings), {"unordered-iteration"}, findings)
        return findings[0]

    def test_a_loop_over_a_member_of_the_header_is_refused(self):
        text = "void Index::f() {\n  for (const auto& [id, name] : names_) use(id);\n}\n"
        files = {"routing/order.cc": '#include "routing/order.h"\n' + text}
        findings = found(files)
        self.assertEqual([(f.path, f.line) for f in findings], [("routing/order.cc", 3)])

    def test_a_loop_over_a_local_is_refused(self):
        self.refuses("void f() {\n  std::unordered_set<int> s;\n  for (int x : s) use(x);\n}\n")

    def test_a_loop_over_a_reference_is_refused(self):
        self.refuses("void f(const absl::flat_hash_set<int>& s) {\n  for (int x : s) use(x);\n}\n")

    def test_a_loop_over_an_alias_is_refused(self):
        self.refuses(
            "using Names = absl::flat_hash_map<int, std::pair<int, int>>;\n"
            "void f(const Names& names) {\n  for (auto& n : names) use(n);\n}\n"
        )

    def test_a_loop_over_a_field_is_refused(self):
        self.refuses(
            "struct S { absl::node_hash_map<int, int> byid; };\n"
            "void f(S& s) {\n  for (auto& n : s.byid) use(n);\n}\n"
        )

    def test_an_iterator_is_refused(self):
        finding = self.refuses("void f(absl::flat_hash_set<int>& s) { use(s.begin()); }\n")
        self.assertIn("s.begin()", finding.message)

    def test_a_loop_over_an_ordered_container_passes(self):
        text = "void f(const std::map<int, int>& m) {\n  for (auto& x : m) use(x);\n}\n"
        self.assertEqual(found({"routing/text.cc": text}), [])

    def test_a_field_with_the_name_of_an_unordered_parameter_passes(self):
        text = (
            "void f(const absl::flat_hash_set<int>& held);\n"
            "void g(const Command& c) {\n  for (int x : c.held) use(x);\n}\n"
        )
        self.assertEqual(found({"routing/text.cc": text}), [])

    def test_a_lookup_passes(self):
        text = "bool f(absl::flat_hash_set<int>& s) { return s.find(1) != s.end(); }\n"
        self.assertEqual(found({"routing/text.cc": text}), [])

    def test_an_excuse_with_a_reason_passes(self):
        text = (
            "void f(absl::flat_hash_set<int>& s) {\n"
            "  // lint: allow(unordered-iteration) a sum does not depend on the order\n"
            "  for (int x : s) total += x;\n}\n"
        )
        self.assertEqual(found({"routing/text.cc": text}), [])


if __name__ == "__main__":
    unittest.main()
