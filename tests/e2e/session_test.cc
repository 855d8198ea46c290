#include <optional>

#include "tests/e2e/office.h"

namespace usher::e2e {
namespace {

TEST(Session, gives_a_lost_agents_offer_to_another_after_the_grace) {
  AgencyFile file;
  file.session_grace = "1s";
  Office office(file);
  std::optional<Desk> lost(office.client);
  ASSERT_TRUE(lost->sign_in(agent_name("ana")).ok());
  const std::string name = office.submit(contact(v1::PHONE));
  const auto offer = lost->next_offer();
  ASSERT_TRUE(offer);
  Desk other(office.client);
  ASSERT_TRUE(other.sign_in(agent_name("ben")).ok());
  lost.reset();
  const auto next = other.next_offer();
  ASSERT_TRUE(next) << "the contact did not come back";
  EXPECT_EQ(next->contact(), name);
  EXPECT_EQ(office.client.get_offer(offer->name())->state(), v1::Offer::RESCINDED);
  EXPECT_EQ(office.client.wait_for_agent(agent_name("ana"), v1::Agent::OFFLINE)->state(),
            v1::Agent::OFFLINE);
}

TEST(Session, goes_on_when_the_agent_returns_within_the_grace) {
  AgencyFile file;
  file.session_grace = "60s";
  Office office(file);
  std::optional<Desk> first(office.client);
  ASSERT_TRUE(first->sign_in(agent_name("ana")).ok());
  const std::string name = office.submit(contact(v1::PHONE));
  const auto offer = first->next_offer();
  ASSERT_TRUE(offer);
  ASSERT_TRUE(first->accept(*offer).ok());
  ASSERT_TRUE(first->connect(name).ok());
  first.reset();
  EXPECT_TRUE(wait_until([&] {
    return office.client.get_agent(agent_name("ana"))->session_lost();
  })) << "nobody noticed that the desk is gone";
  EXPECT_EQ(office.state(name), v1::Contact::CONNECTED) << "the conversation goes on";
  Desk second(office.client);
  const auto session = second.sign_in(agent_name("ana"));
  ASSERT_TRUE(session.ok()) << session.message;
  EXPECT_FALSE(session.done.session().agent().session_lost());
  ASSERT_EQ(session.done.session().agent().contacts_size(), 1);
  EXPECT_EQ(session.done.session().agent().contacts(0), name);
  ASSERT_TRUE(second.end(name).ok());
  ASSERT_TRUE(second.complete(name).ok());
}

TEST(Session, tells_the_older_of_two_sessions_that_it_is_over) {
  Office office;
  Desk older(office.client);
  Desk newer(office.client);
  ASSERT_TRUE(older.sign_in(agent_name("ana")).ok());
  ASSERT_TRUE(older.sign_in(agent_name("ben")).ok());
  const auto session = newer.sign_in(agent_name("ana"));
  ASSERT_TRUE(session.ok()) << session.message;
  const auto over = older.next_session_over();
  ASSERT_TRUE(over);
  EXPECT_EQ(*over, agent_name("ana"));
  // Offers now go to the newer one, and the older keeps its other agent.
  auto request = contact(v1::CHAT);
  *request.mutable_contact()->add_languages() = language("es", v1::MODALITY_WRITTEN);
  request.mutable_contact()->set_fallback(v1::FALLBACK_DIRECT_ONLY);
  const std::string name = office.submit(request);
  const auto offer = newer.next_offer();
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->contact(), name);
  EXPECT_FALSE(older.next_offer("", absl::Milliseconds(100)));
  EXPECT_EQ(office.client.get_agent(agent_name("ben"))->state(), v1::Agent::AVAILABLE);
}

TEST(Session, expires_when_a_unary_lease_is_not_renewed) {
  AgencyFile file;
  file.session_grace = "0s";
  Office office(file);
  const auto session = office.client.sign_in(agent_name("ana"), absl::Seconds(5));
  ASSERT_TRUE(session.ok()) << to_text(session.status);
  EXPECT_EQ(session->agent().state(), v1::Agent::AVAILABLE);
  v1::RenewSessionRequest renew;
  renew.set_name(session->name());
  const auto renewed =
      office.client.call(*office.client.agents, &v1::AgentService::Stub::RenewSession, renew);
  ASSERT_TRUE(renewed.ok()) << to_text(renewed.status);
  EXPECT_GE(renewed->expire_time().seconds(), session->expire_time().seconds());
  EXPECT_EQ(office.client.wait_for_agent(agent_name("ana"), v1::Agent::OFFLINE)->state(),
            v1::Agent::OFFLINE);
  const auto late =
      office.client.call(*office.client.agents, &v1::AgentService::Stub::RenewSession, renew);
  EXPECT_EQ(late.reason(), "UNKNOWN_SESSION") << to_text(late.status);
  const auto too_short = office.client.sign_in(agent_name("ana"), absl::Seconds(1));
  EXPECT_EQ(too_short.reason(), "INVALID_FIELD") << to_text(too_short.status);
}

TEST(Session, takes_one_answer_to_an_offer_from_whoever_saw_it) {
  Office office;
  Desk ana(office.client);
  ASSERT_TRUE(ana.sign_in(agent_name("ana")).ok());
  office.submit(contact(v1::PHONE));
  const auto offer = ana.next_offer();
  ASSERT_TRUE(offer);
  v1::Offer stale = *offer;
  stale.set_fence(offer->fence() + 1);
  const auto refused = ana.accept(stale);
  EXPECT_EQ(refused.reason, "STALE_FENCE") << refused.message;
  const auto accepted = ana.accept(*offer, "once");
  ASSERT_TRUE(accepted.ok()) << accepted.message;
  const auto repeated = ana.accept(*offer, "once");
  EXPECT_TRUE(repeated.ok()) << "the same request again: " << repeated.message;
  EXPECT_EQ(repeated.done.offer().name(), offer->name());
  const auto settled = ana.accept(*offer, "twice");
  EXPECT_EQ(settled.reason, "OFFER_SETTLED") << settled.message;
}

TEST(Session, drains_finishes_and_leaves) {
  Office office;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  const std::string name = office.submit(contact(v1::PHONE));
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  ASSERT_TRUE(desk.accept(*offer).ok());
  const auto draining = desk.set_state(agent_name("ana"), v1::Agent::DRAINING);
  ASSERT_TRUE(draining.ok()) << draining.message;
  EXPECT_EQ(draining.done.agent().state(), v1::Agent::DRAINING);
  office.submit(contact(v1::PHONE));
  ASSERT_TRUE(desk.connect(name).ok());
  ASSERT_TRUE(desk.end(name).ok());
  ASSERT_TRUE(desk.complete(name).ok());
  EXPECT_EQ(office.client.wait_for_agent(agent_name("ana"), v1::Agent::OFFLINE)->state(),
            v1::Agent::OFFLINE);
  EXPECT_FALSE(desk.next_offer("", absl::Milliseconds(100))) << "who leaves is offered nothing";
  const auto unknown_reason = desk.set_state(agent_name("ana"), v1::Agent::BREAK, "holiday");
  EXPECT_NE(unknown_reason.code, 0);
}

TEST(Session, survives_a_restart_of_the_daemon_with_what_is_in_hand) {
  Office office;
  std::string name;
  {
    Desk desk(office.client);
    ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
    name = office.submit(contact(v1::PHONE));
    const auto offer = desk.next_offer();
    ASSERT_TRUE(offer);
    ASSERT_TRUE(desk.accept(*offer).ok());
    office.daemon->restart_after_kill();
    EXPECT_TRUE(desk.wait_end()) << "the stream should have ended with the daemon";
  }
  const Client client(office.daemon->address());
  Desk desk(client);
  const auto session = desk.sign_in(agent_name("ana"));
  ASSERT_TRUE(session.ok()) << session.message;
  EXPECT_THAT(session.done.session().agent().contacts(), testing::ElementsAre(name));
  EXPECT_TRUE(desk.connect(name).ok());
}

}  // namespace
}  // namespace usher::e2e
