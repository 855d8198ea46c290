// Enums and times as people write them.
#include <gtest/gtest.h>

#include "tools/client/enums.h"
#include "tools/client/times.h"
#include "usher/v1/contact.pb.h"
#include "usher/v1/language.pb.h"
#include "usher/v1/need.pb.h"

namespace usher::client {
namespace {

TEST(Words, read_and_show_a_value_without_the_prefix_of_its_enum) {
  EXPECT_EQ(word(v1::MODALITY_SIGNED), "SIGNED");
  EXPECT_EQ(word(v1::IN_PERSON), "IN_PERSON");
  EXPECT_EQ(*parse_word<v1::Modality>("signed"), v1::MODALITY_SIGNED);
  EXPECT_EQ(*parse_word<v1::Modality>("MODALITY_SIGNED"), v1::MODALITY_SIGNED);
  EXPECT_EQ(*parse_word<v1::Channel>("in-person"), v1::IN_PERSON);
  EXPECT_EQ(*parse_word<v1::NeedStrength>("hard_on_request"), v1::NEED_STRENGTH_HARD_ON_REQUEST);
}

TEST(Words, come_back_as_the_value_they_were_made_of) {
  const auto* type = google::protobuf::GetEnumDescriptor<v1::NeedCode>();
  for (int i = 1; i < type->value_count(); ++i) {
    const int number = type->value(i)->number();
    EXPECT_EQ(*parse_enum_word(*type, enum_word(*type, number)), number);
  }
}

TEST(Words, list_the_right_ones_when_one_is_wrong) {
  const auto channel = parse_word<v1::Channel>("fax");
  ASSERT_FALSE(channel.ok());
  EXPECT_EQ(channel.status().message(), "'fax' is not one of: PHONE, CHAT, WEB, IN_PERSON");
  EXPECT_FALSE(parse_word<v1::Channel>("CHANNEL_UNSPECIFIED").ok());
  EXPECT_FALSE(parse_word<v1::Channel>("").ok());
}

TEST(Words, show_a_value_of_a_newer_contract_by_its_number) {
  EXPECT_EQ(word(static_cast<v1::Channel>(99)), "UNKNOWN_99");
}

TEST(Times, are_read_as_an_instant_or_as_how_long_ago) {
  const absl::Time now = absl::FromUnixSeconds(1'000'000);
  EXPECT_EQ(*parse_time("10m", now), now - absl::Minutes(10));
  EXPECT_EQ(*parse_time("1970-01-01T00:00:07Z", now), absl::FromUnixSeconds(7));
  EXPECT_FALSE(parse_time("yesterday", now).ok());
  EXPECT_FALSE(parse_time("-5m", now).ok());
}

TEST(Times, of_length_are_read_with_and_without_a_unit) {
  EXPECT_EQ(*parse_duration("90"), absl::Seconds(90));
  EXPECT_EQ(*parse_duration("1h30m"), absl::Minutes(90));
  for (const char* bad : {"", "-1", "ten", "5 parsecs", "inf", "1e300"}) {
    EXPECT_FALSE(parse_duration(bad).ok()) << bad;
  }
}

TEST(Times, are_shown_with_two_units_at_most) {
  EXPECT_EQ(short_duration(absl::Milliseconds(850)), "850 ms");
  EXPECT_EQ(short_duration(absl::Seconds(59)), "59 s");
  EXPECT_EQ(short_duration(absl::Seconds(185)), "3 min 5 s");
  EXPECT_EQ(short_duration(absl::Hours(2)), "2 h");
  EXPECT_EQ(short_duration(absl::Hours(75)), "3 d 3 h");
  EXPECT_EQ(short_duration(-absl::Seconds(61)), "-1 min 1 s");
}

TEST(Times, survive_the_way_through_the_contract) {
  const absl::Time time = absl::FromUnixNanos(1'700'000'000'123'456'789);
  EXPECT_EQ(to_time(to_proto(time)), time);
  EXPECT_EQ(to_duration(to_proto(absl::Milliseconds(1500))), absl::Milliseconds(1500));
  EXPECT_EQ(full_time(to_proto(time)), "2023-11-14T22:13:20Z");
  EXPECT_EQ(full_time({}), "-");
}

}  // namespace
}  // namespace usher::client
