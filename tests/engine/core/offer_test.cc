// Offers: one live at a time, a fence, a deadline, exactly one outcome.
#include <gtest/gtest.h>

#include "engine/core/derive.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

Desk offered_desk() {
  Desk desk(an_agency().with(an_agent("ann")).with(an_agent("bob")));
  desk.sign_in("ann");
  desk.submit(a_contact("c"));
  return desk;
}

TEST(Offer, returns_the_contact_to_its_place_when_it_expires) {
  Desk desk = offered_desk();
  const OfferId offer = desk.offer_of("c").id;
  EXPECT_EQ(desk.offer_of("c").deadline, kStart + seconds(20));
  desk.now += seconds(1);
  desk.submit(a_contact("later"));
  desk.pass(seconds(20));
  EXPECT_EQ(desk.state.offer(offer)->state, OfferState::kMissed);
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  EXPECT_EQ(desk.state.counters("main").missed, 1);
  desk.sign_in("bob");
  EXPECT_EQ(desk.with("c"), "bob") << "before the one who came later";
}

TEST(Offer, a_missed_one_sends_the_agent_on_a_break) {
  Desk desk = offered_desk();
  desk.pass(seconds(20));
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBreak);
  EXPECT_EQ(desk.agent("ann").presence_reason, "missed_offer");
}

TEST(Offer, a_missed_one_leaves_the_agent_available_where_the_queue_says_so) {
  AgencyBuilder agency = an_agency().with(an_agent("ann"));
  agency.queue().break_after_missed_offer = false;
  Desk desk(agency);
  desk.sign_in("ann");
  desk.submit(a_contact("c"));
  desk.pass(seconds(20));
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kAvailable);
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting) << "not at once to the same agent";
  desk.pass(minutes(5));
  EXPECT_EQ(desk.with("c"), "ann") << "but after the queue's re-offer time";
}

TEST(Offer, a_declined_contact_is_not_offered_to_the_same_agent_for_a_while) {
  Desk desk = offered_desk();
  desk.decline("c");
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kAvailable);
  EXPECT_EQ(desk.state.counters("main").declined, 1);
  desk.submit(a_contact("other"));
  EXPECT_EQ(desk.with("other"), "ann") << "others are";
  desk.sign_in("bob");
  EXPECT_EQ(desk.with("c"), "bob");
}

TEST(Offer, the_avoidance_ends_by_itself) {
  Desk desk = offered_desk();
  desk.decline("c");
  desk.pass(minutes(5) - seconds(1));
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  desk.pass(seconds(1));
  EXPECT_EQ(desk.with("c"), "ann");
  EXPECT_TRUE(desk.contact("c").avoid.empty());
}

TEST(Offer, at_most_sixteen_agents_are_avoided_the_oldest_is_dropped) {
  AgencyBuilder agency = an_agency();
  for (int i = 0; i < 18; ++i) agency.with(an_agent("agent-" + std::to_string(i)));
  Desk desk(agency);
  desk.submit(a_contact("c"));
  for (int i = 0; i < 17; ++i) {
    desk.sign_in("agent-" + std::to_string(i));
    if (i < 16) {
      desk.decline("c");
      desk.now += seconds(1);
    }
  }
  desk.decline("c");
  EXPECT_EQ(desk.contact("c").avoid.size(), routing::Matcher::kMaxAvoid);
  EXPECT_EQ(desk.with("c"), "agent-0") << "the one whose avoidance was dropped";
  desk.check_replay();
}

TEST(Offer, a_failed_one_is_the_channels_fault_and_the_agent_stays_available) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.attach("pbx");
  desk.sign_in("ann");
  desk.submit(a_contact("c").through("pbx"));
  const OfferId offer = desk.offer_of("c").id;
  EXPECT_EQ(desk.refused(FailOffer{offer, "busy", "web-chat"}).reason, Reason::kNotYourself);
  desk.done(FailOffer{offer, "busy", "pbx"});
  EXPECT_EQ(desk.state.offer(offer)->state, OfferState::kFailed);
  EXPECT_EQ(desk.state.offer(offer)->reason, "busy");
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kAvailable);
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  EXPECT_EQ(desk.refused(FailOffer{{99}, "busy", "pbx"}).reason, Reason::kUnknownOffer);
}

