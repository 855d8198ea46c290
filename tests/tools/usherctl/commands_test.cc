// What usherctl asks of a daemon and how it shows the answers, against a fake of the services.
#include <cstdlib>

#include "absl/strings/str_split.h"
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "tests/tools/usherctl/fake_daemon.h"

namespace usher::ctl {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kSubmit = {"submit", "--channel", "phone", "--service", "benefits"};

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST(Submit, sends_what_the_options_say_with_full_names_and_a_request_id) {
  FakeDaemon daemon;
  const auto result = daemon.run(with(kSubmit, {"--language",    "ase:signed",
                                                "--language",    "en:written:receive",
                                                "--need",        "EXTRA_TIME:preference:200%",
                                                "--need",        "AGENT_GENDER:hard:female+share",
                                                "--site",        "north",
                                                "--priority",    "-5",
                                                "--origin",      "10m",
                                                "--display",     "case=a=b",
                                                "--person-name", "Mary",
                                                "--fallback",    "direct_only",
                                                "--id",          "c-9"}));
  ASSERT_EQ(result.code, 0) << result.err;
  ASSERT_EQ(daemon.contacts.created.size(), 1u);
  const auto& request = daemon.contacts.created[0];
  EXPECT_EQ(request.parent(), "agencies/demo");
  EXPECT_EQ(request.contact_id(), "c-9");
  EXPECT_EQ(request.request_id().size(), 36u);
  const auto& contact = request.contact();
  EXPECT_EQ(contact.channel(), v1::PHONE);
  EXPECT_EQ(contact.service(), "agencies/demo/services/benefits");
  EXPECT_EQ(contact.site(), "agencies/demo/sites/north");
  ASSERT_EQ(contact.languages_size(), 2);
  EXPECT_EQ(contact.languages(0).modality(), v1::MODALITY_SIGNED);
  EXPECT_EQ(contact.languages(1).direction(), v1::DIRECTION_RECEIVE);
  ASSERT_EQ(contact.needs_size(), 2);
  EXPECT_EQ(contact.needs(0).time_factor_percent(), 200);
  EXPECT_EQ(contact.needs(1).detail(), "female");
  EXPECT_TRUE(contact.needs(1).share_before_accept());
  EXPECT_EQ(contact.priority_minutes(), -5);
  EXPECT_EQ(contact.origin_time().seconds(), 1'700'000'000 - 600);
  EXPECT_EQ(contact.display().at("case"), "a=b");
  EXPECT_EQ(contact.fallback(), v1::FALLBACK_DIRECT_ONLY);
  EXPECT_THAT(result.out, HasSubstr("c-1 WAITING"));
  EXPECT_THAT(result.err, HasSubstr("usherctl explain c-1"));
}

TEST(Submit, is_retried_with_the_same_request_id_until_the_daemon_is_back) {
  FakeDaemon daemon;
  daemon.contacts.failures = {grpc::Status(grpc::StatusCode::UNAVAILABLE, "restarting"),
                              refusal(grpc::StatusCode::RESOURCE_EXHAUSTED, "full", "QUEUE_FULL")};
  ASSERT_EQ(daemon.run(kSubmit).code, 0);
  ASSERT_EQ(daemon.contacts.created.size(), 3u);
  EXPECT_EQ(daemon.contacts.created[0].SerializeAsString(),
            daemon.contacts.created[2].SerializeAsString());
}

TEST(Submit, uses_the_request_id_that_was_given) {
  FakeDaemon daemon;
  ASSERT_EQ(daemon.run(with(kSubmit, {"--request-id", "again-1"})).code, 0);
  EXPECT_EQ(daemon.contacts.created[0].request_id(), "again-1");
}

TEST(Submit, names_the_option_that_is_wrong_and_sends_nothing) {
  FakeDaemon daemon;
  const std::pair<std::vector<std::string>, const char*> wrong[] = {
      {{"--channel", "fax", "--service", "x"}, "--channel: 'fax' is not one of: PHONE"},
      {{"--channel", "phone"}, "a contact needs a channel and a service"},
      {{"--channel", "phone", "--service", "a b"}, "'a b' is no id of a service"},
      {{"--channel", "phone", "--service", "x", "--language", "es:sung"}, "'sung' is not one of"},
      {{"--channel", "phone", "--service", "x", "--need", "MONEY"}, "'MONEY' is not one of"},
      {{"--channel", "phone", "--service", "x", "--display", "novalue"}, "KEY=VALUE"},
      {{"--channel", "phone", "--service", "x", "--origin", "soon"}, "'soon' is no time"},
      {{"--channel", "phone", "--service", "x", "--priority", "high"}, "priority"},
      {{"--file", "/nowhere.json"}, "'/nowhere.json' can't be read"}};
  for (const auto& [options, problem] : wrong) {
    const auto result = daemon.run(with({"submit"}, options));
    EXPECT_EQ(result.code, 2) << problem;
    EXPECT_THAT(result.err, HasSubstr(problem));
  }
  EXPECT_TRUE(daemon.contacts.created.empty());
}

TEST(Errors, are_one_sentence_with_the_reason_one_step_and_an_exit_code) {
  FakeDaemon daemon;
  daemon.contacts.failures = {
      refusal(grpc::StatusCode::NOT_FOUND, "there is no contact c-5 in demo", "UNKNOWN_CONTACT")};
  const auto result = daemon.run({"contact", "get", "c-5"});
  EXPECT_EQ(result.code, 4);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(
      result.err,
      "usherctl: there is no contact c-5 in demo [UNKNOWN_CONTACT]\n  See which there are with "
      "`usherctl contact list`; ended contacts leave after the configured time.\n");
}

TEST(Errors, say_how_to_reach_a_daemon_that_is_not_there) {
  const auto result = run_usherctl({"status", "--agency", "x", "--address", "127.0.0.1:1"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, HasSubstr("127.0.0.1:1"));
  EXPECT_THAT(result.err, HasSubstr("--address"));
}

TEST(Errors, of_usage_point_to_the_help_of_the_verb) {
  EXPECT_THAT(run_usherctl({"contact", "get"}).err, HasSubstr("usherctl contact get --help"));
  EXPECT_EQ(run_usherctl({}).code, 2);
  EXPECT_EQ(run_usherctl({"dance"}).code, 2);
  EXPECT_EQ(run_usherctl({"contact"}).code, 2);
  EXPECT_EQ(run_usherctl({"status", "--timeout", "0"}).code, 2);
  EXPECT_EQ(run_usherctl({"agent", "state", "a", "BREAK"}).code, 2);
}

TEST(Agency, is_the_only_one_or_must_be_named) {
  FakeDaemon daemon;
  daemon.monitor.agencies = {"north", "south"};
  const auto result = daemon.run({"queue"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("one of: north, south"));
  EXPECT_EQ(daemon.run({"queue", "--agency", "south"}).code, 0);
}

TEST(Token, is_sent_from_a_file_and_from_the_environment) {
  FakeDaemon daemon;
  setenv("USHER_TOKEN", "secret-of-the-environment", 1);
  daemon.run({"agency", "list"});
  unsetenv("USHER_TOKEN");
  daemon.run({"agency", "list"});
  EXPECT_THAT(daemon.monitor.tokens, testing::ElementsAre("Bearer secret-of-the-environment", ""));
}

TEST(Private, is_hidden_in_tables_and_in_json_unless_asked_for) {
  FakeDaemon daemon;
  daemon.contacts.contact.add_needs()->set_code(v1::RTT);
  daemon.contacts.contact.add_languages()->set_tag("ase");
  daemon.contacts.contact.mutable_identity()->set_display_name("Mary Doe");
  for (const std::vector<std::string>& how :
       {std::vector<std::string>{}, std::vector<std::string>{"--json"}}) {
    const auto hidden = daemon.run(with({"contact", "get", "c-1"}, how));
    EXPECT_THAT(hidden.out, Not(HasSubstr("Mary")));
    EXPECT_THAT(hidden.out, Not(HasSubstr("RTT")));
    EXPECT_THAT(hidden.out, Not(HasSubstr("ase")));
    const auto shown = daemon.run(with(with({"contact", "get", "c-1"}, how), {"--show-private"}));
    EXPECT_THAT(shown.out, HasSubstr("Mary Doe"));
    EXPECT_THAT(shown.out, HasSubstr("RTT"));
  }
}

TEST(Lists, take_page_after_page_until_the_limit) {
  FakeDaemon daemon;
  daemon.contacts.in_all = 2500;
  const auto result =
      daemon.run({"contact", "list", "--limit", "2100", "--state", "waiting,offered"});
  ASSERT_EQ(result.code, 0);
  ASSERT_EQ(daemon.contacts.listed.size(), 3u);
  EXPECT_EQ(daemon.contacts.listed[0].page_size(), 1000);
  EXPECT_EQ(daemon.contacts.listed[2].page_size(), 100);
  EXPECT_EQ(daemon.contacts.listed[2].states_size(), 2);
  EXPECT_THAT(result.out, HasSubstr("c-2099"));
  EXPECT_THAT(result.out, Not(HasSubstr("c-2100")));
}

TEST(Lists, are_one_json_object_a_line) {
  FakeDaemon daemon;
  daemon.contacts.in_all = 3;
  const auto result = daemon.run({"contact", "list", "--json"});
  const std::vector<std::string> lines = absl::StrSplit(result.out, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    v1::Contact contact;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(lines[i], &contact).ok());
    EXPECT_EQ(contact.name(), "agencies/demo/contacts/c-" + std::to_string(i));
  }
}

TEST(Lists, that_are_empty_say_so_outside_of_the_output) {
  FakeDaemon daemon;
  const auto result = daemon.run({"contact", "list"});
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "no contacts\n");
}

TEST(Update, names_only_the_fields_that_were_given) {
  FakeDaemon daemon;
  ASSERT_EQ(
      daemon
          .run({"contact", "update", "c-1", "--language", "vi", "--clear", "needs", "--etag", "e7"})
          .code,
      0);
  ASSERT_EQ(daemon.contacts.updated.size(), 1u);
  const auto& request = daemon.contacts.updated[0];
  EXPECT_THAT(request.update_mask().paths(), testing::ElementsAre("languages", "needs"));
  EXPECT_EQ(request.contact().etag(), "e7");
  EXPECT_EQ(daemon.run({"contact", "update", "c-1"}).code, 2);
}

TEST(Accept, reads_the_agents_live_offer_and_its_fence_first) {
  FakeDaemon daemon;
  daemon.agents.agent.set_offer("agencies/demo/offers/o-7");
  daemon.offers.offer.set_fence(12);
  ASSERT_EQ(daemon.run({"agent", "accept", "ana"}).code, 0);
  ASSERT_EQ(daemon.offers.accepted.size(), 1u);
  EXPECT_EQ(daemon.offers.accepted[0].name(), "agencies/demo/offers/o-7");
  EXPECT_EQ(daemon.offers.accepted[0].fence(), 12);
}

TEST(Accept, says_so_where_there_is_no_live_offer) {
  FakeDaemon daemon;
  const auto result = daemon.run({"agent", "accept", "ana"});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err, HasSubstr("usherctl explain agent ana"));
}

TEST(Explain, takes_a_contact_by_its_id_and_anything_by_its_name) {
  FakeDaemon daemon;
  auto& explanation = daemon.explain.contact;
  explanation.set_summary("Nobody signed in can serve it.");
  auto& clause = *explanation.add_clauses();
  clause.set_kind("need");
  clause.set_text("meets RTT");
  auto& verdict = *explanation.add_agents();
  verdict.set_agent("agencies/demo/agents/ana");
  verdict.add_failed_clauses(0);
  const auto result = daemon.run({"explain", "c-17"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("Nobody signed in can serve it."));
  EXPECT_THAT(result.out, Not(HasSubstr("RTT")));
  EXPECT_THAT(daemon.run({"explain", "contact", "c-17", "--show-private"}).out,
              HasSubstr("not: meets RTT"));
  EXPECT_EQ(daemon.run({"explain", "agencies/demo/offers/o-1"}).code, 0);
  EXPECT_THAT(daemon.explain.asked,
              testing::ElementsAre("agencies/demo/contacts/c-17", "agencies/demo/contacts/c-17",
                                   "agencies/demo/offers/o-1"));
}

TEST(Queue, shows_a_table_or_one_queue) {
  FakeDaemon daemon;
  const auto all = daemon.run({"queue"});
  EXPECT_EQ(all.out,
            "QUEUE     WAITING  OFFERED  IN SERVICE  WRAP-UP  LONGEST WAIT  UNSERVABLE  TAKEN IN  "
            "ANSWERED  IN TARGET  ABANDONED  COMPLETED\n"
            "benefits        3        0           0        0     3 min 5 s           0         0  "
            "       4       75 %          0          0\n"
            "tax             3        0           0        0     3 min 5 s           0         0  "
            "       4       75 %          0          0\n");
  EXPECT_THAT(daemon.run({"queue", "tax"}).out, Not(HasSubstr("benefits")));
  EXPECT_EQ(daemon.run({"queue", "nowhere"}).code, 4);
}

}  // namespace
}  // namespace usher::ctl
