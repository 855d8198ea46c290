// Records, configuration, channels and history; contacts, offers and agents have files of their
// own.
#include "engine/core/applier.h"
#include "routing/check.h"

namespace usher::core {

void begin_record(State& state, std::uint64_t sequence, Instant at) {
  StateData& data = StateAccess::data(state);
  USHER_CHECK(sequence == data.sequence + 1 && at >= data.now);
  data.sequence = sequence;
  data.now = at;
}

void apply_event(State& state, const Event& event) {
  std::visit(Applier(StateAccess::data(state)), event);
}

void apply(State& state, const Record& record) {
  USHER_CHECK(!record.events.empty());
  begin_record(state, record.sequence, record.at);
  for (const Event& event : record.events) apply_event(state, event);
}

void apply_until_offer(State& state, const Record& record, OfferId offer) {
  begin_record(state, record.sequence, record.at);
  for (const Event& event : record.events) {
    const auto* made = std::get_if<OfferMade>(&event);
    if (made != nullptr && made->id == offer) return;
    apply_event(state, event);
  }
}

// Agents who left the configuration stay while they have contacts in hand.
void Applier::operator()(const ConfigApplied& event) {
  USHER_CHECK(event.model != nullptr);
  if (data_.revisions.size() == State::kMaxRevisions)
    data_.revisions.erase(data_.revisions.begin());
  data_.revisions.push_back(event.model);
  data_.model = event.model;
  std::vector<AgentId> gone;
  for (auto& [id, entry] : data_.agents) {
    Agent& agent = entry->agent;
    const bool configured = event.model->agent(agent.key) != nullptr;
    if (!configured && agent.presence == Presence::kOffline && agent.contacts.empty()) {
      gone.push_back(id);
    } else if (configured != agent.configured) {
      agent.configured = configured;
      agent.version = data_.sequence;
    }
  }
  for (const AgentId id : gone) data_.remove_agent(id);
  for (const AgentModel& model : event.model->agents) {
    if (data_.agents_by_key.contains(model.id)) continue;
    Agent agent;
    agent.id = {data_.next_agent++};
    agent.key = model.id;
    agent.presence_since = data_.now;
    agent.idle_since = data_.now;
    agent.version = data_.sequence;
    data_.add_agent(std::move(agent));
  }
  data_.rebuild_matching();
}

void Applier::operator()(const ChannelAttached& event) {
  data_.edit_attachment(event.adapter, [&](Attachment& attachment) {
    USHER_CHECK(event.epoch == attachment.epoch + 1);
    attachment.epoch = event.epoch;
    attachment.attached = true;
    attachment.grace_ends.reset();
  });
}

void Applier::operator()(const ChannelDetached& event) {
  data_.edit_attachment(event.adapter, [&](Attachment& attachment) {
    attachment.attached = false;
    attachment.grace_ends = event.grace_ends;
  });
}

void Applier::operator()(const RequestAnswered& event) {
  data_.add_request(event.principal, event.request_id, {event.fingerprint, event.reply, data_.now});
}

void Applier::operator()(const HistoryForgotten& event) {
  for (const ContactId id : event.contacts) data_.forget_contact(id);
  for (const OfferId id : event.offers) data_.forget_offer(id);
  for (std::uint64_t i = 0; i < event.requests; ++i) data_.forget_oldest_request();
}

}  // namespace usher::core
