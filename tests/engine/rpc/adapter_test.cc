// The contract of channels/adapter.h, as an adapter inside the daemon has it.
#include "channels/adapter.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "tests/engine/rpc/harness.h"

namespace usher::rpc {
namespace {

constexpr std::chrono::seconds kPatience{10};

class Switchboard : public channels::Adapter {
 public:
  void receive(const v1::AttachResponse& message) override {
    const std::lock_guard lock(mutex_);
    heard_.push_back(message);
    changed_.notify_all();
  }
  void closed(const channels::Ending& why) override {
    const std::lock_guard lock(mutex_);
    ending_ = why;
    changed_.notify_all();
  }

  // The first message of this kind that was not taken yet.
  std::optional<v1::AttachResponse> next(v1::AttachResponse::EventCase kind) {
    std::unique_lock lock(mutex_);
    const auto until = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
      const auto found = std::find_if(heard_.begin(), heard_.end(), [kind](const auto& message) {
        return message.event_case() == kind;
      });
      if (found != heard_.end()) {
        v1::AttachResponse message = std::move(*found);
        heard_.erase(found);
        return message;
      }
      if (changed_.wait_until(lock, until) == std::cv_status::timeout) return std::nullopt;
    }
  }
  std::optional<channels::Ending> ending() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPatience, [&] { return ending_.has_value(); });
    return ending_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<v1::AttachResponse> heard_;
  std::optional<channels::Ending> ending_;
};

v1::AttachRequest hello(const std::string& adapter = "agencies/town/adapters/pbx") {
  v1::AttachRequest request;
  request.set_tag(1);
  request.mutable_attach()->set_adapter(adapter);
  return request;
}

v1::AttachRequest new_call(std::int64_t tag, const std::string& id) {
  v1::AttachRequest request;
  request.set_tag(tag);
  *request.mutable_create() = phone_call(id);
  return request;
}

TEST(BuiltInAdapter, brings_a_person_to_an_agent_like_a_remote_one) {
  TestDaemon daemon;
  Desk desk(daemon);
  ASSERT_TRUE(desk.sign_in("ana"));
  const auto board = std::make_shared<Switchboard>();
  const auto attachment = daemon.daemon().server().engine().open(board);
  v1::AttachRequest request = hello();
  EXPECT_TRUE(attachment->send(request));
  ASSERT_TRUE(board->next(v1::AttachResponse::kAttached));

  request = new_call(2, "c-1");
  EXPECT_TRUE(attachment->send(request));
  const auto done = board->next(v1::AttachResponse::kDone);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->tag(), 2);
  const auto ring = board->next(v1::AttachResponse::kRing);
  ASSERT_TRUE(ring);
  EXPECT_EQ(ring->ring().contact(), "agencies/town/contacts/c-1");

  v1::WorkRequest accept;
  accept.mutable_accept()->set_name(ring->ring().name());
  accept.mutable_accept()->set_fence(ring->ring().fence());
  ASSERT_TRUE(desk.write(accept));
  ASSERT_TRUE(board->next(v1::AttachResponse::kBridge));
  v1::AttachRequest acknowledged;
  acknowledged.set_effect_done(ring->sequence());
  EXPECT_FALSE(attachment->send(acknowledged)) << "an acknowledgement has no answer";
  v1::AttachRequest connected;
  connected.set_tag(3);
  connected.mutable_connect()->set_name("agencies/town/contacts/c-1");
  EXPECT_TRUE(attachment->send(connected));
  ASSERT_TRUE(board->next(v1::AttachResponse::kDone));
  EXPECT_TRUE(wait_for_state(daemon, "c-1", v1::Contact::CONNECTED));
  attachment->close();
}

TEST(BuiltInAdapter, is_refused_with_what_is_wrong_and_nothing_is_changed) {
  TestDaemon daemon;
  const auto board = std::make_shared<Switchboard>();
  const auto attachment = daemon.daemon().server().engine().open(board);
  v1::AttachRequest early = new_call(7, "c-1");
  EXPECT_TRUE(attachment->send(early));
  const auto refused = board->next(v1::AttachResponse::kRefused);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->tag(), 7);
  EXPECT_EQ(refused->refused().reason(), "ADAPTER_NOT_ATTACHED");
  EXPECT_EQ(get(daemon, "c-1").status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST(BuiltInAdapter, is_told_why_its_attachment_ended) {
  TestDaemon daemon;
  const auto unknown = std::make_shared<Switchboard>();
  v1::AttachRequest request = hello("agencies/village/adapters/pbx");
  daemon.daemon().server().engine().open(unknown)->send(request);
  ASSERT_TRUE(unknown->ending());
  EXPECT_EQ(unknown->ending()->reason, v1::ERROR_REASON_UNKNOWN_AGENCY);

  const auto older = std::make_shared<Switchboard>();
  const auto first = daemon.daemon().server().engine().open(older);
  request = hello();
  first->send(request);
  ASSERT_TRUE(older->next(v1::AttachResponse::kAttached));
  Adapter remote(daemon);
  ASSERT_TRUE(remote.attach({}));
  ASSERT_TRUE(older->ending());
  EXPECT_EQ(older->ending()->reason, v1::ERROR_REASON_SESSION_REPLACED);
}

TEST(BuiltInAdapter, that_goes_away_leaves_its_people_in_their_place) {
  TestDaemon daemon;
  const auto board = std::make_shared<Switchboard>();
  auto attachment = daemon.daemon().server().engine().open(board);
  v1::AttachRequest request = hello();
  attachment->send(request);
  ASSERT_TRUE(board->next(v1::AttachResponse::kAttached));
  request = new_call(2, "c-1");
  attachment->send(request);
  ASSERT_TRUE(board->next(v1::AttachResponse::kDone));
  attachment->close();
  attachment->close();
  Adapter remote(daemon);
  v1::AttachResponse::Attached attached;
  ASSERT_TRUE(remote.attach({"c-1"}, &attached));
  ASSERT_EQ(attached.kept_size(), 1);
  EXPECT_EQ(attached.kept(0), "agencies/town/contacts/c-1");
}

}  // namespace
}  // namespace usher::rpc
