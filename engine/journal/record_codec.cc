#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include <google/protobuf/arena.h>
#include <google/protobuf/io/coded_stream.h>

#include "engine/journal/batch.h"
#include "engine/journal/codec.h"
#include "engine/journal/damage.h"
#include "engine/journal/event_codec.h"
#include "engine/journal/wire.h"
#include "routing/check.h"
#include "routing/text.h"
#include "usher/journal/v1/record.pb.h"

namespace usher::journal {
namespace {

using google::protobuf::Arena;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

// Field 1 of Batch, length-delimited.
constexpr std::uint32_t kRecordTag = (1U << 3) | 2U;

// Most records fit into a block on the stack, and nothing is allocated for their messages.
class RecordArena {
 public:
  pb::Record& record() { return *Arena::CreateMessage<pb::Record>(&arena_); }

 private:
  alignas(std::max_align_t) std::array<char, 4096> block_;
  Arena arena_{block_.data(), block_.size()};
};

void write_record(const core::Record& record, pb::Record& message) {
  message.set_sequence(record.sequence);
  message.set_at_us(to_wire(record.at));
  message.set_principal(record.principal);
  message.set_request_id(record.request_id);
  for (const core::Event& event : record.events) write(event, *message.add_events());
}

core::Record read_record(pb::Record& message, const ModelDecoder& decoder, Damage& damage) {
  damage.check_known(message, "Record");
  core::Record record;
  record.sequence = message.sequence();
  record.at = instant(message.at_us());
  record.principal = std::move(*message.mutable_principal());
  record.request_id = std::move(*message.mutable_request_id());
  record.events.reserve(message.events_size());
  for (pb::Event& event : *message.mutable_events()) {
    record.events.push_back(read(event, decoder, damage));
  }
  if (record.sequence == 0) damage.note("has no sequence");
  if (record.events.empty()) damage.note("has no events");
  return record;
}

// The message is reused, and with it most of its memory.
absl::StatusOr<core::Record> decode_into(pb::Record& message, std::string_view bytes,
                                         const ModelDecoder& decoder) {
  if (bytes.size() > std::numeric_limits<int>::max() ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError(
        routing::str_cat("a record of ", bytes.size(), " bytes is not one of usher.journal.v1"));
  }
  const std::uint64_t sequence = message.sequence();
  Damage damage;
  core::Record record = read_record(message, decoder, damage);
  if (!damage.status().ok()) {
    return absl::Status(damage.status().code(),
                        routing::str_cat("record ", sequence, " ", damage.status().message()));
  }
  return record;
}

void append_message(const pb::Record& message, std::size_t size, std::string& out) {
  const std::size_t before = out.size();
  out.resize(before + size);
  message.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(out.data() + before));
}

}  // namespace

void encode(const core::Record& record, std::string& out) {
  RecordArena arena;
  pb::Record& message = arena.record();
  write_record(record, message);
  append_message(message, message.ByteSizeLong(), out);
}

absl::StatusOr<core::Record> decode_record(std::string_view bytes, const ModelDecoder& decoder) {
  pb::Record message;
  return decode_into(message, bytes, decoder);
}

absl::Status check_sequences(absl::Span<const core::Record> records, std::uint64_t first) {
  for (const core::Record& record : records) {
    if (record.sequence != first) {
      return absl::InvalidArgumentError(
          routing::str_cat("record ", record.sequence, " stands where record ", first, " belongs"));
    }
    if (record.events.empty()) {
      return absl::InvalidArgumentError(routing::str_cat("record ", first, " has no events"));
    }
    ++first;
  }
  return absl::OkStatus();
}

std::string encode_batch(absl::Span<const core::Record> records) {
  std::string payload;
  for (const core::Record& record : records) {
    RecordArena arena;
    pb::Record& message = arena.record();
    write_record(record, message);
    const std::size_t size = message.ByteSizeLong();
    USHER_CHECK(size <= std::numeric_limits<int>::max());
    std::array<std::uint8_t, 16> head;
    std::uint8_t* end = CodedOutputStream::WriteTagToArray(kRecordTag, head.data());
    end = CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(size), end);
    payload.append(reinterpret_cast<const char*>(head.data()), end - head.data());
    append_message(message, size, payload);
  }
  return payload;
}

absl::Status decode_batch(std::string_view payload, std::uint64_t first, std::uint64_t last,
                          std::uint64_t after, const ModelDecoder& decoder,
                          absl::FunctionRef<absl::Status(core::Record)> visit) {
  pb::Record message;
  std::uint64_t next = first;
  while (!payload.empty()) {
    CodedInputStream head(reinterpret_cast<const std::uint8_t*>(payload.data()),
                          static_cast<int>(std::min<std::size_t>(payload.size(), 16)));
    std::uint32_t size = 0;
    if (head.ReadTag() != kRecordTag || !head.ReadVarint32(&size) ||
        size > payload.size() - head.CurrentPosition()) {
      return absl::DataLossError(routing::str_cat("where record ", next, " belongs is no record"));
    }
    const std::string_view bytes = payload.substr(head.CurrentPosition(), size);
    payload.remove_prefix(head.CurrentPosition() + size);
    absl::StatusOr<core::Record> record = decode_into(message, bytes, decoder);
    if (!record.ok()) return record.status();
    if (record->sequence != next || next > last) {
      return absl::DataLossError(
          routing::str_cat("record ", record->sequence, " stands where record ", next, " belongs"));
    }
    ++next;
    if (record->sequence <= after) continue;
    if (absl::Status visited = visit(*std::move(record)); !visited.ok()) return visited;
  }
  if (next != last + 1) {
    return absl::DataLossError(routing::str_cat("the row ends before record ", next));
  }
  return absl::OkStatus();
}

}  // namespace usher::journal
