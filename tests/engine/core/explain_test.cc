// Why: each explanation in its words.
#include "engine/core/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ContactExplanation explain(const Desk& desk, const std::string& key, std::size_t limit = 100) {
  return explain_contact(desk.state, desk.contact(key), {}, limit);
}
const Verdict& verdict_on(const Desk& desk, const ContactExplanation& answer,
                          const std::string& agent) {
  static const Verdict kNone;
  for (const Verdict& verdict : answer.verdicts) {
    if (verdict.agent == desk.agent(agent).id) return verdict;
  }
  ADD_FAILURE() << "no verdict on " << agent;
  return kNone;
}
std::string obstacle(const Desk& desk, const std::string& agent) {
  return verdict_on(desk, explain(desk, "c"), agent).obstacle;
}

TEST(ExplainContact, names_the_clause_that_excludes_and_what_would_help) {
  Desk desk(an_agency().with(an_agent("ann")).with(an_agent("bob").meeting(NeedCode::kRtt)));
  desk.sign_in("ann");
  desk.submit(a_contact("c").speaking("vi").needing(NeedCode::kRtt));
  const ContactExplanation answer = explain(desk, "c");
  ASSERT_EQ(answer.clauses.size(), 2U);
  EXPECT_EQ(answer.clauses[0].text, "speaks vi");
  EXPECT_EQ(answer.effects[0].agents_failing, 2);
  EXPECT_EQ(answer.effects[0].agents_failing_only_this, 1);
  EXPECT_EQ(answer.effects[1].agents_failing_only_this, 0);
  EXPECT_THAT(verdict_on(desk, answer, "ann").failed_clauses, ElementsAre(0, 1));
  EXPECT_THAT(verdict_on(desk, answer, "bob").failed_clauses, ElementsAre(0));
  EXPECT_EQ(answer.excluded, 2);
  EXPECT_EQ(answer.verdicts.front().agent, desk.agent("bob").id) << "the nearest first";
  EXPECT_THAT(answer.summary, HasSubstr("no agent of the configuration could serve it"));
  EXPECT_THAT(answer.what_would_help, ElementsAre("1 agent lacks only \"speaks vi\" (contact)"));
}

TEST(ExplainContact, says_what_keeps_the_able) {
  AgencyBuilder agency = an_agency();
  for (const char* id : {"away", "lunch", "busy", "declined", "lost", "drain", "web"}) {
    AgentBuilder agent = an_agent(id);
    if (std::string(id) == "web") agent.only_serving(Channel::kWeb);
    agency.with(agent);
  }
  Desk desk(agency);
  desk.done(SignIn{"lunch", Presence::kBreak, "lunch"});
  desk.sign_in("busy");
  desk.serve(a_contact("other"), "other");
  desk.sign_in("drain");
  desk.serve(a_contact("another"), "another");
  desk.done(SetAgentState{"drain", Presence::kDraining});
  desk.sign_in("declined");
  desk.submit(a_contact("c"));
  desk.decline("c");
  desk.sign_in("lost");
  desk.decline("c");
  desk.state.contact("c");
  EXPECT_EQ(obstacle(desk, "away"), "offline");
  EXPECT_EQ(obstacle(desk, "lunch"), "on break: lunch");
  EXPECT_EQ(obstacle(desk, "busy"), "no capacity for PHONE");
  EXPECT_EQ(obstacle(desk, "drain"), "draining: finishes what is in hand");
  EXPECT_THAT(obstacle(desk, "declined"), HasSubstr("not offered it again until 2025-"));
  EXPECT_EQ(obstacle(desk, "web"), "does not serve PHONE");
  const ContactExplanation answer = explain(desk, "c");
  EXPECT_EQ(answer.able_not_free, 6);
  EXPECT_EQ(answer.excluded, 1);
  EXPECT_THAT(answer.summary, HasSubstr("6 agents could serve it and none of them is free"));
  EXPECT_THAT(answer.summary, HasSubstr("1 on break: lunch"));
  EXPECT_THAT(answer.what_would_help, Contains(HasSubstr("one of the 6 able agents becomes free")));
}

TEST(ExplainContact, says_that_an_agent_has_another_offer_or_lost_the_session) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.submit(a_contact("first"));
  desk.submit(a_contact("c"));
  EXPECT_EQ(obstacle(desk, "ann"), "has an offer");
  EXPECT_EQ(verdict_on(desk, explain(desk, "first"), "ann").obstacle, "is offered it now");
  desk.done(LoseSession{"ann", desk.agent("ann").session});
  EXPECT_EQ(obstacle(desk, "ann"), "session lost");
}

TEST(ExplainContact, names_the_next_timer) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.submit(a_contact("c"));
  EXPECT_EQ(explain(desk, "c").next_timer, kStart + minutes(60));
  EXPECT_THAT(explain(desk, "c").next_timer_effect, HasSubstr("head of the line"));
  desk.sign_in("ann");
  EXPECT_EQ(explain(desk, "c").next_timer, kStart + seconds(20));
  EXPECT_THAT(explain(desk, "c").summary, HasSubstr("offered to agent \"ann\" until"));
  desk.decline("c");
  EXPECT_EQ(explain(desk, "c").next_timer, kStart + minutes(5));
  EXPECT_EQ(explain(desk, "c").next_timer_effect, "agent \"ann\" may be offered it again");
}

