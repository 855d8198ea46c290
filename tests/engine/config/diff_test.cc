#include "engine/config/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/config/builders.h"

namespace usher::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> difference(const usher::v1::AgencyConfig& from,
                                    const usher::v1::AgencyConfig& to) {
  std::vector<std::string> lines;
  for (const auto& one : diff(from, to)) lines.push_back(to_string(one));
  return lines;
}

TEST(Diff, of_a_configuration_with_itself_is_empty) {
  EXPECT_THAT(difference(town(), town()), IsEmpty());
}

TEST(Diff, names_elements_by_id) {
  usher::v1::AgencyConfig from = town();
  from.mutable_queues(0)->mutable_offer_timeout()->set_seconds(20);
  usher::v1::AgencyConfig to = from;
  to.mutable_queues(0)->mutable_offer_timeout()->set_seconds(15);
  to.mutable_agents(1)->set_site("hall");
  EXPECT_THAT(difference(from, to), ElementsAre("queues[general].offer_timeout: 20s → 15s",
                                                "agents[rui].site: added hall"));
  EXPECT_THAT(difference(to, from), ElementsAre("queues[general].offer_timeout: 15s → 20s",
                                                "agents[rui].site: removed hall"));
}

TEST(Diff, names_languages_skills_and_channels_by_what_they_are) {
  usher::v1::AgencyConfig to = town();
  auto* group = to.mutable_agent_groups(0);
  group->mutable_languages(0)->set_level(7);
  group->mutable_skills(1)->set_level(5);
  auto* channel = group->mutable_capacity()->add_channels();
  channel->set_channel(usher::v1::PHONE);
  usher::v1::AgencyConfig more = to;
  more.mutable_agent_groups(0)->mutable_capacity()->mutable_channels(0)->set_max(2);
  EXPECT_THAT(difference(town(), to),
              ElementsAre("agent_groups[staff].languages[pt/SPOKEN].level: added 7",
                          "agent_groups[staff].skills[tax].level: 3 → 5",
                          "agent_groups[staff].capacity: added {channels: [{channel: PHONE}]}"));
  EXPECT_THAT(difference(to, more),
              ElementsAre("agent_groups[staff].capacity.channels[PHONE].max: added 2"));
}

TEST(Diff, shows_whole_elements_that_come_or_go) {
  usher::v1::AgencyConfig to = town();
  to.mutable_agents()->DeleteSubrange(0, 1);
  auto* agent = to.add_agents();
  agent->set_id("eva");
  agent->add_groups("staff");
  EXPECT_THAT(difference(town(), to), ElementsAre("agents[ana]: removed {id: ana, groups: [staff]}",
                                                  "agents[eva]: added {id: eva, groups: [staff]}"));
}

TEST(Diff, the_order_of_elements_with_ids_means_nothing) {
  usher::v1::AgencyConfig to = town();
  to.mutable_agents()->SwapElements(0, 1);
  EXPECT_THAT(difference(town(), to), IsEmpty());
}

TEST(Diff, the_order_of_rules_means_something) {
  usher::v1::AgencyConfig from = town();
  from.mutable_classification(0)->add_services("tax");
  from.add_classification()->set_queue("general");
  usher::v1::AgencyConfig to = from;
  auto* rule = to.add_classification();
  rule->set_queue("general");
  rule->add_channels(usher::v1::PHONE);
  to.mutable_classification()->SwapElements(1, 2);
  EXPECT_THAT(difference(from, to),
              ElementsAre("classification[1]: added {channels: [PHONE], queue: general}"));
  usher::v1::AgencyConfig moved = to;
  moved.mutable_classification()->SwapElements(0, 1);
  EXPECT_EQ(diff(to, moved).size(), 2U);
}

TEST(Diff, a_list_of_values_is_one_value) {
  usher::v1::AgencyConfig to = town();
  to.mutable_agents(0)->add_groups("night-shift");
  to.add_break_reasons("lunch");
  EXPECT_THAT(difference(town(), to),
              ElementsAre("agents[ana].groups: [staff] → [staff, night-shift]",
                          "break_reasons: added [lunch]"));
}

TEST(Diff, elements_that_share_an_id_are_compared_in_order) {
  usher::v1::AgencyConfig from = town();
  from.add_skills()->set_id("tax");
  EXPECT_THAT(difference(town(), from), ElementsAre("skills[2]: added {id: tax}"));
}

}  // namespace
}  // namespace usher::config
