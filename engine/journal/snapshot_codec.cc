#include "engine/journal/snapshot_codec.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <google/protobuf/arena.h>

#include "engine/journal/checksum.h"
#include "engine/journal/codec.h"
#include "engine/journal/damage.h"
#include "engine/journal/draft_codec.h"
#include "engine/journal/entity_codec.h"
#include "engine/journal/wire.h"
#include "routing/check.h"
#include "routing/text.h"
#include "usher/journal/v1/snapshot.pb.h"

namespace usher::journal {
namespace {

constexpr std::size_t kHeadBytes = 8;
// A part is closed when it holds this much; one entity more is the most by which it is larger.
constexpr std::size_t kPartBytes = 256 * 1024;

class Encoder {
 public:
  using Sink = absl::FunctionRef<absl::Status(std::string_view)>;
  explicit Encoder(Sink sink) : sink_(sink) {}

  absl::Status encode(const core::Snapshot& snapshot) {
    header(snapshot, *part_.mutable_header());
    pb::SnapshotFooter footer;
    footer.set_revisions(add_all(snapshot.revisions, [](auto& p) { return p.add_revisions(); }));
    footer.set_contacts(add_all(snapshot.contacts, [](auto& p) { return p.add_contacts(); }));
    footer.set_agents(add_all(snapshot.agents, [](auto& p) { return p.add_agents(); }));
    footer.set_offers(add_all(snapshot.offers, [](auto& p) { return p.add_offers(); }));
    footer.set_attachments(
        add_all(snapshot.attachments, [](auto& p) { return p.add_attachments(); }));
    footer.set_requests(add_all(snapshot.requests, [](auto& p) { return p.add_requests(); }));
    footer.set_counters(add_all(snapshot.counters, [](auto& p) { return p.add_counters(); }));
    *part_.mutable_footer() = footer;
    flush();
    return status_;
  }

 private:
  static void header(const core::Snapshot& snapshot, pb::SnapshotHeader& to) {
    to.set_format_version(kFormatVersion);
    to.set_sequence(snapshot.sequence);
    to.set_now_us(to_wire(snapshot.now));
    to.set_next_contact(snapshot.next_contact);
    to.set_next_agent(snapshot.next_agent);
    to.set_next_offer(snapshot.next_offer);
    to.set_next_session(snapshot.next_session);
  }

  template <typename Items, typename Add>
  std::uint64_t add_all(const Items& items, Add add) {
    for (const auto& item : items) {
      if (!status_.ok()) break;
      auto* message = add(part_);
      write(item, *message);
      bytes_ += message->ByteSizeLong();
      if (bytes_ >= kPartBytes) flush();
    }
    return items.size();
  }

  void flush() {
    if (!status_.ok()) return;
    part_.set_index(index_++);
    const std::size_t size = part_.ByteSizeLong();
    USHER_CHECK(size <= std::numeric_limits<int>::max());
    frame_.clear();
    append_little_endian(size, 4, frame_);
    frame_.resize(kHeadBytes + size);
    part_.SerializeWithCachedSizesToArray(
        reinterpret_cast<std::uint8_t*>(frame_.data() + kHeadBytes));
    const std::string_view frame = frame_;
    std::string checksum;
    append_little_endian(crc32(frame.substr(kHeadBytes), crc32(frame.substr(0, 4))), 4, checksum);
    frame_.replace(4, 4, checksum);
    status_ = sink_(frame_);
    part_.Clear();
    bytes_ = 0;
  }

  Sink sink_;
  absl::Status status_;
  pb::SnapshotPart part_;
  std::uint64_t index_ = 0;
  std::size_t bytes_ = 0;
  std::string frame_;
};

class Decoder {
 public:
  explicit Decoder(const ModelDecoder& models) : models_(models) {}

  bool done() const { return done_; }
  core::Snapshot take() { return std::move(snapshot_); }

  absl::Status add(std::string_view payload) {
    arena_.Reset();
    auto& part = *google::protobuf::Arena::CreateMessage<pb::SnapshotPart>(&arena_);
    if (!part.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
      return absl::DataLossError(routing::str_cat("part ", index_, " is no SnapshotPart"));
    }
    Damage damage;
    read_part(part, damage);
    if (damage.status().ok()) {
      ++index_;
      return absl::OkStatus();
    }
    return absl::Status(damage.status().code(),
                        routing::str_cat("part ", index_, " ", damage.status().message()));
  }

 private:
  // A part needs about two of these.
  static google::protobuf::ArenaOptions arena_options() {
    google::protobuf::ArenaOptions options;
    options.start_block_size = 2 * kPartBytes;
    options.max_block_size = 2 * kPartBytes;
    return options;
  }

