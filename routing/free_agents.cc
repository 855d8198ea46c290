#include "routing/free_agents.h"

#include <algorithm>

#include "routing/check.h"

namespace usher::routing {
namespace {

// The best in rank order is found after as many looks as one in how many will do. Where that is
// many, few will do, and going through the classes that can is quicker.
constexpr std::uint32_t kLooksInOrder = 192;

}  // namespace

void FreeAgents::add(AgentId id, absl::Span<const Ability> abilities, std::int64_t scarcity) {
  USHER_CHECK(id && is_normalized(abilities));
  const std::uint32_t slot = agents_.take();
  USHER_CHECK(slots_.try_emplace(id.value, slot).second);
  Agent& agent = agents_[slot];
  agent.id = id;
  agent.scarcity = scarcity;
  agent.capability = compatibility_->acquire_capability(abilities);
  agent.epoch = ++next_epoch_;
  if (compatibility_->capability_end() > parked_.size()) {
    parked_.resize(compatibility_->capability_end());
    has_parked_.resize(parked_.size() / 64 + 1);
  }
}

void FreeAgents::remove(std::uint32_t slot) {
  if (is_free(slot)) set_busy(slot);
  compatibility_->release_capability(agents_[slot].capability);
  slots_.erase(agents_[slot].id.value);
  agents_.give(slot);
}

std::uint32_t FreeAgents::find(AgentId id) const {
  const auto at = slots_.find(id.value);
  return at == slots_.end() ? kNone : at->second;
}

void FreeAgents::set_free(std::uint32_t slot, const Freedom& freedom) {
  USHER_CHECK(!freedom.channels.empty());
  if (is_free(slot)) set_busy(slot);
  Agent& agent = agents_[slot];
  agent.channels = freedom.channels;
  agent.idle_since = freedom.idle_since;
  agent.load_ppm = freedom.load_ppm;
  agent.epoch = ++next_epoch_;
  agent.place = Place::kLoose;
  agent.index = static_cast<std::uint32_t>(loose_.size());
  loose_.push_back(slot);
  ++free_;
}

void FreeAgents::set_busy(std::uint32_t slot) {
  USHER_CHECK(is_free(slot));
  unplace(slot);
  Agent& agent = agents_[slot];
  agent.place = Place::kBusy;
  agent.epoch = ++next_epoch_;
  if (agent.settled) {
    agent.settled = false;
    --settled_;
  }
  --free_;
}

void FreeAgents::settle(std::uint32_t slot) {
  if (agents_[slot].settled) return;
  agents_[slot].settled = true;
  ++settled_;
}

void FreeAgents::park(std::uint32_t slot) {
  Agent& agent = agents_[slot];
  if (agent.place != Place::kLoose) return;
  unplace(slot);
  agent.place = Place::kParked;
  std::vector<std::uint32_t>& peers = parked_[agent.capability];
  agent.index = static_cast<std::uint32_t>(peers.size());
  peers.push_back(slot);
  has_parked_[agent.capability / 64] |= std::uint64_t{1} << (agent.capability % 64);
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    if (kept_[i]) orders_[i].insert({rank(agent, static_cast<Ranking>(i), 0), slot});
  }
}

void FreeAgents::unplace(std::uint32_t slot) {
  const Agent& agent = agents_[slot];
  std::vector<std::uint32_t>& list =
      agent.place == Place::kLoose ? loose_ : parked_[agent.capability];
  if (agent.place == Place::kParked) {
    for (std::size_t i = 0; i < orders_.size(); ++i) {
      if (kept_[i]) orders_[i].erase({rank(agent, static_cast<Ranking>(i), 0), slot});
    }
    if (list.size() == 1) {
      has_parked_[agent.capability / 64] &= ~(std::uint64_t{1} << (agent.capability % 64));
    }
  }
  agents_[list.back()].index = agent.index;
  list[agent.index] = list.back();
  list.pop_back();
}

FreeAgents::Rank FreeAgents::rank(const Agent& agent, Ranking ranking,
                                  std::int64_t proficiency) const {
  std::int64_t first = 0;
  switch (ranking) {
    case Ranking::kLeastScarce:
      first = agent.scarcity;
      break;
    case Ranking::kLongestIdle:
      break;
    case Ranking::kLeastLoaded:
      first = agent.load_ppm;
      break;
    case Ranking::kMostProficient:
      first = -proficiency;
      break;
  }
  return {first, agent.idle_since, agent.id};
}

