#include <algorithm>
#include <set>

#include "engine/core/derive.h"
#include "engine/rpc/convert.h"
#include "engine/rpc/enums.h"
#include "engine/rpc/page.h"
#include "engine/rpc/plans.h"
#include "engine/rpc/render.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

constexpr int kDefaultPage = 100;
constexpr int kMostPage = 1000;
// A filter that fits rarely makes short pages rather than holding up the writer.
constexpr int kMostVisited = 20'000;

template <typename Repeated>
std::set<int> convert_states(const Repeated& states, const google::protobuf::EnumDescriptor& type,
                             Violations& violations) {
  std::set<int> result;
  for (int i = 0; i < states.size(); ++i) {
    check_enum(type, states.Get(i), true, routing::str_cat("states[", i, "]"), violations);
    result.insert(states.Get(i));
  }
  return result;
}

}  // namespace

Or<Plan<v1::ListContactsResponse>> plan_list_contacts(Edge& edge, const Caller& caller,
                                                      v1::ListContactsRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgency, "parent", request.parent());
  if (!place.ok()) return place.problem();
  Host* host = place->host;
  Or<Page> page = read_page(request, kDefaultPage, kMostPage);
  if (!page.ok()) return page.problem();
  Violations violations;
  const Frame frame{.agency = host->id(), .now = {}};
  auto states = convert_states(request.states(), *v1::Contact::State_descriptor(), violations);
  std::string queue =
      convert_reference(NameKind::kQueue, request.queue(), "queue", frame, violations);
  std::string adapter =
      convert_reference(NameKind::kAdapter, request.adapter(), "adapter", frame, violations);
  if (!violations.empty()) return violations.problem();
  return Plan<v1::ListContactsResponse>{
      .host = host,
      .answer = [host, caller, states = std::move(states), queue = std::move(queue),
                 adapter = std::move(adapter),
                 page = *page](const core::State& state, const core::Done*,
                               v1::ListContactsResponse& out) -> Trouble {
        int visited = 0;
        std::uint64_t last = page.after;
        bool more = false;
        state.contacts_after(core::ContactId{page.after}, [&](const core::Contact& contact) {
          if (out.contacts_size() == page.size || visited == kMostVisited) {
            more = true;
            return false;
          }
          ++visited;
          last = contact.id.value;
          if (!states.empty() && !states.contains(to_proto(contact.state))) return true;
          if (!queue.empty() && contact.queue != queue) return true;
          if (!adapter.empty() && contact.draft.adapter != adapter) return true;
          render(state, host->id(), contact, view_of(state, caller, contact), false,
                 *out.add_contacts());
          return true;
        });
        if (more) out.set_next_page_token(page_token(page, last));
        return {};
      }};
}

Or<Plan<v1::ListAgentsResponse>> plan_list_agents(Edge& edge, const Caller& caller,
                                                  v1::ListAgentsRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgency, "parent", request.parent());
  if (!place.ok()) return place.problem();
  Host* host = place->host;
  Or<Page> page = read_page(request, kDefaultPage, kMostPage);
  if (!page.ok()) return page.problem();
  Violations violations;
  auto states = convert_states(request.states(), *v1::Agent::State_descriptor(), violations);
  std::string site = convert_reference(NameKind::kSite, request.site(), "site",
                                       {.agency = host->id(), .now = {}}, violations);
  if (!violations.empty()) return violations.problem();
  return Plan<v1::ListAgentsResponse>{
      .host = host,
      .answer = [host, states = std::move(states), site = std::move(site), page = *page](
                    const core::State& state, const core::Done*,
                    v1::ListAgentsResponse& out) -> Trouble {
        std::uint64_t last = page.after;
        bool more = false;
        state.agents_after(core::AgentId{page.after}, [&](const core::Agent& agent) {
          if (out.agents_size() == page.size) {
            more = true;
            return false;
          }
          last = agent.id.value;
          if (!states.empty() && !states.contains(to_proto(core::state_of(state, agent)))) {
            return true;
          }
          const core::AgentModel* model = state.model()->agent(agent.key);
          if (!site.empty() && (model == nullptr || model->site != site)) return true;
          render(state, host->id(), agent, *out.add_agents());
          return true;
        });
        if (more) out.set_next_page_token(page_token(page, last));
        return {};
      }};
}

Or<Plan<v1::ListOffersResponse>> plan_list_offers(Edge& edge, const Caller& caller,
                                                  v1::ListOffersRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgency, "parent", request.parent());
  if (!place.ok()) return place.problem();
  Host* host = place->host;
  Or<Page> page = read_page(request, kDefaultPage, kMostPage);
  if (!page.ok()) return page.problem();
  Violations violations;
  std::string agent = convert_reference(NameKind::kAgent, request.agent(), "agent",
                                        {.agency = host->id(), .now = {}}, violations);
  if (!violations.empty()) return violations.problem();
  return Plan<v1::ListOffersResponse>{
      .host = host,
      .answer = [host, agent = std::move(agent), page = *page, view = offer_view_of(caller)](
                    const core::State& state, const core::Done*,
                    v1::ListOffersResponse& out) -> Trouble {
        const core::Agent* only = agent.empty() ? nullptr : state.agent(agent);
        if (!agent.empty() && only == nullptr) return unknown_agent(agent);
        std::vector<const core::Offer*> offers;
        state.live_offers([&](const core::Offer& offer) {
          const bool wanted = only == nullptr || offer.agent == only->id;
          if (wanted && offer.id.value > page.after) offers.push_back(&offer);
          return true;
        });
        std::sort(offers.begin(), offers.end(),
                  [](const auto* a, const auto* b) { return a->id < b->id; });
        const auto count = std::min(offers.size(), static_cast<std::size_t>(page.size));
        for (std::size_t i = 0; i < count; ++i) {
          render(state, host->id(), *offers[i], view, *out.add_offers());
        }
        if (count < offers.size()) {
          out.set_next_page_token(page_token(page, offers[count - 1]->id.value));
        }
        return {};
      }};
}

}  // namespace usher::rpc
