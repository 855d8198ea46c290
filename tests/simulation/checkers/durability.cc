#include <algorithm>

#include "engine/core/fingerprint.h"
#include "engine/journal/codec.h"
#include "routing/text.h"
#include "tests/simulation/checkers/edge_checkers.h"

namespace usher::simulation {

using routing::str_cat;

std::uint64_t hash_of(const core::Record& record) {
  std::string bytes;
  journal::encode(record, bytes);
  return core::fingerprint(bytes);
}

void DurabilityChecker::left(std::uint64_t position) {
  if (position <= disk_.synced()) return;
  findings_.fail(Family::kDurability,
                 str_cat("something that follows from record ", position,
                         " leaves the process, but the disk has synced ", disk_.synced(), " only"));
}

void DurabilityChecker::durable(const core::Record& record) {
  if (record.sequence != hashes_.size() + 1) {
    findings_.fail(Family::kDurability, str_cat("record ", record.sequence, " follows record ",
                                                hashes_.size(), " on the disk"));
    return;
  }
  hashes_.push_back(simulation::hash_of(record));
}

void DurabilityChecker::restarted(const std::vector<std::uint64_t>& ends_before) {
  std::uint64_t last = 0;
  const absl::Status read = disk_.read(0, [&](const core::Record& record) {
    last = record.sequence;
    if (last <= hashes_.size() && hashes_[last - 1] != simulation::hash_of(record)) {
      findings_.fail(Family::kDurability, str_cat("record ", last, " is another one now"));
    }
    return absl::OkStatus();
  });
  if (!read.ok()) {
    findings_.fail(Family::kDurability, str_cat("the journal can't be read after a crash: ",
                                                routing::to_std(read.message())));
  }
  if (last < hashes_.size()) {
    findings_.fail(Family::kDurability,
                   str_cat("records ", last + 1, " to ", hashes_.size(), " are lost"));
  }
  if (last != 0 && std::find(ends_before.begin(), ends_before.end(), last) == ends_before.end()) {
    findings_.fail(Family::kDurability, str_cat("the journal ends inside a batch, at ", last));
  }
}

}  // namespace usher::simulation
