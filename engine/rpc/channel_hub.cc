#include "engine/rpc/channel_hub.h"

#include <variant>

#include "engine/rpc/render.h"

namespace usher::rpc {
namespace {

class Delivery : public runtime::Release {
 public:
  Delivery(std::weak_ptr<ChannelSink> sink, v1::AttachResponse response)
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
  std::weak_ptr<ChannelSink> sink_;
  v1::AttachResponse response_;
};

class Replacement : public runtime::Release {
 public:
  explicit Replacement(std::weak_ptr<ChannelSink> sink) : sink_(std::move(sink)) {}
  void release(const absl::Status& durable) override {
    const auto sink = sink_.lock();
    if (!sink) return;
    if (durable.ok()) {
      sink->replaced();
    } else {
      sink->interrupted();
    }
  }

 private:
  std::weak_ptr<ChannelSink> sink_;
};

// How far back an accepted offer is looked for; a contact that was assigned longer ago is connected
// long since.
constexpr std::uint64_t kOffersToSearch = 200'000;

// The offers by which those of the contacts that are assigned were accepted.
std::map<core::ContactId, const core::Offer*> accepted_offers(
    const core::State& state, const std::vector<core::ContactId>& contacts) {
  std::map<core::ContactId, const core::Offer*> offers;
  for (const core::ContactId id : contacts) {
    const core::Contact* contact = state.contact(id);
    if (contact != nullptr && contact->state == core::ContactState::kAssigned) offers[id] = nullptr;
  }
  std::size_t missing = offers.size();
  const std::uint64_t end = state.next_offer_id().value;
  for (std::uint64_t i = 1; missing > 0 && i < end && i <= kOffersToSearch; ++i) {
    const core::Offer* offer = state.offer(core::OfferId{end - i});
    if (offer == nullptr || offer->state != core::OfferState::kAccepted) continue;
    const auto wanted = offers.find(offer->contact);
    if (wanted == offers.end() || wanted->second != nullptr) continue;
    wanted->second = offer;
    --missing;
  }
  return offers;
}

}  // namespace

ChannelHub::Binding* ChannelHub::binding_of(const std::string& adapter) {
  const auto found = bindings_.find(adapter);
  return found == bindings_.end() ? nullptr : &found->second;
}

v1::AttachResponse ChannelHub::effect(const core::State& state, std::uint64_t sequence,
                                      const core::Offer& offer, Effect kind) {
  v1::AttachResponse response;
  response.set_sequence(static_cast<std::int64_t>(sequence));
  v1::Offer* out = nullptr;
  switch (kind) {
    case Effect::kRing:
      out = response.mutable_ring();
      break;
    case Effect::kStopRinging:
      out = response.mutable_stop_ringing();
      break;
    case Effect::kBridge:
      out = response.mutable_bridge();
      break;
  }
  render(state, agency_, offer, View::kFull, *out);
  return response;
}

void ChannelHub::sent(const std::string& adapter, std::uint64_t sequence, const core::Offer& offer,
                      Effect kind) {
  const std::lock_guard lock(mutex_);
  Ledger& ledger = ledgers_[adapter];
  ledger.open.emplace(sequence, Key{offer.id, kind});
  if (ledger.open.size() > kMostOpen) ledger.open.erase(ledger.open.begin());
  if (kind == Effect::kRing) ledger.rung.insert(offer.id);
}

void ChannelHub::acknowledge(const std::string& adapter, std::uint64_t sequence) {
  const std::lock_guard lock(mutex_);
  Ledger& ledger = ledgers_[adapter];
  const auto [first, last] = ledger.open.equal_range(sequence);
  for (auto each = first; each != last; ++each) {
    const auto& [offer, kind] = each->second;
    if (kind != Effect::kRing) ledger.rung.erase(offer);
    if (kind != Effect::kStopRinging) ledger.done.insert(each->second);
  }
  ledger.open.erase(first, last);
}

void ChannelHub::on_offer(const core::State& state, const core::Record& record,
                          const core::Offer& offer, Staged& staged) {
  const core::Contact* contact = state.contact(offer.contact);
  if (contact == nullptr || contact->draft.adapter.empty()) return;
  const std::string& adapter = contact->draft.adapter;
  const Binding* binding = binding_of(adapter);
  if (binding == nullptr) return;
  Effect kind = Effect::kStopRinging;
  if (offer.state == core::OfferState::kLive) kind = Effect::kRing;
  if (offer.state == core::OfferState::kAccepted) kind = Effect::kBridge;
  // Who said that ringing failed has stopped ringing.
  if (kind == Effect::kStopRinging && binding->identity == origin_) return;
  sent(adapter, record.sequence, offer, kind);
  staged.push_back(
      std::make_unique<Delivery>(binding->sink, effect(state, record.sequence, offer, kind)));
}

void ChannelHub::on_contact_end(const core::State& state, const core::Record& record,
                                const core::Contact& contact, Staged& staged) {
  if (contact.draft.adapter.empty()) return;
  const bool wrapping_up = contact.state == core::ContactState::kWrapUp;
  const bool let_go_before =
      wrapping_up ? !in_wrap_up_.insert(contact.id).second : in_wrap_up_.erase(contact.id) != 0;
  const Binding* binding = binding_of(contact.draft.adapter);
  if (let_go_before || binding == nullptr || binding->identity == origin_) return;
  if (contact.state == core::ContactState::kLostByChannel) return;
  v1::AttachResponse response;
  response.set_sequence(static_cast<std::int64_t>(record.sequence));
  render(state, agency_, contact, View::kFull, false, *response.mutable_release());
  staged.push_back(std::make_unique<Delivery>(binding->sink, std::move(response)));
}

void ChannelHub::detach_replaced(const core::State& state, const core::Record& record,
                                 Staged& staged) {
  for (const core::Event& event : record.events) {
    std::string adapter;
    if (const auto* attached = std::get_if<core::ChannelAttached>(&event)) {
      adapter = attached->adapter;
    } else if (const auto* detached = std::get_if<core::ChannelDetached>(&event)) {
      adapter = detached->adapter;
    } else {
      continue;
    }
    const auto found = bindings_.find(adapter);
    if (found == bindings_.end()) continue;
    const core::Attachment* now = state.attachment(adapter);
    if (now != nullptr && now->attached && now->epoch == found->second.epoch) continue;
    if (found->second.identity != origin_) {
      staged.push_back(std::make_unique<Replacement>(found->second.sink));
    }
    bindings_.erase(found);
  }
}

void ChannelHub::applied(const core::State& state, const core::Record& record, Staged& staged) {
  detach_replaced(state, record, staged);
  const TouchedByRecord touched = touched_by(state, record);
  for (const auto& [id, cause] : touched.offers) {
    if (const core::Offer* offer = state.offer(id)) on_offer(state, record, *offer, staged);
  }
  for (const core::Event& event : record.events) {
    core::ContactId id;
    if (const auto* wrap_up = std::get_if<core::WrapUpStarted>(&event)) id = wrap_up->id;
    if (const auto* closed = std::get_if<core::ContactClosed>(&event)) id = closed->id;
    const core::Contact* contact = id ? state.contact(id) : nullptr;
    if (contact != nullptr) on_contact_end(state, record, *contact, staged);
  }
}

void ChannelHub::bind(const core::State& state, const std::string& adapter, std::uint64_t epoch,
                      const std::shared_ptr<ChannelSink>& sink,
                      const std::vector<core::ContactId>& held,
                      std::vector<v1::AttachResponse>& due) {
  bindings_[adapter] = Binding{.epoch = epoch, .sink = sink, .identity = sink.get()};
  auto accepted = accepted_offers(state, held);
  std::vector<std::pair<const core::Offer*, Effect>> effects;
  {
    const std::lock_guard lock(mutex_);
    Ledger& ledger = ledgers_[adapter];
    std::set<Key> still_done;
    const auto consider = [&](const core::Offer* offer, Effect kind) {
      if (offer == nullptr) return;
      ledger.rung.erase(offer->id);
      if (ledger.done.contains({offer->id, kind})) {
        still_done.insert({offer->id, kind});
        if (kind == Effect::kRing) ledger.rung.insert(offer->id);
      } else {
        effects.emplace_back(offer, kind);
      }
    };
    for (const core::ContactId id : held) {
      const core::Contact* contact = state.contact(id);
      if (contact == nullptr) continue;
      if (contact->state == core::ContactState::kOffered) {
        consider(state.offer(contact->offer), Effect::kRing);
      } else if (contact->state == core::ContactState::kAssigned) {
        consider(accepted[contact->id], Effect::kBridge);
      }
    }
    for (const core::OfferId id : ledger.rung) {
      const core::Offer* offer = state.offer(id);
      if (offer == nullptr || offer->state == core::OfferState::kLive) continue;
      effects.emplace_back(offer, Effect::kStopRinging);
    }
    ledger.open.clear();
    ledger.rung.clear();
    ledger.done = std::move(still_done);
  }
  for (const auto& [offer, kind] : effects) {
    sent(adapter, state.sequence(), *offer, kind);
    due.push_back(effect(state, state.sequence(), *offer, kind));
  }
}

void ChannelHub::rebuilt(const core::State& state) {
  std::erase_if(bindings_, [&state](const auto& each) {
    const core::Attachment* now = state.attachment(each.first);
    return now == nullptr || !now->attached || now->epoch != each.second.epoch;
  });
}

}  // namespace usher::rpc
