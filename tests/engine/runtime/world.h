// A small agency for the runtime's tests: one queue, one adapterless service, two agents, and tasks
// that tell what became of them.
#ifndef USHER_TESTS_ENGINE_RUNTIME_WORLD_H_
#define USHER_TESTS_ENGINE_RUNTIME_WORLD_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/model.h"
#include "engine/journal/memory_journal.h"
#include "engine/runtime/agency.h"

namespace usher::runtime {

inline constexpr core::Instant kStart{std::chrono::hours(24 * 365 * 55)};
inline constexpr std::chrono::seconds kPatience(20);

inline core::ModelPtr a_model() {
  auto model = std::make_shared<core::Model>();
  model->agency = "test";
  model->time_zone = "UTC";
  model->default_language = "en";
  model->services.push_back({.id = "general"});
  core::QueueModel queue;
  queue.id = "main";
  queue.offer_timeout = std::chrono::seconds(20);
  queue.starvation_bound = std::chrono::hours(1);
  model->queues.push_back(queue);
  model->classification.push_back({.queue = "main"});
  for (const char* id : {"ana", "bo"}) {
    core::AgentModel agent;
    agent.id = id;
    agent.languages.push_back({.tag = "en", .modality = routing::Modality::kSpoken});
    agent.capacity.channels[0].serves = true;
    model->agents.push_back(agent);
  }
  model->session_grace = std::chrono::seconds(20);
  model->adapter_grace = std::chrono::minutes(15);
  model->starvation_bound = std::chrono::hours(1);
  model->max_waiting = 1'000'000;
  model->ended_contact_retention = std::chrono::hours(24);
  model->ended_contact_limit = 1000;
  model->source = "the test's model";
  model->index();
  return model;
}

// The one source there is decodes to the one model there is.
inline journal::ModelDecoder the_decoder() {
  return [](std::string_view) -> absl::StatusOr<core::ModelPtr> { return a_model(); };
}

inline core::SubmitContact a_contact(const std::string& key) {
  core::SubmitContact submit;
  submit.key = key;
  submit.draft.service = "general";
  submit.fingerprint = std::hash<std::string>{}(key);
  return submit;
}

// What became of a task: filled by answer, made known by release.
struct Fate {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<absl::Status> released;
  bool answered = false;
  bool refused = false;
  std::uint64_t sequence = 0;  // of the state that was seen

  absl::Status wait() {
    std::unique_lock lock(mutex);
    if (!changed.wait_for(lock, kPatience, [this] { return released.has_value(); })) {
      return absl::DeadlineExceededError("the task was never released");
    }
    return *released;
  }
  bool is_released() {
    const std::lock_guard lock(mutex);
    return released.has_value();
  }
};

class ProbeTask : public Task {
 public:
  explicit ProbeTask(std::shared_ptr<Fate> fate) : fate_(std::move(fate)) {}
  ProbeTask(std::shared_ptr<Fate> fate, core::Command command, core::Call call = {},
            std::optional<core::Instant> deadline = std::nullopt)
      : Task(std::move(command), std::move(call), deadline), fate_(std::move(fate)) {}

  void answer(const core::State& state, const core::StepOutcome* outcome) override {
    const std::lock_guard lock(fate_->mutex);
    fate_->answered = true;
    fate_->sequence = state.sequence();
    fate_->refused = outcome != nullptr && std::holds_alternative<core::Refusal>(*outcome);
  }
  void release(const absl::Status& durable) override {
    const std::lock_guard lock(fate_->mutex);
    fate_->released = durable;
    fate_->changed.notify_all();
  }

 private:
  std::shared_ptr<Fate> fate_;
};

}  // namespace usher::runtime

#endif  // USHER_TESTS_ENGINE_RUNTIME_WORLD_H_
