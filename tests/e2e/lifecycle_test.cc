#include "tests/e2e/office.h"

namespace usher::e2e {
namespace {

TEST(Lifecycle, brings_a_contact_of_every_channel_to_the_one_agent_who_can_serve_it) {
  Office office;
  Desk desk(office.client);
  for (const char* id : {"ana", "ben", "chloe", "dora"}) {
    ASSERT_TRUE(desk.sign_in(agent_name(id)).ok());
  }
  auto spanish_chat = contact(v1::CHAT, "chat-1");
  *spanish_chat.mutable_contact()->add_languages() = language("es", v1::MODALITY_WRITTEN);
  spanish_chat.mutable_contact()->set_fallback(v1::FALLBACK_DIRECT_ONLY);
  auto signed_call = contact(v1::PHONE, "phone-1");
  *signed_call.mutable_contact()->add_languages() = language("ase", v1::MODALITY_SIGNED);
  *signed_call.mutable_contact()->add_needs() = need(v1::LIPREADING);
  auto form = contact(v1::WEB, "web-1");
  form.mutable_contact()->set_required_skills("housing >= 3");
  form.mutable_contact()->set_service(service_name("benefits"));
  auto visitor = contact(v1::IN_PERSON, "visit-1");
  visitor.mutable_contact()->set_site(site_name("north"));
  *visitor.mutable_contact()->add_needs() = need(v1::ACCESSIBLE_COUNTER);

  const std::vector<std::pair<v1::CreateContactRequest, std::string>> pushed = {
      {spanish_chat, "ana"}, {signed_call, "chloe"}, {form, "ben"}};
  for (const auto& [request, agent] : pushed) {
    const std::string name = office.submit(request);
    const auto offer = desk.next_offer(agent_name(agent));
    ASSERT_TRUE(offer) << "no offer to " << agent << " for " << name;
    EXPECT_EQ(offer->contact(), name);
    EXPECT_GT(offer->fence(), 0);
    serve_until_wrap_up(desk, *offer);
    const auto completed = desk.complete(name);
    ASSERT_TRUE(completed.ok()) << completed.message;
    EXPECT_EQ(completed.done.contact().state(), v1::Contact::COMPLETED);
    EXPECT_EQ(completed.done.contact().outcome_code(), "resolved");
    EXPECT_EQ(completed.done.contact().agent(), agent_name(agent));
  }

  const std::string name = office.submit(visitor);
  EXPECT_EQ(office.client.get_contact(name)->queue(), queue_name("counter"));
  const auto pulled = desk.pull_next(agent_name("dora"));
  ASSERT_TRUE(pulled.ok()) << pulled.message;
  EXPECT_EQ(pulled.done.offer().contact(), name);
  EXPECT_EQ(pulled.done.offer().state(), v1::Offer::ACCEPTED);
  EXPECT_TRUE(pulled.done.offer().pulled());
  ASSERT_TRUE(desk.connect(name).ok());
  ASSERT_TRUE(desk.end(name).ok());
  const auto without = desk.complete(name, "");
  EXPECT_EQ(without.code, grpc::StatusCode::INVALID_ARGUMENT)
      << "the counter's queue asks for an outcome: " << without.message;
  ASSERT_TRUE(desk.complete(name, "referred").ok());
}

TEST(Lifecycle, counts_what_was_served) {
  Office office;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  const std::string name = office.submit(contact(v1::PHONE));
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  serve_until_wrap_up(desk, *offer);
  ASSERT_TRUE(desk.complete(name).ok());
  v1::GetSnapshotRequest request;
  request.set_parent(kAgency);
  const auto snapshot =
      office.client.call(*office.client.monitor, &v1::MonitorService::Stub::GetSnapshot, request);
  ASSERT_TRUE(snapshot.ok()) << to_text(snapshot.status);
  ASSERT_EQ(snapshot->queues_size(), 2);
  const v1::QueueSnapshot& line = snapshot->queues(1);
  EXPECT_EQ(line.queue(), queue_name("line"));
  EXPECT_EQ(line.waiting(), 0);
  EXPECT_EQ(line.totals().offered_to_queue(), 1);
  EXPECT_EQ(line.totals().answered(), 1);
  EXPECT_EQ(line.totals().answered_in_target(), 1);
  EXPECT_EQ(line.totals().completed(), 1);
  EXPECT_EQ(line.totals().abandoned(), 0);
  EXPECT_EQ(snapshot->agents_by_state().at("AVAILABLE"), 1);
}

TEST(Lifecycle, offers_to_another_agent_what_one_declines) {
  Office office;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  ASSERT_TRUE(desk.sign_in(agent_name("ben")).ok());
  const std::string name = office.submit(contact(v1::PHONE));
  const v1::Contact before = *office.client.get_contact(name);
  const auto first = desk.next_offer();
  ASSERT_TRUE(first);
  const auto declined = desk.decline(*first, "conflict_of_interest");
  ASSERT_TRUE(declined.ok()) << declined.message;
  EXPECT_EQ(declined.done.offer().state(), v1::Offer::DECLINED);
  EXPECT_EQ(declined.done.offer().reason(), "conflict_of_interest");
  const auto second = desk.next_offer();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->contact(), name);
  EXPECT_NE(second->agent(), first->agent());
  const v1::Contact after = *office.client.get_contact(name);
  EXPECT_EQ(after.origin_time().ShortDebugString(), before.origin_time().ShortDebugString());
  EXPECT_EQ(after.offer_count(), 2);
  ASSERT_TRUE(desk.accept(*second).ok());
}

TEST(Lifecycle, sends_an_agent_who_misses_an_offer_on_break_and_keeps_the_place) {
  AgencyFile file;
  file.offer_timeout = "3s";
  Office office(file);
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  const std::string name = office.submit(contact(v1::PHONE));
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  const auto ended = desk.next_offer_ended(offer->name());
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->state(), v1::Offer::MISSED);
  const auto agent = office.client.wait_for_agent(agent_name("ana"), v1::Agent::BREAK);
  EXPECT_EQ(agent->state(), v1::Agent::BREAK);
  EXPECT_EQ(agent->state_reason(), "missed_offer");
  EXPECT_EQ(office.state(name), v1::Contact::WAITING);
  const auto late = desk.accept(*offer);
  EXPECT_EQ(late.code, grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(late.reason, "OFFER_EXPIRED");
  // Another agent is there, and the contact goes to them.
  ASSERT_TRUE(desk.sign_in(agent_name("ben")).ok());
  const auto next = desk.next_offer(agent_name("ben"));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->contact(), name);
}

