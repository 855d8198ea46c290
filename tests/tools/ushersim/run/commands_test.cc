// The command lines, with the scenarios that are shipped.
#include "tools/ushersim/run/commands.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/tools/ushersim/run/builders.h"

namespace usher::plan {
namespace {

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

// Tests run in the root of the tree.
Outcome ushersim(const std::string& line) {
  CLI::App app("test", "ushersim");
  app.require_subcommand(1);
  PlanCommands commands(app);
  std::ostringstream out;
  std::ostringstream err;
  app.parse(line);
  const auto code = commands.run(out, err, false, false);
  return {code.value_or(-1), out.str(), err.str()};
}

std::string read_all(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(RunCommand, shows_a_table_and_writes_what_was_asked_for) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "ushersim_run_command";
  std::filesystem::create_directories(folder);
  const std::string json = folder / "out.json";
  const std::string html = folder / "out.html";
  const Outcome outcome =
      ushersim("run deploy/scenarios/rivermark.yaml --replications 3 --stats --json " + json +
               " --html " + html);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("Rivermark: a Monday"), std::string::npos);
  EXPECT_NE(outcome.err.find("million contacts a minute"), std::string::npos);
  EXPECT_NE(read_all(json).find("\"wait_quantiles_s\""), std::string::npos);
  EXPECT_NE(read_all(html).find("<svg"), std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST(RunCommand, prints_json_alone_for_a_pipe) {
  const Outcome outcome = ushersim("run deploy/scenarios/rivermark.yaml --replications 2 --json -");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out.front(), '{');
}

TEST(RunCommand, takes_another_seed) {
  const Outcome one = ushersim("run deploy/scenarios/rivermark.yaml --replications 2");
  const Outcome two = ushersim("run deploy/scenarios/rivermark.yaml --replications 2 --seed 4");
  EXPECT_NE(one.out, two.out);
}

TEST(RunCommand, refuses_a_file_that_is_not_there_or_not_good) {
  const Outcome nowhere = ushersim("run nowhere.yaml");
  EXPECT_EQ(nowhere.code, 1);
  EXPECT_EQ(nowhere.err, "nowhere.yaml: error: the file can't be read; name a scenario file\n");
  const Outcome folder = ushersim("run deploy");
  EXPECT_EQ(folder.code, 1);
  const Outcome other = ushersim("run deploy/sample/agency.yaml");
  EXPECT_EQ(other.code, 1);
  EXPECT_NE(other.err.find("deploy/sample/agency.yaml:"), std::string::npos);
  EXPECT_EQ(other.out, "");
}

TEST(RunCommand, says_when_a_file_cant_be_written) {
  const Outcome outcome =
      ushersim("run deploy/scenarios/rivermark.yaml --replications 2 --json /nowhere/at/all.json");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("/nowhere/at/all.json can't be written"), std::string::npos);
}

TEST(CompareCommand, sets_every_shipped_policy_beside_usher) {
  std::string line = "compare deploy/scenarios/rivermark.yaml";
  for (const std::string other : {"app-queue", "any-agent", "bullseye", "priority"}) {
    line += " deploy/scenarios/rivermark-" + other + ".yaml";
  }
  const Outcome outcome = ushersim(line + " --replications 40");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("SERVED WITHOUT THEIR LANGUAGE OR NEED"), std::string::npos);
  // What the documentation says of the sample.
  EXPECT_NE(outcome.out.find("Queue a language against Usher. Mean wait shorter for en; longer for "
                             "everybody together, es, vi"),
            std::string::npos);
  EXPECT_NE(outcome.out.find("lacks their language or a need of theirs: 10."), std::string::npos);
}

TEST(StaffCommand, says_whether_the_targets_can_be_met) {
  const Outcome outcome = ushersim("staff deploy/scenarios/desk.yaml --replications 10");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("english"), std::string::npos);
}

TEST(ReplayCommand, refuses_a_folder_without_a_journal_and_leaves_it_as_it_was) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "ushersim_replay_command";
  std::filesystem::create_directories(folder);
  const Outcome outcome =
      ushersim("replay " + folder.string() + " --config deploy/sample/agency.yaml");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("has no journal.db; name the folder of an agency's journal"),
            std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

TEST(Scenarios, of_the_sample_agency_use_its_configuration) {
  const ReadScenario read = read_scenario("deploy/scenarios/sample-agency.yaml");
  ASSERT_TRUE(read.scenario.has_value()) << absl::StrJoin(read.problems, "\n");
  const report::RunResult result = run(*read.scenario);
  EXPECT_GT(result.overall.counts.served.value, 0);
  EXPECT_EQ(result.overall.p_unmet.value, 0);
}

TEST(Scenarios, that_are_shipped_are_all_good) {
  int looked_at = 0;
  for (const auto& entry : std::filesystem::directory_iterator("deploy/scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    ++looked_at;
    const ReadScenario read = read_scenario(entry.path());
    EXPECT_TRUE(read.problems.empty()) << absl::StrJoin(read.problems, "\n");
  }
  EXPECT_GE(looked_at, 7);
}

}  // namespace
}  // namespace usher::plan
