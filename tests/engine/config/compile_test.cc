#include "engine/config/compile.h"

#include <chrono>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/config/check.h"
#include "tests/engine/config/builders.h"

namespace usher::config {
namespace {

using core::Channel;
using core::NeedCode;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

core::ModelPtr model_of(const usher::v1::AgencyConfig& agency) {
  const Compiled compiled = compile(agency);
  EXPECT_THAT(lines_of(compiled.findings), IsEmpty());
  return compiled.model;
}

TEST(Compile, fills_in_the_defaults_that_the_schema_states) {
  const core::ModelPtr model = model_of(town());
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->session_grace, seconds(20));
  EXPECT_EQ(model->adapter_grace, minutes(15));
  EXPECT_EQ(model->starvation_bound, minutes(60));
  EXPECT_EQ(model->max_waiting, 1'000'000);
  EXPECT_EQ(model->ended_contact_retention, hours(24));
  EXPECT_EQ(model->ended_contact_limit, 100'000);
  const core::QueueModel& queue = model->queues.at(0);
  EXPECT_EQ(queue.priority_minutes, 0);
  EXPECT_EQ(queue.target, minutes(5));
  EXPECT_EQ(queue.offer_timeout, seconds(20));
  EXPECT_TRUE(queue.break_after_missed_offer);
  EXPECT_EQ(queue.reoffer_after, minutes(5));
  EXPECT_EQ(queue.wrap_up_limit, minutes(2));
  EXPECT_FALSE(queue.outcome_required);
  EXPECT_EQ(queue.ranking, routing::Ranking::kLeastScarce);
  EXPECT_EQ(queue.starvation_bound, minutes(60));
  EXPECT_EQ(queue.max_waiting, 0);
  EXPECT_FALSE(queue.pull_only);
}

TEST(Compile, takes_what_is_written_instead_of_defaults) {
  usher::v1::AgencyConfig agency = town();
  agency.mutable_session_grace();  // 0 s
  agency.set_ended_contact_limit(0);
  agency.add_outcome_codes("resolved");
  usher::v1::QueueConfig& queue = *agency.mutable_queues(0);
  queue.set_break_after_missed_offer(false);
  queue.mutable_wrap_up()->mutable_limit()->set_seconds(30);
  queue.mutable_wrap_up()->set_outcome_required(true);
  queue.set_ranking(usher::v1::LONGEST_IDLE);
  queue.mutable_starvation_bound()->set_seconds(600);
  queue.set_pull_only(true);
  const core::ModelPtr model = model_of(agency);
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->session_grace, seconds(0));
  EXPECT_EQ(model->ended_contact_limit, 0);
  EXPECT_FALSE(model->queues[0].break_after_missed_offer);
  EXPECT_EQ(model->queues[0].wrap_up_limit, seconds(30));
  EXPECT_TRUE(model->queues[0].outcome_required);
  EXPECT_EQ(model->queues[0].ranking, routing::Ranking::kLongestIdle);
  EXPECT_EQ(model->queues[0].starvation_bound, minutes(10));
  EXPECT_TRUE(model->queues[0].pull_only);
}

TEST(Compile, an_empty_wrap_up_still_has_the_default_limit) {
  usher::v1::AgencyConfig agency = town();
  agency.mutable_queues(0)->mutable_wrap_up();
  EXPECT_EQ(model_of(agency)->queues[0].wrap_up_limit, minutes(2));
  agency.mutable_queues(0)->mutable_wrap_up()->mutable_limit();
  EXPECT_EQ(model_of(agency)->queues[0].wrap_up_limit, seconds(0));
}

TEST(Compile, an_agent_without_a_capacity_takes_one_call) {
  const core::ModelPtr model = model_of(town());
  const core::CapacityModel& capacity = model->agent("ana")->capacity;
  EXPECT_EQ(capacity.units, 100);
  for (int i = 0; i < routing::kChannelCount; ++i) {
    EXPECT_EQ(capacity.channels.at(static_cast<std::size_t>(i)).serves, i == 0);
  }
  EXPECT_EQ(capacity.channels[0].weight, 100);
  EXPECT_EQ(capacity.channels[0].max, 1);
  EXPECT_TRUE(capacity.channels[0].interruptible_by.has(Channel::kChat));
}

TEST(Compile, an_agents_own_level_counts_before_the_groups) {
  usher::v1::AgencyConfig agency = town();
  auto* group = agency.add_agent_groups();
  group->set_id("senior");
  auto* skill = group->add_skills();
  skill->set_skill("tax");
  skill->set_level(8);
  agency.mutable_agents(0)->add_groups("senior");
  auto* own = agency.mutable_agents(1)->add_skills();
  own->set_skill("tax");
  own->set_level(2);
  agency.mutable_agents(1)->add_groups("senior");
  const core::ModelPtr model = model_of(agency);
  const auto level = [&](const char* agent) {
    for (const routing::SkillTerm& term : model->agent(agent)->skills) {
      if (term.name == "tax") return static_cast<int>(term.at_least);
    }
    return 0;
  };
  EXPECT_EQ(level("ana"), 8);  // the higher of two groups
  EXPECT_EQ(level("rui"), 2);  // their own, though it is lower
}

TEST(Compile, of_one_language_in_two_groups_the_better_half_of_each_counts) {
  usher::v1::AgencyConfig agency = town();
  agency.mutable_agent_groups(0)->mutable_languages(0)->set_level(4);
  auto* group = agency.add_agent_groups();
  group->set_id("interpreters");
  auto* language = group->add_languages();
  language->set_tag("pt");
  language->set_modality(usher::v1::MODALITY_SPOKEN);
  language->set_level(9);
  language->set_may_serve(false);
  language->set_may_interpret(true);
  agency.mutable_agents(0)->add_groups("interpreters");
  const core::ModelPtr model = model_of(agency);
  ASSERT_EQ(model->agent("ana")->languages.size(), 1U);
  const core::AgentLanguageModel& merged = model->agent("ana")->languages[0];
  EXPECT_EQ(merged.level, 9);
  EXPECT_TRUE(merged.may_serve);
  EXPECT_TRUE(merged.may_interpret);
  EXPECT_EQ(model->agent("rui")->languages[0].level, 4);
}

TEST(Compile, what_site_and_counter_provide_the_agent_brings_along) {
  usher::v1::AgencyConfig agency = town();
  agency.mutable_agents(0)->set_site("hall");
  agency.mutable_agents(0)->set_counter("1");
  agency.mutable_agents(0)->add_needs(usher::v1::ESCORT);
  agency.mutable_agents(1)->set_site("hall");
  const core::ModelPtr model = model_of(agency);
  EXPECT_THAT(model->agent("ana")->needs,
              ElementsAre(NeedCode::kHearingLoop, NeedCode::kStepFree, NeedCode::kEscort));
  EXPECT_THAT(model->agent("rui")->needs, ElementsAre(NeedCode::kStepFree));
}

TEST(Compile, writes_tags_in_their_canonical_form_and_says_so) {
  usher::v1::AgencyConfig agency = town();
  auto* language = agency.mutable_agents(0)->add_languages();
  language->set_tag("sgn-ase");
  language->set_modality(usher::v1::MODALITY_SIGNED);
  const Compiled compiled = compile(agency);
  ASSERT_NE(compiled.model, nullptr);
  EXPECT_EQ(compiled.model->agents[0].languages[0].tag, "ase");
  EXPECT_THAT(lines_of(compiled.findings),
              ElementsAre(HasSubstr("agents[0].languages[0].tag: the language tag \"sgn-ase\"")));
}

TEST(Compile, gives_no_model_where_something_is_wrong_and_names_the_path) {
  usher::v1::AgencyConfig agency = town();
  agency.mutable_queues(0)->set_required_skills("tax >=");
  const Compiled compiled = compile(agency);
  EXPECT_EQ(compiled.model, nullptr);
  ASSERT_EQ(compiled.findings.size(), 1U);
  EXPECT_EQ(compiled.findings[0].path, "queues[0].required_skills");
  EXPECT_EQ(compiled.findings[0].line, 0);
}

TEST(Compile, refuses_numbers_that_no_enum_has) {
  usher::v1::AgencyConfig agency = town();
  agency.mutable_adapters(0)->set_channel(static_cast<usher::v1::Channel>(9));
  agency.mutable_queues(0)->set_ranking(static_cast<usher::v1::RankingPolicy>(9));
  agency.mutable_sites(0)->add_provides(static_cast<usher::v1::NeedCode>(99));
  EXPECT_THAT(lines_of(compile(agency).findings),
              ElementsAre(HasSubstr("sites[0].provides[1]: 99 is the number of no NeedCode"),
                          HasSubstr("queues[0].ranking: 9 is the number of no RankingPolicy"),
                          HasSubstr("adapters[0].channel: 9 is the number of no Channel")));
}

// In a process of its own: time zones that were found once stay found.
TEST(Compile, says_when_the_machine_has_no_time_zones) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto says_so = [] {
    setenv("TZDIR", "/nonexistent", 1);
    const std::vector<std::string> lines = lines_of(compile(town()).findings);
    return lines.size() == 1 && lines[0].find(
                                    "no time zone database; install it (the package "
                                    "tzdata on Debian)") != std::string::npos;
  };
  EXPECT_EXIT(std::exit(says_so() ? 0 : 1), testing::ExitedWithCode(0), "");
}

