#include "routing/reference_matcher.h"

#include <algorithm>
#include <tuple>

#include "routing/check.h"

namespace usher::routing {

RequirementId ReferenceMatcher::acquire(const Requirement& requirement) {
  USHER_CHECK(is_normalized(requirement));
  RequirementId unused;
  for (auto& [id, known] : classes_) {
    if (known.requirement == requirement) {
      ++known.references;
      return id;
    }
    if (id == unused) ++unused.value;
  }
  classes_[unused] = {requirement, 1};
  return unused;
}

void ReferenceMatcher::release(RequirementId id) {
  const auto at = classes_.find(id);
  USHER_CHECK(at != classes_.end());
  if (--at->second.references > 0) return;
  for (const auto& [contact_id, contact] : contacts_) USHER_CHECK(contact.requirement != id);
  classes_.erase(at);
}

const Requirement& ReferenceMatcher::requirement(RequirementId id) const {
  const auto at = classes_.find(id);
  USHER_CHECK(at != classes_.end());
  return at->second.requirement;
}

void ReferenceMatcher::add_waiting(ContactId id, RequirementId requirement, const OrderKey& key,
                                   absl::Span<const AgentId> avoid) {
  USHER_CHECK(id && key.id == id && classes_.contains(requirement));
  USHER_CHECK(avoid.size() <= Matcher::kMaxAvoid);
  const bool is_new =
      contacts_.try_emplace(id, Contact{requirement, key, {avoid.begin(), avoid.end()}}).second;
  USHER_CHECK(is_new);
}

void ReferenceMatcher::remove_waiting(ContactId id) { USHER_CHECK(contacts_.erase(id) == 1); }

bool ReferenceMatcher::is_waiting(ContactId id) const { return contacts_.contains(id); }

void ReferenceMatcher::add_agent(AgentId id, absl::Span<const Ability> abilities,
                                 std::int64_t scarcity) {
  USHER_CHECK(id && is_normalized(abilities));
  Agent agent{{abilities.begin(), abilities.end()}, scarcity, std::nullopt};
  USHER_CHECK(agents_.try_emplace(id, std::move(agent)).second);
}

void ReferenceMatcher::remove_agent(AgentId id) { USHER_CHECK(agents_.erase(id) == 1); }

bool ReferenceMatcher::has_agent(AgentId id) const { return agents_.contains(id); }

void ReferenceMatcher::set_free(AgentId id, const Freedom& freedom) {
  const auto at = agents_.find(id);
  USHER_CHECK(at != agents_.end() && !freedom.channels.empty());
  at->second.freedom = freedom;
}

void ReferenceMatcher::set_busy(AgentId id) {
  const auto at = agents_.find(id);
  USHER_CHECK(at != agents_.end() && at->second.freedom.has_value());
  at->second.freedom.reset();
}

bool ReferenceMatcher::is_free(AgentId id) const {
  const auto at = agents_.find(id);
  USHER_CHECK(at != agents_.end());
  return at->second.freedom.has_value();
}

bool ReferenceMatcher::may_serve(AgentId id, const Agent& agent, ChannelSet channels,
                                 const Contact& contact) const {
  const Requirement& wanted = requirement(contact.requirement);
  return channels.has(wanted.channel) && satisfies(agent.abilities, wanted) &&
         std::find(contact.avoid.begin(), contact.avoid.end(), id) == contact.avoid.end();
}

bool ReferenceMatcher::prefers(const Requirement& requirement, AgentId a, AgentId b) const {
  const auto rank = [&](AgentId id) {
    const Agent& agent = agents_.at(id);
    std::int64_t first = 0;
    switch (requirement.ranking) {
      case Ranking::kLeastScarce:
        first = agent.scarcity;
        break;
      case Ranking::kLongestIdle:
        break;
      case Ranking::kLeastLoaded:
        first = agent.freedom->load_ppm;
        break;
      case Ranking::kMostProficient:
        first = -proficiency(agent.abilities, requirement);
        break;
    }
    return std::tuple(first, agent.freedom->idle_since, id);
  };
  return rank(a) < rank(b);
}

std::vector<ContactId> ReferenceMatcher::line() const {
  std::vector<ContactId> line;
  for (const auto& [id, contact] : contacts_) line.push_back(id);
  std::sort(line.begin(), line.end(),
            [&](ContactId a, ContactId b) { return contacts_.at(a).key < contacts_.at(b).key; });
  return line;
}

std::optional<Match> ReferenceMatcher::next_match() {
  for (const ContactId contact : line()) {
    if (requirement(contacts_.at(contact).requirement).pull_only) continue;
    if (const auto agent = best_agent_for(contact)) return Match{contact, *agent};
  }
  return std::nullopt;
}

std::optional<ContactId> ReferenceMatcher::best_contact_for(AgentId id, ChannelSet channels) const {
  const auto at = agents_.find(id);
  USHER_CHECK(at != agents_.end());
  for (const ContactId contact : line()) {
    if (may_serve(id, at->second, channels, contacts_.at(contact))) return contact;
  }
  return std::nullopt;
}

std::optional<AgentId> ReferenceMatcher::best_agent_for(ContactId id) const {
  const auto at = contacts_.find(id);
  USHER_CHECK(at != contacts_.end());
  std::optional<AgentId> best;
  for (const auto& [agent_id, agent] : agents_) {
    if (!agent.freedom || !may_serve(agent_id, agent, agent.freedom->channels, at->second))
      continue;
    if (!best || prefers(requirement(at->second.requirement), agent_id, *best)) best = agent_id;
  }
  return best;
}

std::size_t ReferenceMatcher::ahead_in_class(ContactId id) const {
  const auto at = contacts_.find(id);
  USHER_CHECK(at != contacts_.end());
  return static_cast<std::size_t>(
      std::count_if(contacts_.begin(), contacts_.end(), [&](const auto& other) {
        return other.second.requirement == at->second.requirement &&
               other.second.key < at->second.key;
      }));
}

std::size_t ReferenceMatcher::waiting_count() const { return contacts_.size(); }

std::size_t ReferenceMatcher::free_count() const {
  return static_cast<std::size_t>(
      std::count_if(agents_.begin(), agents_.end(),
                    [](const auto& entry) { return entry.second.freedom.has_value(); }));
}

std::size_t ReferenceMatcher::requirement_count() const { return classes_.size(); }

}  // namespace usher::routing
