// ushersim traffic against a real usherd: the check, a daemon that is killed under it, a clean end.
#include <csignal>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/harness/agency.h"
#include "tests/e2e/harness/client.h"
#include "tests/e2e/harness/daemon.h"

namespace usher::sim {
namespace {

using e2e::Daemon;
using e2e::Process;
using testing::HasSubstr;

std::string sample() {
  std::ifstream file("deploy/sample/agency.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::unique_ptr<Daemon> sample_daemon(std::string listen = "127.0.0.1:0") {
  auto daemon =
      std::make_unique<Daemon>(Daemon::Options{.config = sample(),
                                               .listen = std::move(listen),
                                               .arguments = {"--http-listen", "127.0.0.1:0"}});
  daemon->start();
  return daemon;
}

TEST(UshersimEndToEnd, sees_every_kind_of_contact_end_to_end) {
  const auto daemon = sample_daemon();
  Process traffic({USHERSIM_PATH, "traffic", "--address", daemon->address(), "--check", "--seed",
                   "3", "--check-within", "100s"});
  const auto exit = traffic.wait_exit(absl::Seconds(140));
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 0) << traffic.output();
  EXPECT_THAT(traffic.output(), HasSubstr("seen    a contact in a signed language"));
}

TEST(UshersimEndToEnd, says_what_is_missing_where_nobody_signs) {
  const auto daemon = Daemon::serving(e2e::AgencyFile().text());
  Process traffic({USHERSIM_PATH, "traffic", "--address", daemon->address(), "--check",
                   "--check-within", "8s"});
  const auto exit = traffic.wait_exit(absl::Seconds(60));
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 1);
  EXPECT_THAT(traffic.output(), HasSubstr("MISSING a completed contact of channel WEB"));
}

TEST(UshersimEndToEnd, goes_on_after_the_daemon_was_killed_and_loses_nobody) {
  auto daemon = sample_daemon();
  const std::string address = daemon->address();
  Process traffic({USHERSIM_PATH, "traffic", "--address", address, "--rate", "300", "--seed", "5"});
  const e2e::Client client(address);
  const auto completed = [&] {
    v1::GetSnapshotRequest request;
    request.set_parent("agencies/rivermark");
    const auto snapshot =
        client.call(*client.monitor, &v1::MonitorService::StubInterface::GetSnapshot, request);
    std::int64_t count = 0;
    for (const auto& queue : snapshot->queues()) count += queue.totals().completed();
    return count;
  };
  ASSERT_TRUE(e2e::wait_until([&] { return completed() >= 3; }, absl::Seconds(60)))
      << traffic.output();
  daemon->kill9();
  auto again = Daemon::Options{.config = sample(),
                               .data_dir = daemon->data_dir(),
                               .listen = address,
                               .arguments = {"--http-listen", "127.0.0.1:0"}};
  Daemon second(std::move(again));
  second.start();
  const std::int64_t before = completed();
  EXPECT_TRUE(e2e::wait_until([&] { return completed() >= before + 3; }, absl::Seconds(60)))
      << traffic.output();
  EXPECT_THAT(traffic.output(), HasSubstr("kept their place"));
  v1::ListContactsRequest lost;
  lost.set_parent("agencies/rivermark");
  lost.add_states(v1::Contact::LOST_BY_CHANNEL);
  const auto list =
      client.call(*client.contacts, &v1::ContactService::StubInterface::ListContacts, lost);
  EXPECT_EQ(list->contacts_size(), 0);
  traffic.kill(SIGINT);
  const auto exit = traffic.wait_exit(absl::Seconds(20));
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 0) << traffic.output();
}

TEST(UshersimEndToEnd, ends_cleanly_at_a_signal_and_leaves_nobody_in_line) {
  const auto daemon = sample_daemon();
  Process traffic({USHERSIM_PATH, "traffic", "--address", daemon->address(), "--rate", "200"});
  const e2e::Client client(daemon->address());
  ASSERT_TRUE(
      e2e::wait_until([&] { return traffic.output().find("connected") != std::string::npos; }));
  traffic.kill(SIGINT);
  const auto exit = traffic.wait_exit(absl::Seconds(20));
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 0) << traffic.output();
  v1::ListContactsRequest waiting;
  waiting.set_parent("agencies/rivermark");
  waiting.add_states(v1::Contact::WAITING);
  waiting.add_states(v1::Contact::OFFERED);
  const auto list =
      client.call(*client.contacts, &v1::ContactService::StubInterface::ListContacts, waiting);
  EXPECT_EQ(list->contacts_size(), 0);
}

TEST(UshersimEndToEnd, can_not_reach_a_daemon_that_is_not_there) {
  Process traffic({USHERSIM_PATH, "traffic", "--address", "127.0.0.1:1", "--agency", "x"});
  const auto exit = traffic.wait_exit(absl::Seconds(30));
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 3);
  EXPECT_THAT(traffic.output(), HasSubstr("127.0.0.1:1"));
}

TEST(UshersimEndToEnd, computes_a_staffing_table_without_a_daemon) {
  Process erlang({USHERSIM_PATH, "erlang", "--calls-per-hour", "120", "--aht", "240s", "--patience",
                  "180s", "--target", "80/20s"});
  const auto exit = erlang.wait_exit(absl::Seconds(60));
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 0) << erlang.output();
  EXPECT_THAT(erlang.output(), HasSubstr("Fewest agents: 10, for 80 % served within 20 s."));
  Process refused({USHERSIM_PATH, "erlang", "--calls-per-hour", "many", "--aht", "240s"});
  const auto refusal = refused.wait_exit(absl::Seconds(60));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, 2) << refused.output();
  EXPECT_THAT(refused.output(), HasSubstr("See `ushersim erlang --help`"));
}

}  // namespace
}  // namespace usher::sim
