// What the process gives to the Sequencer: calls as tasks, and the observer behind the feed. For
// process.cc.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_PROCESS_TASKS_H_
#define USHER_TESTS_SIMULATION_PROCESS_TASKS_H_

#include <memory>
#include <utility>
#include <vector>

#include "tests/simulation/process.h"

namespace usher::simulation {

absl::Status journal_unavailable();

class CallTask : public runtime::Task {
 public:
  CallTask(Process& process, Request request)
      : Task(request.command, request.call, std::nullopt),
        process_(process),
        request_(std::move(request)) {}

  void answer(const core::State& state, const core::StepOutcome* outcome) override;
  void release(const absl::Status& durable) override;

 private:
  void bind(const core::State& state);

  Process& process_;
  Request request_;
  Answer answer_;
  std::uint64_t position_ = 0;
};

// As engine/rpc's WatchLog: every record that is released becomes a position of the feed.
class Process::FeedWriter : public runtime::Observer {
 public:
  FeedWriter(Process& process, std::size_t limit) : process_(process), limit_(limit) {}

  void applied(const core::State& state, const core::Record& record,
               std::vector<std::unique_ptr<runtime::Release>>& staged) override;
  void rebuilt(const core::State& state) override;

 private:
  Process& process_;
  const std::size_t limit_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_PROCESS_TASKS_H_
