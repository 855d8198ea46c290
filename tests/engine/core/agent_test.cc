// Agents: sessions, presence, capacity, and taking the next contact themselves.
#include <gtest/gtest.h>

#include "engine/core/derive.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

Desk desk_with(const AgentBuilder& agent) {
  Desk desk(an_agency().with(agent).with(an_agent("bob")));
  desk.sign_in(AgentModel(agent).id);
  return desk;
}

TEST(Agent, must_be_configured_and_signed_in) {
  Desk desk(an_agency().with(an_agent("ann")));
  EXPECT_EQ(desk.refused(SignIn{"zoe"}).reason, Reason::kUnknownAgent);
  EXPECT_EQ(desk.refused(SignOut{"zoe"}).reason, Reason::kUnknownAgent);
  EXPECT_EQ(desk.refused(SetAgentState{"ann"}).reason, Reason::kNotSignedIn);
  EXPECT_EQ(desk.refused(PullNext{"ann", {}}).reason, Reason::kNotSignedIn);
  EXPECT_EQ(desk.refused(SignIn{"ann", Presence::kDraining}).reason, Reason::kInvalidField);
  EXPECT_EQ(desk.refused(SetAgentState{"ann", Presence::kOffline}).reason, Reason::kInvalidField);
}

TEST(Agent, breaks_for_a_configured_reason_only) {
  Desk desk = desk_with(an_agent("ann"));
  EXPECT_EQ(desk.refused(SetAgentState{"ann", Presence::kBreak, ""}).reason, Reason::kMissingField);
  EXPECT_EQ(desk.refused(SetAgentState{"ann", Presence::kBreak, "missed_offer"}).reason,
            Reason::kUnknownReference);
  EXPECT_EQ(desk.refused(SignIn{"ann", Presence::kBreak, "lunhc"}).reason,
            Reason::kUnknownReference);
  desk.done(SetAgentState{"ann", Presence::kBreak, "lunch"});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBreak);
}

TEST(Agent, on_break_is_offered_nothing_and_idles_from_the_return) {
  Desk desk = desk_with(an_agent("ann"));
  desk.done(SetAgentState{"ann", Presence::kBreak, "lunch"});
  desk.submit(a_contact("c"));
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  desk.now += minutes(30);
  desk.done(SetAgentState{"ann", Presence::kAvailable, ""});
  EXPECT_EQ(desk.agent("ann").idle_since, desk.now);
  EXPECT_EQ(desk.with("c"), "ann");
}

TEST(Agent, a_break_withdraws_the_offer_without_avoidance) {
  Desk desk = desk_with(an_agent("ann"));
  desk.submit(a_contact("c"));
  desk.done(SetAgentState{"ann", Presence::kBreak, "lunch"});
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  EXPECT_TRUE(desk.contact("c").avoid.empty());
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBreak);
}

TEST(Agent, a_break_with_contacts_in_hand_comes_after_them) {
  Desk desk = desk_with(an_agent("ann"));
  desk.serve(a_contact("c"), "c");
  desk.done(SetAgentState{"ann", Presence::kBreak, "lunch"});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBusy);
  desk.done(EndContact{"c"});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kWrapUp);
  desk.submit(a_contact("next"));
  desk.done(CompleteContact{"c", "resolved"});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBreak);
  EXPECT_EQ(desk.contact("next").state, ContactState::kWaiting);
}

TEST(Agent, draining_finishes_and_goes_offline) {
  Desk desk = desk_with(an_agent("ann"));
  desk.serve(a_contact("c"), "c");
  desk.done(SetAgentState{"ann", Presence::kDraining});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kDraining);
  desk.done(EndContact{"c"});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kDraining);
  desk.done(CompleteContact{"c", "resolved"});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kOffline);
  EXPECT_FALSE(desk.agent("ann").session);
}

TEST(Agent, draining_may_be_taken_back_but_not_a_sign_out) {
  Desk desk = desk_with(an_agent("ann"));
  desk.serve(a_contact("c"), "c");
  desk.done(SetAgentState{"ann", Presence::kDraining});
  desk.done(SetAgentState{"ann", Presence::kAvailable});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBusy);
  desk.done(SignOut{"ann"});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kDraining);
  EXPECT_EQ(desk.refused(SetAgentState{"ann", Presence::kAvailable}).reason, Reason::kNotSignedIn);
  desk.sign_in("ann");
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBusy);
  EXPECT_EQ(desk.agent("ann").contacts.size(), 1U) << "what was in hand still is";
}

TEST(Agent, signing_out_with_empty_hands_is_immediate_and_gives_the_offer_back) {
  Desk desk = desk_with(an_agent("ann"));
  desk.submit(a_contact("c"));
  desk.done(SignOut{"ann"});
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kOffline);
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  EXPECT_EQ(desk.done(SignOut{"ann"}).record.sequence, 0U) << "once more changes nothing";
}

