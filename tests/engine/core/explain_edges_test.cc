// Explanations at the edges: other channels, people who left, timers that are next.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/explain.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

ContactExplanation explain(const Desk& desk, const std::string& key) {
  return explain_contact(desk.state, desk.contact(key), {}, 100);
}
AgentExplanation why(const Desk& desk, const std::string& agent) {
  return explain_agent(desk.state, desk.agent(agent));
}

TEST(ExplainContact, that_only_the_channel_keeps_from_everybody_says_so) {
  Desk desk(an_agency().with(an_agent("ann")).with(an_agent("bob")));
  desk.submit(a_contact("web").on(Channel::kWeb));
  EXPECT_EQ(explain(desk, "web").verdicts.front().obstacle, "does not serve WEB");
  EXPECT_THAT(explain(desk, "web").what_would_help,
              ElementsAre("2 agents meet every clause and lack only the channel WEB"));
  desk.submit(a_contact("here").on(Channel::kInPerson).at("north"));
  EXPECT_EQ(explain(desk, "here").verdicts.front().obstacle, "does not serve IN_PERSON");
  EXPECT_THAT(explain(desk, "here").what_would_help,
              ElementsAre("an agent who meets every clause and serves IN_PERSON has to be "
                          "configured: nobody lacks only one thing"));
}

TEST(ExplainContact, of_an_agency_without_agents_asks_for_one) {
  Desk desk(an_agency());
  desk.submit(a_contact("c"));
  EXPECT_THAT(explain(desk, "c").summary, HasSubstr("no agent of the configuration"));
  EXPECT_THAT(explain(desk, "c").what_would_help,
              ElementsAre(HasSubstr("an agent who meets every clause and serves PHONE")));
}

TEST(ExplainContact, counts_who_lack_one_and_the_same_thing) {
  Desk desk(an_agency().with(an_agent("ann")).with(an_agent("bob")));
  desk.submit(a_contact("c").speaking("vi"));
  EXPECT_THAT(explain(desk, "c").what_would_help,
              ElementsAre("2 agents lack only \"speaks vi\" (contact)"));
}

TEST(ExplainContact, leaves_out_who_has_left_the_configuration) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("in-hand"), "in-hand");
  desk.apply(an_agency());
  desk.submit(a_contact("c"));
  EXPECT_THAT(explain(desk, "c").verdicts, SizeIs(0));
}

TEST(ExplainContact, names_the_need_that_expires_next) {
  Desk desk(an_agency());
  desk.submit(a_contact("c")
                  .needing_until(NeedCode::kRtt, kStart + minutes(20))
                  .needing_until(NeedCode::kQuietRoom, kStart + minutes(10))
                  .needing_until(NeedCode::kStepFree, kStart + minutes(15)));
  EXPECT_EQ(explain(desk, "c").next_timer, kStart + minutes(10));
  EXPECT_EQ(explain(desk, "c").next_timer_effect, "need QUIET_ROOM no longer applies");
  desk.pass(minutes(10));
  EXPECT_EQ(explain(desk, "c").next_timer, kStart + minutes(15));
}

TEST(ExplainContact, that_is_at_the_head_already_has_no_timer) {
  Desk desk(an_agency());
  desk.attach("pbx");
  desk.submit(a_contact("c").through("pbx"));
  desk.pass(minutes(61));
  EXPECT_FALSE(explain(desk, "c").next_timer.has_value());
}

TEST(ExplainContact, that_ended_in_a_queue_that_is_gone_is_explained_all_the_same) {
  Desk desk(an_agency().with_service("counter"));
  desk.submit(a_contact("c").for_service("counter"));
  desk.done(CancelContact{"c", "", {}});
  desk.apply(an_agency());
  EXPECT_EQ(desk.contact("c").queue, "counter");
  EXPECT_EQ(explain(desk, "c").summary, "it has ended: CANCELLED, cancelled");
}

TEST(ExplainAgent, in_wrap_up_has_a_contact_in_hand) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  desk.done(EndContact{"c"});
  ASSERT_EQ(desk.agent_state("ann"), AgentState::kWrapUp);
  EXPECT_EQ(why(desk, "ann").summary, "they have 1 contact in hand and no capacity for one more");
}

TEST(ExplainAgent, who_has_left_is_said_to_of_every_contact_that_waits) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("in-hand"), "in-hand");
  desk.apply(an_agency());
  desk.submit(a_contact("c"));
  const AgentExplanation answer = why(desk, "ann");
  EXPECT_EQ(answer.able_to_serve, 0U);
  ASSERT_THAT(answer.longest_waiting, SizeIs(1));
  EXPECT_EQ(answer.longest_waiting[0].obstacle, "the agent has left the configuration");
}

TEST(ExplainAgent, keeps_the_longest_waiting_of_many_who_came_in_order) {
  Desk desk(an_agency().with(an_agent("ann")));
  for (int i = 0; i < 25; ++i) {
    desk.now += seconds(1);
    desk.submit(a_contact("v" + std::to_string(i)).speaking("vi"));
  }
  const AgentExplanation answer = why(desk, "ann");
  EXPECT_EQ(answer.waiting, 25U);
  ASSERT_THAT(answer.longest_waiting, SizeIs(20));
  EXPECT_EQ(answer.longest_waiting.front().contact, desk.contact("v0").id);
  EXPECT_EQ(answer.longest_waiting.back().contact, desk.contact("v19").id);
}

TEST(ExplainAgent, with_room_on_another_channel_only_says_so) {
  Desk desk(
      an_agency()
          .with(an_agent("ann").serving(Channel::kPhone, 50, 1).serving(Channel::kChat, 40, 1))
          .with(an_agent("bob")));
  desk.sign_in("ann");
  desk.serve(a_contact("talk").on(Channel::kChat), "talk");
  desk.submit(a_contact("chat").on(Channel::kChat));
  EXPECT_EQ(why(desk, "ann").summary,
            "they could serve 1 of 1 waiting contact: 1 on channels without capacity now");
  desk.sign_in("bob");
  desk.submit(a_contact("video").speaking("vi"));
  EXPECT_THAT(why(desk, "ann").summary, HasSubstr("1 of 2 waiting contacts"));
}

}  // namespace
}  // namespace usher::core::testing