TEST(Compile, refuses_durations_that_no_clock_can_count) {
  usher::v1::AgencyConfig agency = town();
  agency.mutable_queues(0)->mutable_target()->set_seconds(INT64_MAX);
  agency.mutable_queues(0)->mutable_offer_timeout()->set_nanos(INT32_MIN);
  const Compiled compiled = compile(agency);
  EXPECT_EQ(compiled.model, nullptr);
  EXPECT_EQ(compiled.findings.size(), 2U);
}

TEST(Compile, stops_after_a_thousand_findings) {
  usher::v1::AgencyConfig agency = town();
  for (int i = 0; i < 5000; ++i) agency.add_agents()->set_id("!");
  EXPECT_EQ(compile(agency).findings.size(), kMaxFindings);
}

// The one property on which replay stands: the same source, the same model, in whatever release.
TEST(DecodeSource, gives_the_model_that_compile_gave) {
  usher::v1::AgencyConfig agency = town();
  agency.mutable_queues(0)->set_required_skills("benefits >= 2 and (tax or benefits >= 3)");
  agency.mutable_agents(0)->set_site("hall");
  agency.mutable_agents(0)->set_counter("1");
  const core::ModelPtr compiled = model_of(agency);
  const auto decoded = decode_source(compiled->source);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ((*decoded)->source, compiled->source);
  EXPECT_EQ((*decoded)->queues[0].required_skills, compiled->queues[0].required_skills);
  EXPECT_EQ((*decoded)->agents[0].needs, compiled->agents[0].needs);
  EXPECT_EQ((*decoded)->agents[1].skills, compiled->agents[1].skills);
  EXPECT_EQ((*decoded)->starvation_bound, compiled->starvation_bound);
  EXPECT_NE((*decoded)->queue("general"), nullptr);
  EXPECT_EQ(decode_config(compiled->source)->SerializeAsString(), agency.SerializeAsString());
}

