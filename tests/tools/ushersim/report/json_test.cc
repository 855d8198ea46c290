#include "tools/ushersim/report/json.h"

#include <fstream>
#include <functional>
#include <limits>
#include <set>
#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/ushersim/report/sample.h"
#include "tools/ushersim/report/pretty_json.h"

namespace usher::report {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

json::value parsed(const std::string& text) { return json::parse(text); }

TEST(Json, has_every_measure_of_a_class_with_its_half_width) {
  const RunResult run = sample_run();
  const json::value document = parsed(to_json(run));
  EXPECT_EQ(document.at("format").as_string(), "usher.simulation.run.v1");
  EXPECT_EQ(document.at("seed").to_number<int>(), 42);
  const json::value& spanish = document.at("classes").at(1);
  EXPECT_EQ(spanish.at("name").as_string(), "Spanish phone");
  for (const char* key : {"p_wait", "p_block", "p_abandon", "mean_wait_s", "mean_wait_served_s",
                          "service_level", "service_level_served", "mean_queue"}) {
    EXPECT_GT(spanish.at(key).at("value").to_number<double>(), 0) << key;
    EXPECT_GT(spanish.at(key).at("half_width").to_number<double>(), 0) << key;
  }
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
    const char* names[] = {"0.5", "0.8", "0.9", "0.95", "0.99"};
    EXPECT_NEAR(spanish.at("wait_quantiles_s").at(names[i]).at("value").to_number<double>(),
                run.classes[1].wait_quantiles_s[i].value, 1e-6);
  }
  EXPECT_NEAR(document.at("groups").at(0).at("utilization").at("value").to_number<double>(), 0.82,
              1e-12);
  EXPECT_EQ(document.at("day").at("classes").at(0).at("p90_wait_s").as_array().size(), 24U);
  EXPECT_EQ(document.at("equity").at(0).at("reference").as_string(), "English");
}

TEST(Json, unknown_is_null_and_never_zero) {
  const json::value document = parsed(to_json(RunResult{}));
  EXPECT_TRUE(document.at("overall").at("p_wait").at("value").is_null());
  EXPECT_TRUE(document.at("overall").at("mean_queue").at("half_width").is_null());
  EXPECT_TRUE(document.at("day").is_null());
  EXPECT_TRUE(document.at("wall_s").is_null());
}

TEST(Json, of_a_comparison_names_baseline_and_differences) {
  const json::value document = parsed(to_json(sample_comparison()));
  EXPECT_EQ(document.at("baseline").as_string(), "One queue per language");
  EXPECT_EQ(document.at("policies").as_array().size(), 3U);
  const json::value& first = document.at("differences").at(0);
  EXPECT_EQ(first.at("policy").as_string(), "Usher");
  EXPECT_EQ(first.at("metric").as_string(), "p90_wait_s");
  EXPECT_LT(first.at("difference").at("value").to_number<double>(), 0);
  EXPECT_TRUE(parsed(to_json(Comparison{})).at("baseline").is_null());
}

TEST(Json, of_a_staffing_says_what_is_needed_and_reached) {
  const json::value document = parsed(to_json(sample_staffing()));
  EXPECT_TRUE(document.at("feasible").as_bool());
  EXPECT_EQ(document.at("groups").at(1).at("after").to_number<int>(), 6);
  EXPECT_EQ(document.at("targets").at(1).at("bound").as_string(), "at_most");
  EXPECT_EQ(document.at("result").at("scenario").as_string(), "County benefits office");
}

TEST(Json, every_key_is_documented) {
  std::ifstream file("docs/simulation-output.md");
  std::ostringstream text;
  text << file.rdbuf();
  std::set<std::string> keys;
  const std::function<void(const json::value&)> collect = [&](const json::value& value) {
    if (const json::object* object = value.if_object()) {
      for (const auto& member : *object) {
        keys.insert(std::string(member.key()));
        collect(member.value());
      }
    } else if (const json::array* array = value.if_array()) {
      for (const json::value& item : *array) collect(item);
    }
  };
  collect(parsed(to_json(sample_run())));
  collect(parsed(to_json(sample_comparison())));
  collect(parsed(to_json(sample_staffing())));
  EXPECT_GT(keys.size(), 50U);
  for (const std::string& key : keys) EXPECT_THAT(text.str(), HasSubstr("`" + key + "`"));
}

TEST(PrettyJson, is_plain_ordered_and_the_same_every_time) {
  json::object object;
  object["b"] = 0.1;
  object["a"] = json::array{1, 2.5, nullptr, "x\"\n"};
  object["c"] = json::object{{"deep", json::object{{"v", json_number(-0.0)}}}};
  object["e"] = json::array{};
  object["big"] = 1e300;
  EXPECT_EQ(pretty(object),
            "{\n  \"b\": 0.1,\n  \"a\": [1, 2.5, null, \"x\\\"\\n\"],\n  \"c\": {\n    \"deep\": "
            "{\"v\": 0}\n  },\n  \"e\": [],\n  \"big\": 1e+300\n}\n");
  EXPECT_TRUE(json_number(std::numeric_limits<double>::infinity()).is_null());
}

}  // namespace
}  // namespace usher::report
