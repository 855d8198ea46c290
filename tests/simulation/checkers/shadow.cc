#include "tests/simulation/checkers/shadow.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "routing/text.h"

namespace usher::simulation {

using core::ContactState;
using core::OfferState;
using core::Presence;
using routing::str_cat;

bool ShadowContact::avoids(core::AgentId agent_id) const {
  return std::any_of(avoid.begin(), avoid.end(),
                     [&](const auto& each) { return each.first == agent_id; });
}

void Shadow::begin(const core::Record& record) {
  if (record.sequence != sequence_ + 1) {
    findings_.fail(Family::kDurability,
                   str_cat("record ", record.sequence, " follows record ", sequence_));
  }
  if (record.at < now_) wrong("a record is older than the one before it");
  sequence_ = record.sequence;
  now_ = record.at;
}

void Shadow::apply(const core::Event& event) {
  std::visit([this](const auto& one) { on(one); }, event);
}

void Shadow::wrong(const std::string& what) {
  findings_.fail(Family::kOwnership, str_cat("record ", sequence_, ": ", what));
}

// ---- questions

const ShadowContact* Shadow::contact(core::ContactId id) const {
  const auto at = contacts_.find(id);
  return at == contacts_.end() ? nullptr : &at->second;
}
const ShadowContact* Shadow::contact(const std::string& key) const {
  const auto at = by_key_.find(key);
  return at == by_key_.end() ? nullptr : contact(at->second);
}
const ShadowAgent* Shadow::agent(core::AgentId id) const {
  const auto at = agents_.find(id);
  return at == agents_.end() ? nullptr : &at->second;
}
const ShadowOffer* Shadow::offer(core::OfferId id) const {
  const auto at = offers_.find(id);
  return at == offers_.end() ? nullptr : &at->second;
}

bool Shadow::attached(const std::string& adapter) const {
  const auto at = adapters_.find(adapter);
  return adapter.empty() || (at != adapters_.end() && at->second.attached);
}

bool Shadow::ready(const ShadowContact& contact) const {
  return contact.state == ContactState::kWaiting && attached(contact.draft.adapter);
}

std::vector<core::Channel> Shadow::in_hand(const ShadowAgent& agent) const {
  std::vector<core::Channel> channels;
  for (const core::ContactId id : agent.contacts) {
    channels.push_back(contact(id)->draft.channel);
  }
  return channels;
}

bool Shadow::may_be_offered_anything(const ShadowAgent& agent) const {
  return agent.presence == Presence::kAvailable && !agent.grace_ends && !agent.offer &&
         configured(agent) != nullptr;
}

bool Shadow::free_for(const ShadowAgent& agent, core::Channel channel) const {
  return may_be_offered_anything(agent) &&
         fits(configured(agent)->capacity, in_hand(agent), channel);
}

bool Shadow::able_to_serve(const ShadowAgent& agent, const ShadowContact& contact) const {
  if (contact.able_of != configurations_) {
    contact.able.clear();
    contact.able_of = configurations_;
  }
  const auto number = static_cast<std::size_t>(agent.id.value);
  if (contact.able.size() <= number) contact.able.resize(number + 8, -1);
  std::int8_t& known = contact.able[number];
  if (known >= 0) return known != 0;
  const core::AgentModel* now = configured(agent);
  const core::QueueModel* queue = queue_of(contact);
  known = now != nullptr && queue != nullptr && able(*model_, *now, contact.draft, *queue) ? 1 : 0;
  return known != 0;
}

Place Shadow::place(const ShadowContact& contact) const {
  return place_of(contact.id, contact.draft, *queue_of(contact), contact.starved);
}

// ---- changes

ShadowContact* Shadow::expect(core::ContactId id, ContactState from, ContactState or_from) {
  const auto at = contacts_.find(id);
  if (at == contacts_.end()) {
    wrong(str_cat("an event of contact ", id.value, ", which never came"));
    return nullptr;
  }
  ShadowContact& found = at->second;
  if (found.state < from || found.state > or_from) {
    wrong(str_cat("an event does not fit contact ", found.key, " in state ",
                  static_cast<int>(found.state)));
    return nullptr;
  }
  found.touched = now_;
  return &found;
}

ShadowAgent* Shadow::agent_of(core::AgentId id) {
  const auto at = agents_.find(id);
  if (at != agents_.end()) return &at->second;
  wrong(str_cat("an event of agent ", id.value, ", who is not there"));
  return nullptr;
}

void Shadow::become(ShadowContact& contact, ContactState state) {
  contact.state = state;
  if (contact.in_line()) {
    in_line_.insert(contact.id);
  } else {
    in_line_.erase(contact.id);
  }
  if (!contact.ended_already()) return;
  live_.erase(contact.id);
  contact.ended = now_;
}

void Shadow::enter(ShadowContact contact, const std::string& key) {
  if (contact.id.value != next_contact_++) wrong("contact ids have a gap");
  contact.key = key;
  contact.origin = *contact.draft.origin;
  contact.touched = now_;
  if (const ShadowContact* same = this->contact(key); same != nullptr && !same->forgotten) {
    findings_.fail(Family::kConservation, str_cat("contact ", key, " is there twice"));
  }
  by_key_[key] = contact.id;
  live_.insert(contact.id);
  ShadowContact& entered = contacts_[contact.id] = std::move(contact);
  become(entered, entered.state);
}

void Shadow::leave_hands(core::ContactId contact, core::AgentId agent) {
  ShadowAgent* with = agent_of(agent);
  if (with == nullptr) return;
  if (std::erase(with->contacts, contact) != 1) wrong("a contact leaves hands it was not in");
  if (with->contacts.empty()) with->idle_since = now_;
}

void Shadow::change_presence(ShadowAgent& agent, Presence presence) {
  if (presence == Presence::kAvailable && agent.presence != Presence::kAvailable &&
      agent.contacts.empty()) {
    agent.idle_since = now_;
  }
  agent.presence = presence;
}

void Shadow::on(const core::ConfigApplied& event) {
  model_ = event.model;
  ++configurations_;
  configured_at_ = now_;
  std::erase_if(agents_, [&](const auto& each) {
    const ShadowAgent& agent = each.second;
    return configured(agent) == nullptr && agent.presence == Presence::kOffline &&
           agent.contacts.empty();
  });
  for (const core::AgentModel& configured : model_->agents) {
    const bool known = std::any_of(agents_.begin(), agents_.end(), [&](const auto& each) {
      return each.second.key == configured.id;
    });
    if (known) continue;
    const core::AgentId id{next_agent_++};
    agents_[id] = ShadowAgent{.id = id, .key = configured.id};
    agents_[id].idle_since = now_;
  }
}

void Shadow::on(const core::ContactSubmitted& event) {
  enter({.id = event.id, .draft = event.draft, .queue = event.queue}, event.key);
}
void Shadow::on(const core::ContactBlocked& event) {
  enter(
      {.id = event.id, .draft = event.draft, .queue = event.queue, .state = ContactState::kBlocked},
      event.key);
}
void Shadow::on(const core::ContactUpdated& event) {
  ShadowContact* contact = expect(event.id, ContactState::kWaiting, ContactState::kWrapUp);
  if (contact == nullptr) return;
  contact->draft = event.draft;
  contact->queue = event.queue;
  contact->able_of = 0;
}
void Shadow::on(const core::ContactPromoted& event) {
  ShadowContact* contact = expect(event.id, ContactState::kWaiting, ContactState::kOffered);
  if (contact != nullptr) contact->starved = true;
}
void Shadow::on(const core::AvoidanceEnded& event) {
  ShadowContact* contact = expect(event.contact, ContactState::kWaiting, ContactState::kOffered);
  if (contact == nullptr) return;
  std::erase_if(contact->avoid, [&](const auto& each) { return each.first == event.agent; });
}

void Shadow::on(const core::OfferMade& event) {
  ShadowContact* contact = expect(event.contact, ContactState::kWaiting, ContactState::kWaiting);
  ShadowAgent* agent = agent_of(event.agent);
  if (contact == nullptr || agent == nullptr) return;
  if (event.id.value != next_offer_++) wrong("offer ids have a gap");
  if (agent->offer) wrong(str_cat("agent ", agent->key, " has two live offers"));
  contact->offer = event.id;
  agent->offer = event.id;
  become(*contact, ContactState::kOffered);
  offers_[event.id] = {event.id, event.contact, event.agent, event.deadline, event.pulled};
  live_offers_.insert(event.id);
}

void Shadow::on(const core::OfferEnded& event) {
  const auto at = offers_.find(event.id);
  if (at == offers_.end() || at->second.state != OfferState::kLive) {
    wrong(str_cat("offer ", event.id.value, " ends and is not live"));
    return;
  }
  ShadowOffer& offer = at->second;
  offer.state = event.outcome;
  live_offers_.erase(event.id);
  ShadowContact* contact = expect(offer.contact, ContactState::kOffered, ContactState::kOffered);
  ShadowAgent* agent = agent_of(offer.agent);
  if (contact == nullptr || agent == nullptr) return;
  if (contact->offer != event.id) wrong("a contact's live offer is another one");
  contact->offer = {};
  if (agent->offer == event.id) agent->offer = {};
  if (event.outcome == OfferState::kAccepted) {
    become(*contact, ContactState::kAssigned);
    contact->agent = offer.agent;
    agent->contacts.push_back(offer.contact);
    return;
  }
  become(*contact, ContactState::kWaiting);
  if (!event.avoid_until) return;
  std::erase_if(contact->avoid, [&](const auto& each) { return each.first == offer.agent; });
  if (contact->avoid.size() == 16) contact->avoid.erase(contact->avoid.begin());
  contact->avoid.emplace_back(offer.agent, *event.avoid_until);
}

void Shadow::on(const core::ContactConnected& event) {
  ShadowContact* contact = expect(event.id, ContactState::kAssigned, ContactState::kAssigned);
  if (contact != nullptr) become(*contact, ContactState::kConnected);
}
void Shadow::on(const core::ContactHeld& event) {
  ShadowContact* contact = expect(event.id, ContactState::kConnected, ContactState::kConnected);
  if (contact != nullptr) become(*contact, ContactState::kHeld);
}
void Shadow::on(const core::ContactRetrieved& event) {
  ShadowContact* contact = expect(event.id, ContactState::kHeld, ContactState::kHeld);
  if (contact != nullptr) become(*contact, ContactState::kConnected);
}
void Shadow::on(const core::WrapUpStarted& event) {
  ShadowContact* contact = expect(event.id, ContactState::kConnected, ContactState::kHeld);
  if (contact == nullptr) return;
  become(*contact, ContactState::kWrapUp);
  contact->wrap_up_deadline = event.deadline;
}

void Shadow::on(const core::ContactReturned& event) {
  ShadowContact* contact = expect(event.id, ContactState::kAssigned, ContactState::kAssigned);
  if (contact == nullptr) return;
  const core::AgentId agent = std::exchange(contact->agent, {});
  become(*contact, ContactState::kWaiting);
  leave_hands(event.id, agent);
  if (!event.avoid_until) return;
  std::erase_if(contact->avoid, [&](const auto& each) { return each.first == agent; });
  if (contact->avoid.size() == 16) contact->avoid.erase(contact->avoid.begin());
  contact->avoid.emplace_back(agent, *event.avoid_until);
}

void Shadow::on(const core::ContactClosed& event) {
  const auto at = contacts_.find(event.id);
  if (at != contacts_.end() && at->second.ended_already()) {
    findings_.fail(Family::kConservation,
                   str_cat("contact ", at->second.key, " ends a second time"));
    return;
  }
  ShadowContact* contact = expect(event.id, ContactState::kWaiting, ContactState::kWrapUp);
  if (contact == nullptr) return;
  if (contact->offer) wrong(str_cat("contact ", contact->key, " ends with a live offer"));
  const bool in_hands = !contact->in_line();
  if (event.state < ContactState::kCompleted) wrong("a contact is closed into a live state");
  become(*contact, event.state);
  if (in_hands) leave_hands(event.id, contact->agent);
}

void Shadow::on(const core::AgentSignedIn& event) {
  ShadowAgent* agent = agent_of(event.agent);
  if (agent == nullptr) return;
  if (agent->presence == Presence::kOffline && agent->contacts.empty()) agent->idle_since = now_;
  change_presence(*agent, event.presence);
  agent->grace_ends.reset();
}
void Shadow::on(const core::SessionLost& event) {
  if (ShadowAgent* agent = agent_of(event.agent)) agent->grace_ends = event.grace_ends;
}
void Shadow::on(const core::SessionResumed& event) {
  if (ShadowAgent* agent = agent_of(event.agent)) agent->grace_ends.reset();
}
void Shadow::on(const core::AgentSignedOut& event) {
  ShadowAgent* agent = agent_of(event.agent);
  if (agent == nullptr) return;
  if (agent->offer) wrong(str_cat("agent ", agent->key, " leaves with a live offer"));
  change_presence(*agent, Presence::kOffline);
  agent->grace_ends.reset();
  if (configured(*agent) == nullptr && agent->contacts.empty()) agents_.erase(event.agent);
}
void Shadow::on(const core::PresenceChanged& event) {
  if (ShadowAgent* agent = agent_of(event.agent)) change_presence(*agent, event.presence);
}
void Shadow::on(const core::ChannelAttached& event) {
  adapters_[event.adapter] = {.attached = true};
}
void Shadow::on(const core::ChannelDetached& event) {
  adapters_[event.adapter] = {.grace_ends = event.grace_ends};
}
void Shadow::on(const core::RequestAnswered&) {}
void Shadow::on(const core::HistoryForgotten& event) {
  for (const core::ContactId id : event.contacts) {
    const auto at = contacts_.find(id);
    if (at == contacts_.end() || !at->second.ended_already()) {
      findings_.fail(Family::kConservation,
                     str_cat("contact ", id.value, " is forgotten before it ended"));
      return;
    }
    at->second.forgotten = true;
  }
  for (const core::OfferId id : event.offers) offers_.erase(id);
}

}  // namespace usher::simulation
