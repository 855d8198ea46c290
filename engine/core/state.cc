#include "engine/core/state.h"

#include "engine/core/state_data.h"
#include "routing/text.h"

namespace usher::core {

using routing::to_absl;

State::State() : data_(std::make_unique<StateData>()) {}
State::~State() = default;
State::State(State&&) noexcept = default;
State& State::operator=(State&&) noexcept = default;

std::uint64_t State::sequence() const { return data_->sequence; }
Instant State::now() const { return data_->now; }
const ModelPtr& State::model() const { return data_->model; }
const std::vector<ModelPtr>& State::revisions() const { return data_->revisions; }

const Contact* State::contact(ContactId id) const { return data_->find_contact(id); }

const Contact* State::contact(std::string_view key) const {
  const auto at = data_->contacts_by_key.find(to_absl(key));
  return at == data_->contacts_by_key.end() ? nullptr : at->second;
}

const Agent* State::agent(AgentId id) const {
  const AgentEntry* entry = data_->find_agent(id);
  return entry == nullptr ? nullptr : &entry->agent;
}

const Agent* State::agent(std::string_view key) const {
  const auto at = data_->agents_by_key.find(to_absl(key));
  return at == data_->agents_by_key.end() ? nullptr : &at->second->agent;
}

const Offer* State::offer(OfferId id) const {
  const auto at = data_->offers.find(id);
  return at == data_->offers.end() ? nullptr : at->second.get();
}

const Attachment* State::attachment(std::string_view adapter) const {
  const auto at = data_->adapters.find(adapter);
  if (at == data_->adapters.end() || !at->second.attachment) return nullptr;
  return &*at->second.attachment;
}

bool State::attached(std::string_view adapter) const { return data_->attached(adapter); }

void State::contacts_after(ContactId after, Visitor<Contact> visit) const {
  for (auto at = data_->contacts.upper_bound(after); at != data_->contacts.end(); ++at) {
    if (!visit(*at->second)) return;
  }
}

void State::agents_after(AgentId after, Visitor<Agent> visit) const {
  for (auto at = data_->agents.upper_bound(after); at != data_->agents.end(); ++at) {
    if (!visit(at->second->agent)) return;
  }
}

void State::live_offers(Visitor<Offer> visit) const {
  for (const OfferId id : data_->live_offers) {
    if (!visit(*data_->offers.at(id))) return;
  }
}

void State::attachments(Visitor<Attachment> visit) const {
  for (const auto& [adapter, entry] : data_->adapters) {
    if (entry.attachment && !visit(*entry.attachment)) return;
  }
}

std::int64_t State::in_line_of(std::string_view adapter) const {
  const auto at = data_->adapters.find(adapter);
  return at == data_->adapters.end() ? 0 : at->second.in_line;
}

void State::live_contacts_of(std::string_view adapter, Visitor<Contact> visit) const {
  const auto at = data_->adapters.find(adapter);
  if (at == data_->adapters.end()) return;
  for (const ContactId id : at->second.live) {
    if (!visit(*data_->contacts.at(id))) return;
  }
}

const State::Answered* State::answered(std::string_view principal,
                                       std::string_view request_id) const {
  const auto at = data_->requests_by_key.find(request_key(principal, request_id));
  return at == data_->requests_by_key.end() ? nullptr : &at->second->answered;
}

std::optional<Instant> State::next_deadline() const {
  std::optional<Instant> next = data_->retention_due();
  if (!data_->deadlines.empty() && (!next || data_->deadlines.begin()->at < *next)) {
    next = data_->deadlines.begin()->at;
  }
  return next;
}

const routing::Matcher& State::matcher() const { return data_->matcher; }
const routing::Vocabulary& State::vocabulary() const { return data_->vocabulary; }

const QueueCounters& State::counters(std::string_view queue) const {
  static constexpr QueueCounters kNone{};
  const auto at = data_->counters.find(queue);
  return at == data_->counters.end() ? kNone : at->second;
}

std::int64_t State::waiting_count() const { return data_->in_line; }

ContactId State::next_contact_id() const { return {data_->next_contact}; }
OfferId State::next_offer_id() const { return {data_->next_offer}; }
SessionId State::next_session_id() const { return {data_->next_session}; }

}  // namespace usher::core
