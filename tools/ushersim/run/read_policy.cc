// Reading: what decides, and what contradicts itself there.
#include <algorithm>

#include "engine/config/utf8.h"
#include "routing/text.h"
#include "tools/ushersim/run/reading.h"

namespace usher::plan {
namespace {

using routing::str_cat;
using std::chrono::hours;

}  // namespace

void Reading::policy() {
  PolicyPlan& policy = scenario_.policy;
  policy.relax.resize(scenario_.classes.size());
  const auto place = section("policy");
  if (!place) return;
  const Fields fields(*place,
                      {"name", "router", "contacts", "agents", "poll_every", "reserve", "relax"});
  if (const auto at = fields.get("router")) {
    const auto word = at->word({"engine", "rules"}, "routers");
    if (word) policy.router = static_cast<Router>(*word);
  }
  if (const auto at = fields.get("contacts")) {
    const auto word = at->word(
        {"oldest-first", "priority", "home-first", "group-order", "longest-queue"}, "rules");
    if (word) policy.contacts = static_cast<ContactRule>(*word);
  }
  if (const auto at = fields.get("agents")) {
    const auto word =
        at->word({"least-scarce", "longest-idle", "least-loaded", "most-proficient", "group-order"},
                 "rules");
    if (word && *word == 4) {
      policy.agents = AgentRule::kGroupOrder;
    } else if (word) {
      for (QueuePlan& queue : scenario_.queues) {
        queue.model.ranking = static_cast<routing::Ranking>(*word);
      }
    }
  }
  policy.poll = fields.duration("poll_every", std::chrono::milliseconds(10), hours(1), Duration(0));
  for (const Place& part : fields.list("reserve")) reserve(part);
  for (const Place& part : fields.list("relax")) relax(part);
  const bool is_plain = policy.router == Router::kEngine;
  policy.name = fields.text("name", is_plain ? "Usher" : "rules");
  contradictions(fields);
}

void Reading::reserve(const Place& place) {
  const Fields fields(place, {"group", "keep", "only_for"});
  ReservePlan plan;
  const auto group = fields.need("group", "write whose agents stay idle: group: ID");
  const auto index = group ? group->word(group_ids_, "groups") : std::nullopt;
  if (!index) return;
  plan.group = *index;
  plan.keep = fields.integer("keep", 1, 100'000, 1);
  if (!fields.has("only_for")) {
    place.error("\"only_for\" is missing", "write for whom they stay idle: only_for: [CLASS]");
  }
  plan.only_for = fields.references("only_for", class_ids_, "classes");
  const auto same = [&](const ReservePlan& other) { return other.group == plan.group; };
  auto& reserves = scenario_.policy.reserves;
  if (std::any_of(reserves.begin(), reserves.end(), same)) {
    group->error("this group has a reserve already", "write one for each group");
  }
  if (scenario_.groups[plan.group].unlimited) {
    group->error("a group without limit needs no reserve", "remove it");
  }
  reserves.push_back(std::move(plan));
}

void Reading::relax(const Place& place) {
  const Fields fields(place, {"classes", "after", "required_skills", "drop"});
  RelaxStep step;
  const auto after = fields.need("after", "write from which wait on: after: 30s");
  if (!after) return;
  step.after = after->duration(Duration(0), kLongest).value_or(Duration(0));
  if (const auto at = fields.get("required_skills")) step.skills = skill_expression(*at);
  for (const std::size_t word :
       fields.references("drop", {"SKILLS", "LANGUAGES", "NEEDS"}, "parts that can be dropped")) {
    if (word == 0 && step.skills) {
      fields.get("drop")->error("SKILLS can't be dropped and replaced at once",
                                "write required_skills or drop: [SKILLS]");
    }
    if (word == 0) step.skills = routing::SkillClauses();
    if (word == 1) step.drop_languages = true;
    if (word == 2) step.drop_needs = true;
  }
  if (!step.skills && !step.drop_languages && !step.drop_needs) {
    place.error("this step asks for the same as before",
                "write required_skills: EXPRESSION or drop: [SKILLS]");
  }
  if (scenario_.policy.router == Router::kEngine && (step.drop_languages || step.drop_needs)) {
    fields.get("drop")->error(
        "Usher never drops a language or a need",
        "write router: rules above to see what a system does that drops them");
  }
  std::vector<std::size_t> of = fields.references("classes", class_ids_, "classes");
  if (!fields.has("classes")) {
    for (std::size_t i = 0; i < scenario_.classes.size(); ++i) of.push_back(i);
  }
  for (const std::size_t i : of) {
    if (i >= scenario_.policy.relax.size()) continue;
    std::vector<RelaxStep>& steps = scenario_.policy.relax[i];
    if (!steps.empty() && step.after <= steps.back().after) {
      after->error(str_cat("a step for ", config::shown(class_ids_[i]), " above comes no earlier"),
                   "write the steps of a class in their order");
      return;
    }
    steps.push_back(step);
  }
}

void Reading::contradictions(const Fields& fields) {
  const PolicyPlan& policy = scenario_.policy;
  const auto only_rules = [&](std::string_view key, bool is_used) {
    const auto at = fields.get(key);
    if (at && is_used) {
      at->error("the engine doesn't know this rule",
                "write router: rules to see what a system does that has it");
    }
  };
  if (policy.router == Router::kEngine) {
    only_rules("contacts", policy.contacts != ContactRule::kOldestFirst);
    only_rules("agents", policy.agents != AgentRule::kRanking);
    only_rules("poll_every", policy.poll > Duration(0));
    only_rules("reserve", !policy.reserves.empty());
  }
  const auto none = [&](const auto& list, auto part) {
    return std::all_of(list.begin(), list.end(), [&](const auto& x) { return (x.*part).empty(); });
  };
  const auto at = fields.get("contacts");
  if (policy.contacts == ContactRule::kHomeFirst && none(scenario_.groups, &GroupPlan::home)) {
    at->error("no group has a home", "write home: [CLASS] for a group");
  }
  if (policy.contacts == ContactRule::kGroupOrder &&
      none(scenario_.groups, &GroupPlan::serve_order)) {
    at->error("no group has an order", "write serve_order: [CLASS, CLASS] for a group");
  }
  if (policy.agents == AgentRule::kGroupOrder && none(scenario_.classes, &ClassPlan::agent_order)) {
    fields.get("agents")->error("no class has an order",
                                "write agent_order: [GROUP, GROUP] for a class");
  }
  if (policy.poll > Duration(0) && policy.contacts != ContactRule::kOldestFirst) {
    at->error("queues that poll for agents don't choose among contacts of other queues",
              "write contacts: oldest-first, or remove poll_every");
  }
}

}  // namespace usher::plan
