// Snapshots to bytes and back, in parts.
#include "engine/journal/snapshot_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/journal/codec.h"
#include "tests/engine/journal/reflect.h"
#include "tests/engine/journal/support.h"

namespace usher::journal::testing {
namespace {

std::vector<std::string> frames_of(const core::Snapshot& snapshot) {
  std::vector<std::string> frames;
  EXPECT_TRUE(encode_frames(snapshot, [&frames](std::string_view frame) {
                frames.emplace_back(frame);
                return absl::OkStatus();
              }).ok());
  return frames;
}

std::string joined(const std::vector<std::string>& frames) {
  std::string bytes;
  for (const std::string& frame : frames) bytes += frame;
  return bytes;
}

absl::StatusCode code_of(std::string_view bytes) {
  return decode_snapshot(bytes, sample_decoder()).status().code();
}

RC_GTEST_PROP(Snapshot, comes_back_as_it_was, ()) {
  const core::Snapshot snapshot = *any_snapshot();
  const absl::StatusOr<core::Snapshot> back = decode_snapshot(encode(snapshot), sample_decoder());
  RC_ASSERT(back.ok());
  RC_ASSERT(to_text(*back) == to_text(snapshot));
}

RC_GTEST_PROP(Snapshot, with_any_flipped_bit_is_refused, ()) {
  std::string bytes = encode(*any_snapshot());
  const std::size_t at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << *rc::gen::inRange(0, 8)));
  RC_ASSERT(code_of(bytes) == absl::StatusCode::kDataLoss);
}

TEST(Snapshot, of_many_contacts_comes_in_parts_and_comes_back) {
  const core::Snapshot snapshot = snapshot_at(50'000);
  const std::vector<std::string> frames = frames_of(snapshot);
  EXPECT_GT(frames.size(), 4U);
  for (const std::string& frame : frames) EXPECT_LT(frame.size(), 300U * 1024);
  const absl::StatusOr<core::Snapshot> back = decode_snapshot(joined(frames), sample_decoder());
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(to_text(*back), to_text(snapshot));
}

TEST(Snapshot, cut_anywhere_is_refused) {
  const std::string bytes = encode(snapshot_at(40));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(code_of(std::string_view(bytes).substr(0, size)), absl::StatusCode::kDataLoss);
  }
  EXPECT_EQ(code_of(bytes + "x"), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code_of(bytes), absl::StatusCode::kOk);
}

TEST(Snapshot, whose_parts_are_swapped_doubled_or_missing_is_refused) {
  const std::vector<std::string> whole = frames_of(snapshot_at(50'000));
  ASSERT_GT(whole.size(), 4U);
  std::vector<std::string> frames = whole;
  std::swap(frames[1], frames[2]);
  EXPECT_EQ(code_of(joined(frames)), absl::StatusCode::kDataLoss);
  frames = whole;
  frames.insert(frames.begin() + 1, frames[1]);
  EXPECT_EQ(code_of(joined(frames)), absl::StatusCode::kDataLoss);
  frames = whole;
  frames.erase(frames.begin() + 2);
  EXPECT_EQ(code_of(joined(frames)), absl::StatusCode::kDataLoss);
  frames = whole;
  frames.erase(frames.begin());
  EXPECT_EQ(code_of(joined(frames)), absl::StatusCode::kDataLoss);
}

TEST(Snapshot, stops_where_its_sink_does) {
  int frames = 0;
  const absl::Status status = encode_frames(snapshot_at(50'000), [&frames](std::string_view) {
    return ++frames == 2 ? absl::ResourceExhaustedError("full") : absl::OkStatus();
  });
  EXPECT_EQ(status, absl::ResourceExhaustedError("full"));
  EXPECT_EQ(frames, 2);
}

}  // namespace
}  // namespace usher::journal::testing
