#include "routing/free_agents.h"

#include <algorithm>

#include "routing/check.h"

namespace usher::routing {
namespace {

// Looks in rank order before a sparse requirement's search goes by class.
constexpr std::uint32_t kLooksWhenSparse = 64;
// What a look in rank order costs, in looks by class, which read memory in order.
constexpr std::uint32_t kLookInOrder = 8;

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
  while (parked_.size() < compatibility_->capability_end()) parked_.emplace_back();
  has_parked_.resize(parked_.size() / 64 + 1);
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
  park_with_peers(slot);
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    if (kept_[i]) orders_[i].insert(ranked(slot, static_cast<Ranking>(i)));
  }
}

void FreeAgents::unplace(std::uint32_t slot) {
  const Agent& agent = agents_[slot];
  if (agent.place == Place::kLoose) {
    agents_[loose_.back()].index = agent.index;
    loose_[agent.index] = loose_.back();
    loose_.pop_back();
    return;
  }
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    if (kept_[i]) orders_[i].erase(ranked(slot, static_cast<Ranking>(i)));
  }
  unpark_from_peers(slot);
}

void FreeAgents::park_with_peers(std::uint32_t slot) {
  Agent& agent = agents_[slot];
  Parked& parked = parked_[agent.capability];
  if (parked.slot != kNone) {
    if (parked.others == nullptr) parked.others = std::make_unique<std::vector<std::uint32_t>>();
    agent.index = static_cast<std::uint32_t>(parked.others->size());
    parked.others->push_back(slot);
    return;
  }
  agent.index = kFirst;
  parked.id = agent.id;
  parked.scarcity = agent.scarcity;
  parked.idle_since = agent.idle_since;
  parked.load_ppm = agent.load_ppm;
  parked.slot = slot;
  parked.channels = agent.channels;
  has_parked_[agent.capability / 64] |= std::uint64_t{1} << (agent.capability % 64);
}

void FreeAgents::unpark_from_peers(std::uint32_t slot) {
  const Agent& agent = agents_[slot];
  Parked& parked = parked_[agent.capability];
  if (agent.index != kFirst) {
    std::vector<std::uint32_t>& others = *parked.others;
    agents_[others.back()].index = agent.index;
    others[agent.index] = others.back();
    others.pop_back();
    return;
  }
  parked.slot = kNone;
  if (parked.others == nullptr || parked.others->empty()) {
    has_parked_[agent.capability / 64] &= ~(std::uint64_t{1} << (agent.capability % 64));
    return;
  }
  const std::uint32_t next = parked.others->back();
  parked.others->pop_back();
  park_with_peers(next);
}

template <typename Who>
FreeAgents::Rank FreeAgents::rank(const Who& who, Ranking ranking, std::int64_t proficiency) {
  std::int64_t first = 0;
  switch (ranking) {
    case Ranking::kLeastScarce:
      first = who.scarcity;
      break;
    case Ranking::kLongestIdle:
      break;
    case Ranking::kLeastLoaded:
      first = who.load_ppm;
      break;
    case Ranking::kMostProficient:
      first = -proficiency;
      break;
  }
  return {first, who.idle_since, who.id};
}

FreeAgents::Ranked FreeAgents::ranked(std::uint32_t slot, Ranking ranking) const {
  const Agent& agent = agents_[slot];
  return {rank(agent, ranking, 0), slot, agent.capability, agent.channels};
}

const FreeAgents::Order& FreeAgents::order(Ranking ranking) const {
  const auto i = static_cast<std::size_t>(ranking);
  if (!kept_[i]) {
    kept_[i] = true;
    for (const Parked& parked : parked_) {
      if (parked.slot == kNone) continue;
      orders_[i].insert(ranked(parked.slot, ranking));
      if (parked.others == nullptr) continue;
      for (const std::uint32_t slot : *parked.others) orders_[i].insert(ranked(slot, ranking));
    }
  }
  return orders_[i];
}

struct FreeAgents::Search {
  std::uint32_t contact = kNone;
  std::uint32_t class_id = kNone;
  std::uint32_t dense = kNone;
  const Requirement* requirement = nullptr;
  bool avoids_somebody = false;
  Rank best_rank;
  Choice best;

  bool is_better(const Rank& rank) const { return best.slot == kNone || rank < best_rank; }
  void take(const Rank& rank, std::uint32_t slot) {
    best_rank = rank;
    best.slot = slot;
  }
};

