#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/runtime/clock.h"
#include "engine/runtime/feed.h"
#include "engine/runtime/leases.h"
#include "engine/runtime/sequencer.h"
#include "gtest/gtest.h"
#include "tests/engine/runtime/world.h"

namespace usher::runtime {
namespace {

using IntFeed = Feed<int>;

void fill(IntFeed& feed, int first, int last) {
  for (int i = first; i <= last; ++i) {
    feed.add(static_cast<std::uint64_t>(i), std::make_shared<const int>(i));
  }
}

TEST(Feed, gives_everything_after_a_position_in_order) {
  IntFeed feed(100, 0);
  fill(feed, 1, 10);
  std::vector<IntFeed::Item> items;
  EXPECT_EQ(feed.after(7, 100, items), IntFeed::Found::kItems);
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(*items.front(), 8);
  EXPECT_EQ(*items.back(), 10);
}

TEST(Feed, gives_no_more_than_asked_for) {
  IntFeed feed(100, 0);
  fill(feed, 1, 10);
  std::vector<IntFeed::Item> items;
  EXPECT_EQ(feed.after(0, 4, items), IntFeed::Found::kItems);
  EXPECT_EQ(items.size(), 4U);
}

TEST(Feed, says_when_a_position_is_older_than_what_it_keeps) {
  IntFeed feed(5, 0);
  fill(feed, 1, 10);
  std::vector<IntFeed::Item> items;
  EXPECT_EQ(feed.oldest(), 5U);
  EXPECT_EQ(feed.after(5, 100, items), IntFeed::Found::kItems);
  EXPECT_EQ(items.size(), 5U);
  items.clear();
  EXPECT_EQ(feed.after(4, 100, items), IntFeed::Found::kTooOld);
  EXPECT_TRUE(items.empty());
}

TEST(Feed, tells_nothing_new_from_a_position_that_never_was) {
  IntFeed feed(5, 7);
  std::vector<IntFeed::Item> items;
  EXPECT_EQ(feed.after(7, 10, items), IntFeed::Found::kNothingNew);
  EXPECT_EQ(feed.after(8, 10, items), IntFeed::Found::kUnknown);
  EXPECT_EQ(feed.after(6, 10, items), IntFeed::Found::kTooOld);
}

TEST(Feed, wakes_subscribers_until_they_leave) {
  IntFeed feed(5, 0);
  int woken = 0;
  const auto id = feed.subscribe([&] { ++woken; });
  fill(feed, 1, 2);
  feed.unsubscribe(id);
  fill(feed, 3, 3);
  EXPECT_EQ(woken, 2);
}

TEST(SystemClock, never_goes_back_and_honours_the_last_time_of_the_journal) {
  const auto future = std::chrono::time_point_cast<routing::Duration>(
      std::chrono::system_clock::now() + std::chrono::hours(10));
  SystemClock clock(future);
  routing::Instant last = clock.now();
  EXPECT_GE(last, future);
  for (int i = 0; i < 10'000; ++i) {
    const routing::Instant now = clock.now();
    ASSERT_GE(now, last);
    last = now;
  }
  EXPECT_LT(clock.skew(), routing::Duration::zero());
}

// Collects what expired and lets a test wait for it.
struct Expired {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::pair<std::string, std::uint64_t>> seen;

  std::function<void(const std::string&, std::uint64_t)> sink() {
    return [this](const std::string& key, std::uint64_t holder) {
      const std::lock_guard lock(mutex);
      seen.emplace_back(key, holder);
      changed.notify_all();
    };
  }
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, kPatience, [&] { return seen.size() >= count; });
  }
};

TEST(Leases, expire_once_in_order_of_time) {
  Expired expired;
  SystemClock clock;
  Leases leases(clock, expired.sink());
  leases.grant("later", 1, std::chrono::milliseconds(60));
  leases.grant("sooner", 2, std::chrono::milliseconds(20));
  ASSERT_TRUE(expired.wait_for(2));
  EXPECT_EQ(expired.seen[0].first, "sooner");
  EXPECT_EQ(expired.seen[1].first, "later");
}

TEST(Leases, of_an_older_holder_are_neither_renewed_nor_expired) {
  Expired expired;
  SystemClock clock;
  Leases leases(clock, expired.sink());
  leases.grant("ana", 1, std::chrono::hours(1));
  leases.grant("ana", 2, std::chrono::milliseconds(20));
  routing::Instant expires;
  EXPECT_FALSE(leases.renew("ana", 1, &expires));
  leases.drop("ana", 1);
  ASSERT_TRUE(expired.wait_for(1));
  EXPECT_EQ(expired.seen[0], std::make_pair(std::string("ana"), std::uint64_t{2}));
  EXPECT_FALSE(leases.renew("ana", 2, &expires)) << "it is over";
}

TEST(Sequencer, keeps_answers_in_order_and_stages_what_observers_say_before_them) {
  class Teller : public Observer {
   public:
    void applied(const core::State&, const core::Record& record,
                 std::vector<std::unique_ptr<Release>>&) override {
      sequences.push_back(record.sequence);
    }
    void rebuilt(const core::State&) override { ++rebuilds; }
    std::vector<std::uint64_t> sequences;
    int rebuilds = 0;
  } teller;
  Sequencer sequencer(core::State(), {&teller});
  auto fate = std::make_shared<Fate>();
  sequencer.take(std::make_unique<ProbeTask>(fate, core::ApplyConfig{.model = a_model()}), kStart);
  auto second = std::make_shared<Fate>();
  sequencer.take(std::make_unique<ProbeTask>(second, a_contact("c1")), kStart);
  Batch batch = sequencer.take_batch();
  EXPECT_EQ(batch.records.size(), 2U);
  EXPECT_EQ(batch.releases.size(), 2U);
  EXPECT_EQ(teller.sequences, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_TRUE(fate->answered);
  EXPECT_FALSE(fate->is_released());
  batch.release(absl::OkStatus());
  EXPECT_TRUE(fate->is_released());
  sequencer.rebuild(core::State());
  EXPECT_EQ(teller.rebuilds, 1);
  EXPECT_EQ(sequencer.state().sequence(), 0U);
}

TEST(Sequencer, never_lets_time_go_back) {
  Sequencer sequencer(core::State(), {});
  sequencer.run(core::ApplyConfig{.model = a_model()}, kStart);
  auto fate = std::make_shared<Fate>();
  sequencer.take(std::make_unique<ProbeTask>(fate, a_contact("c1")),
                 kStart - std::chrono::hours(1));
  const Batch batch = sequencer.take_batch();
  ASSERT_EQ(batch.records.size(), 2U);
  EXPECT_EQ(batch.records[1].at, kStart);
}

}  // namespace
}  // namespace usher::runtime