TEST(DecodeSource, takes_what_would_be_refused_today) {
  usher::v1::AgencyConfig agency = town();
  agency.mutable_queues(0)->set_required_skills("not ( an expression");
  agency.mutable_agents(0)->add_groups("gone");
  agency.mutable_agents(0)->mutable_languages()->Add()->set_tag("gr");
  ASSERT_EQ(compile(agency).model, nullptr);
  const auto decoded = decode_source(agency.SerializeAsString());
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ((*decoded)->agents.size(), 2U);
}

TEST(DecodeSource, refuses_bytes_that_are_no_configuration) {
  const auto decoded = decode_source("\xff\xff\xff");
  EXPECT_EQ(decoded.status().code(), absl::StatusCode::kDataLoss);
}

TEST(Server, has_the_defaults_that_the_schema_states) {
  const usher::v1::ServerConfig server = with_defaults({});
  EXPECT_EQ(server.listen(), "127.0.0.1:7420");
  EXPECT_EQ(server.http_listen(), "127.0.0.1:7421");
  EXPECT_EQ(server.command_queue_limit(), 10'000);
  EXPECT_EQ(server.feed_limit(), 100'000);
  EXPECT_EQ(server.max_request_bytes(), 4 << 20);
  EXPECT_EQ(server.max_streams(), 10'000);
  EXPECT_EQ(server.snapshot_every_events(), 100'000);
  EXPECT_THAT(validate_server({}), IsEmpty());
}

TEST(Server, may_listen_on_every_loopback_address_and_let_the_system_choose_the_port) {
  for (const char* address : {"127.0.0.1:0", "127.9.9.9:80", "[::1]:7420", "localhost:7420"}) {
    usher::v1::ServerConfig server;
    server.set_listen(address);
    server.set_http_listen("off");
    EXPECT_THAT(lines_of(validate_server(server)), IsEmpty()) << address;
  }
}

TEST(Server, must_have_tls_on_every_other_address) {
  for (const char* address :
       {"0.0.0.0:1", "10.0.0.1:1", "[::]:1", "[fe80::1]:1", "[::ffff:10.0.0.1]:1", "128.0.0.1:1"}) {
    usher::v1::ServerConfig server;
    server.set_listen(address);
    server.set_http_listen("off");
    EXPECT_THAT(lines_of(validate_server(server)), testing::Contains(HasSubstr("without TLS")))
        << address;
    server.mutable_tls()->set_certificate_file("a");
    server.mutable_tls()->set_key_file("b");
    auto* credential = server.add_credentials();
    credential->set_id("a");
    credential->set_token_hash("sha256:" + std::string(64, 'a'));
    credential->add_roles(usher::v1::ADMIN);
    EXPECT_THAT(lines_of(validate_server(server)), IsEmpty()) << address;
  }
}

TEST(Server, never_says_what_a_secret_is) {
  usher::v1::Config config;
  *config.add_agencies() = town();
  auto* credential = config.mutable_server()->add_credentials();
  credential->set_token_hash("hush-hush");
  for (const std::string& line : lines_of(validate_file(config))) {
    EXPECT_THAT(line, testing::Not(HasSubstr("hush")));
  }
}

}  // namespace
}  // namespace usher::config
