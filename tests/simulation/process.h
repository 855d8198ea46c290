// The daemon of one agency on virtual time: the production Sequencer between a bounded queue and a
// simulated disk, with the control flow of runtime::Agency and none of its threads. It can be
// killed wherever a real one can, and started again.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_PROCESS_H_
#define USHER_TESTS_SIMULATION_PROCESS_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/clock.h"
#include "engine/runtime/feed.h"
#include "engine/runtime/sequencer.h"
#include "tests/simulation/checkers/checkers.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/edges.h"
#include "tests/simulation/trace.h"
#include "tests/simulation/world.h"

namespace usher::simulation {

struct Answer {
  absl::Status status;  // not OK: nothing was done, or nothing is known of it
  std::optional<core::Refusal> refusal;
  core::Reply reply;
  core::Reconciled reconciled;
  std::vector<Effect> due;  // what a stream that was bound hears first
  core::SessionId session;  // of a sign-in
  core::ContactState contact = core::ContactState::kWaiting;  // where the reply is a contact

  bool done() const { return status.ok() && !refusal; }
};

struct Request {
  core::Command command;
  core::Call call;
  std::shared_ptr<Stream> stream;  // to bind, for those who attach and sign in
  std::function<void(const Answer&)> done;
};

// A position of the feed and a hash of its record.
struct Change {
  std::uint64_t sequence = 0;
  std::uint64_t hash = 0;
};
using Feed = runtime::Feed<Change>;

class Process {
 public:
  Process(Scheduler& scheduler, const World& world, Disk& disk, Checkers& checkers, Trace& trace,
          Random random);
  ~Process();

  // Starts with this configuration file; a journal that can't be read is tried again later.
  void start(std::size_t configuration);
  void kill();
  bool alive() const { return sequencer_ != nullptr; }
  // Faults happen only until this.
  void calm_down() { calm_ = true; }
  // The threads of the process do nothing for so long.
  void stand_still(Duration duration);
  void step_wall_clock(Duration by) { wall_offset_ += by; }
  void steady_wall_clock() { wall_offset_ = {}; }

  // A request has come in over the network. It is answered once, or the process dies first.
  void arrive(Request request);
  // The stream of an adapter or a desk is gone.
  void hang_up(core::Command lost);

  // The feed of this life of the process; changes with every start.
  const std::shared_ptr<Feed>& feed() const { return feed_; }
  // Everything decided is durable and was released.
  bool quiescent() const;
  bool healthy() const { return alive() && !failing_ && scheduler_.now() >= stalled_until_; }
  const core::State& state() const { return sequencer_->state(); }
  Instant engine_now();
  std::uint64_t kills() const { return kills_; }
  std::size_t queue_depth() const { return queue_.size(); }

 private:
  friend class CallTask;
  class FeedWriter;

  void trace_record(const core::Record& record);
  bool on(Fault fault) const { return !calm_ && world_.options().faults.has(fault); }
  void reset();
  void restart_later(Duration after);
  bool recover(core::State& state);
  void wake_at(Instant when);
  void wake_for_deadline();
  void write();
  void hand_over(runtime::Batch batch);
  void start_append();
  Duration append_takes();
  void end_append(bool lost_ack);
  void take_back(runtime::Batch batch, const char* why);
  void try_start_over();
  bool kill_here(const char* where, int per_100_000);
  void take_snapshot();
  void let_out(std::uint64_t position, const std::shared_ptr<Stream>& stream, const Effect& effect);
  void answer_out(const Request& request, const Answer& answer, std::uint64_t position);
  void check_answer(const Request& request, const Answer& answer);
  template <typename What>
  void after(Duration delay, What what);

  Scheduler& scheduler_;
  const World& world_;
  Disk& disk_;
  Checkers& checkers_;
  Trace& trace_;
  Random random_;
  bool calm_ = false;
  std::uint64_t life_ = 0;  // what was scheduled in an earlier one does not happen
  std::uint64_t kills_ = 0;
  std::size_t configuration_ = 0;

  Duration wall_offset_{};
  Instant stalled_until_;
  Instant steady_;  // of the last look at the clock
  std::optional<runtime::SlewedTime> time_;

  std::unique_ptr<Edges> edges_;
  std::unique_ptr<FeedWriter> feed_writer_;
  std::shared_ptr<Feed> feed_;
  std::unique_ptr<runtime::Sequencer> sequencer_;
  std::deque<std::unique_ptr<runtime::Task>> queue_;
  runtime::Batch pending_;
  runtime::Batch appending_batch_;
  bool appending_ = false;
  bool failing_ = false;
  bool held_up_ = false;  // the writer waits for the appender
  Instant next_wake_ = Instant::max();
  std::uint64_t wakes_ = 0;
  std::uint64_t snapshot_sequence_ = 0;
  bool snapshotting_ = false;
  std::vector<std::uint64_t> row_ends_;
  // So many things still leave the process before it dies.
  static constexpr std::uint64_t kEverything = ~std::uint64_t{0};
  std::uint64_t leaving_left_ = kEverything;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_PROCESS_H_
