// Completion, `config check`: what needs no daemon at all.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/usherctl/fake_daemon.h"

namespace usher::ctl {
namespace {

using testing::HasSubstr;

TEST(Completion, knows_every_verb_and_option_in_every_shell) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const auto result = run_usherctl({"completion", shell});
    EXPECT_EQ(result.code, 0);
    for (const char* word : {"explain", "sign-in", "rollback", "--show-private", "--clear"}) {
      EXPECT_THAT(result.out, HasSubstr(word)) << shell;
    }
  }
}

// The words that bash offers for a command line that ends in a word to be completed.
std::string offered_by_bash(const std::string& script, const std::string& words, int at) {
  char path[] = "/tmp/usher_completion_XXXXXX";
  EXPECT_GE(mkstemp(path), 0);
  std::ofstream(path) << script << "COMP_WORDS=(" << words << ")\nCOMP_CWORD=" << at
                      << "\n_usherctl\necho \"${COMPREPLY[*]}\"\n";
  std::FILE* shell = popen((std::string("bash ") + path).c_str(), "r");
  char line[4096] = "";
  EXPECT_NE(std::fgets(line, sizeof line, shell), nullptr);
  EXPECT_EQ(pclose(shell), 0);
  std::remove(path);
  return line;
}

TEST(Completion, completes_in_bash) {
  const std::string script = run_usherctl({"completion", "bash"}).out;
  EXPECT_EQ(offered_by_bash(script, "usherctl contact re", 2), "retrieve\n");
  EXPECT_EQ(offered_by_bash(script, "usherctl expl", 1), "explain\n");
  EXPECT_EQ(offered_by_bash(script, "usherctl contact list --st", 3), "--state\n");
}

TEST(ConfigCheck, names_file_line_and_column_and_fails) {
  char path[] = "/tmp/usher_config_XXXXXX";
  ASSERT_GE(mkstemp(path), 0);
  std::ofstream(path) << "agencies:\n  - id: demo\n    colour: red\n";
  const auto result = run_usherctl({"config", "check", path});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, HasSubstr(std::string(path) + ":3:5: error: unknown key \"colour\""));
  const auto json = run_usherctl({"config", "check", path, "--json"});
  EXPECT_THAT(json.out, HasSubstr(R"("line":3,"column":5)"));
  std::remove(path);
}

TEST(ConfigCheck, accepts_the_sample_agency) {
  const auto result = run_usherctl({"config", "check", "deploy/sample/agency.yaml"});
  EXPECT_EQ(result.code, 0) << result.out;
  EXPECT_THAT(result.err, HasSubstr("0 errors"));
}

TEST(ConfigCheck, says_that_a_file_is_not_there) {
  const auto result = run_usherctl({"config", "check", "/nowhere.yaml"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("/nowhere.yaml"));
}

TEST(Help, states_the_exit_codes) {
  const auto result = run_usherctl({"--help"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, HasSubstr("4    not found"));
  EXPECT_EQ(run_usherctl({"help", "contact"}).code, 0);
  EXPECT_THAT(run_usherctl({"version"}).out, testing::StartsWith("usherctl "));
}

}  // namespace
}  // namespace usher::ctl
