// A new configuration takes effect at once, and nobody is dropped.
#include <gtest/gtest.h>

#include "engine/core/derive.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

TEST(Config, revisions_count_up_and_say_who_applied_them) {
  Desk desk(an_agency());
  EXPECT_EQ(desk.state.model()->revision, 1);
  ApplyConfig command;
  command.model = an_agency().build();
  const Done done = desk.done(command, {"admin-1"});
  EXPECT_EQ(std::get<std::int64_t>(done.decision.reply), 2);
  EXPECT_EQ(desk.state.model()->revision, 2);
  EXPECT_EQ(desk.state.model()->applied_by, "admin-1");
  EXPECT_EQ(desk.state.model()->applied_at, desk.now);
  EXPECT_EQ(desk.state.revisions().size(), 2U);
}

TEST(Config, the_last_hundred_revisions_are_kept) {
  Desk desk(an_agency());
  for (int i = 0; i < 120; ++i) desk.apply(an_agency());
  EXPECT_EQ(desk.state.revisions().size(), State::kMaxRevisions);
  EXPECT_EQ(desk.state.revisions().back()->revision, 121);
  desk.check_replay();
}

TEST(Config, is_refused_when_somebody_else_changed_it_meanwhile) {
  Desk desk(an_agency());
  ApplyConfig command;
  command.model = an_agency().build();
  command.expected_revision = 1;
  desk.done(command);
  EXPECT_EQ(desk.refused(command).reason, Reason::kEtagMismatch);
}

TEST(Config, that_could_not_route_anybody_is_refused) {
  Desk desk(an_agency());
  EXPECT_EQ(desk.refused(ApplyConfig{}).reason, Reason::kMissingField);
  AgencyBuilder agency = an_agency();
  agency.model().classification.clear();
  EXPECT_EQ(desk.refused(ApplyConfig{agency.build()}).reason, Reason::kMissingField);
  agency = an_agency();
  agency.model().classification.back().queue = "nowhere";
  EXPECT_EQ(desk.refused(ApplyConfig{agency.build()}).reason, Reason::kInvalidField);
  agency = an_agency().with(an_agent("ann")).with(an_agent("ann"));
  EXPECT_EQ(desk.refused(ApplyConfig{agency.build()}).reason, Reason::kInvalidField);
}

TEST(Config, who_waits_is_matched_again_under_it) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.submit(a_contact("c").speaking("vi"));
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  desk.apply(an_agency().with(an_agent("ann").speaking("vi")));
  EXPECT_EQ(desk.with("c"), "ann");
  EXPECT_EQ(desk.offer_of("c").revision, 2);
}

TEST(Config, contacts_in_line_move_to_the_queue_of_the_new_rules) {
  Desk desk(an_agency().with_service("housing"));
  desk.submit(a_contact("c").for_service("housing"));
  desk.submit(a_contact("stays"));
  desk.apply(an_agency());
  EXPECT_EQ(desk.contact("c").queue, "main") << "its service is gone, the last rule fits it";
  EXPECT_EQ(desk.contact("stays").queue, "main");
  EXPECT_EQ(desk.state.counters("housing").waiting, 0);
  EXPECT_EQ(desk.state.counters("main").waiting, 2);
  ContactPatch patch;
  patch.journey = "still-editable";
  desk.done(UpdateContact{"c", patch, std::nullopt});
  desk.check_replay();
}

TEST(Config, a_contact_with_an_agent_keeps_its_queue_while_there_is_one) {
  Desk desk(an_agency().with_service("housing").with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c").for_service("housing"), "c");
  AgencyBuilder other_rules = an_agency().with_service("housing").with(an_agent("ann"));
  other_rules.model().classification.erase(other_rules.model().classification.begin());
  desk.apply(other_rules);
  EXPECT_EQ(desk.contact("c").queue, "housing");
  desk.apply(an_agency().with(an_agent("ann")));
  EXPECT_EQ(desk.contact("c").queue, "main");
  EXPECT_EQ(desk.contact("c").state, ContactState::kConnected);
}

TEST(Config, an_offer_that_no_longer_fits_is_withdrawn_and_one_that_does_stays) {
  Desk desk(an_agency().with(an_agent("ann").speaking("vi")));
  desk.sign_in("ann");
  desk.submit(a_contact("c").speaking("vi"));
  const OfferId offer = desk.offer_of("c").id;
  desk.apply(an_agency().with(an_agent("ann").speaking("vi").skilled("tax")));
  EXPECT_EQ(desk.offer_of("c").id, offer);
  desk.apply(an_agency().with(an_agent("ann")));
  EXPECT_EQ(desk.state.offer(offer)->state, OfferState::kRescinded);
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
}

TEST(Config, an_offer_on_a_channel_that_is_no_longer_served_is_withdrawn) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.submit(a_contact("c"));
  desk.apply(an_agency().with(an_agent("ann").only_serving(Channel::kChat)));
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
}

TEST(Config, an_agent_who_left_it_with_empty_hands_is_gone) {
  Desk desk(an_agency().with(an_agent("ann")).with(an_agent("bob")));
  desk.sign_in("ann");
  desk.submit(a_contact("c"));
  desk.apply(an_agency().with(an_agent("bob")));
  EXPECT_EQ(desk.state.agent("ann"), nullptr);
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  EXPECT_EQ(desk.refused(SignIn{"ann"}).reason, Reason::kUnknownAgent);
  desk.check_replay();
}

TEST(Config, an_agent_who_left_it_finishes_what_is_in_hand) {
  Desk desk(an_agency().with(an_agent("ann").serving(Channel::kPhone, 50, 2)));
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  desk.apply(an_agency());
  EXPECT_FALSE(desk.agent("ann").configured);
  desk.submit(a_contact("next"));
  EXPECT_EQ(desk.contact("next").state, ContactState::kWaiting) << "nothing new for who has left";
  EXPECT_EQ(desk.refused(SetAgentState{"ann"}).reason, Reason::kUnknownAgent);
  desk.done(EndContact{"c"});
  desk.done(CompleteContact{"c", "resolved"});
  EXPECT_EQ(desk.state.agent("ann"), nullptr);
  EXPECT_EQ(desk.contact("c").state, ContactState::kCompleted);
  desk.check_replay();
}

TEST(Config, an_agent_who_left_it_and_lost_the_session_is_gone_with_the_last_contact) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  desk.apply(an_agency());
  desk.done(LoseSession{"ann", desk.agent("ann").session});
  desk.pass(seconds(20));
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kOffline);
  desk.done(EndContact{"c"});
  desk.pass(minutes(2));
  EXPECT_EQ(desk.state.agent("ann"), nullptr);
}

TEST(Config, an_agent_who_comes_back_to_it_is_the_same_one) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  const AgentId id = desk.agent("ann").id;
  desk.apply(an_agency());
  desk.apply(an_agency().with(an_agent("ann").serving(Channel::kPhone, 50, 2)));
  EXPECT_EQ(desk.agent("ann").id, id);
  desk.submit(a_contact("next"));
  EXPECT_EQ(desk.with("next"), "ann");
}

TEST(Config, a_stricter_starvation_bound_holds_for_who_waits_already) {
  Desk desk(an_agency());
  desk.submit(a_contact("c"));
  AgencyBuilder strict = an_agency();
  strict.queue().starvation_bound = minutes(10);
  desk.apply(strict);
  desk.pass(minutes(10));
  EXPECT_TRUE(desk.contact("c").starved);
}

}  // namespace
}  // namespace usher::core::testing
