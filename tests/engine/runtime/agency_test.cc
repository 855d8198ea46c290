#include "engine/runtime/agency.h"

#include <condition_variable>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/runtime/world.h"

namespace usher::runtime {
namespace {

// Lets appends through one at a time, when told, and counts them.
class GatedJournal : public journal::Journal {
 public:
  explicit GatedJournal(journal::MemoryJournal& inner) : inner_(inner) {}

  absl::Status append(absl::Span<const core::Record> records) override {
    {
      std::unique_lock lock(mutex_);
      ++arrived_;
      batch_sizes_.push_back(records.size());
      changed_.notify_all();
      changed_.wait(lock, [this] { return permits_ > 0; });
      if (permits_ != kOpen) --permits_;
    }
    return inner_.append(records);
  }
  absl::StatusOr<std::uint64_t> last_sequence() override { return inner_.last_sequence(); }
  absl::Status write_snapshot(const core::Snapshot& s) override { return inner_.write_snapshot(s); }
  absl::Status healthy() override { return inner_.healthy(); }
  absl::StatusOr<std::unique_ptr<journal::Reader>> open_reader() override {
    return inner_.open_reader();
  }

  static constexpr int kOpen = 1 << 30;
  void permit(int appends) {
    const std::lock_guard lock(mutex_);
    permits_ = appends == kOpen ? kOpen : permits_ + appends;
    changed_.notify_all();
  }
  bool wait_for_arrivals(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return arrived_ >= count; });
  }
  std::vector<std::size_t> batch_sizes() {
    const std::lock_guard lock(mutex_);
    return batch_sizes_;
  }

 private:
  journal::MemoryJournal& inner_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int permits_ = 0;
  int arrived_ = 0;
  std::vector<std::size_t> batch_sizes_;
};

// Passes everything on, so that the test keeps the journal when the agency is gone.
class Borrowed : public journal::Journal {
 public:
  explicit Borrowed(journal::Journal& inner) : inner_(inner) {}
  absl::Status append(absl::Span<const core::Record> r) override { return inner_.append(r); }
  absl::StatusOr<std::uint64_t> last_sequence() override { return inner_.last_sequence(); }
  absl::Status write_snapshot(const core::Snapshot& s) override { return inner_.write_snapshot(s); }
  absl::Status healthy() override { return inner_.healthy(); }
  absl::StatusOr<std::unique_ptr<journal::Reader>> open_reader() override {
    return inner_.open_reader();
  }

 private:
  journal::Journal& inner_;
};

struct World {
  explicit World(AgencyOptions options = {}, std::vector<Observer*> observers = {})
      : options_(std::move(options)), observers_(std::move(observers)) {}

