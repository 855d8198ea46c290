// Any bytes, read as a record, as a batch and as a snapshot: a value that can be written and read
// again, or an error. The first byte says which; a snapshot's checksums are made right, or no input
// would get behind them.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/journal/batch.h"
#include "engine/journal/checksum.h"
#include "engine/journal/codec.h"
#include "routing/check.h"

namespace {

namespace journal = usher::journal;

absl::StatusOr<usher::core::ModelPtr> any_model(std::string_view) {
  return std::make_shared<const usher::core::Model>();
}

void read_record(std::string_view bytes) {
  const auto record = journal::decode_record(bytes, any_model);
  if (!record.ok()) return;
  std::string once;
  journal::encode(*record, once);
  const auto again = journal::decode_record(once, any_model);
  USHER_CHECK(again.ok());
  std::string twice;
  journal::encode(*again, twice);
  USHER_CHECK(once == twice);
}

void read_batch(std::string_view bytes) {
  (void)journal::decode_batch(bytes, 1, 1000, 0, any_model,
                              [](const usher::core::Record&) { return absl::OkStatus(); });
}

// One frame around the bytes.
void read_snapshot(std::string_view bytes) {
  std::string frame;
  journal::append_little_endian(bytes.size(), 4, frame);
  journal::append_little_endian(journal::crc32(bytes, journal::crc32(frame)), 4, frame);
  frame.append(bytes);
  const auto snapshot = journal::decode_snapshot(frame, any_model);
  if (!snapshot.ok()) return;
  const std::string once = journal::encode(*snapshot);
  const auto again = journal::decode_snapshot(once, any_model);
  USHER_CHECK(again.ok());
  USHER_CHECK(journal::encode(*again) == once);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      read_record(bytes);
      break;
    case 1:
      read_batch(bytes);
      break;
    case 2:
      read_snapshot(bytes);
      break;
    default:
      (void)journal::decode_snapshot(bytes, any_model);
  }
  return 0;
}
