// The files under deploy/sample are what newcomers learn from: they are right.
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/config/check.h"
#include "engine/config/config_file.h"

namespace usher::config {
namespace {

const std::string kFolder = std::string(USHER_SOURCE_DIR) + "/deploy/sample/";

std::vector<std::string> lines_of(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) lines.push_back(to_string(finding, "FILE"));
  return lines;
}

TEST(Sample, the_agency_has_nothing_to_find) {
  const Checked checked = check_file(kFolder + "agency.yaml");
  EXPECT_THAT(lines_of(checked.findings), testing::IsEmpty());
  ASSERT_EQ(checked.models.size(), 1U);
  EXPECT_EQ(checked.models[0]->agents.size(), 60U);
  EXPECT_EQ(checked.models[0]->sites.size(), 3U);
}

TEST(Sample, the_agency_serves_a_dozen_languages_of_which_one_is_signed) {
  const Checked checked = check_file(kFolder + "agency.yaml");
  ASSERT_EQ(checked.models.size(), 1U);
  std::set<std::string> spoken;
  std::set<std::string> signed_;
  for (const core::AgentModel& agent : checked.models[0]->agents) {
    for (const core::AgentLanguageModel& language : agent.languages) {
      if (language.tag == "und") continue;
      if (language.modality == routing::Modality::kSpoken) spoken.insert(language.tag);
      if (language.modality == routing::Modality::kSigned) signed_.insert(language.tag);
    }
  }
  EXPECT_GE(spoken.size(), 12U);
  EXPECT_THAT(signed_, testing::ElementsAre("ase"));
}

TEST(Sample, every_channel_has_an_adapter) {
  const Checked checked = check_file(kFolder + "agency.yaml");
  ASSERT_EQ(checked.models.size(), 1U);
  std::set<core::Channel> channels;
  for (const core::AdapterModel& adapter : checked.models[0]->adapters) {
    channels.insert(adapter.channel);
  }
  EXPECT_EQ(channels.size(), 4U);
}

TEST(Sample, the_smallest_configuration_has_no_error_and_one_warning) {
  const Checked checked = check_file(kFolder + "minimal.yaml");
  EXPECT_THAT(lines_of(checked.findings),
              testing::ElementsAre("FILE:9:13: warning: only one agent could ever serve queue "
                                   "\"general\": ana; make a second one able to"));
  ASSERT_EQ(checked.models.size(), 1U);
}

TEST(Sample, files_say_the_same_after_they_are_written_back) {
  for (const std::string name : {"agency.yaml", "minimal.yaml"}) {
    const Loaded loaded = load_file(kFolder + name);
    const Loaded again = load_text(to_yaml(loaded.config));
    EXPECT_EQ(again.config.SerializeAsString(), loaded.config.SerializeAsString()) << name;
    EXPECT_THAT(lines_of(again.findings), testing::IsEmpty());
  }
}

}  // namespace
}  // namespace usher::config
