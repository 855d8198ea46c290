#include "engine/core/applier.h"
#include "routing/check.h"

namespace usher::core {

void Applier::change_presence(Agent& agent, Presence presence, const std::string& reason) {
  // Idle time counts from when the agent begins to be there for a contact.
  if (presence == Presence::kAvailable && agent.presence != Presence::kAvailable &&
      agent.contacts.empty()) {
    agent.idle_since = data_.now;
  }
  if (agent.presence != presence || agent.presence_reason != reason) {
    agent.presence_since = data_.now;
  }
  agent.presence = presence;
  agent.presence_reason = reason;
}

void Applier::operator()(const AgentSignedIn& event) {
  USHER_CHECK(event.session.value == data_.next_session);
  ++data_.next_session;
  data_.edit_agent(data_.agent(event.agent), [&](Agent& agent) {
    if (agent.presence == Presence::kOffline && agent.contacts.empty()) {
      agent.idle_since = data_.now;
    }
    change_presence(agent, event.presence, event.reason);
    agent.session = event.session;
    agent.session_grace_ends.reset();
  });
}

void Applier::operator()(const SessionLost& event) {
  data_.edit_agent(data_.agent(event.agent),
                   [&](Agent& agent) { agent.session_grace_ends = event.grace_ends; });
}

void Applier::operator()(const SessionResumed& event) {
  data_.edit_agent(data_.agent(event.agent),
                   [](Agent& agent) { agent.session_grace_ends.reset(); });
}

void Applier::operator()(const AgentSignedOut& event) {
  AgentEntry& entry = data_.agent(event.agent);
  USHER_CHECK(!entry.agent.offer);
  data_.edit_agent(entry, [&](Agent& agent) {
    change_presence(agent, Presence::kOffline, event.reason);
    agent.session = {};
    agent.session_grace_ends.reset();
  });
  if (!entry.agent.configured && entry.agent.contacts.empty()) data_.remove_agent(event.agent);
}

void Applier::operator()(const PresenceChanged& event) {
  AgentEntry& entry = data_.agent(event.agent);
  USHER_CHECK(entry.agent.presence != Presence::kOffline);
  data_.edit_agent(entry,
                   [&](Agent& agent) { change_presence(agent, event.presence, event.reason); });
}

}  // namespace usher::core
