#include "tests/simulation/process.h"

#include <algorithm>
#include <utility>

#include "engine/core/snapshot.h"
#include "engine/runtime/agency.h"
#include "tests/simulation/process_tasks.h"

namespace usher::simulation {
namespace {

using routing::str_cat;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kTasksPerRound = 512;
constexpr milliseconds kRetryJournalEvery(250);

}  // namespace

Process::Process(Scheduler& scheduler, const World& world, Disk& disk, Checkers& checkers,
                 Trace& trace, Random random)
    : scheduler_(scheduler),
      world_(world),
      disk_(disk),
      checkers_(checkers),
      trace_(trace),
      random_(random) {}

Process::~Process() = default;

template <typename What>
void Process::after(Duration delay, What what) {
  scheduler_.after(delay, [this, life = life_, what = std::move(what)] {
    if (life == life_) what();
  });
}

Instant Process::engine_now() {
  const Instant now = scheduler_.now();
  return time_->advance(now - std::exchange(steady_, now), now + wall_offset_);
}

bool Process::quiescent() const {
  return healthy() && queue_.empty() && pending_.empty() && !appending_ &&
         sequencer_->state().sequence() == disk_.synced();
}

// ---- life and death

void Process::reset() {
  ++life_;
  sequencer_.reset();
  if (edges_) edges_->end_all();
  edges_.reset();
  feed_writer_.reset();
  feed_.reset();
  queue_.clear();
  pending_ = {};
  appending_batch_ = {};
  appending_ = failing_ = held_up_ = snapshotting_ = false;
  ++wakes_;
  next_wake_ = Instant::max();
}

void Process::kill() {
  if (!alive()) return;
  trace_.add("KILL at record ", sequencer_->state().sequence(), ", synced ", disk_.synced());
  ++kills_;
  row_ends_ = disk_.row_ends();
  reset();
  checkers_.conservation.taken_back(disk_.synced());
  Disk::Unsynced unsynced = Disk::Unsynced::kKept;
  if (on(Fault::kPowerLoss) && random_.chance(400)) unsynced = Disk::Unsynced::kGone;
  if (on(Fault::kTornTail) && random_.chance(500)) unsynced = Disk::Unsynced::kTorn;
  disk_.crash(unsynced, random_);
  if (on(Fault::kBitFlip) && random_.chance(300)) disk_.flip_bit(random_);
  const bool long_gone = !calm_ && random_.chance(150);
  restart_later(long_gone ? random_.between(seconds(60), seconds(900))
                          : random_.between(seconds(1), seconds(20)));
}

void Process::restart_later(Duration delay) {
  after(delay, [this] {
    const bool other = on(Fault::kConfigRestart) && random_.chance(400);
    start(other ? static_cast<std::size_t>(random_.below(world_.configurations()))
                : configuration_);
  });
}

bool Process::recover(core::State& state) {
  if (disk_.cut_torn_tail()) trace_.add("a torn tail is cut off");
  auto recovered = runtime::recover(*disk_.open_reader());
  if (disk_.damaged()) {
    const bool unnoticed =
        recovered.ok() && disk_.row_is_damaged_after(recovered->snapshot_sequence);
    if (unnoticed) checkers_.findings.fail(Family::kDurability, "a flipped bit goes unnoticed");
    trace_.add("a flipped bit: ",
               recovered.ok() ? "not in the way" : "the daemon refuses to start");
    disk_.repair();
    if (!recovered.ok()) return false;
    const auto again = runtime::recover(*disk_.open_reader());
    if (!again.ok() || again->state.digest() != recovered->state.digest()) {
      checkers_.findings.fail(Family::kDurability, "a flipped bit changes what is recovered");
    }
  } else if (!recovered.ok()) {
    checkers_.findings.fail(Family::kDurability,
                            str_cat("the daemon can't start: ", recovered.status().message()));
    return false;
  }
  snapshot_sequence_ = recovered->snapshot_sequence;
  state = std::move(recovered->state);
  return true;
}

void Process::start(std::size_t configuration) {
  configuration_ = configuration;
  core::State state;
  if (!recover(state)) {
    restart_later(seconds(30));
    return;
  }
  checkers_.durability.restarted(row_ends_);
  checkers_.durable_up_to(state.sequence());
  checkers_.replay.recovered(state);
  const Instant wall = scheduler_.now() + wall_offset_;
  steady_ = scheduler_.now();
  time_.emplace(std::max(wall, state.now()));
  checkers_.running_since = engine_now();
  edges_ =
      std::make_unique<Edges>([this](std::uint64_t position, const auto& stream,
                                     const Effect& effect) { let_out(position, stream, effect); });
  feed_writer_ = std::make_unique<FeedWriter>(*this, world_.options().feed_limit);
  edges_->rebuilt(state);
  feed_writer_->rebuilt(state);
  const bool first = state.sequence() == 0;
  trace_.add("START at record ", state.sequence(), " with configuration ", configuration);
  sequencer_ = std::make_unique<runtime::Sequencer>(
      std::move(state), std::vector<runtime::Observer*>{edges_.get(), feed_writer_.get()});
  if (!first) {
    sequencer_->run(core::Restarted{}, engine_now());
    pending_ = sequencer_->take_batch();
    start_append();
  }
  const core::ModelPtr& file = world_.configuration(configuration);
  const core::ModelPtr& in_force = sequencer_->state().model();
  if (in_force == nullptr || in_force->source != file->source) {
    Request apply{core::ApplyConfig{.model = file}, {.principal = "file"}, nullptr, {}};
    apply.done = [this, life = life_](const Answer& answer) {
      if (life == life_ && !answer.status.ok()) after(milliseconds(1), [this] { kill(); });
    };
    queue_.push_back(std::make_unique<CallTask>(*this, std::move(apply)));
  }
  wake_at(scheduler_.now());
}

bool Process::kill_here(const char* where, int per_100_000) {
  if (!on(Fault::kKillInCommit)) return false;
  if (random_.below(100'000) >= static_cast<std::uint64_t>(per_100_000)) return false;
  trace_.add("killed ", where);
  kill();
  return true;
}

// ---- in

void Process::arrive(Request request) {
  const auto refuse = [&](absl::Status why) {
    Answer answer;
    answer.status = std::move(why);
    check_answer(request, answer);
    request.done(answer);
  };
  if (!alive()) return refuse(absl::UnavailableError("connection refused"));
  if (failing_) return refuse(journal_unavailable());
  if (queue_.size() >= world_.options().queue_limit) {
    return refuse(absl::ResourceExhaustedError(
        absl::StrCat("the command queue is full (", world_.options().queue_limit, ")")));
  }
  queue_.push_back(std::make_unique<CallTask>(*this, std::move(request)));
  if (!held_up_) wake_at(scheduler_.now() + random_.between(microseconds(20), microseconds(300)));
}

void Process::hang_up(core::Command lost) {
  if (!alive()) return;
  Request request{lost, {.principal = "usherd"}, nullptr, {}};
  request.done = [this, life = life_, lost](const Answer& answer) {
    if (life != life_ || answer.status.ok()) return;
    after(kRetryJournalEvery, [this, lost] { hang_up(lost); });
  };
  arrive(std::move(request));
}

void Process::stand_still(Duration duration) {
  if (!alive()) return;
  stalled_until_ = scheduler_.now() + duration;
  checkers_.running_since = std::max(checkers_.running_since, engine_now() + duration);
}

// ---- the writer

void Process::wake_at(Instant when) {
  when = std::max(when, stalled_until_);
  if (when >= next_wake_) return;
  next_wake_ = when;
  scheduler_.at(when, [this, wake = ++wakes_] {
    if (wake != wakes_) return;
    next_wake_ = Instant::max();
    write();
  });
}

void Process::wake_for_deadline() {
  if (!alive() || failing_ || held_up_) return;
  if (!queue_.empty()) return wake_at(scheduler_.now() + microseconds(50));
  const auto deadline = sequencer_->state().next_deadline();
  if (!deadline) return;
  const Duration left = *deadline - engine_now();
  wake_at(scheduler_.now() + std::max<Duration>(left, microseconds(50)));
}

void Process::write() {
  if (failing_) return;
  if (scheduler_.now() < stalled_until_) return wake_at(stalled_until_);
  if (pending_.records.size() >= world_.options().pending_limit) {
    held_up_ = true;
    return;
  }
  const Instant now = engine_now();
  for (std::size_t i = 0; i < kTasksPerRound && !queue_.empty(); ++i) {
    std::unique_ptr<runtime::Task> task = std::move(queue_.front());
    queue_.pop_front();
    sequencer_->take(std::move(task), now);
    if (checkers_.findings.any()) return;
  }
  sequencer_->tick(now);
  if (kill_here("between decide and append", 30)) return;
  hand_over(sequencer_->take_batch());
  if (alive()) wake_for_deadline();
}

void Process::hand_over(runtime::Batch batch) {
  if (batch.empty()) return;
  pending_.append(std::move(batch));
  start_append();
}

// ---- the appender

Duration Process::append_takes() {
  if (on(Fault::kLateAck) && random_.chance(10)) return random_.between(seconds(1), seconds(20));
  return random_.between(microseconds(100), world_.options().append_time);
}

void Process::start_append() {
  if (appending_ || pending_.empty()) return;
  appending_batch_ = std::exchange(pending_, {});
  appending_ = true;
  if (held_up_) {
    held_up_ = false;
    checkers_.running_since = engine_now();
    wake_at(scheduler_.now());
  }
  if (appending_batch_.records.empty()) return after(Duration(0), [this] { end_append(false); });
  if (disk_.full()) {
    return after(append_takes(),
                 [this] { take_back(std::exchange(appending_batch_, {}), "full"); });
  }
  disk_.write(appending_batch_.records);
  const Duration takes = append_takes();
  const bool lost_ack = on(Fault::kLostAck) && random_.chance(4);
  after(takes / 2, [this] { kill_here("before the sync", 80); });
  after(takes, [this, lost_ack] {
    disk_.sync();
    if (kill_here("between sync and ack", 30)) return;
    end_append(lost_ack);
  });
}

void Process::end_append(bool lost_ack) {
  if (lost_ack) return take_back(std::exchange(appending_batch_, {}), "its ack is lost");
  runtime::Batch batch = std::exchange(appending_batch_, {});
  if (!batch.records.empty()) checkers_.durable_up_to(batch.records.back().sequence);
  const bool dies = on(Fault::kKillInCommit) && random_.below(100'000) < 30;
  leaving_left_ = dies ? random_.below(batch.releases.size() + 1) : kEverything;
  batch.release(absl::OkStatus());
  leaving_left_ = kEverything;
  if (dies) {
    trace_.add("killed between ack and effect");
    return kill();
  }
  appending_ = false;
  if (disk_.synced() >= snapshot_sequence_ + world_.options().snapshot_every) take_snapshot();
  if (quiescent() && random_.chance(20)) checkers_.replay.live(sequencer_->state());
  start_append();
}

void Process::take_back(runtime::Batch batch, const char* why) {
  trace_.add("an append fails (", why, "), ", batch.records.size(), " records");
  failing_ = true;
  batch.append(std::exchange(pending_, {}));
  // What the writer has decided meanwhile is in its own batch only within write().
  batch.release(journal_unavailable());
  appending_ = false;
  held_up_ = false;
  try_start_over();
}

void Process::try_start_over() {
  for (auto& task : std::exchange(queue_, {})) task->release(journal_unavailable());
  if (disk_.full()) return after(kRetryJournalEvery, [this] { try_start_over(); });
  auto recovered = runtime::recover(*disk_.open_reader());
  if (!recovered.ok()) {
    return checkers_.findings.fail(Family::kDurability, str_cat("the daemon can't start over: ",
                                                                recovered.status().message()));
  }
  checkers_.conservation.taken_back(recovered->state.sequence());
  checkers_.durable_up_to(recovered->state.sequence());
  sequencer_->rebuild(std::move(recovered->state));
  failing_ = false;
  checkers_.running_since = engine_now();
  trace_.add("starts over at record ", sequencer_->state().sequence());
  wake_at(scheduler_.now());
}

void Process::take_snapshot() {
  if (snapshotting_) return;
  snapshotting_ = true;
  after(random_.between(milliseconds(5), seconds(2)), [this] {
    const auto recovered = runtime::state_at(*disk_.open_reader(), disk_.synced());
    if (!recovered.ok()) {
      return checkers_.findings.fail(Family::kReplay, "no state to take a snapshot of");
    }
    snapshot_sequence_ = recovered->sequence();
    // A kill before this leaves a file under another name, which the next start deletes.
    after(random_.between(milliseconds(5), seconds(1)),
          [this, snapshot = std::make_shared<core::Snapshot>(recovered->to_snapshot())] {
            disk_.write_snapshot(*snapshot);
            snapshotting_ = false;
          });
  });
}

// ---- out

void Process::let_out(std::uint64_t position, const std::shared_ptr<Stream>& stream,
                      const Effect& effect) {
  if (leaving_left_ == 0) return;
  if (leaving_left_ != kEverything) --leaving_left_;
  checkers_.durability.left(position);
  stream->send(effect);
}

void Process::answer_out(const Request& request, const Answer& answer, std::uint64_t position) {
  if (leaving_left_ == 0) return;
  if (leaving_left_ != kEverything) --leaving_left_;
  if (answer.status.ok()) checkers_.durability.left(position);
  check_answer(request, answer);
  request.done(answer);
}

void Process::check_answer(const Request& request, const Answer& answer) {
  const auto fail = [&](Family family, const std::string& what) {
    checkers_.findings.fail(family, str_cat(name_of(request.command), ": ", what));
  };
  if (!answer.status.ok()) {
    const bool typed = absl::IsUnavailable(answer.status) ||
                       absl::IsResourceExhausted(answer.status) ||
                       absl::IsDeadlineExceeded(answer.status);
    if (!typed || answer.status.message().empty()) fail(Family::kBounds, "an untyped failure");
    return;
  }
  const core::Refusal* refusal = answer.refusal ? &*answer.refusal : nullptr;
  if (refusal != nullptr && refusal->message.empty()) fail(Family::kBounds, "a silent refusal");
  checkers_.idempotency.answered(request.call.principal, request.call.request_id, refusal,
                                 answer.reply);
  const auto* submit = std::get_if<core::SubmitContact>(&request.command);
  const auto* id = std::get_if<core::ContactId>(&answer.reply);
  if (submit == nullptr || id == nullptr || refusal != nullptr) return;
  checkers_.idempotency.submitted(submit->key, *id);
  checkers_.conservation.acknowledged(checkers_.shadow, submit->key);
}

}  // namespace usher::simulation
