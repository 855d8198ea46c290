// Every verb of usherctl against a real usherd: what it prints, the shape of its JSON, its exit
// codes.
#include <csignal>
#include <memory>
#include <sstream>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "tests/e2e/harness/agency.h"
#include "tests/e2e/harness/daemon.h"
#include "tools/usherctl/app.h"

namespace usher::ctl {
namespace {

using e2e::AgencyFile;
using e2e::Daemon;
using testing::HasSubstr;
using testing::Not;

struct Result {
  int code;
  std::string out, err;
};

class Usher {
 public:
  explicit Usher(const AgencyFile& file = {}) : daemon_(Daemon::serving(file.text())) {}

  Result run(std::vector<std::string> arguments) const {
    std::ostringstream out, err;
    Terminal terminal{out, err};
    terminal.now = [] { return absl::Now(); };
    arguments.insert(arguments.end(), {"--address", daemon_->address()});
    const int code = ctl::run(std::move(arguments), terminal);
    return {code, out.str(), err.str()};
  }
  // Expects success and gives the one JSON object that it printed.
  template <class Message>
  Message get(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--json", "--show-private"});
    const Result result = run(arguments);
    EXPECT_EQ(result.code, 0) << absl::StrJoin(arguments, " ") << "\n" << result.err;
    Message message;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(result.out, &message).ok())
        << result.out;
    return message;
  }
  v1::Contact submit(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"submit", "--channel", "phone", "--service", "general"});
    return get<v1::Contact>(more);
  }
  // The agent's live offer, which is waited for.
  std::string offer_of(const std::string& agent) const {
    v1::Agent read;
    e2e::wait_until([&] {
      read = get<v1::Agent>({"agent", "get", agent});
      return !read.offer().empty();
    });
    return read.offer();
  }
  Daemon& daemon() const { return *daemon_; }

 private:
  std::unique_ptr<Daemon> daemon_;
};

TEST(UsherctlEndToEnd, takes_a_contact_from_submit_to_completed) {
  const Usher usher;
  EXPECT_EQ(usher.run({"agent", "sign-in", "ana", "--lease", "5m"}).code, 0);
  const v1::Contact contact = usher.submit({"--id", "c-1", "--language", "es"});
  EXPECT_EQ(contact.name(), "agencies/county/contacts/c-1");
  const std::string offer = usher.offer_of("ana");
  ASSERT_FALSE(offer.empty());
  EXPECT_THAT(usher.run({"offer", "list"}).out, HasSubstr("c-1"));
  EXPECT_THAT(usher.run({"offer", "get", offer}).out, HasSubstr("LIVE"));
  EXPECT_THAT(usher.run({"explain", "offer", offer}).out, HasSubstr("ana"));
  EXPECT_THAT(usher.run({"agent", "accept", "ana"}).out, HasSubstr("ACCEPTED"));
  EXPECT_THAT(usher.run({"contact", "connect", "c-1"}).out, HasSubstr("CONNECTED"));
  EXPECT_THAT(usher.run({"contact", "hold", "c-1"}).out, HasSubstr("HELD"));
  EXPECT_THAT(usher.run({"contact", "retrieve", "c-1"}).out, HasSubstr("CONNECTED"));
  EXPECT_THAT(usher.run({"contact", "end", "c-1", "--by", "agent"}).out, HasSubstr("WRAP_UP"));
  EXPECT_THAT(usher.run({"contact", "complete", "c-1", "--outcome", "resolved"}).out,
              HasSubstr("COMPLETED"));
  const auto done = usher.get<v1::Contact>({"contact", "get", "c-1"});
  EXPECT_EQ(done.outcome_code(), "resolved");
  EXPECT_THAT(usher.run({"queue", "line"}).out, HasSubstr("line"));
  EXPECT_THAT(usher.run({"agent", "sign-out", "ana"}).out, HasSubstr("OFFLINE"));
}