TEST(Lifecycle, takes_the_offer_back_when_the_person_leaves) {
  Office office;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  const std::string name = office.submit(contact(v1::PHONE));
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  const auto left = office.client.end(name, v1::EndContactRequest::PERSON);
  ASSERT_TRUE(left.ok()) << to_text(left.status);
  EXPECT_EQ(left->state(), v1::Contact::ABANDONED);
  const auto ended = desk.next_offer_ended(offer->name());
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->state(), v1::Offer::RESCINDED);
  const auto late = desk.accept(*offer);
  EXPECT_EQ(late.reason, "OFFER_RESCINDED") << late.message;
  EXPECT_EQ(office.client.get_agent(agent_name("ana"))->state(), v1::Agent::AVAILABLE);
  const auto again = office.client.end(name, v1::EndContactRequest::AGENT);
  EXPECT_EQ(office.state(name), v1::Contact::ABANDONED)
      << "a terminal state is never rewritten: " << to_text(again.status);
}

TEST(Lifecycle, holds_and_retrieves) {
  Office office;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  const std::string name = office.submit(contact(v1::PHONE));
  EXPECT_EQ(office.client.hold(name).reason(), "WRONG_STATE");
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  ASSERT_TRUE(desk.accept(*offer).ok());
  ASSERT_TRUE(desk.connect(name).ok());
  const auto held = office.client.hold(name);
  ASSERT_TRUE(held.ok()) << to_text(held.status);
  EXPECT_EQ(held->state(), v1::Contact::HELD);
  EXPECT_TRUE(desk.next_contact(name, v1::Contact::HELD)) << "the desk was not told";
  const auto back = office.client.retrieve(name);
  ASSERT_TRUE(back.ok()) << to_text(back.status);
  EXPECT_EQ(back->state(), v1::Contact::CONNECTED);
}

TEST(Lifecycle, ends_wrap_up_by_itself_at_its_limit_and_frees_the_agent) {
  AgencyFile file;
  file.wrap_up_limit = "1s";
  Office office(file);
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  const std::string name = office.submit(contact(v1::PHONE));
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  serve_until_wrap_up(desk, *offer);
  EXPECT_EQ(office.client.get_agent(agent_name("ana"))->state(), v1::Agent::WRAP_UP);
  const auto completed = desk.next_contact(name, v1::Contact::COMPLETED);
  ASSERT_TRUE(completed);
  EXPECT_EQ(completed->outcome_code(), "unspecified");
  EXPECT_EQ(office.client.get_agent(agent_name("ana"))->state(), v1::Agent::AVAILABLE);
}

TEST(Lifecycle, serves_a_counter_only_when_the_agent_asks_and_says_when_nobody_waits) {
  Office office;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("dora")).ok());
  const auto nothing = desk.pull_next(agent_name("dora"));
  EXPECT_EQ(nothing.reason, "NOTHING_TO_PULL") << nothing.message;
  auto first = contact(v1::IN_PERSON, "visit-1");
  first.mutable_contact()->set_site(site_name("north"));
  auto second = contact(v1::IN_PERSON, "visit-2");
  second.mutable_contact()->set_site(site_name("north"));
  second.mutable_contact()->set_priority_minutes(30);
  office.submit(first);
  const std::string urgent = office.submit(second);
  EXPECT_FALSE(desk.next_offer("", absl::Milliseconds(200))) << "a counter is not rung";
  const auto pulled = desk.pull_next(agent_name("dora"));
  ASSERT_TRUE(pulled.ok()) << pulled.message;
  EXPECT_EQ(pulled.done.offer().contact(), urgent) << "thirty minutes are worth more";
  const auto busy = desk.pull_next(agent_name("dora"));
  EXPECT_EQ(busy.reason, "NO_CAPACITY") << busy.message;
}

}  // namespace
}  // namespace usher::e2e
