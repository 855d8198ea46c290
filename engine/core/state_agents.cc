// Agents' part of StateData: capacity, freedom, and the matcher built anew.
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "engine/core/derive.h"
#include "engine/core/state_data.h"
#include "routing/check.h"

namespace usher::core {

using routing::ChannelSet;

namespace {

// Requirements by what contacts ask for, while many contacts join the matcher at once: most ask for
// what somebody before them did, and deriving it is the greater part of joining. The contacts must
// stay where they are.
class Derived {
 public:
  // Null where nobody has asked for the same.
  const routing::RequirementId* find(const Contact& contact) const {
    const auto at = known_.find(&contact);
    return at == known_.end() ? nullptr : &at->second;
  }
  void note(const Contact& contact) {
    if (known_.size() == kMost) known_.clear();
    known_.try_emplace(&contact, *contact.requirement);
  }

 private:
  static constexpr std::size_t kMost = 65'536;

  // All that requirement_of reads.
  static auto asked(const Contact& contact) {
    const ContactDraft& draft = contact.draft;
    return std::tie(contact.queue, draft.service, draft.channel, draft.site, draft.fallback,
                    draft.languages, draft.needs, draft.required_skills);
  }
  struct Hash {
    std::size_t operator()(const Contact* contact) const {
      const ContactDraft& draft = contact->draft;
      const std::string_view language =
          draft.languages.empty() ? std::string_view() : draft.languages.front().tag;
      return absl::HashOf(contact->queue, draft.service, draft.channel, draft.site, draft.fallback,
                          draft.languages.size(),
                          absl::string_view(language.data(), language.size()), draft.needs.size(),
                          draft.needs.empty() ? 0 : static_cast<int>(draft.needs.front().code),
                          draft.required_skills.size());
    }
  };
  struct Equal {
    bool operator()(const Contact* a, const Contact* b) const { return asked(*a) == asked(*b); }
  };

  absl::flat_hash_map<const Contact*, routing::RequirementId, Hash, Equal> known_;
};

}  // namespace

absl::InlinedVector<Channel, 8> StateData::in_hand(const Agent& agent) const {
  absl::InlinedVector<Channel, 8> channels;
  for (const ContactId id : agent.contacts) channels.push_back(find_contact(id)->draft.channel);
  return channels;
}

std::int32_t StateData::load_of(const AgentEntry& entry) const {
  if (entry.model == nullptr || entry.agent.contacts.empty()) return 0;
  return usher::core::load_of(entry.model->capacity, in_hand(entry.agent));
}

ChannelSet StateData::free_channels(const AgentEntry& entry) const {
  const Agent& agent = entry.agent;
  if (agent.presence != Presence::kAvailable || agent.session_grace_ends || agent.offer ||
      entry.model == nullptr) {
    return {};
  }
  return channels_that_fit(entry.model->capacity, in_hand(agent));
}

void StateData::sync_agent(AgentEntry& entry) {
  const AgentId id = entry.agent.id;
  if (entry.model == nullptr || !matcher.has_agent(id)) return;
  const ChannelSet channels = free_channels(entry);
  if (channels.empty()) {
    if (entry.freedom) matcher.set_busy(id);
    entry.freedom.reset();
    return;
  }
  const std::int64_t load = load_of(entry);
  const routing::Freedom freedom{
      channels, entry.agent.idle_since,
      static_cast<std::uint32_t>(load * 1'000'000 / entry.model->capacity.units)};
  if (entry.freedom == freedom) return;
  matcher.set_free(id, freedom);
  entry.freedom = freedom;
}

AgentEntry& StateData::add_agent(Agent value) {
  auto owned = std::make_unique<AgentEntry>();
  owned->agent = std::move(value);
  AgentEntry& entry = *owned;
  USHER_CHECK(agents.try_emplace(entry.agent.id, std::move(owned)).second);
  USHER_CHECK(agents_by_key.try_emplace(entry.agent.key, &entry).second);
  if (entry.agent.session_grace_ends) {
    deadlines.insert(
        {*entry.agent.session_grace_ends, Deadline::Kind::kSessionGrace, entry.agent.id.value});
  }
  return entry;
}

void StateData::edit_agent(AgentEntry& entry, absl::FunctionRef<void(Agent&)> change) {
  const auto grace = [&]() -> Deadlines {
    if (!entry.agent.session_grace_ends) return {};
    return {{*entry.agent.session_grace_ends, Deadline::Kind::kSessionGrace, entry.agent.id.value}};
  };
  const Deadlines before = grace();
  change(entry.agent);
  entry.agent.version = sequence;
  replace(before, grace());
  sync_agent(entry);
}

void StateData::remove_agent(AgentId id) {
  AgentEntry& entry = agent(id);
  USHER_CHECK(entry.agent.contacts.empty() && !entry.agent.offer &&
              !entry.agent.session_grace_ends);
  if (matcher.has_agent(id)) matcher.remove_agent(id);
  agents_by_key.erase(entry.agent.key);
  agents.erase(id);
}

void StateData::add_to_matcher(AgentEntry& entry) {
  routing::Abilities abilities;
  for (const NamedAbility& named : abilities_of(*model, *entry.model)) {
    abilities.push_back({vocabulary.intern(named.kind, named.attribute), named.level});
  }
  entry.abilities = routing::normalized(std::move(abilities));
  entry.abilities.shrink_to_fit();
  matcher.add_agent(entry.agent.id, entry.abilities, entry.scarcity);
  sync_agent(entry);
}

void StateData::rebuild_matching() {
  matcher = routing::Matcher();
  vocabulary = routing::Vocabulary();
  vocabulary.intern(routing::AttributeKind::kAgent, kNobody);
  for (auto& [id, entry] : agents) {
    entry->model = nullptr;
    entry->scarcity = 0;
    entry->abilities.clear();
    entry->freedom.reset();
  }
  const std::vector<std::int64_t> scarce = scarcities(*model);
  for (std::size_t i = 0; i < model->agents.size(); ++i) {
    AgentEntry& entry = *agents_by_key.at(model->agents[i].id);
    entry.model = &model->agents[i];
    entry.scarcity = scarce[i];
  }
  for (auto& [id, entry] : agents) {
    if (entry->model != nullptr) add_to_matcher(*entry);
  }
  deadlines.clear();
  for (const auto& [adapter, entry] : adapters) {
    if (entry.attachment) index_attachment_grace(*entry.attachment, true);
  }
  for (const OfferId id : live_offers) {
    deadlines.insert({offer(id).deadline, Deadline::Kind::kOffer, id.value});
  }
  for (auto& [id, entry] : agents) {
    if (entry->agent.session_grace_ends) {
      deadlines.insert({*entry->agent.session_grace_ends, Deadline::Kind::kSessionGrace, id.value});
    }
  }
  Derived derived;
  for (auto& [id, contact] : contacts) {
    contact->requirement.reset();
    if (is_terminal(contact->state)) continue;
    replace({}, deadlines_of(*contact));
    const bool asks = is_in_line(contact->state) && queue_of(*contact) != nullptr;
    const routing::RequirementId* same = asks ? derived.find(*contact) : nullptr;
    if (same != nullptr) contact->requirement = matcher.acquire(matcher.requirement(*same));
    sync_line(*contact, Reline::kNo);
    if (asks && same == nullptr) derived.note(*contact);
  }
}

}  // namespace usher::core
