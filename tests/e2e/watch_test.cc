#include "tests/e2e/office.h"

namespace usher::e2e {
namespace {

TEST(Watch, begins_with_a_picture_and_goes_on_with_changes_in_order) {
  Office office;
  const std::string name = office.submit(contact(v1::PHONE, "before"));
  Watcher watcher(office.client, kAgency);
  const auto picture = watcher.until_synced();
  ASSERT_FALSE(picture.empty()) << "no SYNCED";
  bool seen = false;
  for (const v1::WatchResponse& message : picture) {
    seen = seen || message.contact().name() == name;
  }
  EXPECT_TRUE(seen) << "who was in line before is missing in the picture";
  const std::string later = office.submit(contact(v1::PHONE, "later"));
  ASSERT_TRUE(office.client.cancel(later).ok());
  const auto first = watcher.next_contact(later, v1::Contact::WAITING);
  const auto second = watcher.next_contact(later, v1::Contact::CANCELLED);
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_GT(first->sequence(), picture.back().sequence());
  EXPECT_GT(second->sequence(), first->sequence());
  EXPECT_NE(first->cause(), "");
  EXPECT_EQ(first->contact().identity().ByteSizeLong(), 0U) << "a board shows no identity";
}

TEST(Watch, resumes_without_a_gap_while_the_feed_goes_back_far_enough) {
  Office office;
  std::string token;
  std::int64_t sequence = 0;
  {
    Watcher watcher(office.client, kAgency);
    ASSERT_FALSE(watcher.until_synced().empty());
    office.submit(contact(v1::PHONE, "seen"));
    const auto seen = watcher.next_contact(contact_name("seen"), v1::Contact::WAITING);
    ASSERT_TRUE(seen);
    token = seen->resume_token();
    sequence = seen->sequence();
  }
  office.submit(contact(v1::PHONE, "missed-1"));
  office.submit(contact(v1::PHONE, "missed-2"));
  Watcher watcher(office.client, kAgency, token);
  office.submit(contact(v1::PHONE, "after"));
  std::vector<std::string> created;
  while (created.size() < 3) {
    const auto message = watcher.next();
    ASSERT_TRUE(message) << to_text(watcher.wait_end().value_or(grpc::Status::OK));
    EXPECT_GE(message->sequence(), sequence);
    sequence = message->sequence();
    EXPECT_NE(message->contact().name(), contact_name("seen")) << "that was before the token";
    if (message->contact().state() == v1::Contact::WAITING) {
      created.push_back(message->contact().name());
    }
  }
  EXPECT_THAT(created, testing::ElementsAre(contact_name("missed-1"), contact_name("missed-2"),
                                            contact_name("after")));
}

// The feed begins anew with the process: a watcher either goes on where it was, or is told to look
// at the whole picture again. It never has a gap that it does not know of.
TEST(Watch, goes_on_or_is_told_to_begin_again_after_a_kill_of_the_daemon) {
  Office office;
  std::string early;
  std::string last;
  {
    Watcher watcher(office.client, kAgency);
    ASSERT_FALSE(watcher.until_synced().empty());
    office.submit(contact(v1::PHONE, "one"));
    early = watcher.next_contact(contact_name("one"), v1::Contact::WAITING)->resume_token();
    office.submit(contact(v1::PHONE, "two"));
    last = watcher.next_contact(contact_name("two"), v1::Contact::WAITING)->resume_token();
  }
  office.daemon->restart_after_kill();
  const Client client(office.daemon->address());
  ASSERT_TRUE(client.create(contact(v1::PHONE, "three")).ok());
  for (const std::string& token : {early, last}) {
    Watcher watcher(client, kAgency, token);
    std::vector<std::string> waiting;
    for (bool more = true; more;) {
      const auto message = watcher.next();
      more = message && message->contact().name() != contact_name("three");
      if (message && message->contact().state() == v1::Contact::WAITING) {
        waiting.push_back(message->contact().name());
      }
    }
    if (const auto end = watcher.wait_end(absl::ZeroDuration())) {
      EXPECT_EQ(end->error_code(), grpc::StatusCode::OUT_OF_RANGE) << to_text(*end);
      EXPECT_EQ(reason_of(*end), "RESUME_TOKEN_EXPIRED") << to_text(*end);
      EXPECT_THAT(waiting, testing::IsEmpty());
    } else if (token == early) {
      EXPECT_THAT(waiting, testing::ElementsAre(contact_name("two"), contact_name("three")));
    } else {
      EXPECT_THAT(waiting, testing::ElementsAre(contact_name("three")));
    }
  }
  Watcher fresh(client, kAgency);
  EXPECT_FALSE(fresh.until_synced().empty());
}

TEST(Watch, refuses_a_token_that_is_none_of_ours) {
  Office office;
  for (const char* token : {"nonsense", "AAAAAAAAAAA"}) {
    Watcher watcher(office.client, kAgency, token);
    const auto end = watcher.wait_end();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->error_code(), grpc::StatusCode::OUT_OF_RANGE) << to_text(*end);
    EXPECT_EQ(reason_of(*end), "RESUME_TOKEN_UNKNOWN") << to_text(*end);
  }
}

TEST(Watch, refuses_a_token_that_is_too_old_and_a_new_picture_helps) {
  AgencyFile file;
  file.server = "  feed_limit: 1000\n";
  Office office(file);
  std::string token;
  {
    Watcher watcher(office.client, kAgency);
    const auto picture = watcher.until_synced();
    ASSERT_FALSE(picture.empty());
    token = picture.back().resume_token();
  }
  for (int i = 0; i < 600; ++i) {
    const std::string name = office.submit(contact(v1::PHONE));
    ASSERT_TRUE(office.client.cancel(name).ok());
  }
  Watcher late(office.client, kAgency, token);
  const auto end = late.wait_end();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->error_code(), grpc::StatusCode::OUT_OF_RANGE) << to_text(*end);
  EXPECT_EQ(reason_of(*end), "RESUME_TOKEN_EXPIRED");
  Watcher fresh(office.client, kAgency);
  EXPECT_FALSE(fresh.until_synced().empty());
}

TEST(Watch, sends_a_heartbeat_when_nothing_happens) {
  Office office;
  Watcher watcher(office.client, kAgency);
  ASSERT_FALSE(watcher.until_synced().empty());
  const auto message = watcher.next(absl::Seconds(12));
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->has_heartbeat()) << message->ShortDebugString();
}

}  // namespace
}  // namespace usher::e2e
