import pathlib
import unittest

import sample
import arrows

TABLE = arrows.Table(arrows.TABLE.read_text(encoding="utf-8"))


def found(files):
    with sample.tree_with(files) as root:
        return arrows.check(root, TABLE)


class Arrows(unittest.TestCase):
    def refuses(self, path, include, *words):
        findings = found(sample.with_line(path, include))
        self.assertEqual(len(findings), 1, findings)
        text = str(findings[0])
        self.assertTrue(text.startswith(f"{path}:"), text)
        line = sample.with_line(path, include)[path].splitlines().index(include) + 1
        self.assertEqual(findings[0].line, line)
        for word in words:
            self.assertIn(word, text)

    def test_a_clean_tree_passes(self):
        self.assertEqual(found({}), [])

    def test_routing_may_not_look_at_the_engine(self):
        self.refuses(
            "routing/order.cc",
            '#include "engine/core/state.h"',
            "arrow routing -> engine/core",
            "may include from: nothing",
        )

    def test_the_core_may_not_use_grpc(self):
        self.refuses(
            "engine/core/state.h", "#include <grpcpp/grpcpp.h>", "engine/core -> grpc", "absl-pure"
        )

    def test_the_core_may_not_use_abseil_synchronization(self):
        self.refuses(
            "engine/core/state.h",
            '#include "absl/synchronization/mutex.h"',
            "engine/core -> absl",
        )

    def test_the_core_may_not_use_generated_messages(self):
        self.refuses(
            "engine/core/state.h", '#include "usher/v1/contact.pb.h"', "proto usher/v1", "nothing"
        )

    def test_the_services_may_not_read_the_journal_format(self):
        self.refuses(
            "engine/rpc/server.cc", '#include "usher/journal/v1/record.pb.h"', "usher/journal/v1"
        )

    def test_the_services_may_not_use_boost(self):
        self.refuses("engine/rpc/server.cc", "#include <boost/asio.hpp>", "engine/rpc -> boost")

    def test_an_adapter_may_not_look_at_another_adapter(self):
        findings = found(
            {
                "channels/chat/chat.h": "// x\n",
                "channels/phone/phone.cc": '#include "channels/chat/chat.h"\n',
            }
        )
        self.assertEqual(len(findings), 1)
        self.assertIn("arrow channels/phone -> channels/chat", findings[0].message)

    def test_an_adapter_may_not_look_at_the_core(self):
        findings = found({"channels/phone/phone.cc": '#include "engine/core/state.h"\n'})
        self.assertIn("arrow channels/phone -> engine/core", findings[0].message)

    def test_a_path_that_does_not_start_at_the_root_is_refused(self):
        self.refuses("routing/order.cc", '#include "order.h"', "include from its root")

    def test_a_folder_without_an_entry_is_refused(self):
        findings = found({"helpers/strings.cc": "int x;\n"})
        self.assertEqual([f.path for f in findings], ["helpers/strings.cc"])
        self.assertIn("has no entry", findings[0].message)

    def test_tests_may_look_at_everything(self):
        text = '#include "engine/core/state.h"\n#include <boost/asio.hpp>\n'
        self.assertEqual(found({"tests/engine/core/state_test.cc": text}), [])

    def test_a_table_that_names_an_unknown_folder_is_refused(self):
        text = arrows.TABLE.read_text(encoding="utf-8").replace('"engine/core"]', '"engine/cor"]')
        with self.assertRaisesRegex(ValueError, "unknown folder engine/cor"):
            arrows.Table(text)

    def test_the_document_shows_the_table(self):
        self.assertEqual(arrows.check_docs(sample.ROOT, TABLE, fix=False), [])

    def test_a_stale_document_is_found_and_repaired(self):
        text = f"# A\n\n{arrows.BEGIN}\n\nlast year\n\n{arrows.END}\n\nthe rest\n"
        with sample.tree_with({arrows.DOCS: text}) as root:
            self.assertIn("not the one", arrows.check_docs(root, TABLE, fix=False)[0].message)
            self.assertEqual(arrows.check_docs(root, TABLE, fix=True), [])
            self.assertEqual(arrows.check_docs(root, TABLE, fix=False), [])
            kept = pathlib.Path(root, arrows.DOCS).read_text(encoding="utf-8")
            self.assertIn("the rest", kept)
            self.assertNotIn("last year", kept)


if __name__ == "__main__":
    unittest.main()