  void open(journal::Journal& journal) {
    auto opened =
        Agency::open("test", std::make_unique<Borrowed>(journal), clock, observers_, options_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    agency = *std::move(opened);
  }
  void open_configured(journal::Journal& journal) {
    open(journal);
    ASSERT_TRUE(send(core::ApplyConfig{.model = a_model()})->wait().ok());
  }
  std::shared_ptr<Fate> send(core::Command command, core::Call call = {},
                             std::optional<core::Instant> deadline = std::nullopt) {
    auto fate = std::make_shared<Fate>();
    submitted = agency->submit(
        std::make_unique<ProbeTask>(fate, std::move(command), std::move(call), deadline));
    return fate;
  }
  // Looks at the state and copies what `take` takes from it.
  template <typename Take>
  auto look(Take take) {
    using Taken = decltype(take(std::declval<const core::State&>()));
    class Look : public Task {
     public:
      Look(Take take, std::optional<Taken>& taken, std::shared_ptr<Fate> fate)
          : take_(take), taken_(taken), fate_(std::move(fate)) {}
      void answer(const core::State& state, const core::StepOutcome*) override {
        taken_ = take_(state);
      }
      void release(const absl::Status& durable) override {
        const std::lock_guard lock(fate_->mutex);
        fate_->released = durable;
        fate_->changed.notify_all();
      }

     private:
      Take take_;
      std::optional<Taken>& taken_;
      std::shared_ptr<Fate> fate_;
    };
    std::optional<Taken> taken;
    auto fate = std::make_shared<Fate>();
    EXPECT_TRUE(agency->submit(std::make_unique<Look>(take, taken, fate)).ok());
    EXPECT_TRUE(fate->wait().ok());
    return *taken;
  }

  ManualClock clock{kStart};
  AgencyOptions options_;
  std::vector<Observer*> observers_;
  std::unique_ptr<Agency> agency;
  absl::Status submitted;
};

TEST(Agency, answers_only_once_the_record_is_durable) {
  journal::MemoryJournal memory(the_decoder());
  GatedJournal gate(memory);
  gate.permit(1);
  World world;
  world.open_configured(gate);
  const auto fate = world.send(a_contact("c1"));
  ASSERT_TRUE(gate.wait_for_arrivals(2));
  EXPECT_FALSE(fate->is_released());
  gate.permit(GatedJournal::kOpen);
  EXPECT_TRUE(fate->wait().ok());
  EXPECT_EQ(*memory.last_sequence(), 2U);
}

TEST(Agency, answers_a_look_only_once_what_it_saw_is_durable) {
  journal::MemoryJournal memory(the_decoder());
  GatedJournal gate(memory);
  gate.permit(1);
  World world;
  world.open_configured(gate);
  const auto contact = world.send(a_contact("c1"));
  ASSERT_TRUE(gate.wait_for_arrivals(2));
  auto look = std::make_shared<Fate>();
  ASSERT_TRUE(world.agency->submit(std::make_unique<ProbeTask>(look)).ok());
  EXPECT_FALSE(look->is_released());
  gate.permit(GatedJournal::kOpen);
  EXPECT_TRUE(look->wait().ok());
  EXPECT_EQ(look->sequence, 2U);
  EXPECT_TRUE(contact->is_released());
}

TEST(Agency, writes_what_gathers_during_an_append_as_one_batch) {
  journal::MemoryJournal memory(the_decoder());
  GatedJournal gate(memory);
  gate.permit(1);
  World world;
  world.open_configured(gate);
  const auto first = world.send(a_contact("first"));
  ASSERT_TRUE(gate.wait_for_arrivals(2));
  std::vector<std::shared_ptr<Fate>> rest;
  for (int i = 0; i < 50; ++i) rest.push_back(world.send(a_contact("c" + std::to_string(i))));
  gate.permit(GatedJournal::kOpen);
  for (const auto& fate : rest) EXPECT_TRUE(fate->wait().ok());
  // Config, first, and the fifty in at most a few batches: the writer may have been caught in the
  // middle.
  EXPECT_LE(gate.batch_sizes().size(), 6U);
  EXPECT_EQ(*memory.last_sequence(), 52U);
}

TEST(Agency, refuses_with_a_reason_when_the_queue_is_full_and_keeps_what_it_took) {
  journal::MemoryJournal memory(the_decoder());
  GatedJournal gate(memory);
  gate.permit(1);
  World world(AgencyOptions{.queue_limit = 8});
  world.open_configured(gate);
  std::vector<std::shared_ptr<Fate>> taken;
  absl::Status refused;
  // The writer stops deciding at its bound of pending records, then the queue fills.
  for (int i = 0; i < 100'000 && refused.ok(); ++i) {
    auto fate = world.send(a_contact("c" + std::to_string(i)));
    if (world.submitted.ok()) {
      taken.push_back(std::move(fate));
    } else if (world.agency->status().queue_depth == 8) {
      refused = world.submitted;
    }
  }
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted) << refused;
  gate.permit(GatedJournal::kOpen);
  for (const auto& fate : taken) ASSERT_TRUE(fate->wait().ok());
  EXPECT_EQ(*memory.last_sequence(), taken.size() + 1);
  EXPECT_GE(world.agency->status().refused_full, 1U);
}

