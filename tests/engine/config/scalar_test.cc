#include "engine/config/scalar.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "usher/v1/config.pb.h"

namespace usher::config {
namespace {

google::protobuf::Duration duration(std::int64_t seconds, std::int32_t nanos = 0) {
  google::protobuf::Duration d;
  d.set_seconds(seconds);
  d.set_nanos(nanos);
  return d;
}

TEST(Duration, is_read_in_units_from_days_to_milliseconds) {
  const std::pair<const char*, google::protobuf::Duration> kCases[] = {
      {"20s", duration(20)},
      {"5m", duration(300)},
      {"1h30m", duration(5400)},
      {"250ms", duration(0, 250'000'000)},
      {"30d", duration(2'592'000)},
      {"1d12h", duration(129'600)},
      {"0", duration(0)},
      {"0s", duration(0)},
      {"1.5s", duration(1, 500'000'000)},
      {"0.000000001s", duration(0, 1)},
      {"-3s", duration(-3)},
      {"-1.5s", duration(-1, -500'000'000)},
      {"1m0.25s", duration(60, 250'000'000)},
      {"90m", duration(5400)},
  };
  for (const auto& [text, expected] : kCases) {
    const auto parsed = parse_duration(text);
    ASSERT_TRUE(parsed.ok()) << text;
    EXPECT_EQ(parsed->seconds(), expected.seconds()) << text;
    EXPECT_EQ(parsed->nanos(), expected.nanos()) << text;
  }
}

TEST(Duration, of_another_form_is_refused) {
  for (const char* text : {"",
                           "-",
                           "20",
                           "s",
                           "5 m",
                           "5M",
                           "1m1h",
                           "1s1s",
                           "1.5h",
                           "1.s",
                           ".5s",
                           "1.0000000001s",
                           "1e3s",
                           "+5s",
                           "--5s",
                           "99999999999999999999s",
                           "999999999999d",
                           "5min",
                           "P1D",
                           "5m\n",
                           "1..5s"}) {
    EXPECT_FALSE(parse_duration(text).ok()) << text;
  }
}

TEST(Duration, is_written_as_people_say_it) {
  EXPECT_EQ(format_duration(duration(0)), "0s");
  EXPECT_EQ(format_duration(duration(20)), "20s");
  EXPECT_EQ(format_duration(duration(5400)), "1h30m");
  EXPECT_EQ(format_duration(duration(86'400)), "24h");
  EXPECT_EQ(format_duration(duration(10 * 86'400)), "10d");
  EXPECT_EQ(format_duration(duration(1, 250'000'000)), "1s250ms");
  EXPECT_EQ(format_duration(duration(1, 1'000)), "1.000001s");
  EXPECT_EQ(format_duration(duration(-61)), "-1m1s");
}

TEST(Duration, that_is_written_is_read_as_the_same) {
  rc::check([] {
    const auto seconds = *rc::gen::inRange<std::int64_t>(-315'000'000'000, 315'000'000'000);
    const auto nanos = *rc::gen::element(0, 1, 999, 1'000'000, 250'000'000, 999'999'999);
    const auto written = duration(seconds, seconds < 0 ? -nanos : nanos);
    const auto read = parse_duration(format_duration(written));
    RC_ASSERT(read.ok());
    RC_ASSERT(read->seconds() == written.seconds());
    RC_ASSERT(read->nanos() == written.nanos());
  });
}

TEST(Duration, reading_any_text_ends_well) {
  rc::check([] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::element('0', '9', '.', 'd', 'h', 'm', 's', '-', ' ', 'x'));
    const auto read = parse_duration(text);
    if (read.ok()) RC_ASSERT(parse_duration(format_duration(*read)).ok());
  });
}

TEST(Integer, is_written_in_digits_only) {
  EXPECT_EQ(parse_integer("-1440", -1440, 1440).value(), -1440);
  for (const char* text : {"", "-", "+1", "1_000", "1,000", "0x10", "1.0", " 1", "1e3", "1441"}) {
    EXPECT_FALSE(parse_integer(text, -1440, 1440).ok()) << text;
  }
}

TEST(Enum, is_taken_in_its_short_and_full_name_and_either_case) {
  const auto& modality = *usher::v1::Modality_descriptor();
  for (const char* text : {"SPOKEN", "spoken", "MODALITY_SPOKEN", "Modality_Spoken"}) {
    ASSERT_TRUE(parse_enum(text, modality).ok()) << text;
    EXPECT_EQ((*parse_enum(text, modality))->number(), usher::v1::MODALITY_SPOKEN);
  }
  for (const char* text : {"", "1", "UNSPECIFIED", "MODALITY_UNSPECIFIED", "SPOKE"}) {
    EXPECT_FALSE(parse_enum(text, modality).ok()) << text;
  }
}

TEST(Enum, has_one_spelling_that_is_written) {
  EXPECT_EQ(enum_name(*usher::v1::Modality_descriptor()->FindValueByName("MODALITY_SIGNED")),
            "SIGNED");
  EXPECT_EQ(enum_name(*usher::v1::NeedCode_descriptor()->FindValueByName("RTT")), "RTT");
}

TEST(Suggestion, names_what_was_probably_meant) {
  const std::vector<std::string> known = {"benefits", "housing", "tax"};
  EXPECT_EQ(nearest("benfits", known), "benefits");
  EXPECT_EQ(nearest("hosuing", known), "housing");
  EXPECT_EQ(nearest("TAX", known), "tax");
  EXPECT_EQ(nearest("pensions", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest("x", known), "");
}

TEST(Suggestion, lists_what_there_is_where_nothing_is_near) {
  EXPECT_EQ(suggestion("zebra", {"a1", "b2"}, "queues"), "known queues: a1, b2");
  EXPECT_EQ(suggestion("zebra", {}, "queues"), "no queues are configured; add one or remove this");
}

TEST(Utf8, the_first_wrong_byte_is_found) {
  EXPECT_EQ(first_invalid_utf8("plain, é, 漢, 😀"), std::nullopt);
  const std::pair<std::string, std::size_t> kCases[] = {
      {"ab\xff", 2},       {"a\xc3", 1},
      {"\xc0\xaf", 0},     {"x\xe0\x80\x80", 1},
      {"\xed\xa0\x80", 0}, {"\xf4\x90\x80\x80", 0},
      {"é\x80", 2},        {"\xf8\x88\x80\x80\x80", 0},
  };
  for (const auto& [text, at] : kCases) EXPECT_EQ(first_invalid_utf8(text), at) << at;
}

TEST(Utf8, a_value_is_shown_on_one_line_and_cut) {
  EXPECT_EQ(shown("a\"b\\\n\x01"), "\"a\\\"b\\\\\\x0a\\x01\"");
  EXPECT_EQ(shown(std::string(100, 'x')), "\"" + std::string(60, 'x') + "…\"");
  EXPECT_EQ(shown("\xff"), "\"\\xff\"");
}

}  // namespace
}  // namespace usher::config
