#include "tools/ushersim/run/system.h"

#include <algorithm>

#include "engine/core/derive.h"

namespace usher::plan {
namespace {

// FNV-1a: the same on every machine, unlike the hash of a library.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

core::ContactDraft relaxed(core::ContactDraft draft, const RelaxStep& step) {
  if (step.skills) draft.required_skills = *step.skills;
  if (step.drop_languages) draft.fallback = routing::Fallback::kProceedAny;
  if (step.drop_needs) draft.needs.clear();
  return draft;
}

}  // namespace

System::System(const Scenario& scenario) : scenario_(&scenario) {
  routing::Vocabulary vocabulary;
  vocabulary.intern(routing::AttributeKind::kAgent, core::kNobody);
  add_agents(vocabulary);
  add_lines(vocabulary);
  add_services();
}

void System::add_agents(routing::Vocabulary& vocabulary) {
  const core::Model& model = *scenario_->model;
  const std::vector<std::int64_t> scarcities = core::scarcities(model);
  std::size_t next = 0;
  for (std::uint32_t g = 0; g < scenario_->groups.size(); ++g) {
    const GroupPlan& group = scenario_->groups[g];
    const std::size_t count = !group.each.empty()
                                  ? group.each.size()
                                  : static_cast<std::size_t>(group.unlimited ? 1 : group.most());
    first_agent_.push_back(static_cast<std::uint32_t>(agents_.size()));
    for (std::size_t i = 0; i < count; ++i, ++next) {
      const core::AgentModel& agent = model.agents[next];
      if (i == 0 || !group.each.empty()) {
        routing::Abilities abilities;
        for (const core::NamedAbility& named : core::abilities_of(model, agent)) {
          abilities.push_back({vocabulary.intern(named.kind, named.attribute), named.level});
        }
        kinds_.push_back({g, routing::normalized(std::move(abilities))});
      }
      agents_.push_back({g, static_cast<std::uint32_t>(kinds_.size() - 1),
                         group.scarcity.value_or(scarcities[next]), &agent.capacity,
                         group.unlimited});
    }
  }
}

void System::add_lines(const routing::Vocabulary& vocabulary) {
  const core::Model& model = *scenario_->model;
  for (std::uint32_t c = 0; c < scenario_->classes.size(); ++c) {
    const ClassPlan& cls = scenario_->classes[c];
    const core::QueueModel& queue = scenario_->queues[cls.queue].model;
    first_line_.push_back(static_cast<std::uint32_t>(lines_.size()));
    const auto add = [&](const core::ContactDraft& draft) {
      lines_.push_back({c, static_cast<std::uint32_t>(cls.queue),
                        core::requirement_of(model, draft, queue, vocabulary)});
      // Counters call people themselves; here an agent who is free does so at once.
      lines_.back().requirement.pull_only = false;
      for (const Kind& kind : kinds_) {
        eligible_.push_back(routing::satisfies(kind.abilities, lines_.back().requirement) ? 1 : 0);
      }
    };
    add(cls.draft);
    for (const RelaxStep& step : scenario_->policy.relax[c]) add(relaxed(cls.draft, step));
    core::ContactDraft person = cls.draft;
    person.required_skills.clear();
    person.service.clear();
    core::QueueModel plain = queue;
    plain.required_skills.clear();
    const auto hard = core::requirement_of(model, person, plain, vocabulary);
    for (const Kind& kind : kinds_) {
      unmet_.push_back(routing::satisfies(kind.abilities, hard) ? 0 : 1);
    }
    tags_.push_back(hash_of(cls.id));
  }
}

void System::add_services() {
  for (const ClassPlan& cls : scenario_->classes) {
    for (std::uint32_t g = 0; g < scenario_->groups.size(); ++g) {
      service_.push_back(cls.service_time);
      for (const auto& [group, time] : cls.service_time_of) {
        if (group == g) service_.back() = time;
      }
    }
  }
}

std::vector<std::uint32_t> System::unservable() const {
  std::vector<std::uint32_t> nobody;
  for (std::uint32_t c = 0; c < scenario_->classes.size(); ++c) {
    const auto channel = scenario_->classes[c].draft.channel;
    bool is_servable = false;
    const std::size_t stages = scenario_->policy.relax[c].size() + 1;
    for (std::uint32_t stage = 0; stage < stages; ++stage) {
      is_servable =
          is_servable || std::any_of(agents_.begin(), agents_.end(), [&](const SimAgent& agent) {
            return agent.capacity->channels[static_cast<std::size_t>(channel)].serves &&
                   may_serve(agent.kind, line_of(c, stage));
          });
    }
    if (!is_servable) nobody.push_back(c);
  }
  return nobody;
}

}  // namespace usher::plan