TEST(ExplainContact, says_that_it_waits_for_its_adapter) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.attach("pbx");
  desk.submit(a_contact("c").through("pbx"));
  desk.detach("pbx");
  desk.sign_in("ann");
  const ContactExplanation answer = explain(desk, "c");
  EXPECT_THAT(answer.summary, HasSubstr("waits for adapter pbx"));
  EXPECT_THAT(answer.next_timer_effect, HasSubstr("closed as lost"));
  EXPECT_EQ(answer.what_would_help.front(), "adapter pbx attaches");
}

TEST(ExplainContact, ranks_who_could_take_it_from_a_pull_only_queue) {
  AgencyBuilder agency = an_agency().with(an_agent("ann")).with(an_agent("bob"));
  agency.queue().pull_only = true;
  Desk desk(agency);
  desk.sign_in("bob");
  desk.now += seconds(90);
  desk.sign_in("ann");
  desk.submit(a_contact("c"));
  const ContactExplanation answer = explain(desk, "c");
  EXPECT_EQ(answer.eligible, 2);
  EXPECT_EQ(answer.verdicts[0].agent, desk.agent("bob").id);
  EXPECT_EQ(answer.verdicts[0].rank, 1);
  EXPECT_EQ(answer.verdicts[0].ranking_reason, "idle 1 min 30 s");
  EXPECT_THAT(answer.summary, HasSubstr("pull only"));
}

TEST(ExplainContact, counts_who_is_ahead_and_keeps_to_its_limit) {
  Desk desk(an_agency().with(an_agent("ann")).with(an_agent("bob")));
  desk.submit(a_contact("first"));
  desk.submit(a_contact("c"));
  EXPECT_EQ(explain(desk, "c", 1).ahead, 1U);
  EXPECT_EQ(explain(desk, "c", 1).verdicts.size(), 1U);
  EXPECT_EQ(explain(desk, "c", 1).able_not_free, 2) << "totals count everybody";
  const auto only = explain_contact(desk.state, desk.contact("c"), {desk.agent("bob").id}, 10);
  ASSERT_EQ(only.verdicts.size(), 1U);
  EXPECT_EQ(only.verdicts[0].agent, desk.agent("bob").id);
}

TEST(ExplainContact, that_is_not_in_line_says_where_it_is) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  EXPECT_EQ(explain(desk, "c").summary, "it is CONNECTED with agent \"ann\"");
  desk.done(EndContact{"c"});
  desk.done(CompleteContact{"c", "resolved"});
  EXPECT_EQ(explain(desk, "c").summary, "it has ended: COMPLETED, completed");
  EXPECT_THAT(explain(desk, "c").what_would_help, IsEmpty());
}

// The state just before the last offer of the journal was made.
State before_last_offer(const Desk& desk) {
  State state;
  for (const Record& record : desk.journal) {
    if (&record != &desk.journal.back()) apply(state, record);
  }
  for (const Event& event : desk.journal.back().events) {
    if (const auto* made = std::get_if<OfferMade>(&event)) {
      apply_until_offer(state, desk.journal.back(), made->id);
    }
  }
  return state;
}

TEST(ExplainOffer, shows_the_ranking_and_who_was_overtaken) {
  AgencyBuilder agency = an_agency().with_service("urgent");
  agency.queue("urgent").priority_minutes = 60;
  agency.with(an_agent("ann")).with(an_agent("bob").only_serving(Channel::kChat));
  Desk desk(agency);
  desk.submit(a_contact("vietnamese").speaking("vi").needing(NeedCode::kRtt));
  desk.submit(a_contact("ordinary"));
  desk.now += minutes(1);
  desk.submit(a_contact("pressing").for_service("urgent"));
  desk.sign_in("ann");
  ASSERT_EQ(desk.with("pressing"), "ann");
  const OfferExplanation answer =
      explain_offer(before_last_offer(desk), desk.contact("pressing").id, desk.agent("ann").id);
  EXPECT_THAT(answer.summary,
              HasSubstr("agent \"ann\" stood first of 1 free able agent by longest idle"));
  ASSERT_EQ(answer.candidates.size(), 1U);
  EXPECT_EQ(answer.overtaken_count, 2U);
  EXPECT_EQ(answer.overtaken[0].reason, "the agent is not able: speaks vi, need RTT");
  EXPECT_EQ(answer.overtaken[1].reason, "priority");
  EXPECT_TRUE(answer.overtaken[0].justified && answer.overtaken[1].justified);
}

TEST(ExplainOffer, works_for_a_contact_submitted_in_the_same_record) {
  Desk desk(an_agency().with(an_agent("ann")).with(an_agent("bob")));
  desk.sign_in("bob");
  desk.now += seconds(1);
  desk.sign_in("ann");
  desk.submit(a_contact("c"));
  const OfferExplanation answer =
      explain_offer(before_last_offer(desk), desk.contact("c").id, desk.agent("bob").id);
  EXPECT_EQ(answer.candidates.size(), 2U);
  EXPECT_EQ(answer.candidates[0].agent, desk.agent("bob").id);
  EXPECT_EQ(answer.overtaken_count, 0U);
}

