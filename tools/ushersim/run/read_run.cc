// Reading: how long a scenario runs, its queues, and what is asked of the result.
#include <algorithm>

#include "engine/config/utf8.h"
#include "routing/text.h"
#include "tools/ushersim/run/reading.h"

namespace usher::plan {
namespace {

using routing::str_cat;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration kSecond = std::chrono::seconds(1);
constexpr std::int64_t kMaxReplications = 100'000;

}  // namespace

Duration Reading::when(const Place& place) const {
  if (scenario_.run.is_day) return place.time_of_day().value_or(Duration(0));
  return place.duration(Duration(0), kLongest).value_or(Duration(0));
}

void Reading::run() {
  const auto place = section("run");
  if (!place) {
    documents_.front()->refuse("\"run\" is missing",
                               "write run: {day: {from: \"08:00\", to: \"18:00\"}}, or run: "
                               "{steady: {warm_up: 1h, measure: 100h}}");
    return;
  }
  const Fields fields(*place, {"seed", "replications", "day", "steady"});
  scenario_.run.seed =
      static_cast<std::uint64_t>(fields.integer("seed", 0, std::int64_t{1} << 62, 1));
  fields.at_most_one({"day", "steady"}, true);
  const auto of_day = fields.get("day");
  scenario_.run.is_day = of_day.has_value();
  scenario_.run.replications = static_cast<int>(
      fields.integer("replications", 1, kMaxReplications, scenario_.run.is_day ? 100 : 10));
  if (of_day) {
    day(*of_day);
  } else if (const auto in_balance = fields.get("steady")) {
    steady(*in_balance);
  }
}

void Reading::day(const Place& place) {
  const Fields fields(place, {"from", "to", "interval"});
  RunPlan& run = scenario_.run;
  const auto from = fields.need("from", "write when the day begins: from: \"08:00\"");
  const auto to = fields.need("to", "write when the doors close: to: \"18:00\"");
  if (!from || !to) return;
  const auto begins = from->time_of_day();
  const auto ends = to->time_of_day();
  if (!begins || !ends) return;
  if (*ends <= *begins) {
    to->error("the day ends before it begins", "write a time after \"from\", up to 24:00");
    return;
  }
  const Duration interval = fields.duration("interval", minutes(1), hours(24), minutes(30));
  if ((*ends - *begins) % interval != Duration(0)) {
    place.error("the day is no whole number of intervals",
                "choose \"interval\" so that it divides the time between \"from\" and \"to\"");
    return;
  }
  run.start = run.from = *begins;
  run.to = *ends;
  run.bins = static_cast<int>((*ends - *begins) / interval);
}

void Reading::steady(const Place& place) {
  const Fields fields(place, {"warm_up", "measure", "batches"});
  RunPlan& run = scenario_.run;
  run.from = fields.duration("warm_up", Duration(0), kLongest, Duration(0));
  const auto measure = fields.need("measure", "write how long is measured: measure: 100h");
  if (!measure) return;
  const auto length = measure->duration(kSecond, kLongest * 1000);
  run.bins = static_cast<int>(fields.integer("batches", 1, 10'000, 10));
  if (!length) return;
  if (*length / run.bins < Duration(1000)) {
    measure->error("the batches are shorter than a millisecond",
                   "measure longer, or take fewer batches");
  }
  run.to = run.from + Duration(*length / run.bins) * run.bins;
}

void Reading::queues() {
  const auto place = section("queues");
  if (!place || has_agency_ || section("agency")) return;
  queue_ids_ = ids_of("queues", "queue", 1000);
  for (const Place& part : place->list()) queue(part);
}

void Reading::queue(const Place& place) {
  const Fields fields(place, {"id", "target", "priority_minutes", "ranking", "required_skills",
                              "starvation_bound", "max_waiting"});
  QueuePlan plan;
  plan.model.id = fields.text("id", "");
  plan.model.target = fields.duration("target", Duration(0), hours(24 * 30), minutes(5));
  plan.model.priority_minutes =
      static_cast<std::int32_t>(fields.integer("priority_minutes", -1440, 1440, 0));
  plan.model.starvation_bound = fields.duration("starvation_bound", kSecond, kLongest, Duration(0));
  if (const auto at = fields.get("ranking")) {
    const auto ranking =
        at->word({"LEAST_SCARCE", "LONGEST_IDLE", "LEAST_LOADED", "MOST_PROFICIENT"}, "rankings");
    if (ranking) plan.model.ranking = static_cast<routing::Ranking>(*ranking);
  }
  if (const auto at = fields.get("required_skills")) {
    plan.model.required_skills = skill_expression(*at).value_or(routing::SkillClauses());
  }
  if (const auto at = fields.get("max_waiting")) {
    plan.max_waiting = at->integer(0, 10'000'000);
  }
  scenario_.queues.push_back(std::move(plan));
}

void Reading::targets() {
  const auto place = section("targets");
  if (!place) return;
  const Fields fields(*place, {"service_level", "class_service_level", "p_abandon",
                               "p90_wait_ratio", "service_level_gap"});
  const auto take = [&](std::string_view key, double lowest, double highest) {
    const auto at = fields.get(key);
    return at ? at->number(lowest, highest) : std::nullopt;
  };
  TargetPlan& targets = scenario_.targets;
  targets.service_level = take("service_level", 0, 1);
  targets.class_service_level = take("class_service_level", 0, 1);
  targets.p_abandon = take("p_abandon", 0, 1);
  targets.p90_wait_ratio = take("p90_wait_ratio", 1, 1000);
  targets.service_level_gap = take("service_level_gap", 0, 1);
}

void Reading::equity() {
  const auto place = section("equity");
  if (!scenario_.classes.empty()) scenario_.reference_language = scenario_.classes.front().language;
  if (!place) return;
  const Fields fields(*place, {"reference_language"});
  const auto at = fields.get("reference_language");
  const auto tag = at ? at->text() : std::nullopt;
  if (!tag) return;
  const auto speaks = [&](const ClassPlan& cls) { return cls.language == *tag; };
  if (std::none_of(scenario_.classes.begin(), scenario_.classes.end(), speaks)) {
    at->error(str_cat("no class has the language ", config::shown(*tag), " first"),
              "name the first language of a class; the others are measured against it");
  }
  scenario_.reference_language = *tag;
}

}  // namespace usher::plan
