// How many contacts a minute `ushersim run` simulates on one core: an agency of 200 agents and 20
// classes at 90 % occupancy, under the engine's matcher and under plain rules. Target: 2,000,000.
#include <fstream>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include <CLI/CLI.hpp>

#include "routing/check.h"
#include "tools/ushersim/run/runner.h"
#include "tools/ushersim/run/scenario_reader.h"

namespace {

// Ten languages, phone and chat; each of ten groups speaks the first language and one more.
std::string agency(int hours, const std::string& policy) {
  const char* const languages[] = {"en", "es", "vi", "cmn", "ru", "ar", "so", "ko", "fr", "pt"};
  std::string text =
      absl::StrCat("run: {seed: 7, replications: 1, steady: {warm_up: 2h, measure: ", hours,
                   "h, batches: 10}}\nclasses:\n");
  for (int i = 0; i < 20; ++i) {
    const bool chat = i % 2 == 1;
    const std::string language = chat && i / 2 == 3 ? "zh-Hans" : languages[i / 2];
    absl::StrAppend(&text, "  - {id: c", i, ", channel: ", chat ? "CHAT" : "PHONE",
                    ", languages: [", language, "], required_skills: s", i % 3,
                    ", arrivals: {per_hour: ", i < 2 ? 720 : 80,
                    "}, service_time: {lognormal: 225s, cv: 1.2}, wrap_up: {fixed: 5s}, "
                    "patience: {exponential: 6m}}\n");
  }
  absl::StrAppend(&text, "agent_groups:\n");
  for (int i = 0; i < 10; ++i) {
    absl::StrAppend(&text, "  - {id: g", i, ", count: 20, skills: [s0, s1, s2], languages: [en",
                    i == 0 ? "" : absl::StrCat(", ", languages[i]), i == 3 ? ", zh-Hans" : "",
                    "]}\n");
  }
  return absl::StrCat(text, "policy: {", policy, "}\n");
}

struct Measured {
  double contacts_a_minute = 0;
  double occupancy = 0;
};

Measured measure(int hours, const std::string& policy) {
  const auto read = usher::plan::scenario_from_text(agency(hours, policy));
  for (const std::string& problem : read.problems) std::cerr << problem << "\n";
  USHER_CHECK(read.scenario.has_value());
  const auto ran = usher::plan::run_scenario(*read.scenario, {.threads = 1});
  Measured found;
  found.contacts_a_minute = static_cast<double>(ran.collected->contacts()) / ran.result.wall_s * 60;
  for (const auto& group : ran.result.groups) {
    found.occupancy += group.utilization.value / static_cast<double>(ran.result.groups.size());
  }
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Simulated contacts a minute on one core");
  std::string json;
  int hours = 400;
  app.add_option("--json", json, "Write the numbers to this file");
  app.add_option("--hours", hours, "Simulated")->check(CLI::Range(10, 1'000'000));
  CLI11_PARSE(app, argc, argv);
  const Measured engine = measure(hours, "router: engine");
  const Measured rules = measure(hours, "router: rules");
  std::cout << absl::StreamFormat(
      "200 agents, 20 classes, one core, occupancy %.0f %%\n"
      "  engine's matcher  %6.1f million contacts a minute (target 2)\n"
      "  plain rules       %6.1f million contacts a minute\n",
      100 * engine.occupancy, engine.contacts_a_minute / 1e6, rules.contacts_a_minute / 1e6);
  if (!json.empty()) {
    std::ofstream(json) << absl::StreamFormat(
        "{\"engine_contacts_per_minute\": %.0f, \"rules_contacts_per_minute\": %.0f, "
        "\"occupancy\": %.4f, \"target_contacts_per_minute\": 2000000}\n",
        engine.contacts_a_minute, rules.contacts_a_minute, engine.occupancy);
  }
  return engine.contacts_a_minute >= 2e6 ? 0 : 1;
}
