#include "tests/simulation/checkers/rules.h"

#include <algorithm>
#include <string>

namespace usher::simulation {
namespace {

using core::AgentModel;
using core::Channel;
using core::ContactDraft;
using core::Model;
using core::NeedCode;
using routing::LanguageOption;
using routing::Modality;

// World draws no tag with a script, so two tags meet where the language itself is the same.
std::string language_of(const std::string& tag) { return tag.substr(0, tag.find('-')); }

bool speaks(const AgentModel& agent, const LanguageOption& option) {
  return std::any_of(agent.languages.begin(), agent.languages.end(), [&](const auto& language) {
    return language.may_serve && language.modality == option.modality &&
           language_of(language.tag) == language_of(option.tag);
  });
}

bool speaks_one(const AgentModel& agent, const std::vector<LanguageOption>& options,
                routing::Direction but_for) {
  bool asked = false;
  for (const LanguageOption& option : options) {
    if (option.direction == but_for) continue;
    if (speaks(agent, option)) return true;
    asked = true;
  }
  return !asked;
}

bool understands(const Model& model, const AgentModel& agent, const ContactDraft& draft) {
  if (draft.fallback == routing::Fallback::kProceedAny) return true;
  std::vector<LanguageOption> options = draft.languages;
  if (options.empty()) {
    const bool text = draft.channel == Channel::kChat || draft.channel == Channel::kWeb;
    options.push_back({model.default_language, text ? Modality::kWritten : Modality::kSpoken});
  } else if (draft.fallback == routing::Fallback::kWrittenOk) {
    for (const LanguageOption& option : draft.languages) {
      if (option.modality != Modality::kSpoken) continue;
      options.push_back(option);
      options.back().modality = Modality::kWritten;
    }
  }
  return speaks_one(agent, options, routing::Direction::kReceive) &&
         speaks_one(agent, options, routing::Direction::kSend);
}

bool meets_needs(const AgentModel& agent, const ContactDraft& draft) {
  return std::all_of(draft.needs.begin(), draft.needs.end(), [&](const core::Need& need) {
    const bool of_agent = need.code == NeedCode::kRtt || need.code == NeedCode::kPlainLanguage ||
                          need.code == NeedCode::kStepFree;
    if (!of_agent || need.strength == core::NeedStrength::kPreference) return true;
    return std::find(agent.needs.begin(), agent.needs.end(), need.code) != agent.needs.end();
  });
}

int level_of(const AgentModel& agent, const std::string& skill) {
  for (const routing::SkillTerm& has : agent.skills) {
    if (has.name == skill) return has.at_least;
  }
  return 0;
}

bool skilled(const AgentModel& agent, const routing::SkillClauses& clauses) {
  return std::all_of(clauses.begin(), clauses.end(), [&](const auto& any_of) {
    return std::any_of(any_of.begin(), any_of.end(), [&](const routing::SkillTerm& term) {
      return level_of(agent, term.name) >= term.at_least;
    });
  });
}

}  // namespace

bool able(const Model& model, const AgentModel& agent, const ContactDraft& draft,
          const core::QueueModel& queue) {
  const core::ServiceModel* service = model.service(draft.service);
  return agent.capacity.channels[static_cast<std::size_t>(draft.channel)].serves &&
         (draft.site.empty() || draft.site == agent.site) && understands(model, agent, draft) &&
         meets_needs(agent, draft) && skilled(agent, draft.required_skills) &&
         (service == nullptr || skilled(agent, service->required_skills)) &&
         skilled(agent, queue.required_skills);
}

std::int64_t load_of(const core::CapacityModel& capacity, const std::vector<Channel>& in_hand) {
  std::int64_t load = 0;
  for (const Channel channel : in_hand) {
    load += capacity.channels[static_cast<std::size_t>(channel)].weight;
  }
  return load;
}

bool fits(const core::CapacityModel& capacity, const std::vector<Channel>& in_hand,
          Channel channel) {
  const auto& one_more = capacity.channels[static_cast<std::size_t>(channel)];
  if (!one_more.serves) return false;
  if (load_of(capacity, in_hand) + one_more.weight > capacity.units) return false;
  if (std::count(in_hand.begin(), in_hand.end(), channel) >= one_more.max) return false;
  return std::all_of(in_hand.begin(), in_hand.end(), [&](Channel busy_with) {
    const auto by = capacity.channels[static_cast<std::size_t>(busy_with)].interruptible_by;
    return by.empty() || by.has(channel);
  });
}

const core::QueueModel& queue_for(const Model& model, const ContactDraft& draft) {
  const auto named = [&](const std::string& id) -> const core::QueueModel& {
    return *std::find_if(model.queues.begin(), model.queues.end(),
                         [&](const core::QueueModel& queue) { return queue.id == id; });
  };
  // World draws rules by service or by channel only.
  for (const core::ClassificationRuleModel& rule : model.classification) {
    if (!rule.services.empty() && rule.services.front() != draft.service) continue;
    if (!rule.channels.empty() && rule.channels.front() != draft.channel) continue;
    return named(rule.queue);
  }
  return named(model.classification.back().queue);
}

Place place_of(core::ContactId id, const ContactDraft& draft, const core::QueueModel& queue,
               bool starved) {
  if (starved) return {0, *draft.origin, id};
  const int minutes = std::clamp(draft.priority_minutes + queue.priority_minutes, -1440, 1440);
  return {1, *draft.origin - std::chrono::minutes(minutes), id};
}

namespace {

// What an agent brings, as words; a tag with a region brings the language as well.
std::vector<std::string> abilities_of(const AgentModel& agent) {
  std::vector<std::string> words;
  for (const core::AgentLanguageModel& language : agent.languages) {
    if (!language.may_serve) continue;
    const std::string modality = std::to_string(static_cast<int>(language.modality)) + ":";
    words.push_back(modality + language.tag);
    words.push_back(modality + language_of(language.tag));
  }
  for (const NeedCode need : agent.needs) {
    words.push_back("need " + std::to_string(static_cast<int>(need)));
  }
  for (const routing::SkillTerm& skill : agent.skills) words.push_back("skill " + skill.name);
  if (!agent.site.empty()) words.push_back("site " + agent.site);
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace

std::int64_t scarcity_of(const Model& model, const AgentModel& agent) {
  std::int64_t sum = 0;
  for (const std::string& word : abilities_of(agent)) {
    std::int64_t holders = 0;
    for (const AgentModel& other : model.agents) {
      const std::vector<std::string> words = abilities_of(other);
      holders += std::binary_search(words.begin(), words.end(), word) ? 1 : 0;
    }
    sum += 1000 * static_cast<std::int64_t>(model.agents.size()) / holders;
  }
  return sum;
}

}  // namespace usher::simulation
