// Adapters come and go; the people they hold keep their place, and who is gone is closed with the
// honest reason.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

ContactBuilder a_call(std::string key) { return a_contact(std::move(key)).through("pbx"); }

Desk attached_desk() {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.attach("pbx");
  return desk;
}

Reconciled attach(Desk& desk, std::vector<HeldByAdapter> held) {
  return desk.done(AttachChannel{"pbx", std::move(held)}).decision.reconciled;
}

TEST(Channel, an_unknown_adapter_may_not_attach) {
  Desk desk(an_agency());
  const Refusal refusal = desk.refused(AttachChannel{"pxb", {}});
  EXPECT_EQ(refusal.reason, Reason::kUnknownReference);
  EXPECT_NE(refusal.message.find("pbx"), std::string::npos);
}

TEST(Channel, contacts_of_an_adapter_that_is_away_are_not_offered_but_keep_their_place) {
  Desk desk = attached_desk();
  desk.submit(a_call("c"));
  desk.detach("pbx");
  desk.submit(a_contact("walk-up").since(kStart));
  desk.sign_in("ann");
  EXPECT_EQ(desk.with("walk-up"), "ann");
  desk.decline("walk-up");
  desk.attach("pbx", {a_call("c").held()});
  EXPECT_EQ(desk.with("c"), "ann");
}

TEST(Channel, detaching_withdraws_live_offers) {
  Desk desk = attached_desk();
  desk.sign_in("ann");
  desk.submit(a_call("c"));
  const OfferId offer = desk.offer_of("c").id;
  desk.detach("pbx");
  EXPECT_EQ(desk.state.offer(offer)->state, OfferState::kRescinded);
  EXPECT_EQ(desk.state.offer(offer)->reason, "adapter detached");
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  EXPECT_TRUE(desk.contact("c").avoid.empty());
}

TEST(Channel, a_stale_stream_can_not_detach_a_newer_one) {
  Desk desk = attached_desk();
  desk.attach("pbx");
  EXPECT_EQ(desk.state.attachment("pbx")->epoch, 2U);
  EXPECT_EQ(desk.done(DetachChannel{"pbx", 1}).record.sequence, 0U);
  EXPECT_TRUE(desk.state.attached("pbx"));
  EXPECT_EQ(desk.done(DetachChannel{"web-chat", 1}).record.sequence, 0U);
}

TEST(Channel, who_is_in_line_of_an_adapter_that_stays_away_is_lost_with_the_reason) {
  Desk desk = attached_desk();
  desk.submit(a_call("c"));
  desk.sign_in("ann");
  desk.accept("c");
  desk.submit(a_call("waits"));
  desk.detach("pbx");
  EXPECT_EQ(desk.state.attachment("pbx")->grace_ends, desk.now + seconds(60));
  desk.pass(seconds(60));
  EXPECT_EQ(desk.contact("waits").state, ContactState::kLostByChannel);
  EXPECT_NE(desk.contact("waits").state_reason.find("did not come back"), std::string::npos);
  EXPECT_EQ(desk.contact("c").state, ContactState::kAssigned) << "stays with the agent";
  EXPECT_FALSE(desk.state.attachment("pbx")->grace_ends.has_value());
}

TEST(Channel, without_anybody_in_line_there_is_no_grace_to_run) {
  Desk desk = attached_desk();
  desk.detach("pbx");
  EXPECT_FALSE(desk.state.attachment("pbx")->grace_ends.has_value());
}

TEST(Channel, a_contact_submitted_for_an_adapter_that_is_away_starts_its_grace) {
  Desk desk(an_agency());
  desk.submit(a_call("c"));
  EXPECT_TRUE(desk.state.attachment("pbx")->grace_ends.has_value());
  desk.pass(seconds(60));
  EXPECT_EQ(desk.contact("c").state, ContactState::kLostByChannel);
}

TEST(Channel, a_contact_that_returns_to_an_adapter_that_is_away_starts_its_grace) {
  Desk desk = attached_desk();
  desk.sign_in("ann");
  desk.submit(a_call("c"));
  desk.accept("c");
  desk.detach("pbx");
  desk.done(EndContact{"c", EndedBy::kAgent});
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  EXPECT_TRUE(desk.state.attachment("pbx")->grace_ends.has_value());
}

TEST(Channel, more_people_than_a_tick_handles_are_lost_over_several) {
  Desk desk(an_agency());
  AgencyBuilder large = an_agency();
  large.model().max_waiting = 5000;
  desk.apply(large);
  for (int i = 0; i < kMaxDeadlinesPerTick + 5; ++i) {
    step(desk.state, Command(a_call("c" + std::to_string(i))), {}, desk.now);
  }
  desk.now += seconds(60);
  desk.done(Tick{});
  EXPECT_EQ(desk.state.waiting_count(), 5);
  EXPECT_LE(*desk.state.next_deadline(), desk.now);
  desk.done(Tick{});
  EXPECT_EQ(desk.state.waiting_count(), 0);
}

TEST(Reconciling, keeps_the_held_and_closes_the_missing) {
  Desk desk = attached_desk();
  const ContactId kept = desk.submit(a_call("kept"));
  const ContactId gone = desk.submit(a_call("gone"));
  desk.submit(a_contact("no-adapter"));
  const Reconciled reconciled = attach(desk, {a_call("kept").held()});
  EXPECT_EQ(reconciled.epoch, 2U);
  EXPECT_EQ(reconciled.kept, std::vector<ContactId>{kept});
  EXPECT_EQ(reconciled.lost, std::vector<ContactId>{gone});
  EXPECT_TRUE(reconciled.taken_in.empty());
  EXPECT_EQ(desk.contact("gone").state, ContactState::kLostByChannel);
  EXPECT_EQ(desk.contact("gone").state_reason, "adapter pbx no longer holds the person");
  EXPECT_EQ(desk.contact("kept").state, ContactState::kWaiting);
  EXPECT_EQ(desk.contact("no-adapter").state, ContactState::kWaiting);
}

