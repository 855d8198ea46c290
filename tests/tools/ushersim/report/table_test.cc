#include "tools/ushersim/report/table.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/ushersim/report/golden.h"
#include "tests/tools/ushersim/report/sample.h"

namespace usher::report {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

template <typename Result>
std::string printed(const Result& result, bool colour = false) {
  std::ostringstream out;
  write_table(result, out, colour);
  return out.str();
}

TEST(ResultTable, of_a_run_reads_as_before) {
  expect_golden("run_table.txt", printed(sample_run()));
}

TEST(ResultTable, of_a_comparison_reads_as_before) {
  expect_golden("comparison_table.txt", printed(sample_comparison()));
}

TEST(ResultTable, of_a_staffing_says_when_no_staffing_meets_the_targets) {
  StaffingResult staffing = sample_staffing();
  EXPECT_THAT(printed(staffing), HasSubstr("The smallest staffing that meets every target"));
  staffing.feasible = false;
  staffing.targets[1].met = false;
  const std::string text = printed(staffing);
  EXPECT_THAT(text, HasSubstr("No staffing within the bounds meets every target"));
  EXPECT_THAT(text, ContainsRegex("Ratio of P90 waits +at most 1.25 +1.21 ± 0.03 +NO\n"));
  EXPECT_THAT(text, ContainsRegex("Bilingual +4 +6 +\\+2\n"));
}

TEST(ResultTable, shows_unknown_as_a_dash_and_survives_emptiness) {
  EXPECT_THAT(printed(RunResult{}), HasSubstr("-"));
  EXPECT_THAT(printed(RunResult{}), Not(HasSubstr("nan")));
  EXPECT_NE(printed(Comparison{}), "");
  EXPECT_THAT(printed(StaffingResult{}), Not(HasSubstr("nan")));
}

TEST(ResultTable, lets_no_name_drive_the_terminal) {
  Comparison comparison = sample_comparison();
  comparison.title = comparison.policies[0].policy = comparison.policies[0].classes[0].name =
      comparison.differences[0].policy = "a\x1b[2Jb";
  comparison.notes = {"a\x1b[2Jb"};
  EXPECT_THAT(printed(comparison), Not(HasSubstr("\x1b")));
  RunResult run = sample_run("a\x1b[2Jb");
  run.equity[0].reference = run.equity[0].dimension = run.groups[0].name = run.policy;
  EXPECT_THAT(printed(run), Not(HasSubstr("\x1b")));
  EXPECT_THAT(printed(run, true), HasSubstr("\x1b[1m"));
}

}  // namespace
}  // namespace usher::report
