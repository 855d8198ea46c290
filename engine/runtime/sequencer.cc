#include "engine/runtime/sequencer.h"

#include <algorithm>
#include <iterator>
#include <variant>

#include "routing/check.h"

namespace usher::runtime {
namespace {

// Something that is let go without having happened.
class Failed : public Release {
 public:
  Failed(std::unique_ptr<Task> task, absl::Status status)
      : task_(std::move(task)), status_(std::move(status)) {}
  void release(const absl::Status&) override { task_->release(status_); }

 private:
  std::unique_ptr<Task> task_;
  absl::Status status_;
};

}  // namespace

void Batch::append(Batch later) {
  std::move(later.records.begin(), later.records.end(), std::back_inserter(records));
  std::move(later.releases.begin(), later.releases.end(), std::back_inserter(releases));
}

void Batch::release(const absl::Status& durable) {
  for (const auto& each : releases) each->release(durable);
  releases.clear();
}

Sequencer::Sequencer(core::State state, std::vector<Observer*> observers)
    : state_(std::move(state)), observers_(std::move(observers)) {}

core::StepOutcome Sequencer::step(const core::Command& command, const core::Call& call,
                                  core::Instant now) {
  core::StepOutcome outcome = core::step(state_, command, call, std::max(now, state_.now()));
  auto* done = std::get_if<core::Done>(&outcome);
  if (done != nullptr && done->record.sequence != 0) {
    for (Observer* observer : observers_) {
      observer->applied(state_, done->record, batch_.releases);
    }
  }
  return outcome;
}

void Sequencer::take(std::unique_ptr<Task> task, core::Instant now) {
  if (task->deadline_ && *task->deadline_ < now) {
    batch_.releases.push_back(std::make_unique<Failed>(
        std::move(task),
        absl::DeadlineExceededError("the deadline passed before the call was taken up; nothing "
                                    "was done, the same call may be made again")));
    return;
  }
  if (!task->command_) {
    task->answer(state_, nullptr);
    batch_.releases.push_back(std::move(task));
    return;
  }
  if (auto refusal = task->forbidden(state_)) {
    const core::StepOutcome outcome = *std::move(refusal);
    task->answer(state_, &outcome);
    batch_.releases.push_back(std::move(task));
    return;
  }
  core::StepOutcome outcome = step(*task->command_, task->call_, now);
  task->answer(state_, &outcome);
  if (auto* done = std::get_if<core::Done>(&outcome); done && done->record.sequence != 0) {
    batch_.records.push_back(std::move(done->record));
  }
  batch_.releases.push_back(std::move(task));
}

void Sequencer::run(const core::Command& command, core::Instant now) {
  core::StepOutcome outcome = step(command, core::Call{.principal = "usherd"}, now);
  if (auto* done = std::get_if<core::Done>(&outcome); done && done->record.sequence != 0) {
    batch_.records.push_back(std::move(done->record));
  }
}

bool Sequencer::tick(core::Instant now) {
  const auto due = state_.next_deadline();
  if (!due || *due > now) return false;
  run(core::Tick{}, now);
  return true;
}

Batch Sequencer::take_batch() { return std::exchange(batch_, Batch{}); }

void Sequencer::rebuild(core::State state) {
  USHER_CHECK(batch_.empty());
  state_ = std::move(state);
  for (Observer* observer : observers_) observer->rebuilt(state_);
}

}  // namespace usher::runtime
