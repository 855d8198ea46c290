#include "routing/matcher.h"

#include <algorithm>

#include "routing/check.h"
#include "routing/compatibility.h"
#include "routing/free_agents.h"
#include "routing/waiting_lines.h"

namespace usher::routing {
namespace {

// More loose agents than this are parked before they are looked through for every contact.
constexpr std::size_t kMaxLoose = 16;

}  // namespace

// Between two calls of next_match, whoever came is "unsettled"; of two who could be matched one is.
// Each unsettled contact is a candidate with its own key, each unsettled agent one with the key of
// the earliest contact they may serve, so that the first candidate that holds is the next match. A
// candidate of an agent may have become too early, since contacts leave, and is then looked up
// again; it can't become too late, because a contact that comes is a candidate of its own.
class Matcher::Impl {
 public:
  explicit Impl(const Tuning& tuning)
      : lines(&compatibility, tuning), agents(&compatibility, &lines) {}

  void add_waiting(ContactId id, std::uint32_t class_id, PackedKey key,
                   absl::Span<const AgentId> avoid) {
    const std::uint32_t slot = lines.add(id, class_id, key, avoid);
    if (lines.is_pull_only(class_id) || is_settled_on_arrival(class_id)) {
      lines.settle(slot);
    } else {
      push({key, slot, lines.stamp(slot), kContact, 0});
    }
  }

  void set_free(std::uint32_t slot, const Freedom& freedom) {
    agents.set_free(slot, freedom);
    fresh_.push_back({slot, agents.epoch(slot)});
  }

  std::optional<Match> next_match() {
    lines.promote_ripe();
    for (const Fresh& fresh : fresh_) {
      if (agents.is_current(fresh.slot, fresh.epoch)) look_for_contact(fresh.slot);
    }
    fresh_.clear();
    while (!candidates_.empty()) {
      const Candidate first = candidates_.front();
      if (first.kind != kContact) {
        if (!agents.is_current(first.kind, first.epoch)) {
          pop();
          continue;
        }
        if (!lines.holds(first.contact, first.stamp)) {
          pop();
          look_for_contact(first.kind);
          continue;
        }
      } else if (!lines.holds(first.contact, first.stamp)) {
        pop();
        continue;
      }
      if (const auto agent = choose_agent(first)) {
        return Match{{first.key.id}, agents.id(*agent)};
      }
      USHER_CHECK(first.kind == kContact);  // an agent's candidate has that agent
      lines.settle(first.contact);
      pop();
    }
    if (candidates_.capacity() > kKeptCandidates) candidates_.shrink_to_fit();
    return std::nullopt;
  }

  std::size_t bytes() const {
    return compatibility.bytes() + lines.bytes() + agents.bytes() +
           candidates_.capacity() * sizeof(Candidate) + fresh_.capacity() * sizeof(Fresh);
  }

  Compatibility compatibility;
  WaitingLines lines;
  FreeAgents agents;

 private:
  static constexpr std::uint32_t kContact = Compatibility::kNone;
  static constexpr std::size_t kKeptCandidates = 4096;

  struct Candidate {
    PackedKey key;
    std::uint32_t contact = 0;
    std::uint32_t stamp = 0;        // of the contact
    std::uint32_t kind = kContact;  // kContact, or the agent's slot
    std::uint32_t epoch = 0;        // of the agent
    // A heap's first is its greatest: the earliest. Of two with one key either may be the first,
    // since both lead to the same match.
    friend bool operator<(const Candidate& a, const Candidate& b) { return b.key < a.key; }
  };
  struct Fresh {
    std::uint32_t slot = 0;
    std::uint32_t epoch = 0;
  };

  // Nobody who is free and settled can take the contact, and whoever is free and not settled has
  // yet to be looked at, which will be with this contact in line.
  bool is_settled_on_arrival(std::uint32_t class_id) const {
    if (looked_up_ > 0) return false;
    return agents.settled_count() == 0 || lines.has_witness(class_id);
  }

  void push(const Candidate& candidate) {
    if (candidate.kind != kContact) ++looked_up_;
    candidates_.push_back(candidate);
    std::push_heap(candidates_.begin(), candidates_.end());
  }
  void pop() {
    if (candidates_.front().kind != kContact) --looked_up_;
    std::pop_heap(candidates_.begin(), candidates_.end());
    candidates_.pop_back();
  }

  // The agent becomes a candidate, or is settled.
  void look_for_contact(std::uint32_t slot) {
    const std::uint32_t contact =
        lines.first_to_push(agents.capability(slot), agents.id(slot), agents.channels(slot));
    if (contact == WaitingLines::kNone) {
      agents.park(slot);
      agents.settle(slot);
      return;
    }
    push({lines.key(contact), contact, lines.stamp(contact), slot, agents.epoch(slot)});
  }

