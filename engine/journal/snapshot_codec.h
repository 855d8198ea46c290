// A snapshot as a stream of frames: so much at a time that nothing large is ever in memory twice.
//
// frame := length of the payload (4 bytes) · CRC-32 over that length and the payload (4 bytes) ·
// payload, numbers least significant byte first. Payloads are usher.journal.v1.SnapshotPart;
// snapshot.proto says in which order. Pure but for the sink and the source; any thread.
#ifndef USHER_ENGINE_JOURNAL_SNAPSHOT_CODEC_H_
#define USHER_ENGINE_JOURNAL_SNAPSHOT_CODEC_H_

#include <cstddef>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/core/snapshot.h"
#include "engine/journal/journal.h"

namespace usher::journal {

// Hands out frame after frame, until the sink returns an error (returned as it is) or the end.
absl::Status encode_frames(const core::Snapshot& snapshot,
                           absl::FunctionRef<absl::Status(std::string_view frame)> sink);

// `source` yields the next `size` bytes, valid until the next call, or fewer at the end. DATA_LOSS
// for anything but a whole, intact snapshot.
absl::StatusOr<core::Snapshot> decode_frames(
    absl::FunctionRef<absl::StatusOr<std::string_view>(std::size_t size)> source,
    const ModelDecoder& decoder);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_SNAPSHOT_CODEC_H_
