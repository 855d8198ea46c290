#include "engine/rpc/touched.h"

#include <algorithm>
#include <variant>

namespace usher::rpc {
namespace {

template <typename Id>
void note(std::vector<Touched<Id>>& list, Id id, std::string_view cause) {
  if (!id) return;
  const auto known =
      std::find_if(list.begin(), list.end(), [id](const auto& each) { return each.id == id; });
  if (known == list.end()) {
    list.push_back({id, cause});
  } else {
    known->cause = cause;
  }
}

class Collector {
 public:
  Collector(const core::State& state, TouchedByRecord& found) : state_(state), found_(found) {}

  void take(const core::Event& event) {
    cause_ = core::name_of(event);
    std::visit([this](const auto& each) { on(each); }, event);
  }

 private:
  // The contact, and the agent it is with.
  void contact(core::ContactId id) {
    note(found_.contacts, id, cause_);
    if (const core::Contact* contact = state_.contact(id))
      note(found_.agents, contact->agent, cause_);
  }
  void agent(core::AgentId id) { note(found_.agents, id, cause_); }
  void offer(core::OfferId id) {
    note(found_.offers, id, cause_);
    if (const core::Offer* offer = state_.offer(id)) {
      contact(offer->contact);
      agent(offer->agent);
    }
  }

  void on(const core::ConfigApplied& e) { found_.new_model = e.model.get(); }
  void on(const core::ContactSubmitted& e) { contact(e.id); }
  void on(const core::ContactBlocked& e) { contact(e.id); }
  void on(const core::ContactUpdated& e) { contact(e.id); }
  void on(const core::ContactPromoted& e) { contact(e.id); }
  void on(const core::AvoidanceEnded&) {}
  void on(const core::OfferMade& e) { offer(e.id); }
  void on(const core::OfferEnded& e) { offer(e.id); }
  void on(const core::ContactConnected& e) { contact(e.id); }
  void on(const core::ContactHeld& e) { contact(e.id); }
  void on(const core::ContactRetrieved& e) { contact(e.id); }
  void on(const core::WrapUpStarted& e) { contact(e.id); }
  void on(const core::ContactReturned& e) { contact(e.id); }
  void on(const core::ContactClosed& e) { contact(e.id); }
  void on(const core::AgentSignedIn& e) { agent(e.agent); }
  void on(const core::SessionLost& e) { agent(e.agent); }
  void on(const core::SessionResumed& e) { agent(e.agent); }
  void on(const core::AgentSignedOut& e) { agent(e.agent); }
  void on(const core::PresenceChanged& e) { agent(e.agent); }
  void on(const core::ChannelAttached&) {}
  void on(const core::ChannelDetached&) {}
  void on(const core::RequestAnswered&) {}
  void on(const core::HistoryForgotten&) {}

  const core::State& state_;
  TouchedByRecord& found_;
  std::string_view cause_;
};

}  // namespace

TouchedByRecord touched_by(const core::State& state, const core::Record& record) {
  TouchedByRecord found;
  Collector collector(state, found);
  for (const core::Event& event : record.events) collector.take(event);
  return found;
}

}  // namespace usher::rpc
