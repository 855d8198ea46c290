"""Runs integrate.py against the real daemon, with stubs made from proto/ for this run."""

import contextlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

HERE = pathlib.Path(__file__).resolve().parent
PROTO = HERE.parents[2] / "proto"
USHERD = os.environ.get("USHERD", "")
PLUGIN = os.environ.get("USHER_GRPC_PYTHON_PLUGIN") or shutil.which("grpc_python_plugin")


def make_stubs(folder):
    """As docs/integrating/python.md says."""
    protos = sorted((PROTO / "usher" / "v1").glob("*.proto"))
    protos += sorted((PROTO / "google" / "rpc").glob("*.proto"))
    subprocess.run(
        [
            "protoc",
            f"-I{PROTO}",
            f"--python_out={folder}",
            f"--grpc_python_out={folder}",
            f"--plugin=protoc-gen-grpc_python={PLUGIN}",
            *map(str, protos),
        ],
        check=True,
    )


class Daemon:
    """usherd on a free port; `address` once it is ready."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [
                USHERD,
                "--config",
                str(HERE / "agency.yaml"),
                "--data-dir",
                f"{folder}/data",
                "--listen",
                "127.0.0.1:0",
                "--http-listen",
                "off",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.errors = []
        self.reader = threading.Thread(target=lambda: self.errors.extend(self.process.stderr))
        self.reader.start()
        timer = threading.Timer(60, self.process.kill)
        timer.start()
        self.address = None
        for line in self.process.stdout:
            if match := re.match(r"usherd: serving gRPC on (\S+)$", line):
                self.address = match.group(1)
                break
        timer.cancel()
        if self.address is None:
            raise AssertionError("usherd did not start: " + "".join(self.errors))

    def stop(self):
        """The exit code; of a daemon that does not stop, that of a kill."""
        self.process.terminate()
        try:
            code = self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return code


class IntegrationTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        stubs = pathlib.Path(folder.name) / "stubs"
        stubs.mkdir()
        make_stubs(stubs)
        sys.path.insert(0, str(stubs))
        sys.path.insert(0, str(HERE))
        self.daemon = Daemon(folder.name)
        self.addCleanup(self.daemon.process.kill)

    def test_an_integration_in_python_carries_calls_from_ring_to_completion(self):
        import grpc
        import integrate
        from usher.v1 import contact_pb2, contact_pb2_grpc

        printed = io.StringIO()
        sys.argv = ["integrate.py", "--address", self.daemon.address]
        with contextlib.redirect_stdout(printed):
            telephone, desk = integrate.main()

        self.assertIn(("declined", "ana", "call-1"), desk.answers)
        self.assertIn(("accepted", "ben", "call-1"), desk.answers)
        self.assertIn(("accepted", "ana", "call-2"), desk.answers)
        self.assertIn(("accepted", "ben", "call-3"), desk.answers)
        self.assertIn("nobody: NOT_FOUND UNKNOWN_CONTACT", printed.getvalue())

        prefix = "agencies/county/contacts/"
        call_1 = [(kind, agent) for kind, name, agent in telephone.log if name == prefix + "call-1"]
        ana, ben = "agencies/county/agents/ana", "agencies/county/agents/ben"
        self.assertIn(("ring", ana), call_1)
        self.assertIn(("stop", ana), call_1)
        self.assertLess(call_1.index(("ring", ben)), call_1.index(("bridge", ben)))
        self.assertIn(("release", ""), call_1)

        # What a second client sees, from outside.
        with grpc.insecure_channel(self.daemon.address) as channel:
            contacts = contact_pb2_grpc.ContactServiceStub(channel)
            listed = contacts.ListContacts(
                contact_pb2.ListContactsRequest(parent="agencies/county"), timeout=20
            ).contacts
        self.assertEqual(
            {c.name.removeprefix(prefix): contact_pb2.Contact.State.Name(c.state) for c in listed},
            {
                "call-0": "ABANDONED",
                "call-1": "COMPLETED",
                "call-2": "COMPLETED",
                "call-3": "COMPLETED",
            },
        )
        self.assertEqual(self.daemon.stop(), 0)


if __name__ == "__main__":
    unittest.main()