TEST(Session, a_second_one_replaces_the_first_and_the_offer_stays) {
  Desk desk = desk_with(an_agent("ann"));
  desk.submit(a_contact("c"));
  const OfferId offer = desk.offer_of("c").id;
  const SessionId first = desk.agent("ann").session;
  desk.sign_in("ann");
  EXPECT_NE(desk.agent("ann").session, first);
  EXPECT_EQ(desk.offer_of("c").id, offer);
  EXPECT_EQ(desk.done(LoseSession{"ann", first}).record.sequence, 0U) << "stale: ignored";
  EXPECT_EQ(desk.refused(ResumeSession{"ann", first}).reason, Reason::kSessionReplaced);
}

TEST(Session, that_is_lost_keeps_the_offer_for_its_grace_and_then_gives_it_back) {
  Desk desk = desk_with(an_agent("ann"));
  AgencyBuilder slow = an_agency().with(an_agent("ann")).with(an_agent("bob"));
  slow.queue().offer_timeout = minutes(1);
  desk.apply(slow);
  desk.submit(a_contact("c"));
  desk.done(LoseSession{"ann", desk.agent("ann").session});
  desk.submit(a_contact("d"));
  desk.pass(seconds(19));
  EXPECT_EQ(desk.contact("c").state, ContactState::kOffered);
  desk.pass(seconds(1));
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kOffline);
  EXPECT_EQ(desk.agent("ann").presence_reason, "session_lost");
}

TEST(Session, that_is_lost_may_still_accept_within_its_grace_and_be_resumed) {
  Desk desk = desk_with(an_agent("ann"));
  desk.submit(a_contact("c"));
  const SessionId session = desk.agent("ann").session;
  desk.done(LoseSession{"ann", session});
  desk.accept("c");
  EXPECT_EQ(desk.contact("c").state, ContactState::kAssigned);
  desk.done(ResumeSession{"ann", session});
  EXPECT_FALSE(desk.agent("ann").session_grace_ends.has_value());
  EXPECT_EQ(desk.done(ResumeSession{"ann", session}).record.sequence, 0U);
  desk.pass(minutes(1));
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBusy);
}

TEST(Session, that_stays_away_returns_whom_nobody_has_spoken_to_and_keeps_the_connected) {
  Desk desk = desk_with(an_agent("ann").serving(Channel::kPhone, 50, 2));
  desk.serve(a_contact("talks"), "talks");
  desk.submit(a_contact("assigned"));
  desk.accept("assigned");
  desk.done(LoseSession{"ann", desk.agent("ann").session});
  desk.pass(seconds(20));
  EXPECT_EQ(desk.contact("assigned").state, ContactState::kWaiting);
  EXPECT_EQ(desk.contact("talks").state, ContactState::kConnected);
  EXPECT_EQ(desk.with("talks"), "ann");
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kOffline);
  desk.sign_in("bob");
  EXPECT_EQ(desk.with("assigned"), "bob");
  desk.done(EndContact{"talks"});
  desk.done(CompleteContact{"talks", "resolved"});
  EXPECT_EQ(desk.refused(ResumeSession{"ann", {1}}).reason, Reason::kUnknownSession);
  desk.check_replay();
}

TEST(Session, signing_in_within_the_grace_goes_on_as_before) {
  Desk desk = desk_with(an_agent("ann"));
  desk.done(SetAgentState{"ann", Presence::kBreak, "lunch"});
  desk.done(LoseSession{"ann", desk.agent("ann").session});
  desk.sign_in("ann");
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBreak);
  EXPECT_EQ(desk.agent("ann").presence_reason, "lunch");
}

TEST(Session, replaced_by_one_that_begins_with_a_break_gives_the_offer_back) {
  Desk desk = desk_with(an_agent("ann"));
  desk.submit(a_contact("c"));
  desk.done(SignIn{"ann", Presence::kBreak, "lunch"});
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
}

TEST(Session, after_a_restart_all_are_lost_and_get_their_grace) {
  Desk desk = desk_with(an_agent("ann"));
  desk.attach("pbx");
  desk.submit(a_contact("c").through("pbx"));
  desk.done(Restarted{});
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting) << "its adapter is away";
  EXPECT_TRUE(desk.agent("ann").session_grace_ends.has_value());
  EXPECT_FALSE(desk.agent("bob").session_grace_ends.has_value());
  EXPECT_EQ(desk.state.attachment("pbx")->grace_ends, desk.now + seconds(60));
  desk.done(ResumeSession{"ann", desk.agent("ann").session});
  desk.attach("pbx", {a_contact("c").held()});
  EXPECT_EQ(desk.with("c"), "ann");
}

TEST(Capacity, is_units_weights_and_maxima) {
  Desk desk(an_agency().with(
      an_agent("ann").serving(Channel::kPhone, 100, 1).serving(Channel::kChat, 30, 3)));
  desk.sign_in("ann");
  for (const char* key : {"c1", "c2", "c3"}) {
    desk.submit(a_contact(key).on(Channel::kChat));
    EXPECT_EQ(desk.with(key), "ann");
    desk.accept(key);
  }
  EXPECT_EQ(load_of(desk.state, desk.agent("ann")), 90);
  desk.submit(a_contact("c4").on(Channel::kChat));
  EXPECT_EQ(desk.contact("c4").state, ContactState::kWaiting) << "the maximum is three";
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBusy);
  desk.submit(a_contact("p"));
  EXPECT_EQ(desk.contact("p").state, ContactState::kWaiting) << "the units are used up";
}

