#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

#include "engine/core/snapshot.h"
#include "engine/runtime/agency.h"

namespace usher::runtime {
namespace {

// Applies the records after the state's own, up to and with `last`.
absl::Status replay(journal::Reader& reader, core::State& state, std::uint64_t last) {
  // Tells the end of what was asked for from a failure of the reader.
  const absl::Status enough = absl::CancelledError("enough");
  const absl::Status read = reader.read(state.sequence(), [&](core::Record record) -> absl::Status {
    if (record.sequence > last) return enough;
    if (record.sequence != state.sequence() + 1) {
      return absl::DataLossError(absl::StrCat("the journal goes from record ", state.sequence(),
                                              " to record ", record.sequence,
                                              "; restore it from a copy"));
    }
    core::apply(state, record);
    return absl::OkStatus();
  });
  return read == enough ? absl::OkStatus() : read;
}

absl::StatusOr<Recovered> recover_to(journal::Reader& reader, std::uint64_t sequence) {
  auto snapshot = reader.snapshot_before(sequence);
  if (!snapshot.ok()) return snapshot.status();
  Recovered recovered;
  if (snapshot->has_value()) {
    recovered.snapshot_sequence = (*snapshot)->sequence;
    recovered.state = core::State::from_snapshot(std::move(**snapshot));
    snapshot->reset();
  }
  absl::Status replayed = replay(reader, recovered.state, sequence);
  if (!replayed.ok()) return replayed;
  return recovered;
}

}  // namespace

absl::StatusOr<core::State> state_at(journal::Reader& reader, std::uint64_t sequence) {
  auto recovered = recover_to(reader, sequence);
  if (!recovered.ok()) return recovered.status();
  return std::move(recovered->state);
}

absl::StatusOr<Recovered> recover(journal::Reader& reader) {
  return recover_to(reader, std::numeric_limits<std::int64_t>::max());
}

}  // namespace usher::runtime
