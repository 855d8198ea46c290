// The invariants that show at the daemon's edges and on its disk: what leaves, when, and whether it
// is still true after a restart.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_CHECKERS_EDGE_CHECKERS_H_
#define USHER_TESTS_SIMULATION_CHECKERS_EDGE_CHECKERS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "engine/core/event.h"
#include "engine/core/refusal.h"
#include "engine/core/state.h"
#include "tests/simulation/checkers/findings.h"
#include "tests/simulation/disk.h"

namespace usher::simulation {

// Nothing leaves before it is on the disk; nothing that left is ever lost or changed.
class DurabilityChecker {
 public:
  DurabilityChecker(Findings& findings, const Disk& disk) : findings_(findings), disk_(disk) {}
  // Something that speaks of the state after this record leaves the process.
  void left(std::uint64_t position);
  // The record came to be on the disk, and the daemon was told, or found it there at a start.
  void durable(const core::Record& record);
  std::uint64_t acknowledged() const { return hashes_.size(); }
  std::uint64_t hash_of(std::uint64_t sequence) const { return hashes_[sequence - 1]; }
  // After a crash, before anything else: what was durable is there as it was, and the journal ends
  // where a batch ends.
  void restarted(const std::vector<std::uint64_t>& ends_before);

 private:
  Findings& findings_;
  const Disk& disk_;
  std::vector<std::uint64_t> hashes_;  // of each durable record
};

// What replays from the journal is what was live.
class ReplayChecker {
 public:
  ReplayChecker(Findings& findings, const Disk& disk) : findings_(findings), disk_(disk) {}
  // The live state when nothing is under way.
  void live(const core::State& state) { digests_[state.sequence()] = state.digest(); }
  // A state that the daemon recovered; also checks all that live() saw since the last call, from
  // the first record and from every snapshot.
  void recovered(const core::State& state);

 private:
  void check(journal::Reader& reader, std::uint64_t sequence, std::uint64_t digest,
             const char* from);
  Findings& findings_;
  const Disk& disk_;
  std::map<std::uint64_t, std::uint64_t> digests_;  // by sequence; looked at once
};

// The same request gets the same answer, whenever it comes.
class IdempotencyChecker {
 public:
  explicit IdempotencyChecker(Findings& findings) : findings_(findings) {}
  // An answer leaves the process.
  void answered(const std::string& principal, const std::string& request_id,
                const core::Refusal* refusal, const core::Reply& reply);
  // The same contact submitted again is the same contact.
  void submitted(const std::string& key, core::ContactId id);

 private:
  Findings& findings_;
  std::map<std::pair<std::string, std::string>, core::Reply> answers_;
  std::map<std::string, core::ContactId> contacts_;
};

// Readers of the feed see every position once, in order, and what the journal has there.
class FeedChecker {
 public:
  FeedChecker(Findings& findings, const DurabilityChecker& durability)
      : findings_(findings), durability_(durability) {}
  void read(const std::string& reader, std::uint64_t after, std::uint64_t sequence,
            std::uint64_t hash);
  void unknown(const std::string& reader, std::uint64_t position);

 private:
  Findings& findings_;
  const DurabilityChecker& durability_;
};

std::uint64_t hash_of(const core::Record& record);
std::string to_text(const core::Reply& reply);

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_CHECKERS_EDGE_CHECKERS_H_