  std::optional<std::uint32_t> choose_agent(const Candidate& candidate) {
    const std::uint32_t contact = candidate.contact;
    if (agents.loose().size() > kMaxLoose) park_all_loose();
    // Of a settled contact and a settled agent nobody expects anything.
    const bool only_loose_unsettled =
        agents.settled_count() + agents.loose().size() == agents.free_count();
    const bool parked_too = !(lines.is_settled(contact) && only_loose_unsettled);
    if (!parked_too && agents.loose().size() == 1 && candidate.kind != kContact) {
      return candidate.kind;
    }
    const FreeAgents::Choice choice = agents.best_for(contact, parked_too);
    if (choice.looks > 0 && lines.dense(lines.class_of(contact)) == WaitingLines::kNone) {
      lines.charge(lines.class_of(contact), choice.looks);
    }
    if (choice.slot == FreeAgents::kNone) return std::nullopt;
    return choice.slot;
  }

  void park_all_loose() {
    while (!agents.loose().empty()) agents.park(agents.loose().back());
  }

  std::vector<Candidate> candidates_;  // a heap
  std::vector<Fresh> fresh_;
  std::size_t looked_up_ = 0;  // candidates of agents
};

namespace {

// The slot, after the caller is known to have no bug here.
std::uint32_t known(std::uint32_t slot) {
  USHER_CHECK(slot != Compatibility::kNone);
  return slot;
}

}  // namespace

Matcher::Matcher(const Tuning& tuning) : impl_(std::make_unique<Impl>(tuning)) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

RequirementId Matcher::acquire(const Requirement& requirement) {
  return {impl_->lines.acquire(requirement)};
}

void Matcher::release(RequirementId id) {
  USHER_CHECK(impl_->lines.is_class(id.value));
  impl_->lines.release(id.value);
}

const Requirement& Matcher::requirement(RequirementId id) const {
  USHER_CHECK(impl_->lines.is_class(id.value));
  return impl_->lines.requirement(id.value);
}

void Matcher::add_waiting(ContactId id, RequirementId requirement, const OrderKey& key,
                          absl::Span<const AgentId> avoid) {
  USHER_CHECK(id && key.id == id && impl_->lines.is_class(requirement.value));
  impl_->add_waiting(id, requirement.value, packed(key), avoid);
}

void Matcher::remove_waiting(ContactId id) { impl_->lines.remove(known(impl_->lines.find(id))); }

bool Matcher::is_waiting(ContactId id) const {
  return impl_->lines.find(id) != WaitingLines::kNone;
}

void Matcher::add_agent(AgentId id, absl::Span<const Ability> abilities, std::int64_t scarcity) {
  impl_->agents.add(id, abilities, scarcity);
}

void Matcher::remove_agent(AgentId id) { impl_->agents.remove(known(impl_->agents.find(id))); }

bool Matcher::has_agent(AgentId id) const { return impl_->agents.find(id) != FreeAgents::kNone; }

void Matcher::set_free(AgentId id, const Freedom& freedom) {
  impl_->set_free(known(impl_->agents.find(id)), freedom);
}

void Matcher::set_busy(AgentId id) { impl_->agents.set_busy(known(impl_->agents.find(id))); }

bool Matcher::is_free(AgentId id) const {
  return impl_->agents.is_free(known(impl_->agents.find(id)));
}

std::optional<Match> Matcher::next_match() { return impl_->next_match(); }

std::optional<ContactId> Matcher::best_contact_for(AgentId id, ChannelSet channels) const {
  const std::uint32_t agent = known(impl_->agents.find(id));
  const std::uint32_t contact =
      impl_->lines.first_for(impl_->agents.capability(agent), id, channels);
  if (contact == WaitingLines::kNone) return std::nullopt;
  return ContactId{impl_->lines.key(contact).id};
}

std::optional<AgentId> Matcher::best_agent_for(ContactId id) const {
  const std::uint32_t contact = known(impl_->lines.find(id));
  const FreeAgents::Choice choice = impl_->agents.best_for(contact, true);
  if (choice.slot == FreeAgents::kNone) return std::nullopt;
  return impl_->agents.id(choice.slot);
}

std::size_t Matcher::ahead_in_class(ContactId id) const {
  return impl_->lines.ahead(known(impl_->lines.find(id)));
}

std::size_t Matcher::waiting_count() const { return impl_->lines.waiting_count(); }
std::size_t Matcher::free_count() const { return impl_->agents.free_count(); }
std::size_t Matcher::requirement_count() const { return impl_->lines.class_count(); }
std::size_t Matcher::memory_bytes() const { return impl_->bytes(); }

}  // namespace usher::routing
