#include "tests/simulation/edges.h"

#include <set>
#include <utility>
#include <variant>

namespace usher::simulation {
namespace {

using core::ContactState;
using core::OfferState;

class Delivery : public runtime::Release {
 public:
  Delivery(Outlet outlet, std::uint64_t position, std::shared_ptr<Stream> stream, Effect effect)
      : outlet_(std::move(outlet)),
        position_(position),
        stream_(std::move(stream)),
        effect_(std::move(effect)) {}
  void release(const absl::Status& durable) override {
    if (durable.ok()) outlet_(position_, stream_, effect_);
  }

 private:
  Outlet outlet_;
  std::uint64_t position_;
  std::shared_ptr<Stream> stream_;
  Effect effect_;
};

// Whom a record is about, each once, in order of id.
struct Touched {
  std::set<core::OfferId> offers;
  std::set<core::ContactId> contacts;
  std::set<core::AgentId> agents;

  void operator()(const core::OfferMade& event) { offers.insert(event.id); }
  void operator()(const core::OfferEnded& event) { offers.insert(event.id); }
  void operator()(const core::ContactConnected& event) { contacts.insert(event.id); }
  void operator()(const core::ContactHeld& event) { contacts.insert(event.id); }
  void operator()(const core::ContactRetrieved& event) { contacts.insert(event.id); }
  void operator()(const core::WrapUpStarted& event) { contacts.insert(event.id); }
  void operator()(const core::ContactReturned& event) { contacts.insert(event.id); }
  void operator()(const core::ContactClosed& event) { contacts.insert(event.id); }
  void operator()(const core::AgentSignedIn& event) { agents.insert(event.agent); }
  void operator()(const core::AgentSignedOut& event) { agents.insert(event.agent); }
  void operator()(const core::PresenceChanged& event) { agents.insert(event.agent); }
  template <typename Other>
  void operator()(const Other&) {}
};

Effect about(const core::State& state, const core::Offer& offer, Effect::Kind kind) {
  const core::Contact* contact = state.contact(offer.contact);
  const core::Agent* agent = state.agent(offer.agent);
  Effect effect{.kind = kind, .offer = offer.id, .fence = offer.fence, .outcome = offer.state};
  if (contact != nullptr) effect.contact = contact->key;
  if (contact != nullptr) effect.adapter = contact->draft.adapter;
  if (agent != nullptr) effect.agent = agent->key;
  return effect;
}

Effect about(const core::Contact& contact, Effect::Kind kind) {
  return {.kind = kind,
          .contact = contact.key,
          .state = contact.state,
          .adapter = contact.draft.adapter};
}

}  // namespace

void Edges::stage(const core::State& state, const Binding& binding, Effect effect, Staged& staged) {
  staged.push_back(
      std::make_unique<Delivery>(outlet_, state.sequence(), binding.stream, std::move(effect)));
}

void Edges::to_adapter(const core::State& state, const core::Contact& contact, Effect effect,
                       Staged& staged) {
  const auto at = adapters_.find(contact.draft.adapter);
  const core::Attachment* now = state.attachment(contact.draft.adapter);
  if (at == adapters_.end() || now == nullptr || !now->attached) return;
  if (now->epoch == at->second.number) stage(state, at->second, std::move(effect), staged);
}

void Edges::to_desk(const core::State& state, core::AgentId agent, Effect effect, Staged& staged) {
  const auto at = desks_.find(agent);
  if (at != desks_.end()) stage(state, at->second, std::move(effect), staged);
}

void Edges::on_offer(const core::State& state, core::OfferId id, Staged& staged) {
  const core::Offer* offer = state.offer(id);
  const core::Contact* contact = offer == nullptr ? nullptr : state.contact(offer->contact);
  if (contact == nullptr) return;
  Effect::Kind kind = Effect::Kind::kStopRinging;
  if (offer->state == OfferState::kLive) kind = Effect::Kind::kRing;
  if (offer->state == OfferState::kAccepted) kind = Effect::Kind::kBridge;
  to_adapter(state, *contact, about(state, *offer, kind), staged);
  const bool live = offer->state == OfferState::kLive;
  to_desk(state, offer->agent,
          about(state, *offer, live ? Effect::Kind::kOffer : Effect::Kind::kOfferOver), staged);
  if (offer->state != OfferState::kAccepted) return;
  holders_[contact->id] = offer->agent;
  if (core::is_with_agent(contact->state)) {
    to_desk(state, offer->agent, about(*contact, Effect::Kind::kContact), staged);
  }
}

void Edges::on_contact(const core::State& state, core::ContactId id, Staged& staged) {
  const core::Contact* contact = state.contact(id);
  if (contact == nullptr) return;
  const auto holder = holders_.find(id);
  if (holder != holders_.end()) {
    to_desk(state, holder->second, about(*contact, Effect::Kind::kContact), staged);
    if (!core::is_with_agent(contact->state)) holders_.erase(holder);
  }
  const bool over = contact->state == ContactState::kWrapUp || core::is_terminal(contact->state);
  if (over && contact->state != ContactState::kLostByChannel) {
    to_adapter(state, *contact, about(*contact, Effect::Kind::kReleaseContact), staged);
  }
}

void Edges::on_agent(const core::State& state, core::AgentId id, Staged& staged) {
  const auto at = desks_.find(id);
  if (at == desks_.end()) return;
  const core::Agent* agent = state.agent(id);
  if (agent != nullptr && agent->session.value == at->second.number) {
    stage(state, at->second,
          {.kind = Effect::Kind::kPresence, .agent = agent->key, .presence = agent->presence},
          staged);
    return;
  }
  stage(state, at->second, {.kind = Effect::Kind::kSessionOver}, staged);
  desks_.erase(at);
}

void Edges::applied(const core::State& state, const core::Record& record, Staged& staged) {
  Touched touched;
  for (const core::Event& event : record.events) {
    std::visit([&](const auto& one) { touched(one); }, event);
  }
  for (const core::OfferId id : touched.offers) on_offer(state, id, staged);
  for (const core::ContactId id : touched.contacts) on_contact(state, id, staged);
  for (const core::AgentId id : touched.agents) on_agent(state, id, staged);
}

void Edges::remember(const std::shared_ptr<Stream>& stream) {
  std::erase_if(streams_, [](const auto& old) { return old.expired(); });
  streams_.push_back(stream);
}

void Edges::end_all() {
  adapters_.clear();
  desks_.clear();
  for (const auto& each : std::exchange(streams_, {})) {
    if (const auto stream = each.lock()) stream->end();
  }
}

// Effects of a batch whose append failed are gone, though its records may be there: whoever
// listened starts anew and hears of all that is under way.
void Edges::rebuilt(const core::State& state) {
  end_all();
  holders_.clear();
  state.agents_after({}, [&](const core::Agent& agent) {
    for (const core::ContactId id : agent.contacts) holders_[id] = agent.id;
    return true;
  });
}

void Edges::bind_adapter(const core::State& state, const std::string& adapter, std::uint64_t epoch,
                         std::shared_ptr<Stream> stream, std::vector<Effect>& due) {
  stream->bound(epoch);
  remember(stream);
  adapters_[adapter] = {epoch, std::move(stream)};
  state.live_contacts_of(adapter, [&](const core::Contact& contact) {
    if (contact.offer) {
      due.push_back(about(state, *state.offer(contact.offer), Effect::Kind::kRing));
    } else if (contact.state == ContactState::kAssigned) {
      const core::Agent* agent = state.agent(contact.agent);
      due.push_back(about(contact, Effect::Kind::kBridge));
      if (agent != nullptr) due.back().agent = agent->key;
    }
    return true;
  });
}

void Edges::bind_desk(const core::State& state, const core::Agent& agent,
                      std::shared_ptr<Stream> stream, std::vector<Effect>& due) {
  stream->bound(agent.session.value);
  remember(stream);
  desks_[agent.id] = {agent.session.value, std::move(stream)};
  if (const core::Offer* offer = state.offer(agent.offer)) {
    due.push_back(about(state, *offer, Effect::Kind::kOffer));
  }
  for (const core::ContactId id : agent.contacts) {
    holders_[id] = agent.id;
    due.push_back(about(*state.contact(id), Effect::Kind::kContact));
  }
}

}  // namespace usher::simulation
