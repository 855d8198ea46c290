"""What ./dev and ./dev up say and do, with small programs in place of the real ones."""

import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

import sample

DEV = str(sample.ROOT / "dev")
UP = str(sample.ROOT / ".ci" / "up.sh")

READY = 'echo "usherd: serving gRPC on 127.0.0.1:4711"\n'
STAYS = "trap 'echo drained; exit 0' TERM\nwhile :; do sleep 0.05; done\n"


def run(*command, **environment):
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
    )


class Programs:
    """A folder with an usherd and an ushersim of shell lines that write what they were told."""

    def __init__(self, usherd, ushersim):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        for name, body in (("usherd", usherd), ("ushersim", ushersim)):
            program = self.path / name
            text = f'#!/usr/bin/env bash\necho "$@" >"{self.path}/{name}.args"\n{body}'
            program.write_text(text, encoding="utf-8")
            program.chmod(0o755)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def arguments(self, name):
        return (self.path / f"{name}.args").read_text(encoding="utf-8").split()

    def up(self, *arguments):
        return run(UP, *arguments, USHER_BIN=self.folder.name)


class Dev(unittest.TestCase):
    def test_help_names_every_verb(self):
        shown = run(DEV, "help").stdout
        for verb in "up build test bench simulate fuzz lint format release-proto".split():
            self.assertIn(f"\n  {verb}", shown)

    def test_an_unknown_verb_is_refused_with_the_list(self):
        result = run(DEV, "biuld")
        self.assertEqual(result.returncode, 2)
        self.assertIn("no verb 'biuld'", result.stderr)
        self.assertIn("build [PRESET]", result.stderr)

    def test_an_unknown_preset_is_refused_with_the_list(self):
        result = run(DEV, "build", "debug")
        self.assertEqual(result.returncode, 2)
        self.assertIn("no preset 'debug'; there are: release dev asan tsan fuzz", result.stderr)

    def test_two_filters_are_refused(self):
        self.assertEqual(run(DEV, "test", "a", "b").returncode, 2)

    def test_every_package_is_listed_once_a_group_and_groups_are_sorted(self):
        text = (sample.ROOT / ".ci/packages.txt").read_text(encoding="utf-8")
        for group in text.split("\n[")[1:]:
            names = [n for n in group.split("]", 1)[1].splitlines() if n and n[0] != "#"]
            self.assertEqual(names, sorted(set(names)), group)


class Up(unittest.TestCase):
    def test_a_check_that_sees_everything_passes(self):
        with Programs(READY + STAYS, "exit 0\n") as programs:
            result = programs.up("--check")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("check passed", result.stderr)
            told = programs.arguments("ushersim")
            self.assertEqual(told[:3], ["traffic", "--address", "127.0.0.1:4711"])
            self.assertIn("--check", told)
            data = programs.arguments("usherd")[3]
            self.assertFalse(os.path.exists(data), "the data of a check does not stay")

    def test_a_check_that_misses_something_fails(self):
        with Programs(READY + STAYS, "exit 3\n") as programs:
            result = programs.up("--check")
            self.assertEqual(result.returncode, 1)
            self.assertIn("check failed", result.stderr)

    def test_a_daemon_that_does_not_start_is_shown_with_its_words(self):
        with Programs('echo "port 7420 is in use"; exit 1\n', "exit 0\n") as programs:
            result = programs.up("--check")
            self.assertEqual(result.returncode, 1)
            self.assertIn("port 7420 is in use", result.stderr)
            self.assertIn("did not start", result.stderr)

    def test_a_daemon_that_dies_during_the_check_fails_it(self):
        usherd = (
            READY + 'cd "${0%/*}"; echo $$ >pid; until [[ -e go ]]; do sleep 0.05; done; exit 1\n'
        )
        ushersim = 'cd "${0%/*}"; touch go; while kill -0 "$(<pid)"; do sleep 0.05; done; exit 0\n'
        with Programs(usherd, ushersim) as programs:
            result = programs.up("--check")
            self.assertEqual(result.returncode, 1, result.stderr)
            self.assertIn("ended during the check", result.stderr)

    def test_wrong_arguments_are_refused(self):
        for arguments in (["--port"], ["--port", "x"], ["--port", "65535"], ["--chek"]):
            with self.subTest(arguments=arguments):
                self.assertEqual(run(UP, *arguments).returncode, 2)

    def test_without_check_it_says_where_to_look_and_stops_both_at_a_signal(self):
        with Programs(READY + STAYS, STAYS) as programs:
            process = subprocess.Popen(
                [UP, "--port", "0", "--fresh"],
                env={
                    **os.environ,
                    "USHER_BIN": programs.folder.name,
                    "USHER_UP_DIR": programs.folder.name + "/up",
                },
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            seen = ""
            while "The journal:" not in seen:
                line = process.stdout.readline()
                self.assertTrue(line, seen)
                seen += line
            self.assertIn("127.0.0.1:4711", seen)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)  # ends when nobody holds the pipe: both are gone
            self.assertEqual(process.returncode, 143)


if __name__ == "__main__":
    unittest.main()