TEST(Offer, is_accepted_by_its_agent_with_its_fence_and_before_its_deadline) {
  Desk desk = offered_desk();
  const Offer offer = desk.offer_of("c");
  EXPECT_EQ(desk.refused(AcceptOffer{{99}, offer.fence}).reason, Reason::kUnknownOffer);
  EXPECT_EQ(desk.refused(AcceptOffer{offer.id, offer.fence + 1}).reason, Reason::kStaleFence);
  EXPECT_EQ(desk.refused(AcceptOffer{offer.id, offer.fence, "bob"}).reason, Reason::kNotYourself);
  desk.now = offer.deadline;
  const Refusal late = desk.refused(AcceptOffer{offer.id, offer.fence, "ann"});
  EXPECT_EQ(late.reason, Reason::kOfferExpired);
  EXPECT_EQ(late.facts.at(0).first, "expired_at");
  EXPECT_EQ(late.facts.at(0).second, "2025-06-15T15:07:00Z");
  EXPECT_EQ(desk.refused(DeclineOffer{offer.id, offer.fence, "conflict_of_interest"}).reason,
            Reason::kOfferExpired);
  desk.now -= Duration(1);
  desk.done(AcceptOffer{offer.id, offer.fence, "ann"});
}

TEST(Offer, that_has_ended_can_not_be_answered) {
  Desk desk = offered_desk();
  const Offer offer = desk.offer_of("c");
  desk.done(AcceptOffer{offer.id, offer.fence, "ann"}, {"ann", "r1", 5});
  EXPECT_EQ(desk.refused(AcceptOffer{offer.id, offer.fence, "ann"}).reason, Reason::kOfferSettled);
  EXPECT_TRUE(
      desk.done(AcceptOffer{offer.id, offer.fence, "ann"}, {"ann", "r1", 5}).decision.repeated)
      << "but a retry of the request hears the first answer";
}

TEST(Offer, that_was_withdrawn_says_why) {
  Desk desk = offered_desk();
  const Offer offer = desk.offer_of("c");
  desk.done(CancelContact{"c", ""});
  const Refusal refusal = desk.refused(AcceptOffer{offer.id, offer.fence});
  EXPECT_EQ(refusal.reason, Reason::kOfferRescinded);
  EXPECT_NE(refusal.message.find("cancelled"), std::string::npos);
}

TEST(Offer, a_reason_to_decline_is_a_configured_one) {
  Desk desk = offered_desk();
  const Offer offer = desk.offer_of("c");
  EXPECT_EQ(desk.refused(DeclineOffer{offer.id, offer.fence, ""}).reason, Reason::kMissingField);
  const Refusal refusal = desk.refused(DeclineOffer{offer.id, offer.fence, "bored"});
  EXPECT_EQ(refusal.reason, Reason::kUnknownReference);
  EXPECT_NE(refusal.message.find("conflict_of_interest"), std::string::npos);
}

TEST(Offer, fences_of_two_offers_differ) {
  Desk desk = offered_desk();
  const std::int64_t first = desk.offer_of("c").fence;
  desk.decline("c");
  desk.sign_in("bob");
  EXPECT_NE(desk.offer_of("c").fence, first);
}

TEST(Offer, idle_time_is_not_reset_by_one_that_was_not_accepted) {
  Desk desk = offered_desk();
  const Instant idle = desk.agent("ann").idle_since;
  desk.now += seconds(5);
  desk.decline("c");
  EXPECT_EQ(desk.agent("ann").idle_since, idle);
}

TEST(Offer, follows_an_update_of_the_contact) {
  Desk desk = offered_desk();
  const OfferId offer = desk.offer_of("c").id;
  UpdateContact harmless{"c", {}, std::nullopt};
  harmless.patch.priority_minutes = 5;
  desk.done(harmless);
  EXPECT_EQ(desk.offer_of("c").id, offer) << "the agent is still able";
  UpdateContact vietnamese{"c", {}, std::nullopt};
  vietnamese.patch.languages = {{"vi", routing::Modality::kSpoken}};
  desk.done(vietnamese);
  EXPECT_EQ(desk.state.offer(offer)->state, OfferState::kRescinded);
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  EXPECT_TRUE(desk.contact("c").avoid.empty());
}

}  // namespace
}  // namespace usher::core::testing
