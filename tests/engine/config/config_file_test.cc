#include "engine/config/config_file.h"

#include <chrono>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "engine/config/check.h"
#include "engine/config/scalar.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/engine/config/builders.h"

namespace usher::config {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string any_text() {
  return *rc::gen::element<std::string>(
      "", "plain", "two words", "true", "no", "1", "-", "a: b", "# x", "\"q\"", "back\\slash",
      "line\nbreak", "tab\t", " lead", "trail ", "é漢😀", "[", "{}", "*a", "&a", "!t", "%", "@", "`",
      "null", "~", "0x1f", "1e3", std::string("\x01", 1), std::string("a\0b", 3), "\xe2\x80\xa8",
      "\xc2\x85", "\xef\xbb\xbf", std::string(300, 'y'));
}

void set_any_value(Message& message, const FieldDescriptor& field) {
  const auto& r = *message.GetReflection();
  const bool list = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: {
      const auto value = *rc::gen::arbitrary<std::int32_t>();
      return list ? r.AddInt32(&message, &field, value) : r.SetInt32(&message, &field, value);
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      const bool value = *rc::gen::arbitrary<bool>();
      return list ? r.AddBool(&message, &field, value) : r.SetBool(&message, &field, value);
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = *rc::gen::inRange(1, field.enum_type()->value_count());
      const int value = field.enum_type()->value(number)->number();
      return list ? r.AddEnumValue(&message, &field, value)
                  : r.SetEnumValue(&message, &field, value);
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value = any_text();
      return list ? r.AddString(&message, &field, value) : r.SetString(&message, &field, value);
    }
    default:
      FAIL() << field.full_name() << " is of a type that the reader does not know";
  }
}

// Any message whatever: each field set or not, lists of up to three.
void fill(Message& message, int depth) {
  if (message.GetDescriptor()->full_name() == "google.protobuf.Duration") {
    auto& duration = dynamic_cast<google::protobuf::Duration&>(message);
    duration.set_seconds(*rc::gen::inRange(0, 10'000'000));
    duration.set_nanos(*rc::gen::element(0, 1, 250'000'000));
    return;
  }
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const int count = *rc::gen::inRange(0, field.is_repeated() ? 3 : 2);
    for (int n = 0; n < count; ++n) {
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        set_any_value(message, field);
      } else if (depth < 5) {
        fill(field.is_repeated() ? *message.GetReflection()->AddMessage(&message, &field)
                                 : *message.GetReflection()->MutableMessage(&message, &field),
             depth + 1);
      }
    }
  }
}

TEST(ToYaml, what_is_written_is_read_as_the_same) {
  rc::check([] {
    usher::v1::Config config;
    fill(config, 0);
    const std::string yaml = to_yaml(config);
    const Loaded loaded = load_text(yaml);
    if (config.ByteSizeLong() == 0) return;  // "{}"
    for (const Finding& finding : loaded.findings) RC_FAIL(to_string(finding, "F") + "\n" + yaml);
    RC_ASSERT(MessageDifferencer::Equals(loaded.config, config));
    RC_ASSERT(to_yaml(loaded.config) == yaml);
  });
}

TEST(ToYaml, is_what_a_person_would_write) {
  const std::string yaml = to_yaml(town());
  EXPECT_THAT(yaml, HasSubstr("id: town\ntime_zone: Europe/Lisbon\ndefault_language: pt\nskills:\n"
                              "  - id: benefits\n  - id: tax\n"));
  EXPECT_THAT(yaml, HasSubstr("  - id: hall\n    counters:\n      - id: \"1\"\n"
                              "        provides: [HEARING_LOOP]\n      - id: \"2\"\n"
                              "    provides: [STEP_FREE]\n"));
}

TEST(ToYaml, leaves_secrets_out_when_it_is_to) {
  usher::v1::Config config;
  auto* credential = config.mutable_server()->add_credentials();
  credential->set_id("a");
  credential->set_token_hash("sha256:hush");
  EXPECT_THAT(to_yaml(config), HasSubstr("hush"));
  EXPECT_THAT(to_yaml(config, false), testing::Not(HasSubstr("hush")));
}

TEST(Loading, any_text_ends_with_findings_or_a_message) {
  rc::check([] {
    std::string text = town_yaml();
    const int cuts = *rc::gen::inRange(1, 6);
    for (int i = 0; i < cuts; ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
      const auto what = *rc::gen::element<std::string>(
          "", ":", "- ", "[", "]", "{", "}", "\n", "\t", "&a ", "*a", "!", "\"", "'", "|", ">", "#",
          "---\n", "...\n", "? ", "%YAML 1.2\n", "\xff");
      text.replace(at, *rc::gen::inRange<std::size_t>(0, 20), what);
    }
    const CheckedAgency checked = check_agency_text(text, "town");
    RC_ASSERT((checked.model == nullptr) == has_errors(checked.findings));
    for (const Finding& finding : checked.findings) {
      RC_ASSERT(finding.line >= 1);
      RC_ASSERT(finding.column >= 1);
      RC_ASSERT(!finding.remedy.empty());
    }
  });
}

TEST(Loading, a_byte_order_mark_and_carriage_returns_are_taken) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : town_yaml()) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_THAT(lines_of(check_agency_text(text, "town").findings), IsEmpty());
}

TEST(Loading, columns_count_characters) {
  const Loaded loaded = load_text("agencies:\n  - {display_name: \"Câmara 漢\", idd: x}\n");
  EXPECT_THAT(lines_of(loaded.findings),
              ElementsAre("F:2:32: error: unknown key \"idd\"; did you mean \"id\"?"));
}

