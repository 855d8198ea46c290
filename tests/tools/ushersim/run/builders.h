// What the tests of `ushersim run` share: scenarios as text, read or failed.
#ifndef USHER_TESTS_TOOLS_USHERSIM_RUN_BUILDERS_H_
#define USHER_TESTS_TOOLS_USHERSIM_RUN_BUILDERS_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include <gtest/gtest.h>

#include "routing/check.h"
#include "tools/ushersim/run/runner.h"
#include "tools/ushersim/run/scenario_reader.h"

namespace usher::plan {

inline Scenario scenario_of(const std::string& text) {
  ReadScenario read = scenario_from_text(text);
  EXPECT_TRUE(read.scenario.has_value()) << absl::StrJoin(read.problems, "\n");
  USHER_CHECK(read.scenario.has_value());
  return *std::move(read.scenario);
}

inline report::RunResult run(const Scenario& scenario, int threads = 1) {
  return run_scenario(scenario, {.threads = threads}).result;
}

// M/M/n with what is added to the class, by default at a mean service of 100 s.
struct Textbook {
  int servers = 1;
  double load = 0.5;  // erlangs
  std::string of_class;
  std::string measure = "1000h";
  int replications = 1;
  int batches = 30;
  int seed = 1;

  std::string text() const {
    return absl::StrCat("run: {seed: ", seed, ", replications: ", replications,
                        ", steady: {warm_up: 20h, measure: ", measure, ", batches: ", batches,
                        "}}\nclasses:\n  - {id: all, target: 30s, arrivals: {per_hour: ", load * 36,
                        "}, service_time: {exponential: 100s}, ", of_class,
                        "}\nagent_groups:\n  - {id: desk, count: ", servers, "}\n");
  }
};

}  // namespace usher::plan

#endif  // USHER_TESTS_TOOLS_USHERSIM_RUN_BUILDERS_H_
