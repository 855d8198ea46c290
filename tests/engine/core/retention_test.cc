// What has ended leaves memory after a while, many at a time and without a storm of ticks.
#include <gtest/gtest.h>

#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

void cancel_many(Desk& desk, int count, const std::string& prefix) {
  for (int i = 0; i < count; ++i) {
    const std::string key = prefix + std::to_string(i);
    step(desk.state, Command(a_contact(key)), {}, desk.now);
    step(desk.state, Command(CancelContact{key}), {}, desk.now);
  }
}

TEST(Retention, ended_contacts_and_offers_leave_after_their_time) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  const OfferId offer = desk.contact("c").offer_count == 1 ? OfferId{1} : OfferId{};
  desk.done(EndContact{"c"});
  desk.done(CompleteContact{"c", "resolved"});
  desk.pass(hours(24) - minutes(1));
  EXPECT_NE(desk.state.contact("c"), nullptr);
  desk.pass(minutes(2));
  EXPECT_EQ(desk.state.contact("c"), nullptr);
  EXPECT_EQ(desk.state.offer(offer), nullptr);
  EXPECT_FALSE(desk.state.next_deadline().has_value()) << "nothing is left to wake up for";
  EXPECT_EQ(desk.state.counters("main").completed, 1) << "counts stay";
  desk.check_replay();
}

TEST(Retention, a_forgotten_id_may_be_used_again) {
  AgencyBuilder agency = an_agency();
  agency.model().ended_contact_retention = minutes(1);
  Desk desk(agency);
  desk.submit(a_contact("c"));
  desk.done(CancelContact{"c"});
  desk.pass(minutes(2));
  desk.submit(a_contact("c").worth(5));
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
}

TEST(Retention, beyond_the_limit_the_oldest_leave_in_a_batch) {
  AgencyBuilder agency = an_agency();
  agency.model().ended_contact_limit = 160;
  Desk desk(agency);
  cancel_many(desk, 160, "a");
  EXPECT_GT(*desk.state.next_deadline(), desk.now);
  cancel_many(desk, 1, "b");
  EXPECT_LE(*desk.state.next_deadline(), desk.now);
  desk.done(Tick{});
  EXPECT_EQ(desk.state.contact("a0"), nullptr);
  EXPECT_EQ(desk.state.contact("a10"), nullptr);
  EXPECT_NE(desk.state.contact("a11"), nullptr);
  EXPECT_NE(desk.state.contact("b0"), nullptr);
  const std::uint64_t before = desk.state.sequence();
  cancel_many(desk, 10, "c");
  EXPECT_GT(*desk.state.next_deadline(), desk.now) << "the next ten cost no tick";
  EXPECT_EQ(desk.state.sequence(), before + 20);
}

TEST(Retention, nothing_is_kept_where_the_limit_is_zero) {
  AgencyBuilder agency = an_agency();
  agency.model().ended_contact_limit = 0;
  Desk desk(agency);
  cancel_many(desk, 3, "a");
  desk.pass(seconds(0));
  EXPECT_EQ(desk.state.contact("a2"), nullptr);
}

TEST(Retention, wakes_up_at_most_once_a_minute) {
  AgencyBuilder agency = an_agency();
  agency.model().ended_contact_retention = minutes(10);
  Desk desk(agency);
  for (int i = 0; i < 60; ++i) {
    cancel_many(desk, 1, "s" + std::to_string(i) + "-");
    desk.now += seconds(1);
  }
  const std::uint64_t before = desk.state.sequence();
  desk.now += minutes(9);
  int ticks = 0;
  const Instant end = desk.now + minutes(5);
  for (auto next = desk.state.next_deadline(); next && *next <= end;
       next = desk.state.next_deadline()) {
    desk.now = *next;
    step(desk.state, Command(Tick{}), {}, desk.now);
    ++ticks;
  }
  EXPECT_LE(ticks, 2);
  EXPECT_EQ(desk.state.sequence(), before + static_cast<std::uint64_t>(ticks));
  EXPECT_EQ(desk.state.contact("s59-0"), nullptr);
}

TEST(Retention, requests_are_remembered_for_a_day) {
  Desk desk(an_agency());
  const Call call{"desk", "r-1", 7};
  desk.done(a_contact("c"), call);
  desk.pass(State::kRequestRetention - minutes(2));
  EXPECT_NE(desk.state.answered("desk", "r-1"), nullptr);
  desk.pass(minutes(4));
  EXPECT_EQ(desk.state.answered("desk", "r-1"), nullptr);
  desk.check_replay();
}

TEST(Retention, a_tick_forgets_a_bounded_number) {
  AgencyBuilder agency = an_agency();
  agency.model().ended_contact_limit = 100'000;
  agency.model().ended_contact_retention = minutes(1);
  Desk desk(agency);
  cancel_many(desk, kMaxDeadlinesPerTick + 10, "a");
  desk.now += minutes(3);
  const Done done = desk.done(Tick{});
  const auto* forgotten = std::get_if<HistoryForgotten>(&done.record.events.at(0));
  ASSERT_NE(forgotten, nullptr);
  EXPECT_EQ(forgotten->contacts.size(), static_cast<std::size_t>(kMaxDeadlinesPerTick));
  EXPECT_LE(*desk.state.next_deadline(), desk.now);
  desk.done(Tick{});
  EXPECT_FALSE(desk.state.next_deadline().has_value());
}

TEST(Tick, early_does_nothing_and_leaves_no_record) {
  Desk desk(an_agency());
  desk.submit(a_contact("c"));
  EXPECT_EQ(desk.done(Tick{}).record.sequence, 0U);
}

TEST(Tick, deadlines_of_one_moment_are_all_kept) {
  AgencyBuilder agency = an_agency();
  for (int i = 0; i < 5; ++i) agency.with(an_agent("a" + std::to_string(i)));
  agency.queue().starvation_bound = seconds(20);
  Desk desk(agency);
  for (int i = 0; i < 5; ++i) desk.sign_in("a" + std::to_string(i));
  for (int i = 0; i < 8; ++i) desk.submit(a_contact("c" + std::to_string(i)));
  desk.done(LoseSession{"a0", desk.agent("a0").session});
  desk.pass(seconds(20));
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(desk.contact("c" + std::to_string(i)).starved);
  for (int i = 1; i < 5; ++i) {
    EXPECT_EQ(desk.agent_state("a" + std::to_string(i)), AgentState::kBreak);
  }
  EXPECT_EQ(desk.agent_state("a0"), AgentState::kOffline);
  desk.check_replay();
}

}  // namespace
}  // namespace usher::core::testing
