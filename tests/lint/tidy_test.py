import json
import os
import pathlib
import shutil
import tempfile
import unittest
from unittest import mock

import sample
import tidy

LONG = "int f(int x) {\n" + "".join(f"  x += {i};\n" for i in range(70)) + "  return x;\n}\n"


@unittest.skipUnless(
    shutil.which("clang-tidy") and shutil.which("g++"), "clang-tidy is not installed"
)
class Tidy(unittest.TestCase):
    def found(self, root):
        build = root / "build" / "dev"
        build.mkdir(parents=True, exist_ok=True)
        entry = {
            "directory": str(build),
            "file": str(root / "routing/a.cc"),
            "command": f"env X=1 ccache g++ -std=c++20 -I{root} -o a.o -c {root}/routing/a.cc",
        }
        (build / "compile_commands.json").write_text(json.dumps([entry]), encoding="utf-8")
        with mock.patch.dict(os.environ, XDG_CACHE_HOME=self.cache.name):
            return tidy.check(root, build)

    def setUp(self):
        self.cache = tempfile.TemporaryDirectory()
        self.addCleanup(self.cache.cleanup)

    def remembered(self):
        return sorted((pathlib.Path(self.cache.name) / "usher/tidy").iterdir())

    def tree(self, text):
        settings = (sample.ROOT / ".clang-tidy").read_text(encoding="utf-8")
        return sample.tree_with({".clang-tidy": settings, "routing/a.cc": text})

    def test_a_clean_file_passes_and_is_remembered(self):
        with self.tree("int f() { return 1; }\n") as root:
            self.assertEqual(self.found(root), [])
            self.assertEqual(len(self.remembered()), 1)
            self.assertEqual(self.found(root), [])

    def test_what_is_remembered_counts_in_another_checkout(self):
        text = "int f() { return 1; }\n"
        with self.tree(text) as first, self.tree(text) as second:
            self.assertEqual(self.found(first), [])
            before = self.remembered()
            self.assertEqual(self.found(second), [])
            self.assertEqual(self.remembered(), before)

    def test_a_use_after_move_is_found_with_its_line(self):
        text = (
            "#include <string>\n#include <utility>\n"
            "std::size_t f(std::string a) {\n"
            "  std::string b = std::move(a);\n"
            "  return a.size() + b.size();\n}\n"
        )
        with self.tree(text) as root:
            findings = self.found(root)
            self.assertEqual([(f.path, f.line) for f in findings], [("routing/a.cc", 5)])
            self.assertIn("bugprone-use-after-move", findings[0].message)
            self.assertEqual(len(self.found(root)), 1, "a finding is never remembered as clean")

    def test_a_function_of_more_than_60_lines_is_found(self):
        with self.tree(LONG) as root:
            self.assertIn("readability-function-size", self.found(root)[0].message)

    def test_a_file_that_does_not_compile_is_found(self):
        with self.tree("int f( {\n") as root:
            self.assertTrue(self.found(root))


if __name__ == "__main__":
    unittest.main()