  void read_part(pb::SnapshotPart& part, Damage& damage) {
    damage.check_known(part, "SnapshotPart");
    if (part.index() != index_) damage.note(routing::str_cat("says that it is ", part.index()));
    if (part.has_header() != (index_ == 0)) damage.note("has its header in the wrong place");
    if (part.has_header()) read_header(*part.mutable_header(), damage);
    for (pb::Revision& revision : *part.mutable_revisions()) {
      snapshot_.revisions.push_back(read(revision, models_, damage));
    }
    read_all(*part.mutable_contacts(), snapshot_.contacts, damage);
    read_all(*part.mutable_agents(), snapshot_.agents, damage);
    read_all(*part.mutable_offers(), snapshot_.offers, damage);
    read_all(*part.mutable_attachments(), snapshot_.attachments, damage);
    read_all(*part.mutable_requests(), snapshot_.requests, damage);
    read_all(*part.mutable_counters(), snapshot_.counters, damage);
    if (part.has_footer()) read_footer(part.footer(), damage);
  }

  template <typename Repeated, typename T>
  static void read_all(Repeated& from, std::vector<T>& to, Damage& damage) {
    for (auto& item : from) to.push_back(read(item, damage));
  }

  void read_header(const pb::SnapshotHeader& header, Damage& damage) {
    damage.check_known(header, "SnapshotHeader");
    if (header.format_version() < 1 || header.format_version() > kFormatVersion) {
      damage.note_newer(routing::str_cat("format ", header.format_version()));
    }
    snapshot_.sequence = header.sequence();
    snapshot_.now = instant(header.now_us());
    snapshot_.next_contact = header.next_contact();
    snapshot_.next_agent = header.next_agent();
    snapshot_.next_offer = header.next_offer();
    snapshot_.next_session = header.next_session();
  }

  void read_footer(const pb::SnapshotFooter& footer, Damage& damage) {
    damage.check_known(footer, "SnapshotFooter");
    if (footer.revisions() != snapshot_.revisions.size() ||
        footer.contacts() != snapshot_.contacts.size() ||
        footer.agents() != snapshot_.agents.size() || footer.offers() != snapshot_.offers.size() ||
        footer.attachments() != snapshot_.attachments.size() ||
        footer.requests() != snapshot_.requests.size() ||
        footer.counters() != snapshot_.counters.size()) {
      damage.note("counts what the parts before it do not hold");
    }
    done_ = true;
  }

  const ModelDecoder& models_;
  core::Snapshot snapshot_;
  google::protobuf::Arena arena_{arena_options()};  // of one part
  std::uint64_t index_ = 0;
  bool done_ = false;
};

absl::Status cut(std::string_view where) {
  return absl::DataLossError(routing::str_cat("it ends in the middle of ", where));
}

}  // namespace

absl::Status encode_frames(const core::Snapshot& snapshot,
                           absl::FunctionRef<absl::Status(std::string_view frame)> sink) {
  return Encoder(sink).encode(snapshot);
}

absl::StatusOr<core::Snapshot> decode_frames(
    absl::FunctionRef<absl::StatusOr<std::string_view>(std::size_t size)> source,
    const ModelDecoder& decoder) {
  Decoder decoding(decoder);
  while (!decoding.done()) {
    absl::StatusOr<std::string_view> head = source(kHeadBytes);
    if (!head.ok()) return head.status();
    if (head->size() < kHeadBytes) return cut("the stream of parts");
    const std::uint64_t size = little_endian(head->substr(0, 4));
    const std::uint64_t checksum = little_endian(head->substr(4, 4));
    const std::uint32_t length_checksum = crc32(head->substr(0, 4));
    if (size > std::numeric_limits<int>::max()) return cut("a part");
    absl::StatusOr<std::string_view> payload = source(size);
    if (!payload.ok()) return payload.status();
    if (payload->size() < size) return cut("a part");
    if (crc32(*payload, length_checksum) != checksum) {
      return absl::DataLossError("the checksum of a part does not fit its content");
    }
    if (absl::Status added = decoding.add(*payload); !added.ok()) return added;
  }
  absl::StatusOr<std::string_view> rest = source(1);
  if (!rest.ok()) return rest.status();
  if (!rest->empty()) return absl::DataLossError("something stands behind its end");
  return decoding.take();
}

std::string encode(const core::Snapshot& snapshot) {
  std::string bytes;
  const absl::Status encoded = encode_frames(snapshot, [&bytes](std::string_view frame) {
    bytes.append(frame);
    return absl::OkStatus();
  });
  USHER_CHECK(encoded.ok());
  return bytes;
}

absl::StatusOr<core::Snapshot> decode_snapshot(std::string_view bytes,
                                               const ModelDecoder& decoder) {
  return decode_frames(
      [&bytes](std::size_t size) -> absl::StatusOr<std::string_view> {
        const std::string_view next = bytes.substr(0, size);
        bytes.remove_prefix(next.size());
        return next;
      },
      decoder);
}

}  // namespace usher::journal