TEST(Agency, does_nothing_for_a_call_whose_deadline_has_passed) {
  journal::MemoryJournal memory(the_decoder());
  World world;
  world.open_configured(memory);
  const auto fate =
      world.send(a_contact("late"), {}, world.clock.now() - std::chrono::milliseconds(1));
  EXPECT_EQ(fate->wait().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_FALSE(fate->answered);
  EXPECT_EQ(*memory.last_sequence(), 1U);
}

TEST(Agency, takes_back_what_could_not_be_written_and_goes_on_when_it_can) {
  journal::MemoryJournal memory(the_decoder());
  World world;
  world.open_configured(memory);
  ASSERT_TRUE(world.send(a_contact("kept"))->wait().ok());
  memory.fail_appends(absl::ResourceExhaustedError("disk full"));
  const auto lost = world.send(a_contact("lost"));
  EXPECT_EQ(lost->wait().code(), absl::StatusCode::kUnavailable);
  while (world.agency->status().journal_failing == false) std::this_thread::yield();
  world.send(a_contact("refused"));
  EXPECT_EQ(world.submitted.code(), absl::StatusCode::kUnavailable);

  memory.fail_appends(absl::OkStatus());
  while (world.agency->status().journal_failing) std::this_thread::yield();
  EXPECT_TRUE(world.look([](const core::State& s) { return s.contact("kept") != nullptr; }));
  EXPECT_FALSE(world.look([](const core::State& s) { return s.contact("lost") != nullptr; }));
  EXPECT_TRUE(world.send(a_contact("again"))->wait().ok());
}

TEST(Agency, finds_a_record_again_whose_acknowledgement_was_lost) {
  journal::MemoryJournal memory(the_decoder());
  World world;
  world.open_configured(memory);
  memory.fail_appends(absl::UnavailableError("the acknowledgement got lost"), true);
  const core::Call call{.principal = "p", .request_id = "r1", .fingerprint = 7};
  EXPECT_EQ(world.send(a_contact("c1"), call)->wait().code(), absl::StatusCode::kUnavailable);
  while (!world.agency->status().journal_failing) std::this_thread::yield();
  memory.fail_appends(absl::OkStatus());
  while (world.agency->status().journal_failing) std::this_thread::yield();
  const auto retry = world.send(a_contact("c1"), call);
  EXPECT_TRUE(retry->wait().ok());
  EXPECT_FALSE(retry->refused);
  EXPECT_EQ(*memory.last_sequence(), 2U) << "the retry found the first one";
}

TEST(Agency, stops_the_process_when_somebody_else_wrote_to_its_journal) {
  journal::MemoryJournal memory(the_decoder());
  std::promise<absl::Status> fatal;
  World world(AgencyOptions{.fatal = [&](const absl::Status& why) { fatal.set_value(why); }});
  world.open_configured(memory);
  memory.fail_appends(absl::FailedPreconditionError("the journal is at 9, not at 1"));
  const auto fate = world.send(a_contact("c1"));
  EXPECT_EQ(fate->wait().code(), absl::StatusCode::kUnavailable);
  auto told = fatal.get_future();
  ASSERT_EQ(told.wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(told.get().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(Agency, fires_deadlines_by_itself_when_time_passes) {
  journal::MemoryJournal memory(the_decoder());
  World world;
  world.open_configured(memory);
  ASSERT_TRUE(world.send(core::SignIn{.agent = "ana"})->wait().ok());
  ASSERT_TRUE(world.send(a_contact("c1"))->wait().ok());
  const auto state_of = [](const core::State& s) { return s.contact("c1")->state; };
  EXPECT_EQ(world.look(state_of), core::ContactState::kOffered);
  world.clock.advance(std::chrono::seconds(21));
  world.agency->poke();
  while (world.look(state_of) == core::ContactState::kOffered) std::this_thread::yield();
  EXPECT_EQ(world.look(state_of), core::ContactState::kWaiting);
  EXPECT_EQ(world.look([](const core::State& s) { return s.agent("ana")->presence; }),
            core::Presence::kBreak);
}

TEST(Agency, recovers_every_acknowledged_contact_and_says_that_it_restarted) {
  journal::MemoryJournal memory(the_decoder());
  World world;
  world.open_configured(memory);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(world.send(a_contact("c" + std::to_string(i)))->wait().ok());
  }
  ASSERT_TRUE(world.send(core::SignIn{.agent = "ana"})->wait().ok());
  const auto before = world.look([](const core::State& s) { return s.digest(); });
  world.agency.reset();

  auto reopened = memory.reopened();
  auto reader = reopened->open_reader();
  ASSERT_TRUE(reader.ok());
  auto recovered = recover(**reader);
  ASSERT_TRUE(recovered.ok()) << recovered.status();
  EXPECT_EQ(recovered->state.digest(), before);

  World again;
  again.open(*reopened);
  EXPECT_EQ(again.look([](const core::State& s) { return s.contact("c19") != nullptr; }), true);
  EXPECT_TRUE(again.look(
      [](const core::State& s) { return s.agent("ana")->session_grace_ends.has_value(); }));
}

TEST(Agency, writes_snapshots_from_the_journal_and_recovers_from_them) {
  journal::MemoryJournal memory(the_decoder());
  World world(AgencyOptions{.snapshot_every_records = 10});
  world.open_configured(memory);
  for (int i = 0; i < 25; ++i) {
    ASSERT_TRUE(world.send(a_contact("c" + std::to_string(i)))->wait().ok());
  }
  while (world.agency->status().snapshots == 0) std::this_thread::yield();
  const auto before = world.look([](const core::State& s) { return s.digest(); });
  auto reader = world.agency->open_reader();
  ASSERT_TRUE(reader.ok());
  auto recovered = recover(**reader);
  ASSERT_TRUE(recovered.ok()) << recovered.status();
  EXPECT_GE(recovered->snapshot_sequence, 10U);
  EXPECT_EQ(recovered->state.digest(), before);
  auto past = state_at(**reader, 5);
  ASSERT_TRUE(past.ok());
  EXPECT_EQ(past->sequence(), 5U);
  EXPECT_EQ(past->contact("c3") != nullptr, true);
  EXPECT_EQ(past->contact("c4"), nullptr);
}

TEST(Agency, answers_everything_it_took_before_it_ends) {
  journal::MemoryJournal memory(the_decoder());
  World world;
  world.open_configured(memory);
  std::vector<std::shared_ptr<Fate>> fates;
  for (int i = 0; i < 500; ++i) fates.push_back(world.send(a_contact("c" + std::to_string(i))));
  world.agency->stop();
  for (const auto& fate : fates) EXPECT_TRUE(fate->is_released());
  world.send(a_contact("late"));
  EXPECT_EQ(world.submitted.code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace usher::runtime
