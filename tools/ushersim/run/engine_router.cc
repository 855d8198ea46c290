// Usher itself: routing::Matcher as the daemon uses it.
#include <vector>

#include "tools/ushersim/run/router.h"

namespace usher::plan {
namespace {

class EngineRouter : public AnyRouter {
 public:
  explicit EngineRouter(const System& system) {
    for (const Line& line : system.lines()) {
      requirements_.push_back(matcher_.acquire(line.requirement));
    }
    for (std::size_t i = 0; i < system.agents().size(); ++i) {
      const SimAgent& agent = system.agents()[i];
      matcher_.add_agent({i + 1}, system.kinds()[agent.kind].abilities, agent.scarcity);
    }
  }

  void wait(routing::ContactId id, std::uint32_t line, const routing::OrderKey& key) override {
    matcher_.add_waiting(id, requirements_[line], key);
  }
  void leave(routing::ContactId id, std::uint32_t, const routing::OrderKey&) override {
    matcher_.remove_waiting(id);
  }
  void set_free(std::uint32_t agent, const routing::Freedom& freedom) override {
    matcher_.set_free({agent + std::uint64_t{1}}, freedom);
  }
  void set_busy(std::uint32_t agent) override { matcher_.set_busy({agent + std::uint64_t{1}}); }
  void poll(std::uint32_t) override {}
  std::optional<Pair> next() override {
    const auto match = matcher_.next_match();
    if (!match) return std::nullopt;
    return Pair{match->contact, static_cast<std::uint32_t>(match->agent.value - 1)};
  }

 private:
  routing::Matcher matcher_;
  std::vector<routing::RequirementId> requirements_;
};

}  // namespace

std::unique_ptr<AnyRouter> make_engine_router(const System& system) {
  return std::make_unique<EngineRouter>(system);
}

}  // namespace usher::plan
