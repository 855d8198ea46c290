#include <algorithm>
#include <map>

#include "engine/core/derive.h"
#include "engine/rpc/enums.h"
#include "engine/rpc/names.h"
#include "engine/rpc/render.h"
#include "engine/rpc/times.h"

namespace usher::rpc {
namespace {

void render_totals(const core::QueueCounters& counters, v1::QueueCounters& out) {
  out.set_offered_to_queue(counters.offered_to_queue);
  out.set_answered(counters.answered);
  out.set_answered_in_target(counters.answered_in_target);
  out.set_abandoned(counters.abandoned);
  out.set_completed(counters.completed);
  out.set_cancelled(counters.cancelled);
  out.set_lost(counters.lost);
  out.set_offers(counters.offers);
  out.set_declined(counters.declined);
  out.set_missed(counters.missed);
  set_duration(out.mutable_wait_sum(), counters.wait_sum);
  out.set_unresolved_at_close(counters.unresolved_at_close);
  out.set_blocked(counters.blocked);
  out.set_no_show(counters.no_show);
}

// What is not counted as it happens and takes a look at everybody in line.
struct Line {
  std::optional<core::Instant> oldest;
  std::int32_t unservable = 0;
};

// Whether any agent who is signed in could serve the class, asked once a class.
class Servable {
 public:
  explicit Servable(const core::State& state) : state_(state) {
    state.agents_after({}, [this](const core::Agent& agent) {
      if (agent.presence == core::Presence::kOffline) return true;
      const core::AgentModel* model = state_.model()->agent(agent.key);
      if (model == nullptr) return true;
      routing::Abilities abilities;
      for (const auto& ability : core::abilities_of(*state_.model(), *model)) {
        routing::AttributeId id;
        if (state_.vocabulary().find(ability.kind, ability.attribute, &id)) {
          abilities.push_back({id, ability.level});
        }
      }
      agents_.push_back(routing::normalized(std::move(abilities)));
      return true;
    });
  }

  bool by_somebody(routing::RequirementId id) {
    const auto known = answers_.find(id);
    if (known != answers_.end()) return known->second;
    const routing::Requirement& requirement = state_.matcher().requirement(id);
    const bool found = std::any_of(agents_.begin(), agents_.end(), [&](const auto& abilities) {
      return routing::satisfies(abilities, requirement);
    });
    answers_.emplace(id, found);
    return found;
  }

 private:
  const core::State& state_;
  std::vector<routing::Abilities> agents_;
  std::map<routing::RequirementId, bool> answers_;
};

std::map<std::string, Line> look_at_lines(const core::State& state) {
  std::map<std::string, Line> lines;
  Servable servable(state);
  state.contacts_after({}, [&](const core::Contact& contact) {
    if (!core::is_in_line(contact.state)) return true;
    Line& line = lines[contact.queue];
    const core::Instant origin = contact.draft.origin.value_or(contact.created);
    line.oldest = std::min(line.oldest.value_or(origin), origin);
    if (contact.requirement && !servable.by_somebody(*contact.requirement)) ++line.unservable;
    return true;
  });
  return lines;
}

}  // namespace

void render_snapshot(const core::State& state, std::string_view agency, core::Instant now,
                     v1::AgencySnapshot& out) {
  out.set_sequence(static_cast<std::int64_t>(state.sequence()));
  set_time(out.mutable_time(), now);
  out.set_config_revision(state.model()->revision);
  state.agents_after({}, [&](const core::Agent& agent) {
    ++(*out.mutable_agents_by_state())[v1::Agent::State_Name(
        to_proto(core::state_of(state, agent)))];
    return true;
  });
  const std::map<std::string, Line> lines = look_at_lines(state);
  std::vector<const core::QueueModel*> queues;
  for (const core::QueueModel& queue : state.model()->queues) queues.push_back(&queue);
  std::sort(queues.begin(), queues.end(),
            [](const auto* a, const auto* b) { return a->id < b->id; });
  for (const core::QueueModel* queue : queues) {
    const core::QueueCounters& counters = state.counters(queue->id);
    auto* rendered = out.add_queues();
    rendered->set_queue(make_name(NameKind::kQueue, agency, queue->id));
    rendered->set_waiting(static_cast<std::int32_t>(counters.waiting));
    rendered->set_offered(static_cast<std::int32_t>(counters.offered));
    rendered->set_in_service(static_cast<std::int32_t>(counters.in_service));
    rendered->set_wrap_up(static_cast<std::int32_t>(counters.wrap_up));
    if (const auto line = lines.find(queue->id); line != lines.end()) {
      set_duration(rendered->mutable_longest_wait(),
                   std::max(core::Duration::zero(), now - *line->second.oldest));
      rendered->set_unservable(line->second.unservable);
    }
    render_totals(counters, *rendered->mutable_totals());
  }
}

}  // namespace usher::rpc
