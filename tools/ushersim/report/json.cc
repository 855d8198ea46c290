#include "tools/ushersim/report/json.h"

#include <boost/json.hpp>

#include "tools/ushersim/report/pretty_json.h"

namespace usher::report {
namespace {

namespace json = boost::json;

json::value estimate(const Estimate& value) {
  return json::object{{"value", json_number(value.value)},
                      {"half_width", json_number(value.half_width)}};
}

template <typename Items, typename Function>
json::array each(const Items& items, const Function& function) {
  json::array array;
  for (const auto& item : items) array.push_back(function(item));
  return array;
}

json::array strings(const std::vector<std::string>& items) {
  return each(items, [](const std::string& item) { return json::value(item); });
}

json::array estimates(const std::vector<Estimate>& items) { return each(items, estimate); }

json::object counts(const Counts& counts) {
  return {
      {"persons", estimate(counts.persons)},    {"persons_served", estimate(counts.persons_served)},
      {"attempts", estimate(counts.attempts)},  {"retrials", estimate(counts.retrials)},
      {"served", estimate(counts.served)},      {"blocked", estimate(counts.blocked)},
      {"abandoned", estimate(counts.abandoned)}};
}

json::object of_class(const ClassResult& result) {
  static constexpr std::array<const char*, kQuantiles.size()> kNames = {"0.5", "0.8", "0.9", "0.95",
                                                                        "0.99"};
  json::object quantiles;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    quantiles[kNames[i]] = estimate(result.wait_quantiles_s[i]);
  }
  json::object object;
  object["name"] = result.name;
  if (!result.channel.empty()) object["channel"] = result.channel;
  if (!result.language.empty()) object["language"] = result.language;
  object["counts"] = counts(result.counts);
  object["p_wait"] = estimate(result.p_wait);
  object["p_block"] = estimate(result.p_block);
  object["p_abandon"] = estimate(result.p_abandon);
  object["p_unmet"] = estimate(result.p_unmet);
  object["mean_wait_s"] = estimate(result.mean_wait_s);
  object["mean_wait_served_s"] = estimate(result.mean_wait_served_s);
  object["wait_quantiles_s"] = std::move(quantiles);
  object["service_level_target_s"] = json_number(result.target_s);
  object["service_level_target_share"] = json_number(result.target_share);
  object["service_level"] = estimate(result.service_level);
  object["service_level_served"] = estimate(result.service_level_served);
  object["mean_queue"] = estimate(result.mean_queue);
  return object;
}

json::object of_group(const GroupResult& group) {
  return {{"name", group.name},
          {"utilization", estimate(group.utilization)},
          {"staffed_hours", estimate(group.staffed_hours)},
          {"served", estimate(group.served)}};
}

json::object of_equity(const Equity& equity) {
  return {{"dimension", equity.dimension},
          {"reference", equity.reference},
          {"rows", each(equity.rows, [](const EquityRow& row) {
             return json::object{{"name", row.name},
                                 {"p90_wait_ratio", estimate(row.p90_wait_ratio)},
                                 {"mean_wait_ratio", estimate(row.mean_wait_ratio)},
                                 {"p_abandon_ratio", estimate(row.p_abandon_ratio)},
                                 {"service_level_gap", estimate(row.service_level_gap)}};
           })}};
}

json::value of_day(const DaySeries& day) {
  if (day.interval_s <= 0) return nullptr;
  json::object object;
  object["start_s"] = json_number(day.start_s);
  object["interval_s"] = json_number(day.interval_s);
  object["intervals"] = day.intervals;
  object["classes"] = each(day.classes, [](const ClassSeries& series) {
    return json::object{{"name", series.name},
                        {"arrivals", estimates(series.arrivals)},
                        {"abandoned", estimates(series.abandoned)},
                        {"p90_wait_s", estimates(series.p90_wait_s)},
                        {"mean_queue", estimates(series.mean_queue)},
                        {"service_level", estimates(series.service_level)}};
  });
  object["groups"] = each(day.groups, [](const GroupSeries& series) {
    return json::object{{"name", series.name},
                        {"staffed", estimates(series.staffed)},
                        {"occupancy", estimates(series.occupancy)}};
  });
  return object;
}

json::object of_run(const RunResult& run) {
  json::object object;
  object["scenario"] = run.scenario;
  object["description"] = run.description;
  object["policy"] = run.policy;
  object["seed"] = run.seed;
  object["replications"] = run.replications;
  object["warm_up_s"] = json_number(run.warm_up_s);
  object["simulated_s"] = json_number(run.simulated_s);
  object["events"] = run.events;
  object["wall_s"] = json_number(run.wall_s);
  object["confidence"] = 0.95;
  object["overall"] = of_class(run.overall);
  object["classes"] = each(run.classes, of_class);
  object["groups"] = each(run.groups, of_group);
  object["equity"] = each(run.equity, of_equity);
  object["day"] = of_day(run.day);
  object["notes"] = strings(run.notes);
  return object;
}

// The first key of every document: what it is, and the version of its keys.
json::object document(const char* kind) {
  json::object object;
  object["format"] = std::string("usher.simulation.") + kind + ".v1";
  return object;
}

void append(json::object& object, const json::object& more) {
  for (const auto& member : more) object[member.key()] = member.value();
}

}  // namespace

std::string to_json(const RunResult& result) {
  json::object object = document("run");
  append(object, of_run(result));
  return pretty(object);
}

std::string to_json(const Comparison& comparison) {
  json::object object = document("comparison");
  object["title"] = comparison.title;
  object["baseline"] = comparison.baseline < comparison.policies.size()
                           ? json::value(comparison.policies[comparison.baseline].policy)
                           : json::value(nullptr);
  object["policies"] = each(comparison.policies, of_run);
  object["differences"] = each(comparison.differences, [](const Difference& difference) {
    return json::object{{"policy", difference.policy},
                        {"name", difference.name},
                        {"metric", difference.metric},
                        {"difference", estimate(difference.difference)}};
  });
  object["notes"] = strings(comparison.notes);
  return pretty(object);
}

std::string to_json(const StaffingResult& staffing) {
  json::object object = document("staffing");
  object["feasible"] = staffing.feasible;
  object["evaluations"] = staffing.evaluations;
  object["groups"] = each(staffing.groups, [](const StaffingRow& row) {
    return json::object{{"name", row.group}, {"before", row.before}, {"after", row.after}};
  });
  object["targets"] = each(staffing.targets, [](const StaffingTarget& target) {
    return json::object{{"name", target.name},
                        {"metric", target.metric},
                        {"bound", target.at_least ? "at_least" : "at_most"},
                        {"wanted", json_number(target.wanted)},
                        {"reached", estimate(target.reached)},
                        {"met", target.met}};
  });
  object["result"] = of_run(staffing.result);
  return pretty(object);
}

}  // namespace usher::report
