#include "engine/core/derive.h"
#include "engine/rpc/convert.h"
#include "engine/rpc/enums.h"
#include "engine/rpc/names.h"
#include "engine/rpc/render.h"
#include "engine/rpc/times.h"
#include "routing/language.h"

namespace usher::rpc {
namespace {

bool serves(const core::AgentModel& agent, std::string_view tag, routing::Modality modality) {
  for (const core::AgentLanguageModel& language : agent.languages) {
    if (!language.may_serve || language.modality != modality) continue;
    for (const std::string& range : routing::lookup_range(language.tag, modality)) {
      if (range == tag) return true;
    }
  }
  return false;
}

// The best option of the person in which the agent may serve; empty where it takes an interpreter.
std::string served_language(const core::Model& model, const core::ContactDraft& draft,
                            const core::AgentModel& agent) {
  for (const routing::LanguageOption& option : draft.languages) {
    for (const std::string& tag : routing::lookup_range(option.tag, option.modality)) {
      if (serves(agent, tag, option.modality)) return tag;
    }
  }
  return draft.languages.empty() ? model.default_language : std::string();
}

void render_preview(const core::State& state, std::string_view agency, const core::Offer& offer,
                    const core::Contact& contact, View view, v1::OfferPreview& out) {
  out.set_channel(to_proto(contact.draft.channel));
  out.set_service(make_name(NameKind::kService, agency, contact.draft.service));
  out.set_queue(make_name(NameKind::kQueue, agency, contact.queue));
  const core::Instant origin = contact.draft.origin.value_or(contact.created);
  set_duration(out.mutable_waited(), std::max(core::Duration::zero(), offer.created - origin));
  out.set_reference(contact.reference);
  if (view != View::kFull) return;
  const core::Agent* agent = state.agent(offer.agent);
  const core::AgentModel* model =
      agent == nullptr || !state.model() ? nullptr : state.model()->agent(agent->key);
  if (model != nullptr) {
    out.set_language(served_language(*state.model(), contact.draft, *model));
  }
  for (const core::Need& need : contact.draft.needs) {
    if (need.share_before_accept) render_need(need, *out.add_shared_needs());
  }
}

}  // namespace

void render(const core::State& state, std::string_view agency, const core::Agent& agent,
            v1::Agent& out) {
  out.set_name(make_name(NameKind::kAgent, agency, agent.key));
  const core::AgentModel* model = state.model() ? state.model()->agent(agent.key) : nullptr;
  if (model != nullptr) {
    out.set_display_name(model->display_name);
    out.set_site(make_name(NameKind::kSite, agency, model->site));
    out.set_capacity(model->capacity.units);
  }
  out.set_state(to_proto(core::state_of(state, agent)));
  out.set_state_reason(agent.presence_reason);
  set_time(out.mutable_state_time(), agent.presence_since);
  set_time(out.mutable_idle_since(), agent.idle_since);
  out.set_offer(make_name(NameKind::kOffer, agency, agent.offer.value));
  for (const core::ContactId id : agent.contacts) {
    if (const core::Contact* contact = state.contact(id)) {
      out.add_contacts(make_name(NameKind::kContact, agency, contact->key));
    }
  }
  out.set_load(core::load_of(state, agent));
  const routing::ChannelSet free = core::free_channels(state, agent);
  for (int i = 0; i < routing::kChannelCount; ++i) {
    const auto channel = static_cast<core::Channel>(i);
    if (free.has(channel)) out.add_free_channels(to_proto(channel));
  }
  out.set_session(session_name(agency, agent.key, agent.session.value));
  out.set_session_lost(agent.session_grace_ends.has_value());
  out.set_etag(etag_of(agent.version));
}

void render(const core::State& state, std::string_view agency, const core::Offer& offer, View view,
            v1::Offer& out) {
  out.set_name(make_name(NameKind::kOffer, agency, offer.id.value));
  out.set_state(to_proto(offer.state));
  if (const core::Agent* agent = state.agent(offer.agent)) {
    out.set_agent(make_name(NameKind::kAgent, agency, agent->key));
  }
  out.set_fence(offer.fence);
  set_time(out.mutable_create_time(), offer.created);
  set_time(out.mutable_expire_time(), offer.deadline);
  if (offer.ended) set_time(out.mutable_end_time(), *offer.ended);
  out.set_reason(offer.reason);
  out.set_config_revision(offer.revision);
  out.set_pulled(offer.pulled);
  if (const core::Contact* contact = state.contact(offer.contact)) {
    out.set_contact(make_name(NameKind::kContact, agency, contact->key));
    render_preview(state, agency, offer, *contact, view, *out.mutable_preview());
  }
}

}  // namespace usher::rpc
