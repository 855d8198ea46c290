// The payload of a row: records as one usher.journal.v1.Batch, which protoc --decode can show.
//
// Pure; any thread.
#ifndef USHER_ENGINE_JOURNAL_BATCH_H_
#define USHER_ENGINE_JOURNAL_BATCH_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"

#include "engine/core/event.h"
#include "engine/journal/journal.h"

namespace usher::journal {

// INVALID_ARGUMENT unless the sequences count up from `first` and there are events in every record.
absl::Status check_sequences(absl::Span<const core::Record> records, std::uint64_t first);

std::string encode_batch(absl::Span<const core::Record> records);

// Visits the records after `after`. DATA_LOSS unless the payload holds exactly `first` to `last`.
absl::Status decode_batch(std::string_view payload, std::uint64_t first, std::uint64_t last,
                          std::uint64_t after, const ModelDecoder& decoder,
                          absl::FunctionRef<absl::Status(core::Record)> visit);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_BATCH_H_
