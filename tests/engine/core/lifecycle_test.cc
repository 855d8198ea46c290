// A contact from the door to the end, and what is counted on the way.
#include <gtest/gtest.h>

#include "engine/core/derive.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

TEST(Lifecycle, goes_from_submission_to_completion) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.submit(a_contact("c1"));
  EXPECT_EQ(desk.contact("c1").state, ContactState::kOffered);
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kReserved);
  desk.accept("c1");
  EXPECT_EQ(desk.contact("c1").state, ContactState::kAssigned);
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBusy);
  desk.connect("c1");
  desk.done(HoldContact{"c1"});
  EXPECT_EQ(desk.contact("c1").state, ContactState::kHeld);
  desk.done(RetrieveContact{"c1"});
  desk.done(EndContact{"c1", EndedBy::kPerson});
  EXPECT_EQ(desk.contact("c1").state, ContactState::kWrapUp);
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kWrapUp);
  desk.done(CompleteContact{"c1", "resolved"});
  EXPECT_EQ(desk.contact("c1").state, ContactState::kCompleted);
  EXPECT_EQ(desk.contact("c1").outcome_code, "resolved");
  EXPECT_EQ(desk.with("c1"), "ann");
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kAvailable);
  desk.check_replay();
}

TEST(Lifecycle, is_counted_at_every_step) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.submit(a_contact("c1"));
  EXPECT_EQ(desk.state.counters("main").offered_to_queue, 1);
  EXPECT_EQ(desk.state.counters("main").waiting, 1);
  desk.pass(minutes(2));
  desk.sign_in("ann");
  EXPECT_EQ(desk.state.counters("main").offered, 1);
  desk.accept("c1");
  EXPECT_EQ(desk.state.counters("main").waiting, 0);
  EXPECT_EQ(desk.state.counters("main").in_service, 1);
  desk.connect("c1");
  EXPECT_EQ(desk.state.counters("main").answered, 1);
  EXPECT_EQ(desk.state.counters("main").answered_in_target, 1);
  EXPECT_EQ(desk.state.counters("main").wait_sum, minutes(2));
  desk.done(EndContact{"c1"});
  EXPECT_EQ(desk.state.counters("main").wrap_up, 1);
  desk.done(CompleteContact{"c1", "resolved"});
  EXPECT_EQ(desk.state.counters("main").completed, 1);
  EXPECT_EQ(desk.state.counters("main").offers, 1);
}

TEST(Lifecycle, answers_after_the_target_are_answered_but_not_in_target) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.submit(a_contact("c1").since(kStart - minutes(6)));
  desk.sign_in("ann");
  desk.accept("c1");
  desk.connect("c1");
  EXPECT_EQ(desk.state.counters("main").answered, 1);
  EXPECT_EQ(desk.state.counters("main").answered_in_target, 0);
}

TEST(Lifecycle, an_arrival_finds_the_free_agent_and_a_freed_agent_the_first_in_line) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.submit(a_contact("c1"));
  desk.submit(a_contact("c2"));
  desk.now += seconds(1);
  desk.submit(a_contact("c3").since(kStart - seconds(10)));
  EXPECT_EQ(desk.contact("c2").state, ContactState::kWaiting);
  desk.accept("c1");
  desk.connect("c1");
  desk.done(EndContact{"c1"});
  desk.done(CompleteContact{"c1", "resolved"});
  EXPECT_EQ(desk.with("c3"), "ann") << "the one who tried first is first";
}

TEST(Lifecycle, a_contact_is_connected_once_for_the_counters) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c1"), "c1");
  const std::uint64_t before = desk.state.digest();
  desk.connect("c1");
  EXPECT_EQ(desk.state.digest(), before) << "a second report of the connection changes nothing";
}

TEST(Lifecycle, wrap_up_ends_by_itself_with_an_unspecified_outcome) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c1"), "c1");
  desk.done(EndContact{"c1"});
  desk.pass(minutes(2) - seconds(1));
  EXPECT_EQ(desk.contact("c1").state, ContactState::kWrapUp);
  desk.pass(seconds(1));
  EXPECT_EQ(desk.contact("c1").state, ContactState::kCompleted);
  EXPECT_EQ(desk.contact("c1").outcome_code, "unspecified");
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kAvailable);
}

TEST(Lifecycle, completes_at_once_where_the_queue_has_no_wrap_up) {
  AgencyBuilder agency = an_agency().with(an_agent("ann"));
  agency.queue().wrap_up_limit = seconds(0);
  Desk desk(agency);
  desk.sign_in("ann");
  desk.serve(a_contact("c1"), "c1");
  desk.done(EndContact{"c1", EndedBy::kAgent});
  EXPECT_EQ(desk.contact("c1").state, ContactState::kCompleted);
  EXPECT_TRUE(desk.agent("ann").contacts.empty());
}

