import shutil
import unittest

import sample
import clang_format
import headers
import python
import shell
import sizes


def found(check, files):
    with sample.tree_with(files) as root:
        return check.check(root)


class Sizes(unittest.TestCase):
    def test_a_clean_tree_passes(self):
        self.assertEqual(found(sizes, {}), [])

    def test_a_file_of_400_lines_passes_and_one_of_401_does_not(self):
        self.assertEqual(found(sizes, {"routing/a.cc": "int x;\n" * 400}), [])
        findings = found(sizes, {"routing/a.cc": "int x;\n" * 401})
        self.assertEqual(len(findings), 1)
        self.assertIn("401 lines; at most 400", findings[0].message)

    def test_a_long_line_of_a_script_is_found(self):
        findings = found(sizes, {"cmake/a.cmake": "# short\n# " + "x" * 99 + "\n"})
        self.assertEqual([(f.path, f.line) for f in findings], [("cmake/a.cmake", 2)])

    def test_build_folders_are_not_looked_at(self):
        self.assertEqual(found(sizes, {"build/dev/a.cc": "int x;\n" * 999}), [])


class Headers(unittest.TestCase):
    def test_a_clean_tree_passes(self):
        self.assertEqual(found(headers, {}), [])

    def test_a_header_without_an_opening_comment_is_found(self):
        text = "#ifndef USHER_ROUTING_A_H_\n#define USHER_ROUTING_A_H_\n#endif\n"
        findings = found(headers, {"routing/a.h": text})
        self.assertIn("opens with a // comment", findings[0].message)

    def test_a_wrong_guard_is_found(self):
        text = sample.CLEAN["routing/order.h"].replace("ROUTING_ORDER_H_", "ORDER_H_")
        findings = found(headers, {"routing/order.h": text})
        self.assertIn("USHER_ROUTING_ORDER_H_", findings[0].message)


@unittest.skipUnless(shutil.which("clang-format"), "clang-format is not installed")
class Format(unittest.TestCase):
    def settings(self):
        return {".clang-format": (sample.ROOT / ".clang-format").read_text(encoding="utf-8")}

    def test_a_clean_tree_passes(self):
        self.assertEqual(found(clang_format, self.settings()), [])

    def test_an_unformatted_line_is_found_once_a_file_and_repaired(self):
        files = {**self.settings(), "routing/a.cc": "int  x;\nint   y;\n"}
        with sample.tree_with(files) as root:
            findings = clang_format.check(root)
            self.assertEqual([(f.path, f.line) for f in findings], [("routing/a.cc", 1)])
            clang_format.check(root, fix=True)
            self.assertEqual(clang_format.check(root), [])


@unittest.skipUnless(shutil.which("black"), "black is not installed")
class Python(unittest.TestCase):
    def test_an_unformatted_file_is_found_and_repaired(self):
        with sample.tree_with({"tests/a.py": "x  =  1\n", "tests/b.py": "x = 1\n"}) as root:
            self.assertEqual([f.path for f in python.check(root)], ["tests/a.py"])
            python.check(root, fix=True)
            self.assertEqual(python.check(root), [])


@unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
class Shell(unittest.TestCase):
    def test_a_clean_script_passes_and_an_unquoted_variable_is_found(self):
        clean = '#!/usr/bin/env bash\nrm -- "$1"\n'
        self.assertEqual(found(shell, {"tool": clean}), [])
        findings = found(shell, {"tool": "#!/usr/bin/env bash\ncd $1\n"})
        self.assertEqual([(f.path, f.line) for f in findings], [("tool", 2)])
        self.assertIn("SC2164", findings[0].message)


if __name__ == "__main__":
    unittest.main()
