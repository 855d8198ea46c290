// Records and snapshots to bytes and back (usher.journal.v1, protocol buffers).
//
// Pure; any thread. Decoding never trusts: any bytes give a value or DATA_LOSS with what is wrong,
// never a crash. Bytes written by any released version decode for ever
// (tests/engine/journal/golden).
#ifndef USHER_ENGINE_JOURNAL_CODEC_H_
#define USHER_ENGINE_JOURNAL_CODEC_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "engine/journal/journal.h"

namespace usher::journal {

// The format that this version writes; it reads this one and all before it.
inline constexpr std::uint32_t kFormatVersion = 1;

// Appends the encoding to `out`.
void encode(const core::Record& record, std::string& out);
absl::StatusOr<core::Record> decode_record(std::string_view bytes, const ModelDecoder& decoder);

std::string encode(const core::Snapshot& snapshot);
absl::StatusOr<core::Snapshot> decode_snapshot(std::string_view bytes, const ModelDecoder& decoder);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_CODEC_H_
