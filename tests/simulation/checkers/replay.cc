#include "engine/runtime/agency.h"
#include "routing/text.h"
#include "tests/simulation/checkers/edge_checkers.h"

namespace usher::simulation {

using routing::str_cat;

void ReplayChecker::check(journal::Reader& reader, std::uint64_t sequence, std::uint64_t digest,
                          const char* from) {
  const auto state = runtime::state_at(reader, sequence);
  if (!state.ok()) {
    findings_.fail(Family::kReplay, str_cat("record ", sequence, " can't be replayed ", from, ": ",
                                            routing::to_std(state.status().message())));
  } else if (state->digest() != digest) {
    findings_.fail(Family::kReplay, str_cat("the state after record ", sequence, " replayed ", from,
                                            " is not the one that was live"));
  }
}

void ReplayChecker::recovered(const core::State& state) {
  const auto whole = disk_.open_reader(false);
  const auto quick = disk_.open_reader();
  // The newest that was live stands for the older ones, which it is made of.
  if (!digests_.empty()) {
    const auto [sequence, digest] = *digests_.rbegin();
    check(*whole, sequence, digest, "from the first record");
    check(*quick, sequence, digest, "from a snapshot");
    digests_.clear();
  }
  check(*whole, state.sequence(), state.digest(), "from the first record");
  for (const std::uint64_t snapshot : disk_.snapshots()) {
    const auto at_snapshot = runtime::state_at(*quick, snapshot);
    if (!at_snapshot.ok()) {
      findings_.fail(Family::kReplay, str_cat("the snapshot at ", snapshot, " can't be read"));
    } else {
      check(*whole, snapshot, at_snapshot->digest(), "from the first record, beside its snapshot");
    }
  }
}

}  // namespace usher::simulation
