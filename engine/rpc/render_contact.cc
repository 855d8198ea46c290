#include <algorithm>
#include <vector>

#include "engine/core/derive.h"
#include "engine/rpc/convert.h"
#include "engine/rpc/enums.h"
#include "engine/rpc/names.h"
#include "engine/rpc/render.h"
#include "engine/rpc/times.h"
#include "routing/skill_expression.h"

namespace usher::rpc {
namespace {

// Past these numbers counting the able agents would hold up the writer: every answer to a new
// contact has them.
constexpr std::size_t kMostAgentsToVisit = 2000;
constexpr std::size_t kMostAgentsToCount = 200;

}  // namespace

void render_need(const core::Need& need, v1::Need& out) {
  out.set_code(static_cast<v1::NeedCode>(need.code));
  out.set_strength(to_proto(need.strength));
  out.set_time_factor_percent(need.time_factor_percent);
  out.set_detail(need.detail);
  out.set_share_before_accept(need.share_before_accept);
  if (need.expires) set_time(out.mutable_expire_time(), *need.expires);
}

namespace {

void render_person(const core::ContactDraft& draft, v1::Contact& out) {
  for (const routing::LanguageOption& option : draft.languages) {
    auto* language = out.add_languages();
    language->set_tag(option.tag);
    language->set_modality(to_proto(option.modality));
    language->set_direction(to_proto(option.direction));
    language->set_rank(static_cast<std::int32_t>(option.rank));
  }
  out.set_fallback(to_proto(draft.fallback));
  for (const core::Need& need : draft.needs) render_need(need, *out.add_needs());
  for (const auto& [key, value] : draft.display) (*out.mutable_display())[key] = value;
  if (draft.identity == core::Identity{}) return;
  out.mutable_identity()->set_display_name(draft.identity.display_name);
  out.mutable_identity()->set_address(draft.identity.address);
  out.mutable_identity()->set_external_id(draft.identity.external_id);
}

void render_plain(std::string_view agency, const core::ContactDraft& draft, v1::Contact& out) {
  out.set_channel(to_proto(draft.channel));
  out.set_service(make_name(NameKind::kService, agency, draft.service));
  if (!draft.required_skills.empty()) {
    out.set_required_skills(routing::to_string(draft.required_skills));
  }
  if (!draft.site.empty()) out.set_site(make_name(NameKind::kSite, agency, draft.site));
  out.set_priority_minutes(draft.priority_minutes);
  if (draft.origin) set_time(out.mutable_origin_time(), *draft.origin);
  out.set_journey_id(draft.journey);
  if (!draft.adapter.empty()) out.set_adapter(make_name(NameKind::kAdapter, agency, draft.adapter));
}

int count_able_agents(const core::State& state, const core::Contact& contact,
                      const core::QueueModel& queue) {
  const core::Model& model = *state.model();
  if (model.agents.size() > kMostAgentsToVisit) return -1;
  std::vector<const core::AgentModel*> signed_in;
  state.agents_after({}, [&](const core::Agent& agent) {
    const bool counts = agent.presence != core::Presence::kOffline;
    const core::AgentModel* found = counts ? model.agent(agent.key) : nullptr;
    if (found != nullptr) signed_in.push_back(found);
    return signed_in.size() <= kMostAgentsToCount;
  });
  if (signed_in.size() > kMostAgentsToCount) return -1;
  const auto clauses = core::clauses_of(model, contact.draft, queue);
  return static_cast<int>(
      std::count_if(signed_in.begin(), signed_in.end(), [&](const core::AgentModel* agent) {
        return core::meets_all(core::abilities_of(model, *agent), clauses);
      }));
}

void render_routing(const core::State& state, const core::Contact& contact,
                    v1::RoutingProgress& out) {
  const core::QueueModel* queue = state.model()->queue(contact.queue);
  if (queue == nullptr) return;
  set_time(out.mutable_due_time(), core::order_key(contact, *queue).due);
  out.set_starved(contact.starved);
  if (state.matcher().is_waiting(contact.id)) {
    out.set_ahead(static_cast<std::int32_t>(state.matcher().ahead_in_class(contact.id)));
  }
  out.set_able_agents(count_able_agents(state, contact, *queue));
  out.set_config_revision(state.model()->revision);
}

}  // namespace

View view_of(const core::State& state, const Caller& caller, const core::Contact& contact) {
  if (caller.roles.has(v1::ADMIN) || caller.roles.has(v1::SUPERVISOR)) return View::kFull;
  if (caller.roles.has(v1::AGENT) && core::is_with_agent(contact.state)) {
    const core::Agent* agent = state.agent(contact.agent);
    if (caller.agent.empty() || (agent != nullptr && agent->key == caller.agent)) {
      return View::kFull;
    }
  }
  if (caller.roles.has(v1::ADAPTER)) {
    const bool is_adapter = state.model() && state.model()->adapter(caller.id) != nullptr;
    if (!is_adapter || contact.draft.adapter == caller.id) return View::kFull;
  }
  return View::kPlain;
}

View offer_view_of(const Caller& caller) {
  const bool more = caller.roles.has(v1::ADMIN) || caller.roles.has(v1::SUPERVISOR) ||
                    caller.roles.has(v1::AGENT) || caller.roles.has(v1::ADAPTER);
  return more ? View::kFull : View::kPlain;
}

void render(const core::State& state, std::string_view agency, const core::Contact& contact,
            View view, bool detail, v1::Contact& out) {
  out.set_name(make_name(NameKind::kContact, agency, contact.key));
  out.set_state(to_proto(contact.state));
  render_plain(agency, contact.draft, out);
  if (view == View::kFull) render_person(contact.draft, out);
  out.set_queue(make_name(NameKind::kQueue, agency, contact.queue));
  out.set_reference(contact.reference);
  if (contact.offer) out.set_offer(make_name(NameKind::kOffer, agency, contact.offer.value));
  if (const core::Agent* agent = state.agent(contact.agent)) {
    out.set_agent(make_name(NameKind::kAgent, agency, agent->key));
  }
  out.set_outcome_code(contact.outcome_code);
  set_time(out.mutable_create_time(), contact.created);
  if (contact.connected) set_time(out.mutable_connect_time(), *contact.connected);
  if (contact.ended) set_time(out.mutable_end_time(), *contact.ended);
  if (detail && core::is_in_line(contact.state) && state.model()) {
    render_routing(state, contact, *out.mutable_routing());
  }
  out.set_offer_count(contact.offer_count);
  out.set_state_reason(contact.state_reason);
  out.set_etag(etag_of(contact.version));
}

void render_draft(std::string_view agency, std::string_view key, const core::ContactDraft& draft,
                  std::string_view queue, v1::Contact& out) {
  out.set_name(make_name(NameKind::kContact, agency, key));
  out.set_state(v1::Contact::WAITING);
  render_plain(agency, draft, out);
  render_person(draft, out);
  out.set_queue(make_name(NameKind::kQueue, agency, queue));
}

}  // namespace usher::rpc
