// `watch` against a scripted daemon: lines, filters, and going on after the stream broke.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/usherctl/fake_daemon.h"

namespace usher::ctl {
namespace {

using testing::HasSubstr;
using testing::Not;

v1::WatchResponse change(int sequence, const std::string& id, v1::Contact::State state) {
  v1::WatchResponse response;
  response.set_sequence(sequence);
  response.set_resume_token("t" + std::to_string(sequence));
  response.mutable_time()->set_seconds(1'700'000'000 + sequence);
  response.set_cause("contact.changed");
  response.mutable_contact()->set_name("agencies/demo/contacts/" + id);
  response.mutable_contact()->set_state(state);
  response.mutable_contact()->set_channel(v1::CHAT);
  return response;
}

v1::WatchResponse synced() {
  v1::WatchResponse response;
  response.mutable_synced();
  response.set_resume_token("t-synced");
  return response;
}

TEST(Watch, prints_one_line_a_change_and_ends_after_the_count) {
  FakeDaemon daemon;
  daemon.monitor.watch_scripts = {{change(1, "c-1", v1::Contact::WAITING), synced(),
                                   change(2, "c-1", v1::Contact::OFFERED),
                                   change(3, "c-1", v1::Contact::ASSIGNED)}};
  const auto result = daemon.run({"watch", "--count", "2"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out,
            "22:13:21  contact.changed       contact c-1 WAITING CHAT\n"
            "22:13:22  contact.changed       contact c-1 OFFERED CHAT\n"
            "22:13:23  contact.changed       contact c-1 ASSIGNED CHAT\n");
  EXPECT_THAT(result.err, HasSubstr("up to date"));
}

TEST(Watch, goes_on_from_the_last_token_after_the_stream_broke) {
  FakeDaemon daemon;
  daemon.monitor.watch_scripts = {{synced(), change(2, "c-1", v1::Contact::WAITING)},
                                  {change(3, "c-1", v1::Contact::OFFERED)}};
  const auto result = daemon.run({"watch", "--count", "2"});
  EXPECT_EQ(result.code, 0);
  ASSERT_EQ(daemon.monitor.watched.size(), 2u);
  EXPECT_EQ(daemon.monitor.watched[0].resume_token(), "");
  EXPECT_EQ(daemon.monitor.watched[1].resume_token(), "t2");
  EXPECT_THAT(result.err, HasSubstr("broke"));
}

TEST(Watch, shows_only_what_was_asked_for) {
  FakeDaemon daemon;
  daemon.monitor.watch_scripts = {{change(1, "c-1", v1::Contact::WAITING), synced(),
                                   change(2, "c-2", v1::Contact::WAITING),
                                   change(3, "c-1", v1::Contact::OFFERED)}};
  const auto result = daemon.run(
      {"watch", "--no-snapshot", "--contact", "c-1", "--count", "1", "--kind", "contacts"});
  EXPECT_THAT(result.out, HasSubstr("OFFERED"));
  EXPECT_THAT(result.out, Not(HasSubstr("WAITING")));
  ASSERT_EQ(daemon.monitor.watched[0].kinds_size(), 1);
  EXPECT_EQ(daemon.monitor.watched[0].kinds(0), v1::WatchRequest::CONTACTS);
}

TEST(Watch, once_ends_when_what_is_there_was_printed) {
  FakeDaemon daemon;
  daemon.monitor.watch_scripts = {{change(1, "c-1", v1::Contact::WAITING), synced()}};
  const auto result = daemon.run({"watch", "--once", "--json"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, testing::StartsWith("{\"sequence\":\"1\""));
}

TEST(Watch, ends_with_the_daemons_refusal) {
  FakeDaemon daemon;
  const auto result = daemon.run({"watch"});
  EXPECT_EQ(result.code, 6);
  EXPECT_THAT(result.err, HasSubstr("ROLE_NOT_ALLOWED"));
}

}  // namespace
}  // namespace usher::ctl
