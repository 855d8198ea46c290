#include "tests/e2e/office.h"

namespace usher::e2e {
namespace {

Answer<v1::ContactExplanation> explain_contact(const Client& client, const std::string& name) {
  v1::ExplainContactRequest request;
  request.set_name(name);
  return client.call(*client.explain, &v1::ExplainService::Stub::ExplainContact, request);
}

const v1::AgentVerdict* verdict_on(const v1::ContactExplanation& explanation,
                                   const std::string& agent) {
  for (const v1::AgentVerdict& verdict : explanation.agents()) {
    if (verdict.agent() == agent) return &verdict;
  }
  return nullptr;
}

TEST(Explain, names_the_clause_that_excludes_each_agent) {
  Office office;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ben")).ok());
  auto request = contact(v1::PHONE);
  *request.mutable_contact()->add_needs() = need(v1::RTT);
  const std::string name = office.submit(request);
  const auto why = explain_contact(office.client, name);
  ASSERT_TRUE(why.ok()) << to_text(why.status);
  EXPECT_NE(why->summary(), "");
  EXPECT_EQ(why->eligible(), 0);
  EXPECT_EQ(why->agents_size(), 4);
  const v1::AgentVerdict* ben = verdict_on(*why, agent_name("ben"));
  ASSERT_NE(ben, nullptr);
  EXPECT_EQ(ben->verdict(), v1::AgentVerdict::EXCLUDED);
  ASSERT_GE(ben->failed_clauses_size(), 1);
  EXPECT_EQ(why->clauses(ben->failed_clauses(0)).kind(), "need");
  const v1::AgentVerdict* chloe = verdict_on(*why, agent_name("chloe"));
  ASSERT_NE(chloe, nullptr);
  EXPECT_EQ(chloe->verdict(), v1::AgentVerdict::ABLE_NOT_FREE);
  EXPECT_EQ(chloe->obstacle(), "offline");
  EXPECT_GT(why->what_would_help_size(), 0);
  EXPECT_GT(why->config_revision(), 0);
  // And so it is: the agent whom the answer named is the one who gets it.
  ASSERT_TRUE(desk.sign_in(agent_name("chloe")).ok());
  const auto offer = desk.next_offer(agent_name("chloe"));
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->contact(), name);
}

TEST(Explain, ranks_who_could_have_got_an_offer) {
  Office office;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ben")).ok());
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  office.submit(contact(v1::PHONE));
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->agent(), agent_name("ben")) << "idle for longer";
  v1::ExplainOfferRequest request;
  request.set_name(offer->name());
  const auto why =
      office.client.call(*office.client.explain, &v1::ExplainService::Stub::ExplainOffer, request);
  ASSERT_TRUE(why.ok()) << to_text(why.status);
  EXPECT_EQ(why->offer(), offer->name());
  EXPECT_NE(why->summary(), "");
  EXPECT_THAT(why->ranking(), testing::HasSubstr("longest"));
  ASSERT_EQ(why->candidates_size(), 2) << why->ShortDebugString();
  EXPECT_EQ(why->candidates(0).agent(), agent_name("ben"));
  EXPECT_EQ(why->candidates(0).rank(), 1);
  EXPECT_EQ(why->overtaken_count(), 0);
}

TEST(Explain, says_why_an_idle_agent_is_offered_nothing) {
  Office office;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ben")).ok());
  auto request = contact(v1::PHONE);
  *request.mutable_contact()->add_needs() = need(v1::RTT);
  const std::string name = office.submit(request);
  v1::ExplainAgentRequest ask;
  ask.set_name(agent_name("ben"));
  const auto why =
      office.client.call(*office.client.explain, &v1::ExplainService::Stub::ExplainAgent, ask);
  ASSERT_TRUE(why.ok()) << to_text(why.status);
  EXPECT_EQ(why->able_to_serve(), 0);
  EXPECT_EQ(why->waiting(), 1);
  EXPECT_NE(why->summary(), "");
  ASSERT_EQ(why->longest_waiting_size(), 1);
  EXPECT_EQ(why->longest_waiting(0).contact(), name);
  ASSERT_GE(why->longest_waiting(0).failed_clauses_size(), 1);
  EXPECT_EQ(why->longest_waiting(0).failed_clauses(0).kind(), "need");
}

TEST(Explain, knows_nothing_of_what_is_not_there) {
  Office office;
  const auto nobody = explain_contact(office.client, contact_name("nobody"));
  EXPECT_EQ(nobody.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(nobody.reason(), "UNKNOWN_CONTACT");
}

}  // namespace
}  // namespace usher::e2e