// Someone who is able: an Agent, or the first of the Parked.
template <typename Who>
void FreeAgents::offer(Search& search, const Who& who, std::uint32_t slot,
                       std::int64_t proficiency) const {
  if (!who.channels.has(search.requirement->channel)) return;
  const Rank found = rank(who, search.requirement->ranking, proficiency);
  if (!search.is_better(found)) return;
  if (search.avoids_somebody && lines_->avoids(search.contact, who.id)) return;
  search.take(found, slot);
}

FreeAgents::Choice FreeAgents::best_for(std::uint32_t contact, bool parked_too) const {
  Search search;
  search.contact = contact;
  search.class_id = lines_->class_of(contact);
  search.dense = lines_->dense(search.class_id);
  search.requirement = &lines_->requirement(search.class_id);
  search.avoids_somebody = lines_->avoids_somebody(contact);
  for (const std::uint32_t slot : loose_) {
    ++search.best.looks;
    const Agent& agent = agents_[slot];
    if (!compatibility_->satisfied(lines_->code(search.class_id), agent.capability)) continue;
    offer(search, agent, slot,
          proficiency(compatibility_->abilities(agent.capability), *search.requirement));
  }
  if (parked_too && loose_.size() < free_ && !search_in_order(search)) search_by_class(search);
  return search.best;
}

// In rank order the best is found after as many looks as one in how many is able; by class all who
// are able are looked at. The one that promises less, or 0 for going by class at once.
std::uint32_t FreeAgents::looks_in_order(const Search& search) const {
  if (search.dense == kNone) return kLooksWhenSparse;
  const std::size_t able = compatibility_->column(search.dense).size();
  const std::size_t everybody = compatibility_->holders(0).size();
  // The least scarce come first and are able to do less than most, so it may take much longer than
  // expected, but never longer than going by class would have.
  const std::size_t bound = able / kLookInOrder;
  return able == 0 || bound < 2 * everybody / able ? 0 : static_cast<std::uint32_t>(bound);
}

// True if the best of the parked was found, or that there is none.
bool FreeAgents::search_in_order(Search& search) const {
  const Requirement& requirement = *search.requirement;
  if (requirement.ranking == Ranking::kMostProficient) return false;
  std::uint32_t looks = looks_in_order(search);
  if (looks == 0) return false;
  for (const Ranked& ranked : order(requirement.ranking)) {
    if (!search.is_better(ranked.rank)) return true;
    if (looks-- == 0) return false;
    ++search.best.looks;
    if (!ranked.channels.has(requirement.channel)) continue;
    const bool able =
        search.dense != kNone
            ? compatibility_->column(search.dense).contains(ranked.capability)
            : compatibility_->satisfied(lines_->code(search.class_id), ranked.capability);
    if (!able || lines_->avoids(search.contact, ranked.rank.id)) continue;
    search.take(ranked.rank, ranked.slot);
    return true;
  }
  return true;
}

void FreeAgents::search_by_class(Search& search) const {
  if (search.dense != kNone) {
    compatibility_->column(search.dense).for_each_in(has_parked_, [&](std::uint32_t capability) {
      offer_parked(search, capability);
    });
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
  const Parked& parked = parked_[capability];
  std::int64_t level = 0;
  if (search.requirement->ranking == Ranking::kMostProficient) {
    level = proficiency(compatibility_->abilities(capability), *search.requirement);
  }
  offer(search, parked, parked.slot, level);
  if (parked.others == nullptr) return;
  for (const std::uint32_t slot : *parked.others) offer(search, agents_[slot], slot, level);
}

std::size_t FreeAgents::bytes() const {
  std::size_t sum = agents_.bytes() + slots_.capacity() * (2 * sizeof(std::uint64_t) + 1) +
                    parked_.capacity() * sizeof(parked_[0]) +
                    (loose_.capacity() + 2 * has_parked_.capacity()) * sizeof(std::uint32_t);
  for (const Parked& parked : parked_) {
    if (parked.others != nullptr) sum += parked.others->capacity() * sizeof(std::uint32_t) + 24;
  }
  for (const Order& ranked : orders_) sum += ranked.size() * sizeof(Ranked) * 3 / 2;
  return sum;
}

}  // namespace usher::routing