TEST(Lifecycle, completion_needs_a_known_outcome_where_the_queue_requires_one) {
  AgencyBuilder agency = an_agency().with(an_agent("ann"));
  agency.queue().outcome_required = true;
  Desk desk(agency);
  desk.sign_in("ann");
  desk.serve(a_contact("c1"), "c1");
  desk.done(EndContact{"c1"});
  EXPECT_EQ(desk.refused(CompleteContact{"c1", ""}).reason, Reason::kMissingField);
  const Refusal refusal = desk.refused(CompleteContact{"c1", "resolvd"});
  EXPECT_EQ(refusal.reason, Reason::kUnknownReference);
  EXPECT_NE(refusal.message.find("resolved"), std::string::npos) << "names what is meant";
  desk.done(CompleteContact{"c1", "resolved"});
}

struct EndOfWaiting {
  EndedBy ended_by;
  ContactState state;
};
class Ending : public ::testing::TestWithParam<EndOfWaiting> {};
TEST_P(Ending, in_line_follows_from_who_ended_it) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.submit(a_contact("waiting"));
  desk.done(EndContact{"waiting", GetParam().ended_by});
  EXPECT_EQ(desk.contact("waiting").state, GetParam().state);
  desk.sign_in("ann");
  desk.submit(a_contact("offered"));
  const OfferId offer = desk.offer_of("offered").id;
  desk.done(EndContact{"offered", GetParam().ended_by});
  EXPECT_EQ(desk.contact("offered").state, GetParam().state);
  EXPECT_EQ(desk.state.offer(offer)->state, OfferState::kRescinded);
  desk.submit(a_contact("assigned"));
  desk.accept("assigned");
  desk.done(EndContact{"assigned", GetParam().ended_by});
  EXPECT_EQ(desk.contact("assigned").state, GetParam().state);
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kAvailable);
}
INSTANTIATE_TEST_SUITE_P(
    , Ending,
    ::testing::Values(EndOfWaiting{EndedBy::kPerson, ContactState::kAbandoned},
                      EndOfWaiting{EndedBy::kChannelFailure, ContactState::kLostByChannel},
                      EndOfWaiting{EndedBy::kPersonDidNotCome, ContactState::kNoShow}));

TEST(Lifecycle, an_agent_who_ends_before_the_connection_gives_the_contact_back) {
  Desk desk(an_agency().with(an_agent("ann")).with(an_agent("bob")));
  desk.sign_in("ann");
  desk.submit(a_contact("c1"));
  desk.accept("c1");
  desk.done(EndContact{"c1", EndedBy::kAgent});
  EXPECT_EQ(desk.contact("c1").state, ContactState::kWaiting);
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kAvailable) << "but avoided for a while";
  desk.sign_in("bob");
  EXPECT_EQ(desk.with("c1"), "bob");
  EXPECT_EQ(desk.refused(EndContact{"c1", EndedBy::kAgent}).reason, Reason::kWrongState);
}

TEST(Lifecycle, cancels_a_contact_in_line_and_withdraws_its_offer) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.submit(a_contact("c1"));
  const OfferId offer = desk.offer_of("c1").id;
  desk.done(CancelContact{"c1", "duplicate"});
  EXPECT_EQ(desk.contact("c1").state, ContactState::kCancelled);
  EXPECT_EQ(desk.contact("c1").outcome_code, "duplicate");
  EXPECT_EQ(desk.state.offer(offer)->state, OfferState::kRescinded);
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kAvailable);
}

TEST(Lifecycle, refuses_what_it_does_not_know) {
  Desk desk(an_agency());
  EXPECT_EQ(desk.refused(ConnectContact{"ghost"}).reason, Reason::kUnknownContact);
  EXPECT_EQ(desk.refused(EndContact{"ghost"}).reason, Reason::kUnknownContact);
  EXPECT_EQ(desk.refused(CancelContact{"ghost"}).reason, Reason::kUnknownContact);
  EXPECT_EQ(desk.refused(CompleteContact{"ghost"}).reason, Reason::kUnknownContact);
  EXPECT_EQ(desk.refused(UpdateContact{"ghost"}).reason, Reason::kUnknownContact);
}

TEST(Lifecycle, nothing_is_done_before_a_configuration_is_in_force) {
  State state;
  const Outcome outcome = decide(state, SignIn{"ann"}, {}, kStart);
  EXPECT_EQ(std::get<Refusal>(outcome).reason, Reason::kUnknownRevision);
  EXPECT_FALSE(state.next_deadline().has_value());
  EXPECT_EQ(std::get<Done>(step(state, Tick{}, {}, kStart)).record.sequence, 0U);
}

}  // namespace
}  // namespace usher::core::testing
