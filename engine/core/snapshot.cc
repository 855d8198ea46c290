#include "engine/core/snapshot.h"

#include <utility>

#include "engine/core/state.h"
#include "engine/core/state_data.h"

namespace usher::core {

Snapshot State::to_snapshot() const {
  const StateData& data = *data_;
  Snapshot snapshot;
  snapshot.sequence = data.sequence;
  snapshot.now = data.now;
  snapshot.next_contact = data.next_contact;
  snapshot.next_agent = data.next_agent;
  snapshot.next_offer = data.next_offer;
  snapshot.next_session = data.next_session;
  snapshot.revisions = data.revisions;
  snapshot.contacts.reserve(data.contacts.size());
  for (const auto& [id, contact] : data.contacts) {
    snapshot.contacts.push_back(*contact);
    snapshot.contacts.back().requirement.reset();
  }
  snapshot.agents.reserve(data.agents.size());
  for (const auto& [id, entry] : data.agents) snapshot.agents.push_back(entry->agent);
  snapshot.offers.reserve(data.offers.size());
  for (const auto& [id, offer] : data.offers) snapshot.offers.push_back(*offer);
  for (const auto& [adapter, entry] : data.adapters) {
    if (entry.attachment) snapshot.attachments.push_back(*entry.attachment);
  }
  snapshot.requests.reserve(data.requests.size());
  for (const RequestEntry& entry : data.requests) {
    snapshot.requests.push_back(
        {entry.key.substr(0, entry.principal_bytes), entry.key.substr(entry.principal_bytes + 1),
         entry.answered.fingerprint, entry.answered.reply, entry.answered.at});
  }
  snapshot.counters.assign(data.counters.begin(), data.counters.end());
  return snapshot;
}

State State::from_snapshot(Snapshot snapshot) {
  State state;
  StateData& data = *state.data_;
  data.sequence = snapshot.sequence;
  data.now = snapshot.now;
  data.next_contact = snapshot.next_contact;
  data.next_agent = snapshot.next_agent;
  data.next_offer = snapshot.next_offer;
  data.next_session = snapshot.next_session;
  data.revisions = std::move(snapshot.revisions);
  for (Contact& contact : snapshot.contacts) {
    contact.requirement.reset();
    data.place_contact(std::move(contact));
  }
  for (Agent& agent : snapshot.agents) data.add_agent(std::move(agent));
  for (Offer& offer : snapshot.offers) data.add_offer(std::move(offer));
  for (const Attachment& attachment : snapshot.attachments) {
    data.adapters[attachment.adapter].attachment = attachment;
  }
  for (AnsweredRequest& request : snapshot.requests) {
    data.add_request(request.principal, request.request_id,
                     {request.fingerprint, std::move(request.reply), request.at});
  }
  // Placing the contacts has counted those of now; the snapshot has all counts.
  data.counters.clear();
  data.counters.insert(snapshot.counters.begin(), snapshot.counters.end());
  if (!data.revisions.empty()) {
    data.model = data.revisions.back();
    data.rebuild_matching();
  }
  return state;
}

}  // namespace usher::core
