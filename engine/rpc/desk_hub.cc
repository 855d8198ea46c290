#include "engine/rpc/desk_hub.h"

#include <algorithm>
#include <variant>

#include "engine/core/derive.h"
#include "engine/rpc/names.h"
#include "engine/rpc/render.h"

namespace usher::rpc {
namespace {

class Delivery : public runtime::Release {
 public:
  Delivery(std::weak_ptr<DeskSink> sink, v1::WorkResponse response)
      : sink_(std::move(sink)), response_(std::move(response)) {}
  void release(const absl::Status& durable) override {
    const auto sink = sink_.lock();
    if (!sink) return;
    if (durable.ok()) {
      sink->deliver(response_);
    } else {
      sink->interrupted();
    }
  }

 private:
  std::weak_ptr<DeskSink> sink_;
  v1::WorkResponse response_;
};

class SessionEnd : public runtime::Release {
 public:
  SessionEnd(std::weak_ptr<DeskSink> sink, std::string agent, core::SessionId session)
      : sink_(std::move(sink)), agent_(std::move(agent)), session_(session) {}
  void release(const absl::Status& durable) override {
    const auto sink = sink_.lock();
    if (!sink) return;
    if (durable.ok()) {
      sink->session_ended(agent_, session_);
    } else {
      sink->interrupted();
    }
  }

