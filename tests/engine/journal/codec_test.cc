// Records to bytes and back: nothing is lost, and nothing that comes in as bytes can do harm.
#include "engine/journal/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/journal/batch.h"
#include "tests/engine/journal/reflect.h"
#include "tests/engine/journal/support.h"
#include "usher/journal/v1/record.pb.h"

namespace usher::journal::testing {
namespace {

using ::testing::HasSubstr;

std::string encoded(const core::Record& record) {
  std::string bytes;
  encode(record, bytes);
  return bytes;
}

absl::StatusOr<core::Record> decoded(std::string_view bytes) {
  return decode_record(bytes, sample_decoder());
}

class EveryEvent : public ::testing::TestWithParam<std::size_t> {};

TEST_P(EveryEvent, comes_back_as_it_was) {
  const rc::Gen<core::Event> gen = any_event(GetParam());
  EXPECT_TRUE(rc::check([&gen] {
    core::Record record;
    record.sequence = 7;
    record.events.push_back(*gen);
    const absl::StatusOr<core::Record> back = decoded(encoded(record));
    RC_ASSERT(back.ok());
    RC_ASSERT(to_text(*back) == to_text(record));
  }));
}

INSTANTIATE_TEST_SUITE_P(Codec, EveryEvent,
                         ::testing::Range<std::size_t>(0, std::variant_size_v<core::Event>),
                         [](const ::testing::TestParamInfo<std::size_t>& kind) {
                           std::string name(core::name_of(sample(any_event(kind.param), 1)));
                           for (char& c : name) {
                             if (c == '.') c = '_';
                           }
                           return name;
                         });

RC_GTEST_PROP(Record, comes_back_as_it_was, ()) {
  const core::Record record = *any_record();
  const absl::StatusOr<core::Record> back = decoded(encoded(record));
  RC_ASSERT(back.ok());
  RC_ASSERT(to_text(*back) == to_text(record));
  RC_ASSERT(encoded(*back) == encoded(record));
}

RC_GTEST_PROP(Record, is_refused_or_read_whatever_happens_to_its_bytes, ()) {
  std::string bytes = encoded(*any_record());
  const int spoils = *rc::gen::inRange(1, 8);
  for (int i = 0; i < spoils && !bytes.empty(); ++i) {
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        bytes[at] = *rc::gen::arbitrary<char>();
        break;
      case 1:
        bytes.erase(at, *rc::gen::inRange<std::size_t>(1, 20));
        break;
      default:
        bytes.insert(at, *rc::gen::arbitrary<std::string>());
    }
  }
  const absl::StatusOr<core::Record> back = decoded(bytes);
  if (back.ok()) {
    RC_ASSERT(decoded(encoded(*back)).ok());
  } else {
    RC_ASSERT(back.status().code() == absl::StatusCode::kDataLoss);
  }
}

TEST(Record, with_an_event_of_a_newer_version_is_refused_and_says_so) {
  v1::Record message;
  message.set_sequence(12);
  v1::Event& event = *message.add_events();
  event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(900, "new");
  const absl::Status status = decoded(message.SerializeAsString()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("record 12 "));
  EXPECT_THAT(status.message(), HasSubstr("a newer one wrote it"));
}

TEST(Record, with_a_field_of_a_newer_version_is_refused_at_any_depth) {
  v1::Record message;
  message.set_sequence(12);
  v1::ContactSubmitted& submitted = *message.add_events()->mutable_contact_submitted();
  submitted.mutable_draft()->set_channel(v1::PHONE);
  submitted.mutable_draft()->set_fallback(v1::INTERPRETER_OK);
  EXPECT_TRUE(decoded(message.SerializeAsString()).ok());
  v1::Identity& identity = *submitted.mutable_draft()->mutable_identity();
  identity.GetReflection()->MutableUnknownFields(&identity)->AddVarint(77, 1);
  const absl::Status status = decoded(message.SerializeAsString()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("a new field of Identity"));
}

TEST(Record, with_a_number_out_of_range_is_refused_and_names_it) {
  v1::Record message;
  message.set_sequence(3);
  message.add_events()->mutable_presence_changed()->set_presence(static_cast<v1::Presence>(9));
  const absl::Status status = decoded(message.SerializeAsString()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("presence 9; known are 1 to 4"));
}

TEST(Record, without_sequence_or_events_is_refused) {
  EXPECT_EQ(decoded("").status().code(), absl::StatusCode::kDataLoss);
  v1::Record message;
  message.set_sequence(3);
  EXPECT_THAT(decoded(message.SerializeAsString()).status().message(), HasSubstr("no events"));
  message.add_events();
  EXPECT_THAT(decoded(message.SerializeAsString()).status().message(), HasSubstr("without a kind"));
}

TEST(Record, names_the_revision_that_its_decoder_refuses) {
  core::Record record;
  record.sequence = 5;
  auto model = std::make_shared<core::Model>();
  model->revision = 42;
  record.events.push_back(core::ConfigApplied{model});
  const absl::Status status =
      decode_record(encoded(record), [](std::string_view) -> absl::StatusOr<core::ModelPtr> {
        return absl::DataLossError("not a configuration");
      }).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("record 5 holds configuration revision 42"));
}

TEST(Batch, is_one_message_that_protoc_can_show) {
  const std::string payload = encode_batch(records(5, 3));
  v1::Batch batch;
  ASSERT_TRUE(batch.ParseFromString(payload));
  ASSERT_EQ(batch.records_size(), 3);
  EXPECT_EQ(batch.records(2).sequence(), 7U);
  EXPECT_EQ(batch.SerializeAsString(), payload);
}

TEST(Batch, that_does_not_hold_what_its_row_says_is_refused) {
  const std::string payload = encode_batch(records(5, 3));
  const auto decode = [&payload](std::uint64_t first, std::uint64_t last, std::size_t cut = 0) {
    return decode_batch(std::string_view(payload).substr(0, payload.size() - cut), first, last, 0,
                        sample_decoder(), [](const core::Record&) { return absl::OkStatus(); });
  };
  EXPECT_TRUE(decode(5, 7).ok());
  EXPECT_EQ(decode(4, 6).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(decode(5, 6).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(decode(5, 8).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(decode(5, 7, 1).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace usher::journal::testing