const FreeAgents::Order& FreeAgents::order(Ranking ranking) const {
  const auto i = static_cast<std::size_t>(ranking);
  if (!kept_[i]) {
    kept_[i] = true;
    for (const auto& peers : parked_) {
      for (const std::uint32_t slot : peers) {
        orders_[i].insert({rank(agents_[slot], ranking, 0), slot});
      }
    }
  }
  return orders_[i];
}

struct FreeAgents::Search {
  std::uint32_t contact = kNone;
  std::uint32_t class_id = kNone;
  const Requirement* requirement = nullptr;
  Rank best_rank;
  Choice best;
};

bool FreeAgents::could_take(const Agent& agent, const Search& search) const {
  return agent.channels.has(search.requirement->channel) &&
         !lines_->avoids(search.contact, agent.id);
}

// An agent who is able.
void FreeAgents::offer(Search& search, std::uint32_t slot) const {
  const Agent& agent = agents_[slot];
  if (!could_take(agent, search)) return;
  const Ranking ranking = search.requirement->ranking;
  const std::int64_t level =
      ranking == Ranking::kMostProficient
          ? proficiency(compatibility_->abilities(agent.capability), *search.requirement)
          : 0;
  const Rank found = rank(agent, ranking, level);
  if (search.best.slot != kNone && search.best_rank < found) return;
  search.best_rank = found;
  search.best.slot = slot;
}

FreeAgents::Choice FreeAgents::best_for(std::uint32_t contact, bool parked_too) const {
  Search search;
  search.contact = contact;
  search.class_id = lines_->class_of(contact);
  search.requirement = &lines_->requirement(search.class_id);
  for (const std::uint32_t slot : loose_) {
    ++search.best.looks;
    if (compatibility_->satisfied(lines_->code(search.class_id), agents_[slot].capability)) {
      offer(search, slot);
    }
  }
  if (parked_too && loose_.size() < free_ && !search_in_order(search)) search_by_class(search);
  return search.best;
}

// True if the best of the parked was found, or that there is none.
bool FreeAgents::search_in_order(Search& search) const {
  const Ranking ranking = search.requirement->ranking;
  if (ranking == Ranking::kMostProficient) return false;
  const std::uint32_t dense = lines_->dense(search.class_id);
  std::uint32_t looks = 0;
  for (const Ranked& ranked : order(ranking)) {
    if (search.best.slot != kNone && search.best_rank < ranked.rank) return true;
    if (++looks > kLooksInOrder) return false;
    ++search.best.looks;
    const Agent& agent = agents_[ranked.slot];
    const bool able =
        dense != kNone ? compatibility_->column(dense).contains(agent.capability)
                       : compatibility_->satisfied(lines_->code(search.class_id), agent.capability);
    if (!able || !could_take(agent, search)) continue;
    search.best_rank = ranked.rank;
    search.best.slot = ranked.slot;
    return true;
  }
  return true;
}

void FreeAgents::search_by_class(Search& search) const {
  const std::uint32_t dense = lines_->dense(search.class_id);
  if (dense != kNone) {
    compatibility_->column(dense).for_each_in(
        has_parked_, [&](std::uint32_t capability) { offer_parked(search, capability); });
    return;
  }
  const RequirementCode& code = lines_->code(search.class_id);
  for (const CodedLiteral literal : lines_->rarest_clause(search.class_id)) {
    compatibility_->holders(literal.attribute())
        .for_each_in(has_parked_, [&](std::uint32_t capability) {
          ++search.best.looks;
          if (compatibility_->satisfied(code, capability)) offer_parked(search, capability);
        });
  }
}

void FreeAgents::offer_parked(Search& search, std::uint32_t capability) const {
  for (const std::uint32_t slot : parked_[capability]) offer(search, slot);
}

std::size_t FreeAgents::bytes() const {
  std::size_t sum = agents_.bytes() + slots_.capacity() * (2 * sizeof(std::uint64_t) + 1) +
                    parked_.capacity() * sizeof(parked_[0]) +
                    (loose_.capacity() + 2 * has_parked_.capacity()) * sizeof(std::uint32_t);
  for (const auto& peers : parked_) sum += peers.capacity() * sizeof(peers[0]);
  for (const Order& ranked : orders_) sum += ranked.size() * sizeof(Ranked) * 3 / 2;
  return sum;
}

}  // namespace usher::routing