TEST(Reconciling, takes_in_the_unknown_with_their_origin) {
  Desk desk = attached_desk();
  const Reconciled reconciled =
      attach(desk, {a_call("x").since(kStart - minutes(10)).held(), a_call("y").held("ann")});
  ASSERT_EQ(reconciled.taken_in.size(), 2U);
  EXPECT_EQ(desk.contact("x").draft.origin, kStart - minutes(10));
  EXPECT_EQ(desk.contact("x").draft.adapter, "pbx");
  EXPECT_EQ(desk.contact("y").state, ContactState::kWaiting);
  desk.check_replay();
}

TEST(Reconciling, takes_in_people_even_if_the_line_is_full_or_the_service_is_gone) {
  AgencyBuilder agency = an_agency();
  agency.model().max_waiting = 1;
  Desk desk(agency);
  attach(desk, {a_call("x").held(), a_call("y").for_service("closed-down").held()});
  EXPECT_EQ(desk.contact("x").state, ContactState::kWaiting);
  EXPECT_EQ(desk.contact("y").state, ContactState::kWaiting);
}

TEST(Reconciling, tells_the_adapter_to_let_go_of_whom_has_ended) {
  Desk desk = attached_desk();
  desk.submit(a_call("c"));
  desk.done(CancelContact{"c", ""});
  const Reconciled reconciled = attach(desk, {a_call("c").held()});
  EXPECT_EQ(reconciled.release, std::vector<std::string>{"c"});
  EXPECT_TRUE(reconciled.kept.empty());
}

TEST(Reconciling, learns_of_a_connection_made_meanwhile) {
  Desk desk = attached_desk();
  desk.sign_in("ann");
  desk.submit(a_call("c"));
  desk.accept("c");
  attach(desk, {a_call("c").held("bob")});
  EXPECT_EQ(desk.contact("c").state, ContactState::kAssigned) << "ours is with somebody else";
  attach(desk, {a_call("c").held("ann")});
  EXPECT_EQ(desk.contact("c").state, ContactState::kConnected);
}

TEST(Reconciling, a_conversation_that_is_gone_goes_to_wrap_up_and_an_assignment_is_lost) {
  Desk desk(an_agency().with(an_agent("ann").serving(Channel::kPhone, 50, 2)));
  desk.attach("pbx");
  desk.sign_in("ann");
  desk.serve(a_call("talks"), "talks");
  desk.submit(a_call("assigned"));
  desk.accept("assigned");
  const Reconciled reconciled = attach(desk, {});
  EXPECT_EQ(reconciled.lost.size(), 2U);
  EXPECT_EQ(desk.contact("talks").state, ContactState::kWrapUp);
  EXPECT_EQ(desk.contact("assigned").state, ContactState::kLostByChannel);
  EXPECT_TRUE(attach(desk, {}).lost.empty()) << "wrap-up needs no channel";
}

TEST(Reconciling, signs_a_draining_agent_out_once_when_all_their_contacts_are_gone) {
  AgencyBuilder agency = an_agency().with(an_agent("ann").serving(Channel::kPhone, 50, 2));
  agency.queue().wrap_up_limit = seconds(0);
  Desk desk(agency);
  desk.attach("pbx");
  desk.sign_in("ann");
  desk.serve(a_call("a"), "a");
  desk.serve(a_call("b"), "b");
  desk.done(SignOut{"ann"});
  attach(desk, {});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kOffline);
  desk.check_replay();
}

TEST(Reconciling, an_offer_of_somebody_who_is_gone_is_withdrawn) {
  Desk desk = attached_desk();
  desk.sign_in("ann");
  desk.submit(a_call("c"));
  attach(desk, {});
  EXPECT_EQ(desk.contact("c").state, ContactState::kLostByChannel);
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kAvailable);
}

TEST(Reconciling, the_adapter_that_holds_a_person_is_theirs) {
  Desk desk = attached_desk();
  desk.submit(a_contact("c"));
  attach(desk, {a_call("c").held()});
  EXPECT_EQ(desk.contact("c").draft.adapter, "pbx");
  desk.detach("pbx");
  desk.sign_in("ann");
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
}

TEST(Reconciling, refuses_lists_that_contradict_themselves) {
  Desk desk = attached_desk();
  EXPECT_EQ(desk.refused(AttachChannel{"pbx", {a_call("c").held(), a_call("c").held()}}).reason,
            Reason::kInvalidField);
  EXPECT_EQ(desk.refused(AttachChannel{"pbx", {a_call("").held()}}).reason, Reason::kMissingField);
  const Refusal refusal = desk.refused(AttachChannel{"pbx", {a_call("c").speaking("zh").held()}});
  EXPECT_EQ(refusal.reason, Reason::kInvalidLanguage);
  EXPECT_NE(refusal.message.find("held[0]"), std::string::npos);
}

TEST(Restart, forgets_attachments_and_keeps_the_grace_of_who_was_away_already) {
  Desk desk = attached_desk();
  desk.submit(a_call("c"));
  desk.detach("pbx");
  const auto grace = desk.state.attachment("pbx")->grace_ends;
  desk.now += seconds(30);
  desk.done(Restarted{});
  EXPECT_EQ(desk.state.attachment("pbx")->grace_ends, grace);
}

}  // namespace
}  // namespace usher::core::testing
