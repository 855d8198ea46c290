// Every mistake in a scenario is refused with its place, what is wrong, and what would be right.
#include <vector>

#include "tests/tools/ushersim/run/builders.h"

namespace usher::plan {
namespace {

constexpr char kRun[] = "run: {steady: {measure: 10h}}\n";
constexpr char kClasses[] =
    "classes: [{id: a, arrivals: {per_hour: 10}, service_time: {fixed: 1m}}]\n";
constexpr char kGroups[] = "agent_groups: [{id: g, count: 1}]\n";

std::string all_of(const std::string& text) {
  return absl::StrJoin(scenario_from_text(text, "s.yaml").problems, "\n");
}

void expect_refused(const std::string& text, const std::string& words) {
  const ReadScenario read = scenario_from_text(text, "s.yaml");
  EXPECT_FALSE(read.scenario.has_value()) << text;
  const std::string all = absl::StrJoin(read.problems, "\n");
  EXPECT_NE(all.find(words), std::string::npos) << text << "\n--- said:\n" << all;
}

// One class with what is given instead of the parts of a good one.
std::string with_class(const std::string& parts) {
  return absl::StrCat(kRun, "classes:\n  - {id: a, ", parts, "}\n", kGroups);
}
std::string with_group(const std::string& parts) {
  return absl::StrCat(kRun, kClasses, "agent_groups:\n  - {id: g, ", parts, "}\n");
}
std::string with_policy(const std::string& parts) {
  return absl::StrCat(kRun, kClasses, kGroups, "policy: {", parts, "}\n");
}
const std::string kGood = "arrivals: {per_hour: 10}, service_time: {fixed: 1m}";

TEST(Scenario, that_is_good_is_taken) {
  EXPECT_EQ(all_of(absl::StrCat(kRun, kClasses, kGroups)), "");
  EXPECT_EQ(all_of(with_class(kGood)), "");
}

TEST(Scenario, names_the_place_of_an_unknown_key_and_the_one_that_was_meant) {
  expect_refused(with_class(kGood + ", patiense: never"),
                 "s.yaml:3:66: error: unknown key \"patiense\"; did you mean \"patience\"?");
  expect_refused(absl::StrCat(kRun, kClasses, kGroups, "polisy: {}\n"),
                 "s.yaml:4:1: error: unknown key \"polisy\"; did you mean \"policy\"?");
}

TEST(Scenario, names_every_mistake_at_once) {
  const ReadScenario read = scenario_from_text(
      absl::StrCat(kRun, "classes: [{id: A, arrivals: {per_hour: -1}, service_time: 5}]\n",
                   "agent_groups: [{id: g, count: many}]\n"),
      "s.yaml");
  EXPECT_EQ(read.problems.size(), 4U) << absl::StrJoin(read.problems, "\n");
}

TEST(Scenario, that_is_no_yaml_is_refused) {
  expect_refused("run: {", "s.yaml:1:");
  expect_refused("", "the file says nothing; begin with \"run:\"");
  expect_refused("- 1\n", "this is a list where a mapping belongs");
}

TEST(Scenario, without_people_agents_or_time_is_refused) {
  expect_refused(kRun, "nobody comes; write at least one class of contacts under \"classes:\"");
  expect_refused(absl::StrCat(kRun, kClasses), "nobody is there to serve");
  expect_refused(absl::StrCat(kClasses, kGroups), "\"run\" is missing; write run: {day:");
}

TEST(Scenario, has_either_a_day_or_a_system_in_balance) {
  expect_refused(
      absl::StrCat("run: {day: {from: \"08:00\", to: \"09:00\"}, steady: {measure: 1h}}\n",
                   kClasses, kGroups),
      "\"steady\" can't stand beside \"day\"; keep one of the two");
  expect_refused(absl::StrCat("run: {seed: 1}\n", kClasses, kGroups), "write one of: day, steady");
  expect_refused(absl::StrCat("run: {day: {from: \"9:00\", to: \"10:00\"}}\n", kClasses, kGroups),
                 "\"9:00\" is no time of day; write hours and minutes with two digits each");
  expect_refused(absl::StrCat("run: {day: {from: \"10:00\", to: \"09:00\"}}\n", kClasses, kGroups),
                 "the day ends before it begins");
  expect_refused(absl::StrCat("run: {day: {from: \"08:00\", to: \"09:00\", interval: 25m}}\n",
                              kClasses, kGroups),
                 "the day is no whole number of intervals");
}

TEST(Scenario, with_two_of_a_name_is_refused) {
  expect_refused(
      absl::StrCat(kRun, kClasses, "agent_groups: [{id: g, count: 1}, {id: g, count: 2}]\n"),
      "the group \"g\" is there already; give each an id of its own");
  expect_refused(with_class(kGood + ", channel: CHAT, channel: WEB"),
                 "the key \"channel\" stands here twice; keep one of the two");
}

TEST(Class, needs_arrivals_and_a_service_time) {
  expect_refused(with_class("service_time: {fixed: 1m}"),
                 "\"arrivals\" is missing; write how many come: arrivals: {per_hour: 60}");
  expect_refused(with_class("arrivals: {per_hour: 1}"), "\"service_time\" is missing");
}

TEST(Distribution, is_one_and_has_only_what_belongs_to_it) {
  expect_refused(with_class("arrivals: {per_hour: 1}, service_time: {fixed: 1m, exponential: 2m}"),
                 "\"exponential\" can't stand beside \"fixed\"");
  expect_refused(with_class("arrivals: {per_hour: 1}, service_time: {exponential: 2m, cv: 2}"),
                 "\"cv\" belongs to \"lognormal\"; remove it, or write lognormal: 3m");
  expect_refused(with_class("arrivals: {per_hour: 1}, service_time: {exponential: 2 minutes}"),
                 "\"2 minutes\" is no length of time; write one such as 20s");
  expect_refused(with_class("arrivals: {per_hour: 1}, service_time: {values: []}"),
                 "no lengths are found here");
  expect_refused(with_class("arrivals: {per_hour: 1}, service_time: {file: nowhere.txt}"),
                 "the file can't be read; name a file with one length in seconds a line");
  expect_refused(with_class("arrivals: {per_hour: 1}, service_time: never"),
                 "this is a single value where a mapping belongs");
}

TEST(Class, refers_only_to_what_is_there) {
  expect_refused(with_class(kGood + ", queue: frnt"), "\"frnt\" is not among the queues");
  expect_refused(with_class(kGood + ", channel: FAX"), "\"FAX\" is not among the channels");
  expect_refused(with_class(kGood + ", needs: [RTTT]"),
                 "\"RTTT\" is not among the needs; did you mean \"RTT\"?");
  expect_refused(with_class(kGood + ", agent_order: [h]"), "\"h\" is not among the groups");
  expect_refused(with_class(kGood + ", service_time_by_group: {h: {fixed: 1s}}"),
                 "unknown key \"h\"; known keys: g");
  expect_refused(with_class(kGood + ", service: tax"),
                 "services are those of an agency's configuration: agency: FILE");
}

TEST(Class, has_languages_that_people_speak) {
  expect_refused(with_class(kGood + ", languages: [gr]"), "s.yaml:3:78: error: no language;");
  expect_refused(with_class(kGood + ", languages: [zh]"), "not a language that can be used so;");
  expect_refused(with_class(kGood + ", required_skills: \"a and\""),
                 "this is no skill expression;");
}

TEST(Class, comes_again_only_with_a_probability) {
  expect_refused(with_class(kGood + ", retry: {delay: {fixed: 1m}}"),
                 "nobody comes again; write after_block or after_abandon");
  expect_refused(with_class(kGood + ", retry: {after_block: 1.5, delay: {fixed: 1m}}"),
                 "\"1.5\" is no number that is taken here; write a number from 0 to 1");
}

TEST(Rates, that_change_need_a_day) {
  expect_refused(with_class("service_time: {fixed: 1m}, arrivals: {rates: [{from: \"08:00\", "
                            "per_hour: 1}]}"),
                 "rates that change need a day, and this run is \"steady\"");
  const std::string day = "run: {day: {from: \"08:00\", to: \"09:00\"}}\n";
  expect_refused(
      absl::StrCat(day,
                   "classes: [{id: a, service_time: {fixed: 1m}, arrivals: {rates: [{from: "
                   "\"09:00\", per_hour: 1}, {from: \"08:00\", per_hour: 1}]}}]\n",
                   kGroups),
      "this part begins before the one above it; write the parts in their order");
}

TEST(Group, has_a_count_or_a_schedule) {
  expect_refused(with_group("skills: [a]"), "write one of: count, schedule");
  expect_refused(with_group("count: 1, schedule: []"), "\"schedule\" can't stand beside \"count\"");
  expect_refused(with_group("count: -3"), "write a whole number from 0 to 100000");
  expect_refused(with_group("schedule: [{from: \"08:00\", count: 1}]"),
                 "a schedule needs a day, and this run is \"steady\"");
  expect_refused(with_group("count: 1, agents: [maria]"),
                 "there is no agency's configuration to take agents from");
}

TEST(Group, has_no_more_breaks_than_agents) {
  expect_refused(
      absl::StrCat("run: {day: {from: \"08:00\", to: \"12:00\"}}\n", kClasses,
                   "agent_groups: [{id: g, count: 2, breaks: [{from: \"09:00\", to: \"10:00\", "
                   "count: 1}, {from: \"09:30\", to: \"10:30\", count: 2}]}]\n"),
      "more agents have a break than are there at that time");
}

TEST(Policy, of_the_engine_knows_only_what_the_engine_does) {
  for (const std::string rule : {"contacts: longest-queue", "poll_every: 1s", "agents: group-order",
                                 "reserve: [{group: g, keep: 1, only_for: [a]}]"}) {
    expect_refused(with_policy(rule), "the engine doesn't know this rule; write router: rules");
  }
  expect_refused(with_policy("relax: [{after: 30s, drop: [LANGUAGES]}]"),
                 "Usher never drops a language or a need; write router: rules");
}

TEST(Policy, that_contradicts_itself_is_refused) {
  expect_refused(with_policy("router: rules, contacts: home-first"), "no group has a home");
  expect_refused(with_policy("router: rules, contacts: group-order"), "no group has an order");
  expect_refused(with_policy("router: rules, agents: group-order"), "no class has an order");
  expect_refused(with_policy("router: rules, contacts: priority, poll_every: 1s"),
                 "queues that poll for agents don't choose among contacts of other queues");
  expect_refused(with_policy("relax: [{after: 30s}]"), "this step asks for the same as before");
  expect_refused(with_policy("relax: [{after: 30s, drop: [SKILLS]}, {after: 20s, drop: [SKILLS]}]"),
                 "above comes no earlier; write the steps of a class in their order");
  expect_refused(
      with_policy("router: rules, reserve: [{group: g, only_for: [a]}, {group: g, only_for: [a]}]"),
      "this group has a reserve already");
}

TEST(Queue, has_the_waiting_room_of_its_classes) {
  expect_refused(
      absl::StrCat(kRun, "queues: [{id: q}]\nclasses: [{id: a, queue: q, max_waiting: 3, ", kGood,
                   "}]\n", kGroups),
      "\"max_waiting\" can't stand beside \"queue\"; the waiting room is the queue's");
}

TEST(Base, that_is_not_there_or_goes_in_circles_is_refused) {
  expect_refused("base: nowhere.yaml\n", "the file \"nowhere.yaml\" can't be read");
}

TEST(Equity, is_measured_against_a_language_that_somebody_has) {
  expect_refused(absl::StrCat(kRun, kClasses, kGroups, "equity: {reference_language: fr}\n"),
                 "no class has the language \"fr\" first");
}

}  // namespace
}  // namespace usher::plan