 private:
  std::weak_ptr<DeskSink> sink_;
  std::string agent_;
  core::SessionId session_;
};

v1::WorkResponse at_position(std::uint64_t sequence) {
  v1::WorkResponse response;
  response.set_sequence(static_cast<std::int64_t>(sequence));
  return response;
}

template <typename T>
bool holds(const core::Record& record, core::AgentId agent) {
  return std::any_of(record.events.begin(), record.events.end(), [agent](const core::Event& event) {
    const T* found = std::get_if<T>(&event);
    return found != nullptr && found->agent == agent;
  });
}

}  // namespace

void DeskHub::applied(const core::State& state, const core::Record& record, Staged& staged) {
  if (bindings_.empty()) return;
  const TouchedByRecord touched = touched_by(state, record);
  tell_of_offers(state, record, touched, staged);
  tell_of_contacts(state, record, touched, staged);
  tell_of_agents(state, record, touched, staged);
}

void DeskHub::tell_of_offers(const core::State& state, const core::Record& record,
                             const TouchedByRecord& touched, Staged& staged) {
  for (const auto& [id, cause] : touched.offers) {
    const core::Offer* offer = state.offer(id);
    if (offer == nullptr || offer->pulled) continue;  // who pulls hears of it in the reply
    const auto found = bindings_.find(offer->agent);
    if (found == bindings_.end()) continue;
    const bool live = offer->state == core::OfferState::kLive;
    if (!live && found->second.identity == origin_) continue;
    v1::WorkResponse response = at_position(record.sequence);
    render(state, agency_, *offer, View::kFull,
           live ? *response.mutable_offer() : *response.mutable_offer_ended());
    staged.push_back(std::make_unique<Delivery>(found->second.sink, std::move(response)));
  }
}

void DeskHub::tell_of_contacts(const core::State& state, const core::Record& record,
                               const TouchedByRecord& touched, Staged& staged) {
  for (const auto& [id, cause] : touched.contacts) {
    const core::Contact* contact = state.contact(id);
    if (contact == nullptr) continue;
    const bool in_hand = core::is_with_agent(contact->state);
    const auto before = holders_.find(id);
    const bool was_in_hand = before != holders_.end();
    if (!in_hand && !was_in_hand) continue;
    const core::AgentId agent = was_in_hand ? before->second : contact->agent;
    const auto found = bindings_.find(agent);
    if (in_hand && found != bindings_.end()) {
      holders_[id] = agent;
    } else if (was_in_hand) {
      holders_.erase(before);
    }
    if (found == bindings_.end()) continue;
    // A new contact is always told: the reply to an accept has the offer only.
    if (found->second.identity == origin_ && was_in_hand) continue;
    v1::WorkResponse response = at_position(record.sequence);
    const View view = in_hand ? View::kFull : View::kPlain;
    render(state, agency_, *contact, view, false, *response.mutable_contact());
    staged.push_back(std::make_unique<Delivery>(found->second.sink, std::move(response)));
  }
}

DeskHub::Seen DeskHub::seen(const core::State& state, const core::Agent& agent) {
  return {.state = core::state_of(state, agent),
          .reason = agent.presence_reason,
          .offer = agent.offer,
          .contacts = agent.contacts,
          .load = core::load_of(state, agent),
          .free = core::free_channels(state, agent),
          .session_lost = agent.session_grace_ends.has_value(),
          .model = state.model().get()};
}

void DeskHub::tell_of_agents(const core::State& state, const core::Record& record,
                             const TouchedByRecord& touched, Staged& staged) {
  for (const auto& [id, cause] : touched.agents) {
    const auto found = bindings_.find(id);
    const core::Agent* agent = state.agent(id);
    if (found == bindings_.end() || agent == nullptr) continue;
    if (agent->session != found->second.session) {
      end_session(state, record, id, staged);
      continue;
    }
    Seen now = seen(state, *agent);
    if (now == found->second.last) continue;
    found->second.last = std::move(now);
    v1::WorkResponse response = at_position(record.sequence);
    render(state, agency_, *agent, *response.mutable_agent());
    staged.push_back(std::make_unique<Delivery>(found->second.sink, std::move(response)));
  }
}

void DeskHub::end_session(const core::State& state, const core::Record& record, core::AgentId id,
                          Staged& staged) {
  const auto found = bindings_.find(id);
  Binding binding = std::move(found->second);
  bindings_.erase(found);
  std::erase_if(holders_, [id](const auto& each) { return each.second == id; });
  const core::Agent* agent = state.agent(id);
  // The desk's own sign-out and its own new session are told by the reply.
  const bool own = binding.identity == origin_ && (holds<core::AgentSignedOut>(record, id) ||
                                                   holds<core::AgentSignedIn>(record, id));
  if (!own) {
    v1::WorkResponse response = at_position(record.sequence);
    response.set_session_over(make_name(NameKind::kAgent, agency_, agent->key));
    staged.push_back(std::make_unique<Delivery>(binding.sink, std::move(response)));
  }
  staged.push_back(std::make_unique<SessionEnd>(binding.sink, agent->key, binding.session));
}

void DeskHub::bind(const core::State& state, const core::Agent& agent,
                   const std::shared_ptr<DeskSink>& sink, std::vector<v1::WorkResponse>& first) {
  Binding& binding = bindings_[agent.id];
  binding = Binding{.session = agent.session, .sink = sink, .identity = sink.get()};
  binding.last = seen(state, agent);
  if (const core::Offer* offer = state.offer(agent.offer)) {
    first.push_back(at_position(state.sequence()));
    render(state, agency_, *offer, View::kFull, *first.back().mutable_offer());
  }
  for (const core::ContactId id : agent.contacts) {
    const core::Contact* contact = state.contact(id);
    if (contact == nullptr) continue;
    holders_[id] = agent.id;
    first.push_back(at_position(state.sequence()));
    render(state, agency_, *contact, View::kFull, false, *first.back().mutable_contact());
  }
}

void DeskHub::rebuilt(const core::State& state) {
  std::erase_if(bindings_, [&state](const auto& each) {
    const core::Agent* agent = state.agent(each.first);
    return agent == nullptr || agent->session != each.second.session;
  });
  for (auto& [id, binding] : bindings_) binding.last = {};
  holders_.clear();
  for (const auto& [id, binding] : bindings_) {
    for (const core::ContactId contact : state.agent(id)->contacts) holders_[contact] = id;
  }
}

}  // namespace usher::rpc