TEST(UsherctlEndToEnd, declines_and_breaks_and_renews_and_pulls) {
  const Usher usher;
  EXPECT_EQ(usher.run({"agent", "sign-in", "ben", "--lease", "5m"}).code, 0);
  EXPECT_THAT(usher.run({"agent", "renew", "ben"}).out, HasSubstr("lease ends"));
  usher.submit({"--id", "c-1"});
  ASSERT_FALSE(usher.offer_of("ben").empty());
  EXPECT_EQ(usher.run({"agent", "decline", "ben"}).code, 2) << "a reason is needed";
  EXPECT_THAT(usher.run({"agent", "decline", "ben", "--reason", "busy_elsewhere"}).out,
              HasSubstr("DECLINED"));
  EXPECT_THAT(usher.run({"agent", "state", "ben", "break", "--reason", "lunch"}).out,
              HasSubstr("BREAK lunch"));
  EXPECT_THAT(usher.run({"explain", "agent", "ben"}).out, HasSubstr("ben"));
  EXPECT_THAT(usher.run({"explain", "c-1"}).out, HasSubstr("ben"));
  EXPECT_THAT(usher.run({"contact", "cancel", "c-1", "--reason", "test"}).out,
              HasSubstr("CANCELLED"));
  EXPECT_EQ(usher.run({"agent", "sign-in", "dora", "--lease", "5m"}).code, 0);
  const auto nothing = usher.run({"agent", "pull", "dora"});
  EXPECT_EQ(nothing.code, 1);
  EXPECT_THAT(nothing.err, HasSubstr("NOTHING_TO_PULL"));
  EXPECT_EQ(usher
                .run({"submit", "--channel", "in-person", "--service", "general", "--site", "north",
                      "--id", "v-1"})
                .code,
            0);
  EXPECT_THAT(usher.run({"agent", "pull", "dora"}).out, HasSubstr("ACCEPTED, contact v-1"));
}

TEST(UsherctlEndToEnd, changes_a_waiting_contact_and_lists_it) {
  const Usher usher;
  usher.submit({"--id", "c-1", "--need", "RTT:hard"});
  const auto changed =
      usher.get<v1::Contact>({"contact", "update", "c-1", "--language", "ase:signed", "--priority",
                              "5", "--clear", "needs"});
  EXPECT_EQ(changed.languages(0).tag(), "ase");
  EXPECT_EQ(changed.needs_size(), 0);
  EXPECT_EQ(changed.priority_minutes(), 5);
  EXPECT_THAT(usher.run({"contact", "list", "--state", "waiting", "--queue", "line"}).out,
              HasSubstr("c-1"));
  EXPECT_EQ(usher.run({"contact", "update", "c-1", "--etag", "v99999", "--priority", "6"}).code, 5);
  const auto moved = usher.run({"contact", "transfer", "c-1", "--queue", "counter"});
  EXPECT_EQ(moved.code, 8);
  EXPECT_THAT(moved.err, HasSubstr("NOT_IN_THIS_RELEASE"));
}

TEST(UsherctlEndToEnd, shows_the_state_of_things) {
  const Usher usher;
  usher.submit({"--id", "c-1"});
  EXPECT_THAT(usher.run({"status"}).out, HasSubstr("county"));
  EXPECT_THAT(usher.run({"snapshot"}).out, HasSubstr("configuration revision 1"));
  EXPECT_THAT(usher.run({"agency", "list"}).out, HasSubstr("Example County"));
  EXPECT_THAT(usher.run({"agent", "list", "--state", "offline"}).out, HasSubstr("chloe"));
  const auto watched = usher.run({"watch", "--once"});
  EXPECT_EQ(watched.code, 0);
  EXPECT_THAT(watched.out, HasSubstr("contact c-1 WAITING PHONE"));
}

TEST(UsherctlEndToEnd, reads_changes_and_rolls_back_the_configuration) {
  const Usher usher;
  const std::string old_file = usher.daemon().folder().write("old.yaml", AgencyFile().text());
  AgencyFile changed;
  changed.offer_timeout = "15s";
  const std::string file = usher.daemon().folder().write("new.yaml", changed.text());
  EXPECT_EQ(usher.run({"config", "check", file, "--remote"}).code, 0);
  EXPECT_THAT(usher.run({"config", "diff", file}).out, HasSubstr("offer_timeout"));
  EXPECT_EQ(usher.run({"config", "apply", file, "--validate-only"}).code, 0);
  EXPECT_EQ(usher.run({"config", "apply", file, "--expect", "7"}).code, 5);
  EXPECT_THAT(usher.run({"config", "apply", file, "--comment", "faster", "--expect", "1"}).out,
              HasSubstr("revision 2"));
  EXPECT_THAT(usher.run({"config", "get"}).out, HasSubstr("offer_timeout: 15s"));
  EXPECT_THAT(usher.run({"config", "get", "1"}).out, HasSubstr("offer_timeout: 20s"));
  EXPECT_THAT(usher.run({"config", "list"}).out, HasSubstr("faster"));
  EXPECT_THAT(usher.run({"config", "diff", "--from", "1", "--to", "2"}).out, HasSubstr("15s"));
  EXPECT_THAT(usher.run({"config", "rollback", "1"}).out, HasSubstr("revision 3"));
  EXPECT_THAT(usher.run({"config", "diff", old_file}).err, HasSubstr("no differences"));
  const std::string bad = usher.daemon().folder().write(
      "bad.yaml", absl::StrReplaceAll(AgencyFile().text(), {{"benefits >= 2", "benefitz >= 2"}}));
  const auto refused = usher.run({"config", "apply", bad});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.out, HasSubstr("benefitz"));
  EXPECT_EQ(usher.run({"config", "get", "99"}).code, 4);
}