TEST(Capacity, what_interrupts_what_is_kept_to) {
  Desk desk(an_agency().with(an_agent("ann")
                                 .serving(Channel::kPhone, 50, 1)
                                 .serving(Channel::kChat, 10, 5)
                                 .serving(Channel::kWeb, 10, 5)
                                 .interruptible(Channel::kChat, Channel::kChat)));
  desk.sign_in("ann");
  desk.submit(a_contact("c1").on(Channel::kChat));
  desk.accept("c1");
  desk.submit(a_contact("p"));
  EXPECT_EQ(desk.contact("p").state, ContactState::kWaiting);
  desk.submit(a_contact("c2").on(Channel::kChat));
  EXPECT_EQ(desk.with("c2"), "ann");
}

TEST(Capacity, an_agent_has_one_offer_at_a_time) {
  Desk desk(an_agency().with(an_agent("ann").serving(Channel::kPhone, 10, 5)));
  desk.sign_in("ann");
  desk.submit(a_contact("c1"));
  desk.submit(a_contact("c2"));
  EXPECT_EQ(desk.contact("c2").state, ContactState::kWaiting);
  desk.accept("c1");
  EXPECT_EQ(desk.with("c2"), "ann");
}

TEST(Capacity, idle_time_counts_from_the_last_contact) {
  Desk desk = desk_with(an_agent("ann").serving(Channel::kPhone, 50, 2));
  const Instant idle = desk.agent("ann").idle_since;
  desk.serve(a_contact("c1"), "c1");
  desk.serve(a_contact("c2"), "c2");
  desk.now += minutes(1);
  desk.done(EndContact{"c1"});
  desk.done(CompleteContact{"c1", "resolved"});
  EXPECT_EQ(desk.agent("ann").idle_since, idle) << "still at work";
  desk.now += minutes(1);
  desk.done(EndContact{"c2"});
  desk.done(CompleteContact{"c2", "resolved"});
  EXPECT_EQ(desk.agent("ann").idle_since, desk.now);
}

AgencyBuilder counters_agency() {
  AgencyBuilder agency = an_agency().with(
      an_agent("ann").at("north").serving(Channel::kInPerson).serving(Channel::kPhone));
  agency.queue().pull_only = true;
  return agency;
}

TEST(PullNext, takes_the_first_in_line_accepted_at_once) {
  Desk desk(counters_agency());
  desk.sign_in("ann");
  desk.submit(a_contact("second").on(Channel::kInPerson).at("north"));
  desk.submit(a_contact("first").on(Channel::kInPerson).at("north").since(kStart - minutes(1)));
  EXPECT_EQ(desk.contact("first").state, ContactState::kWaiting) << "nothing is pushed";
  const Done done = desk.done(PullNext{"ann", {}});
  const Offer& offer = *desk.state.offer(std::get<OfferId>(done.decision.reply));
  EXPECT_TRUE(offer.pulled);
  EXPECT_EQ(offer.state, OfferState::kAccepted);
  EXPECT_EQ(done.record.events.size(), 2U);
  EXPECT_EQ(desk.contact("first").state, ContactState::kAssigned);
  EXPECT_EQ(desk.refused(PullNext{"ann", {}}).reason, Reason::kNoCapacity);
}

TEST(PullNext, looks_at_the_channels_asked_for) {
  Desk desk(counters_agency());
  desk.sign_in("ann");
  desk.submit(a_contact("call"));
  EXPECT_EQ(desk.refused(PullNext{"ann", routing::ChannelSet::of(Channel::kInPerson)}).reason,
            Reason::kNothingToPull);
  EXPECT_EQ(desk.refused(PullNext{"ann", routing::ChannelSet::of(Channel::kWeb)}).reason,
            Reason::kNoCapacity);
  desk.done(PullNext{"ann", routing::ChannelSet::of(Channel::kPhone)});
  EXPECT_EQ(desk.with("call"), "ann");
}

TEST(PullNext, is_for_available_agents_with_a_session) {
  Desk desk(counters_agency());
  desk.sign_in("ann");
  desk.submit(a_contact("c"));
  desk.done(LoseSession{"ann", desk.agent("ann").session});
  EXPECT_EQ(desk.refused(PullNext{"ann", {}}).reason, Reason::kNotSignedIn);
  desk.sign_in("ann");
  desk.done(SetAgentState{"ann", Presence::kBreak, "lunch"});
  EXPECT_EQ(desk.refused(PullNext{"ann", {}}).reason, Reason::kWrongState);
}

}  // namespace
}  // namespace usher::core::testing
