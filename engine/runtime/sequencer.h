// The single writer without its thread: takes tasks one by one, steps the state, and collects what
// must become durable before anything about it may leave the process.
//
// One thread (the agency's writer, or the simulation's only one). It does no I/O. See Agency for
// the threads around it.
#ifndef USHER_ENGINE_RUNTIME_SEQUENCER_H_
#define USHER_ENGINE_RUNTIME_SEQUENCER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "engine/core/command.h"
#include "engine/core/event.h"
#include "engine/core/state.h"
#include "engine/core/step.h"

namespace usher::runtime {

// Something that may leave the process once what it speaks of is durable.
class Release {
 public:
  virtual ~Release() = default;
  // Exactly once, in order, on the appender's thread. OK: durable, let it out. Otherwise it never
  // happened: UNAVAILABLE while the journal can't be written or the daemon stops.
  virtual void release(const absl::Status& durable) = 0;
};

// One thing for the writer: a command, or a look at the state.
class Task : public Release {
 public:
  // A look only.
  Task() = default;
  Task(core::Command command, core::Call call, std::optional<core::Instant> deadline)
      : command_(std::move(command)), call_(std::move(call)), deadline_(deadline) {}

  // On the writer's thread, before the command is carried out: why it must not be, by rules that
  // take the state and the caller (whose contact is it?). A refusal becomes the outcome.
  virtual std::optional<core::Refusal> forbidden(const core::State& state) {
    static_cast<void>(state);
    return std::nullopt;
  }
  // On the writer's thread, at most once, before release. `outcome` is null for a look. Renders the
  // answer; must be quick and must not let anything out. It is not called when the deadline had
  // passed or the journal fails: then only release comes, with DEADLINE_EXCEEDED or UNAVAILABLE.
  virtual void answer(const core::State& state, const core::StepOutcome* outcome) = 0;

 private:
  friend class Sequencer;
  std::optional<core::Command> command_;
  core::Call call_;
  std::optional<core::Instant> deadline_;
};

// Hears of every record in order, on the writer's thread, and may stage what shall leave with it.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void applied(const core::State& state, const core::Record& record,
                       std::vector<std::unique_ptr<Release>>& staged) = 0;
  // The state was rebuilt from the journal after a failed append: records that were applied but not
  // released never happened.
  virtual void rebuilt(const core::State& state) = 0;
};

// Records in order, and what waits for them.
struct Batch {
  std::vector<core::Record> records;
  std::vector<std::unique_ptr<Release>> releases;

  bool empty() const { return records.empty() && releases.empty(); }
  void append(Batch later);
  // Lets everything go with the status, in order.
  void release(const absl::Status& durable);
};

class Sequencer {
 public:
  Sequencer(core::State state, std::vector<Observer*> observers);

  const core::State& state() const { return state_; }

  // Carries out the task at `now` (earlier times are taken as state().now()).
  void take(std::unique_ptr<Task> task, core::Instant now);
  // The engine's own command.
  void run(const core::Command& command, core::Instant now);
  // Submits Tick when a deadline is due; true when one was.
  bool tick(core::Instant now);

  // What has gathered since the last call.
  Batch take_batch();

  // Starts over from what the journal holds, after a failed append. The caller has taken and
  // released the batch.
  void rebuild(core::State state);

 private:
  core::StepOutcome step(const core::Command& command, const core::Call& call, core::Instant now);

  core::State state_;
  std::vector<Observer*> observers_;
  Batch batch_;
};

}  // namespace usher::runtime

#endif  // USHER_ENGINE_RUNTIME_SEQUENCER_H_
