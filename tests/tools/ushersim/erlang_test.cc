#include "tools/ushersim/erlang.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace usher::sim {
namespace {

namespace json = boost::json;
using client::ExitCode;
using testing::HasSubstr;

struct Answered {
  ExitCode exit = ExitCode::kDone;
  std::string out, err;
};

// As typed, without the "ushersim".
Answered erlang(std::vector<std::string> words) {
  CLI::App app;
  ErlangArguments arguments;
  add_erlang(app, arguments);
  words.insert(words.begin(), "erlang");
  std::reverse(words.begin(), words.end());
  app.parse(words);
  std::ostringstream out, err;
  const ExitCode exit = run_erlang(arguments, out, err, false);
  return {exit, out.str(), err.str()};
}

std::vector<std::string> with(std::vector<std::string> more) {
  std::vector<std::string> words = {"--calls-per-hour", "120", "--aht", "240s"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

json::value as_json(std::vector<std::string> more) {
  more.emplace_back("--json");
  const Answered answered = erlang(with(std::move(more)));
  EXPECT_EQ(answered.exit, ExitCode::kDone) << answered.err;
  return json::parse(answered.out);
}

TEST(ErlangCommand, prints_a_table_around_the_fewest_agents) {
  const Answered answered =
      erlang(with({"--patience", "180s", "--target", "80/20s", "--agents", "9-11"}));
  EXPECT_EQ(answered.exit, ExitCode::kDone);
  EXPECT_EQ(answered.err, "");
  EXPECT_EQ(
      answered.out,
      "Erlang A: 120 calls an hour of 240 s, a load of 8.00 erlangs; mean patience 180 s\n\n"
      "AGENTS  OCCUPANCY  WITHIN 20 s    WAIT  MEAN WAIT  P90 WAIT  IN LINE  GIVE UP  TARGETS\n"
      "     9     80.3 %       70.2 %  38.4 %     17.5 s    63.1 s      0.6    9.7 %  not met\n"
      "    10     75.2 %       80.4 %  26.9 %     10.7 s    41.8 s      0.4    6.0 %  met, by "
      "the fewest\n"
      "    11     70.2 %       88.0 %  17.5 %      6.2 s    21.7 s      0.2    3.5 %  met\n\n"
      "Fewest agents: 10, for 80 % served within 20 s.\n");
}

TEST(ErlangCommand, without_patience_everybody_waits) {
  const Answered answered = erlang(with({"--shrinkage", "30%"}));
  EXPECT_THAT(answered.out, HasSubstr("Erlang C:"));
  EXPECT_THAT(answered.out, HasSubstr("no bound"));
  EXPECT_THAT(answered.out,
              HasSubstr("Fewest agents: 11 (16 on the rota, with 30 % shrinkage), for 80 %"));
}

TEST(ErlangCommand, counts_lines_where_nobody_waits) {
  const Answered answered = erlang({"--calls-per-hour", "60", "--aht", "3m", "--model", "b"});
  EXPECT_THAT(answered.out, HasSubstr("Erlang B:"));
  EXPECT_THAT(answered.out, HasSubstr("Fewest agents: 8, for at most 1 % turned away."));
}

TEST(ErlangCommand, writes_json_with_the_keys_of_a_simulation) {
  const json::value document = as_json({"--patience", "3m"});
  EXPECT_EQ(document.at("format").as_string(), "usher.simulation.erlang.v1");
  EXPECT_EQ(document.at("model").as_string(), "A");
  EXPECT_EQ(document.at("recommended_agents").to_number<int>(), 10);
  EXPECT_EQ(document.at("rows").as_array().size(), 9U);
  const json::value& row = document.at("rows").at(4);
  EXPECT_EQ(row.at("agents").to_number<int>(), 10);
  EXPECT_TRUE(row.at("meets_targets").as_bool());
  EXPECT_NEAR(row.at("service_level").to_number<double>(), 0.804, 0.001);
  EXPECT_NEAR(row.at("wait_quantiles_s").at("0.9").to_number<double>(), 41.8, 0.1);
}

TEST(ErlangCommand, unbounded_lines_are_null_in_json) {
  const json::value document = as_json({"--agents", "8"});
  const json::value& row = document.at("rows").at(0);
  EXPECT_FALSE(row.at("stable").as_bool());
  EXPECT_TRUE(row.at("mean_wait_s").is_null());
  EXPECT_EQ(row.at("p_wait").to_number<double>(), 1);
}

TEST(ErlangCommand, every_target_counts) {
  const auto fewest = [](std::vector<std::string> more) {
    return as_json(std::move(more)).at("recommended_agents").to_number<int>();
  };
  EXPECT_EQ(fewest({"--target", "80/20s"}), 11);
  EXPECT_EQ(fewest({"--target", "95%/20s"}), 14);
  EXPECT_EQ(fewest({"--target", "80/0"}), 12);
  EXPECT_EQ(fewest({"--max-occupancy", "50%"}), 16);
  EXPECT_EQ(fewest({"--max-p-wait", "10%"}), 13);
  EXPECT_EQ(fewest({"--max-mean-wait", "2s"}), 14);
  EXPECT_EQ(fewest({"--patience", "60s", "--max-abandon", "1%"}), 14);
  EXPECT_EQ(fewest({"--target", "80/20s", "--max-occupancy", "50"}), 16);
  EXPECT_EQ(fewest({"--model", "B", "--max-block", "5%"}), 13);
  EXPECT_EQ(fewest({"--model", "B", "--max-occupancy", "40%"}), 20);
}

TEST(ErlangCommand, computes_ten_thousand_agents) {
  const Answered answered = erlang({"--calls-per-hour", "100000", "--aht", "350s", "--patience",
                                    "180s", "--max-abandon", "0.1%", "--json"});
  const json::value document = json::parse(answered.out);
  const int fewest = document.at("recommended_agents").to_number<int>();
  EXPECT_GT(fewest, 9722);
  EXPECT_LT(fewest, 9900);
  EXPECT_LE(document.at("rows").at(4).at("p_abandon").to_number<double>(), 0.001);
  EXPECT_GT(document.at("rows").at(3).at("p_abandon").to_number<double>(), 0.001);
}

TEST(ErlangCommand, writes_a_file_and_says_when_it_cannot) {
  const std::string path = testing::TempDir() + "/erlang.json";
  const Answered answered = erlang(with({"--json", path}));
  EXPECT_THAT(answered.out, HasSubstr("Fewest agents"));
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_NO_THROW(json::parse(text.str()));
  std::remove(path.c_str());
  const Answered refused = erlang(with({"--json", "/nowhere/erlang.json"}));
  EXPECT_EQ(refused.exit, ExitCode::kUsage);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, HasSubstr("name a file in a folder that exists"));
}

TEST(ErlangCommand, refuses_bad_input_with_what_would_be_right) {
  const struct {
    std::vector<std::string> words;
    const char* said;
  } cases[] = {
      {{"--calls-per-hour", "0", "--aht", "3m"}, "--calls-per-hour must be above 0"},
      {{"--calls-per-hour", "-5", "--aht", "3m"}, "--calls-per-hour must be above 0"},
      {{"--calls-per-hour", "nan", "--aht", "3m"}, "--calls-per-hour must be above 0"},
      {{"--calls-per-hour", "1e8", "--aht", "1h"}, "computes up to 900000"},
      {{"--calls-per-hour", "5", "--aht", "soon"}, "--aht \"soon\": write a time, as in 240s"},
      {{"--calls-per-hour", "5", "--aht", "0s"}, "must be above 0s"},
      {with({"--patience", "-1s"}), "--patience \"-1s\""},
      {with({"--model", "D"}), "use A (people give up), B (nobody waits) or C (all wait)"},
      {with({"--model", "A"}), "needs --patience"},
      {with({"--model", "C", "--patience", "3m"}), "use A with --patience"},
      {with({"--model", "B", "--patience", "3m"}), "leave out --patience"},
      {with({"--model", "B", "--target", "80/20s"}), "use --max-block"},
      {with({"--max-block", "1%"}), "use --model B"},
      {with({"--max-abandon", "1%"}), "nobody gives up without --patience"},
      {with({"--target", "80"}), "write SHARE/TIME, as in 80/20s"},
      {with({"--target", "80/20s/3"}), "write SHARE/TIME, as in 80/20s"},
      {with({"--target", "100/20s"}), "write SHARE/TIME, as in 80/20s"},
      {with({"--max-occupancy", "120%"}), "write percent above 0 and below 100"},
      {with({"--shrinkage", "much"}), "write percent above 0 and below 100"},
      {with({"--agents", "0"}), "--agents \"0\": write a number or a range"},
      {with({"--agents", "9-7"}), "write a number or a range, as in 10-20"},
      {with({"--agents", "1-5000"}), "a range of 1000 at most"},
  };
  for (const auto& one : cases) {
    const Answered answered = erlang(one.words);
    EXPECT_EQ(answered.exit, ExitCode::kUsage) << one.said;
    EXPECT_EQ(answered.out, "");
    EXPECT_THAT(answered.err, HasSubstr(one.said));
    EXPECT_THAT(answered.err, HasSubstr("See `ushersim erlang --help`"));
  }
}

}  // namespace
}  // namespace usher::sim