TEST(ExplainOffer, names_the_other_reasons_of_being_overtaken) {
  AgencyBuilder agency = an_agency().with(an_agent("ann"));
  Desk desk(agency);
  desk.attach("pbx");
  desk.submit(a_contact("away").through("pbx"));
  desk.detach("pbx");
  desk.submit(a_contact("chatty").on(Channel::kChat).writing("en"));
  desk.submit(a_contact("declined"));
  desk.sign_in("ann");
  desk.decline("declined");
  desk.now += seconds(1);
  desk.submit(a_contact("c"));
  const OfferExplanation answer =
      explain_offer(before_last_offer(desk), desk.contact("c").id, desk.agent("ann").id);
  ASSERT_EQ(answer.overtaken.size(), 3U);
  EXPECT_EQ(answer.overtaken[0].reason, "its adapter pbx is away");
  EXPECT_EQ(answer.overtaken[1].reason, "the agent does not serve CHAT");
  EXPECT_THAT(answer.overtaken[2].reason, HasSubstr("gave this contact up"));
}

TEST(ExplainOffer, of_people_long_gone_says_so) {
  Desk desk(an_agency());
  EXPECT_THAT(explain_offer(desk.state, {1}, {1}).summary, HasSubstr("no longer known"));
}

std::string why_idle(const Desk& desk, const std::string& agent) {
  return explain_agent(desk.state, desk.agent(agent)).summary;
}

TEST(ExplainAgent, says_why_they_are_offered_nothing) {
  Desk desk(an_agency().with(an_agent("ann")));
  EXPECT_EQ(why_idle(desk, "ann"), "they are not signed in");
  desk.sign_in("ann");
  EXPECT_EQ(why_idle(desk, "ann"), "nobody waits");
  desk.submit(a_contact("v").speaking("vi"));
  EXPECT_EQ(why_idle(desk, "ann"), "they are able to serve none of the 1 waiting contact");
  desk.submit(a_contact("c"));
  EXPECT_EQ(why_idle(desk, "ann"), "they have an offer now");
  desk.decline("c");
  EXPECT_EQ(why_idle(desk, "ann"),
            "they could serve 1 of 2 waiting contacts: 1 that they gave up or missed a short time "
            "ago");
  desk.done(SetAgentState{"ann", Presence::kBreak, "lunch"});
  EXPECT_EQ(why_idle(desk, "ann"), "they are on break: lunch");
  desk.done(LoseSession{"ann", desk.agent("ann").session});
  EXPECT_THAT(why_idle(desk, "ann"), HasSubstr("their session is lost"));
}

TEST(ExplainAgent, with_contacts_in_hand_says_how_many) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  EXPECT_EQ(why_idle(desk, "ann"), "they have 1 contact in hand and no capacity for one more");
  desk.done(SignOut{"ann"});
  EXPECT_EQ(why_idle(desk, "ann"), "they are draining and finish 1 contact");
  desk.apply(an_agency());
  EXPECT_THAT(why_idle(desk, "ann"), HasSubstr("left the configuration"));
}

TEST(ExplainAgent, lists_whom_they_can_not_serve_the_longest_waiting_first) {
  Desk desk(an_agency().with(an_agent("ann")));
  for (int i = 0; i < 25; ++i) {
    desk.submit(a_contact("v" + std::to_string(i)).speaking("vi").since(kStart - minutes(i)));
  }
  desk.submit(a_contact("chat").on(Channel::kChat).since(kStart - hours(1)));
  const AgentExplanation answer = explain_agent(desk.state, desk.agent("ann"));
  EXPECT_EQ(answer.waiting, 26U);
  EXPECT_EQ(answer.able_to_serve, 0U);
  ASSERT_EQ(answer.longest_waiting.size(), 20U);
  EXPECT_EQ(answer.longest_waiting[0].contact, desk.contact("chat").id);
  EXPECT_EQ(answer.longest_waiting[0].obstacle, "does not serve CHAT");
  EXPECT_EQ(answer.longest_waiting[1].contact, desk.contact("v24").id);
  EXPECT_EQ(answer.longest_waiting[1].failed_clauses[0].text, "speaks vi");
}

TEST(ExplainAgent, names_what_else_keeps_them_apart) {
  AgencyBuilder agency =
      an_agency().with_service("counter").with(an_agent("ann").serving(Channel::kChat, 60, 1));
  agency.queue("counter").pull_only = true;
  Desk desk(agency);
  desk.attach("pbx");
  desk.submit(a_contact("away").through("pbx"));
  desk.detach("pbx");
  desk.sign_in("ann");
  desk.submit(a_contact("pull").for_service("counter"));
  EXPECT_EQ(why_idle(desk, "ann"),
            "they could serve 2 of 2 waiting contacts: 1 only on their own asking (pull only), 1 "
            "whose adapter is away");
}

}  // namespace
}  // namespace usher::core::testing