TEST(Loading, aliases_are_taken_and_blamed_where_they_are_written_out) {
  const std::string text =
      "x: &staff [staff]\nagencies:\n  - agents: [{id: a, groups: *staff}, {id: b, groups: "
      "*staff}]\n";
  const Loaded loaded = load_text(text);
  EXPECT_THAT(lines_of(loaded.findings), ElementsAre(HasSubstr("F:1:1: error: unknown key \"x\"")));
  EXPECT_EQ(loaded.config.agencies(0).agents(1).groups(0), "staff");
}

TEST(Loading, more_than_eight_mebibytes_are_refused) {
  const std::string text(kMaxConfigBytes + 1, '#');
  EXPECT_THAT(lines_of(load_text(text).findings),
              ElementsAre("F:1:1: error: the text has 8388609 bytes; at most 8388608 (8 MiB) are "
                          "taken"));
}

TEST(Loading, more_than_a_million_values_are_refused) {
  std::string text = "agencies: [";
  for (std::size_t i = 0; i < kMaxConfigValues; ++i) text += "a,";
  text += "]";
  EXPECT_THAT(lines_of(load_text(text).findings),
              ElementsAre(HasSubstr("more than 1000000 values")));
}

TEST(Loading, many_mistakes_are_named_up_to_a_thousand) {
  std::string text = "agencies:\n";
  for (int i = 0; i < 3000; ++i) text += "  - colour: red\n";
  EXPECT_EQ(load_text(text).findings.size(), kMaxFindings);
}

TEST(LoadFile, a_file_that_is_not_there_is_a_finding) {
  const Loaded loaded = load_file("/nonexistent/agency.yaml");
  EXPECT_THAT(lines_of(loaded.findings),
              ElementsAre("F: error: can't be opened: No such file or directory; name a readable "
                          "YAML file"));
}

TEST(LoadFile, a_folder_is_a_finding) {
  EXPECT_THAT(lines_of(load_file("/tmp").findings), ElementsAre(HasSubstr("Is a directory")));
}

TEST(AgencyText, is_taken_out_of_a_whole_file) {
  const std::string whole = "server: {listen: \"127.0.0.1:1\"}\n" + to_yaml([] {
                              usher::v1::Config config;
                              config.add_agencies()->set_id("other");
                              *config.add_agencies() = town();
                              return config;
                            }());
  const CheckedAgency checked = check_agency_text(whole, "town");
  EXPECT_THAT(lines_of(checked.findings), IsEmpty());
  ASSERT_NE(checked.model, nullptr);
  EXPECT_EQ(checked.model->agency, "town");
}

TEST(AgencyText, must_be_of_the_agency) {
  EXPECT_THAT(lines_of(check_agency_text(town_yaml(), "city").findings),
              ElementsAre("F:1:5: error: this is the configuration of agency \"town\"; apply it to "
                          "that agency, or write id: city"));
  EXPECT_THAT(lines_of(check_agency_text("agencies: [{id: town}]", "twon").findings),
              ElementsAre("F:1:1: error: the file has no agency \"twon\"; did you mean \"town\"?"));
  EXPECT_THAT(lines_of(check_agency(town(), "city").findings),
              ElementsAre(HasSubstr("F: error: id: this is the configuration of agency \"town\"")));
}

TEST(AgencyText, findings_have_the_path_of_the_part) {
  std::string text = town_yaml();
  text.replace(text.find("queue: general"), 14, "queue: genral ");
  const CheckedAgency checked = check_agency_text(text, "town");
  ASSERT_EQ(checked.findings.size(), 1U);
  EXPECT_EQ(checked.findings[0].path, "classification[0].queue");
  EXPECT_EQ(checked.findings[0].line, 14);
  EXPECT_EQ(checked.findings[0].column, 13);
}

// What an agency of 20,000 people costs: 40 languages, 200 queues, a rule a queue.
TEST(Checking, a_large_agency_takes_seconds) {
  usher::v1::AgencyConfig agency = town();
  for (int i = 0; i < 200; ++i) {
    const std::string id = "q" + std::to_string(i);
    agency.add_skills()->set_id(id);
    auto* queue = agency.add_queues();
    queue->set_id(id);
    queue->set_required_skills(id + " >= 3");
    auto* service = agency.add_services();
    service->set_id(id);
    auto* rule = agency.add_classification();
    rule->add_services(id);
    rule->add_languages("pt");
    rule->set_queue(id);
    agency.mutable_classification()->SwapElements(i, i + 1);
  }
  for (int i = 0; i < 20'000; ++i) {
    auto* agent = agency.add_agents();
    agent->set_id("x" + std::to_string(i));
    agent->add_groups("staff");
    for (int j = 0; j < 3; ++j) {
      auto* skill = agent->add_skills();
      skill->set_skill("q" + std::to_string((i + j * 67) % 200));
      skill->set_level(5);
    }
  }
  const std::string yaml = to_yaml(agency);
  const auto begin = std::chrono::steady_clock::now();
  const CheckedAgency checked = check_agency_text(yaml, "town");
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_THAT(lines_of(checked.findings), IsEmpty());
  RecordProperty(
      "milliseconds",
      static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
  EXPECT_LT(took, std::chrono::seconds(60));  // sanitizers included
}

}  // namespace
}  // namespace usher::config
