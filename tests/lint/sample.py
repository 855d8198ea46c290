"""A small tree in a temporary folder, for checks to look at."""

import contextlib
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".ci" / "checks"))

CLEAN = {
    "routing/order.h": """\
// Keys that order the waiting line. Pure values; any thread.
#ifndef USHER_ROUTING_ORDER_H_
#define USHER_ROUTING_ORDER_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"

namespace usher::routing {

struct Instant {
  std::int64_t microseconds = 0;
};

class Index {
 public:
  bool has(std::int64_t id) const;

 private:
  absl::flat_hash_map<std::int64_t, std::string> names_;
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_ORDER_H_
""",
    "routing/order.cc": """\
#include "routing/order.h"

namespace usher::routing {

// A std::thread, std::mutex or rand() in a comment is no code.
bool Index::has(std::int64_t id) const { return names_.contains(id); }

const char* kText = "std::thread and system_clock::now() in a string";

}  // namespace usher::routing
""",
    "engine/core/state.h": """\
// What the engine knows. One thread, the owner's; pure.
#ifndef USHER_ENGINE_CORE_STATE_H_
#define USHER_ENGINE_CORE_STATE_H_

#include <vector>

#include "routing/order.h"

namespace usher::core {

struct State {
  std::vector<routing::Instant> deadlines;
};

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_STATE_H_
""",
    "engine/rpc/server.cc": """\
#include <grpcpp/grpcpp.h>

#include "engine/core/state.h"
#include "usher/v1/contact.grpc.pb.h"

namespace usher::rpc {

int deadlines(const core::State& state) { return static_cast<int>(state.deadlines.size()); }

}  // namespace usher::rpc
""",
}


@contextlib.contextmanager
def tree_with(files=None, without=()):
    """The clean sample with some files added or replaced (path -> text) and some left out."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, text in {**CLEAN, **(files or {})}.items():
            if path in without:
                continue
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        yield root


def with_line(path, line, after="namespace"):
    """The clean file with a line put before the first line that starts with `after`."""
    lines = CLEAN[path].splitlines()
    index = next(i for i, text in enumerate(lines) if text.startswith(after))
    return {path: "\n".join(lines[:index] + [line] + lines[index:]) + "\n"}