TEST(UsherctlEndToEnd, gives_each_refusal_its_exit_code) {
  const Usher usher;
  EXPECT_EQ(usher.run({"contact", "get", "nobody"}).code, 4);
  EXPECT_EQ(usher.run({"agent", "get", "nobody"}).code, 4);
  EXPECT_EQ(usher.run({"offer", "get", "999999"}).code, 4);
  EXPECT_EQ(usher.run({"status", "--agency", "elsewhere"}).code, 4);
  EXPECT_EQ(usher.run({"agent", "state", "ana", "available"}).code, 1);
  usher.submit({"--id", "c-1"});
  EXPECT_EQ(usher.run({"submit", "--channel", "chat", "--service", "general", "--id", "c-1"}).code,
            5);
  const auto tag =
      usher.run({"submit", "--channel", "phone", "--service", "general", "--language", "zh"});
  EXPECT_EQ(tag.code, 2);
  EXPECT_THAT(tag.err, HasSubstr("INVALID_LANGUAGE"));
  EXPECT_EQ(usher.run({"contact", "hold", "c-1"}).code, 1);
}

TEST(UsherctlEndToEnd, does_a_repeated_change_once) {
  const Usher usher;
  const std::vector<std::string> submit = {"submit",  "--channel",    "phone", "--service",
                                           "general", "--request-id", "once-1"};
  const auto first = usher.get<v1::Contact>(submit);
  usher.daemon().restart_after_kill();
  const auto second = usher.get<v1::Contact>(submit);
  EXPECT_EQ(first.name(), second.name());
}

TEST(UsherctlEndToEnd, works_as_an_agent_who_accepts_everything) {
  const Usher usher;
  for (const char* id : {"c-1", "c-2"}) usher.submit({"--id", id});
  const auto worked =
      usher.run({"agent", "work", "ben", "--auto", "accept", "--talk", "0.1", "--count", "2"});
  EXPECT_EQ(worked.code, 0) << worked.err;
  EXPECT_THAT(worked.out, HasSubstr("signed in as ben"));
  EXPECT_EQ(usher.get<v1::Contact>({"contact", "get", "c-2"}).state(), v1::Contact::COMPLETED);
  EXPECT_EQ(usher.get<v1::Agent>({"agent", "get", "ben"}).state(), v1::Agent::OFFLINE);
}

TEST(UsherctlEndToEnd, attaches_as_an_adapter_and_hears_effects) {
  const Usher usher;
  EXPECT_EQ(usher.run({"agent", "sign-in", "ben", "--lease", "5m"}).code, 0);
  usher.submit({"--id", "c-1", "--adapter", "pbx"});
  const auto attached = usher.run({"adapter", "attach", "pbx", "--held", "c-1", "--count", "1"});
  EXPECT_EQ(attached.code, 0) << attached.err;
  EXPECT_THAT(attached.out, HasSubstr("attached: 1 kept"));
  EXPECT_THAT(attached.out, HasSubstr("ring: offer"));
}

TEST(UsherctlEndToEnd, watches_on_across_a_restart_and_stops_at_a_signal) {
  const Usher usher;
  e2e::Process watch({USHERCTL_PATH, "--address", usher.daemon().address(), "watch"});
  ASSERT_TRUE(watch.wait_for_line("-- up to date", absl::Seconds(20))) << watch.output();
  usher.submit({"--id", "c-1"});
  const std::string address = usher.daemon().address();
  EXPECT_TRUE(
      e2e::wait_until([&] { return watch.output().find("c-1 WAITING") != std::string::npos; }));
  watch.kill(SIGINT);
  const auto exit = watch.wait_exit(absl::Seconds(10));
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 130);
}

TEST(UsherctlEndToEnd, says_that_nobody_is_there) {
  const Usher usher;
  usher.daemon().stop();
  const auto result = usher.run({"status", "--timeout", "1s"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, HasSubstr(usher.daemon().address()));
}

}  // namespace
}  // namespace usher::ctl
