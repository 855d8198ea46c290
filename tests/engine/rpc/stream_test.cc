#include <set>

#include "tests/engine/rpc/harness.h"

namespace usher::rpc {
namespace {

// What a watcher reads, with a deadline for all of it.
class Watcher {
 public:
  explicit Watcher(TestDaemon& daemon, const std::string& token = "")
      : stub_(v1::MonitorService::NewStub(daemon.channel())) {
    set_deadline(context_, std::chrono::seconds(20));
    v1::WatchRequest request;
    request.set_parent(kParent);
    request.set_resume_token(token);
    stream_ = stub_->Watch(&context_, request);
  }
  ~Watcher() {
    context_.TryCancel();
    if (!finished_) static_cast<void>(stream_->Finish());
  }
  bool read(v1::WatchResponse* response) { return stream_->Read(response); }
  bool read_until(const std::function<bool(const v1::WatchResponse&)>& fits,
                  v1::WatchResponse* found) {
    while (stream_->Read(found)) {
      if (fits(*found)) return true;
    }
    return false;
  }
  grpc::Status finish() {
    v1::WatchResponse response;
    while (stream_->Read(&response)) {
    }
    finished_ = true;
    return stream_->Finish();
  }

 private:
  std::unique_ptr<v1::MonitorService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> stream_;
  bool finished_ = false;
};

bool is_synced(const v1::WatchResponse& response) { return response.has_synced(); }

TEST(Watch, sends_the_snapshot_then_synced_then_every_change_in_order) {
  TestDaemon daemon;
  ASSERT_TRUE(create(daemon, phone_call("c-1")).ok());
  Watcher watcher(daemon);
  std::set<std::string> names;
  v1::WatchResponse response;
  while (watcher.read(&response) && !response.has_synced()) {
    if (response.has_contact()) names.insert(response.contact().name());
    if (response.has_agent()) names.insert(response.agent().name());
  }
  EXPECT_TRUE(names.contains("agencies/town/contacts/c-1"));
  EXPECT_TRUE(names.contains("agencies/town/agents/ben"));
  const std::int64_t synced = response.sequence();
  ASSERT_TRUE(create(daemon, phone_call("c-2")).ok());
  ASSERT_TRUE(watcher.read_until([](const auto& r) { return r.has_contact(); }, &response));
  EXPECT_EQ(response.contact().name(), "agencies/town/contacts/c-2");
  EXPECT_EQ(response.cause(), "contact.submitted");
  EXPECT_GT(response.sequence(), synced);
}

TEST(Watch, resumes_without_a_gap_behind_every_single_message) {
  TestDaemon daemon;
  Desk desk(daemon);
  ASSERT_TRUE(desk.sign_in("ana"));
  Watcher whole(daemon);
  v1::WatchResponse response;
  ASSERT_TRUE(whole.read_until(is_synced, &response));
  const std::string start = response.resume_token();
  // One record with a contact, an offer and an agent in it, and one more behind.
  ASSERT_TRUE(create(daemon, phone_call("c-1")).ok());
  ASSERT_TRUE(create(daemon, phone_call("c-2")).ok());
  std::vector<v1::WatchResponse> messages;
  while (messages.empty() || messages.back().contact().name() != "agencies/town/contacts/c-2") {
    ASSERT_TRUE(whole.read(&response));
    if (!response.has_heartbeat()) messages.push_back(response);
  }
  ASSERT_GE(messages.size(), 4U);
  std::string token = start;
  for (const v1::WatchResponse& expected : messages) {
    Watcher resumed(daemon, token);
    ASSERT_TRUE(resumed.read_until([](const auto& r) { return !r.has_heartbeat(); }, &response));
    EXPECT_EQ(response.SerializeAsString(), expected.SerializeAsString());
    token = expected.resume_token();
  }
}

TEST(Watch, refuses_a_token_that_is_too_old_from_elsewhere_or_from_the_future) {
  TestDaemon daemon({.server = "  feed_limit: 1000\n"});
  Watcher first(daemon);
  v1::WatchResponse response;
  ASSERT_TRUE(first.read_until(is_synced, &response));
  const std::string token = response.resume_token();
  for (int i = 0; i < 1100; ++i) {
    ASSERT_TRUE(create(daemon, phone_call("c-" + std::to_string(i))).ok());
  }
  const grpc::Status old = Watcher(daemon, token).finish();
  EXPECT_EQ(old.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(reason_of(old), "RESUME_TOKEN_EXPIRED");
  std::string future = token;
  future[17] = '7';
  EXPECT_EQ(reason_of(Watcher(daemon, future).finish()), "RESUME_TOKEN_UNKNOWN");
  std::string elsewhere = token;
  elsewhere[1] = elsewhere[1] == '0' ? '1' : '0';
  EXPECT_EQ(reason_of(Watcher(daemon, elsewhere).finish()), "RESUME_TOKEN_UNKNOWN");
  EXPECT_EQ(reason_of(Watcher(daemon, "x").finish()), "RESUME_TOKEN_UNKNOWN");
}

TEST(Watch, cuts_off_a_reader_that_the_feed_has_left_behind_with_its_last_token) {
  TestDaemon daemon({.server = "  feed_limit: 1000\n"});
  // A client whose window does not grow, so that little fits into the connection.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 16384);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel = grpc::CreateCustomChannel(daemon.daemon().address(),
                                                 grpc::InsecureChannelCredentials(), arguments);
  const auto stub = v1::MonitorService::NewStub(channel);
  grpc::ClientContext context;
  set_deadline(context, std::chrono::seconds(60));
  v1::WatchRequest request;
  request.set_parent(kParent);
  const auto stream = stub->Watch(&context, request);
  v1::WatchResponse response;
  while (stream->Read(&response) && !response.has_synced()) {
  }
  for (int i = 0; i < 3500; ++i) {
    ASSERT_TRUE(create(daemon, phone_call("c-" + std::to_string(i))).ok());
  }
  std::string last = response.resume_token();
  while (stream->Read(&response)) last = response.resume_token();
  const grpc::Status end = stream->Finish();
  EXPECT_EQ(end.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << end.error_message();
  EXPECT_EQ(reason_of(end), "SLOW_READER");
  EXPECT_EQ(facts_of(end)["resume_token"], last);
}

TEST(Work, a_second_session_ends_the_first_which_may_no_longer_act) {
  TestDaemon daemon;
  Desk first(daemon);
  ASSERT_TRUE(first.sign_in("ana"));
  Desk second(daemon);
  ASSERT_TRUE(second.sign_in("ana"));
  v1::WorkResponse response;
  ASSERT_TRUE(first.read_until([](const auto& r) { return !r.session_over().empty(); }, &response));
  EXPECT_EQ(response.session_over(), "agencies/town/agents/ana");
  v1::WorkRequest request;
  request.set_tag(9);
  request.mutable_set_state()->set_name("agencies/town/agents/ana");
  request.mutable_set_state()->set_state(v1::Agent::AVAILABLE);
  ASSERT_TRUE(first.write(request));
  ASSERT_TRUE(first.read_until([](const auto& r) { return r.tag() == 9; }, &response));
  EXPECT_EQ(response.refused().reason(), "SESSION_REPLACED");
}

TEST(Work, a_lost_stream_gives_the_offer_back_and_a_new_sign_in_takes_up_the_contacts) {
  TestDaemon daemon;
  v1::Offer offer;
  {
    Desk desk(daemon);
    ASSERT_TRUE(desk.sign_in("ana"));
    ASSERT_TRUE(create(daemon, phone_call("c-1")).ok());
    ASSERT_TRUE(desk.read_offer(&offer));
    v1::WorkRequest request;
    request.set_tag(2);
    request.mutable_accept()->set_name(offer.name());
    request.mutable_accept()->set_fence(offer.fence());
    ASSERT_TRUE(desk.write(request));
    ASSERT_TRUE(desk.read_until([](const auto& r) { return r.tag() == 2; }));
  }
  Watcher watcher(daemon);
  v1::WatchResponse seen;
  ASSERT_TRUE(watcher.read_until([](const auto& r) { return r.agent().session_lost(); }, &seen));
  Desk again(daemon);
  ASSERT_TRUE(again.sign_in("ana"));
  v1::WorkResponse response;
  ASSERT_TRUE(again.read_until([](const auto& r) { return r.has_contact(); }, &response));
  EXPECT_EQ(response.contact().name(), "agencies/town/contacts/c-1");
}

TEST(Work, an_answer_by_another_agent_or_with_another_fence_is_refused) {
  TestDaemon daemon;
  Desk desk(daemon);
  ASSERT_TRUE(desk.sign_in("ana"));
  ASSERT_TRUE(create(daemon, phone_call("c-1")).ok());
  v1::Offer offer;
  ASSERT_TRUE(desk.read_offer(&offer));
  v1::AcceptOfferRequest accept;
  accept.set_name(offer.name());
  accept.set_fence(offer.fence() + 1);
  const auto stale = call(v1::OfferService::NewStub(daemon.channel()),
                          &v1::OfferService::Stub::AcceptOffer, accept);
  EXPECT_EQ(reason_of(stale.status), "STALE_FENCE");
  accept.set_fence(offer.fence());
  EXPECT_TRUE(call(v1::OfferService::NewStub(daemon.channel()),
                   &v1::OfferService::Stub::AcceptOffer, accept)
                  .ok());
  v1::DeclineOfferRequest decline;
  decline.set_name(offer.name());
  decline.set_fence(offer.fence());
  decline.set_reason_code("busy");
  EXPECT_EQ(reason_of(call(v1::OfferService::NewStub(daemon.channel()),
                           &v1::OfferService::Stub::DeclineOffer, decline)
                          .status),
            "OFFER_SETTLED");
}

// The journal keeps the records and says that it failed: what was to be said with them is not said.
// The same call again, once the journal works, finds that it was carried out.
void lose_the_ack_of(TestDaemon& daemon, const v1::CreateContactRequest& request) {
  daemon.journal().fail_appends(absl::UnavailableError("the ack is lost"), true);
  EXPECT_EQ(reason_of(create(daemon, request).status), "JOURNAL_UNAVAILABLE");
  daemon.journal().fail_appends(absl::OkStatus());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!create(daemon, request).ok()) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
}

TEST(Work, a_desk_that_an_offer_may_have_missed_is_ended_and_told_when_it_comes_back) {
  TestDaemon daemon;
  Desk desk(daemon);
  ASSERT_TRUE(desk.sign_in("ana"));
  lose_the_ack_of(daemon, phone_call("c-1"));
  const grpc::Status end = desk.finish();
  EXPECT_EQ(end.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(reason_of(end), "JOURNAL_UNAVAILABLE");
  Desk again(daemon);
  ASSERT_TRUE(again.sign_in("ana"));
  v1::Offer offer;
  ASSERT_TRUE(again.read_offer(&offer));
  EXPECT_EQ(offer.contact(), "agencies/town/contacts/c-1");
}

TEST(Attach, an_adapter_that_a_ring_may_have_missed_is_ended_and_told_when_it_comes_back) {
  TestDaemon daemon;
  Desk desk(daemon);
  ASSERT_TRUE(desk.sign_in("ana"));
  Adapter adapter(daemon);
  ASSERT_TRUE(adapter.attach({}));
  v1::CreateContactRequest request = phone_call("c-1");
  request.mutable_contact()->set_adapter("agencies/town/adapters/pbx");
  lose_the_ack_of(daemon, request);
  const grpc::Status end = adapter.finish();
  EXPECT_EQ(reason_of(end), "JOURNAL_UNAVAILABLE") << end.error_message();
  Desk desk_again(daemon);
  ASSERT_TRUE(desk_again.sign_in("ana"));
  Adapter again(daemon);
  ASSERT_TRUE(again.attach({"c-1"}));
  ASSERT_TRUE(again.read_until([](const auto& r) { return r.has_ring(); }));
}

TEST(Work, a_desk_that_is_silent_is_taken_for_lost) {
  TestDaemon daemon(
      {}, nullptr,
      {.check = std::chrono::milliseconds(20), .silence = std::chrono::milliseconds(1500)});
  Desk desk(daemon);
  ASSERT_TRUE(desk.sign_in("ana"));
  const grpc::Status end = desk.finish();
  EXPECT_EQ(end.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(reason_of(end), "SILENT_CLIENT");
}

TEST(Lease, runs_out_unless_renewed_and_a_replaced_session_is_told) {
  TestDaemon daemon;
  v1::SignInRequest sign_in;
  sign_in.set_name("agencies/town/agents/ana");
  const auto agents = [&] { return v1::AgentService::NewStub(daemon.channel()); };
  const auto first = call(agents(), &v1::AgentService::Stub::SignIn, sign_in);
  ASSERT_TRUE(first.ok()) << first.status.error_message();
  EXPECT_TRUE(first.value.has_expire_time());
  v1::RenewSessionRequest renew;
  renew.set_name(first.value.name());
  EXPECT_TRUE(call(agents(), &v1::AgentService::Stub::RenewSession, renew).ok());
  sign_in.mutable_lease()->set_seconds(1);
  EXPECT_EQ(reason_of(call(agents(), &v1::AgentService::Stub::SignIn, sign_in).status),
            "INVALID_FIELD");
  sign_in.mutable_lease()->set_seconds(5);
  ASSERT_TRUE(call(agents(), &v1::AgentService::Stub::SignIn, sign_in).ok());
  EXPECT_EQ(reason_of(call(agents(), &v1::AgentService::Stub::RenewSession, renew).status),
            "SESSION_REPLACED");
  Watcher watcher(daemon);
  v1::WatchResponse seen;
  EXPECT_TRUE(watcher.read_until([](const auto& r) { return r.agent().session_lost(); }, &seen));
}

TEST(Attach, settles_what_is_held_and_sends_again_what_is_due_until_acknowledged) {
  TestDaemon daemon;
  Desk desk(daemon);
  ASSERT_TRUE(desk.sign_in("ana"));
  v1::AttachResponse response;
  std::string offer;
  {
    Adapter adapter(daemon);
    v1::AttachResponse::Attached attached;
    ASSERT_TRUE(adapter.attach({"c-1", "c-2"}, &attached));
    EXPECT_EQ(attached.taken_in_size(), 2);
    ASSERT_TRUE(adapter.read_until([](const auto& r) { return r.has_ring(); }, &response));
    offer = response.ring().name();
    // A newer stream ends this one.
    Adapter newer(daemon);
    ASSERT_TRUE(newer.attach({"c-1", "c-2"}, &attached));
    EXPECT_EQ(attached.kept_size(), 2);
    EXPECT_EQ(reason_of(adapter.finish()), "SESSION_REPLACED");
    ASSERT_TRUE(newer.read_until([](const auto& r) { return r.has_ring(); }, &response));
    EXPECT_EQ(response.ring().name(), offer) << "not acknowledged, so it comes again";
    v1::AttachRequest done;
    done.set_effect_done(response.sequence());
    ASSERT_TRUE(newer.write(done));
    v1::AttachRequest create_more;
    create_more.set_tag(5);
    *create_more.mutable_create() = phone_call("c-3");
    ASSERT_TRUE(newer.write(create_more));
    ASSERT_TRUE(newer.read_until([](const auto& r) { return r.tag() == 5; }, &response));
    EXPECT_EQ(response.done().adapter(), "agencies/town/adapters/pbx");
    // c-2 is gone; the ring for c-1 was acknowledged, so the next effect is the bridge.
    Adapter third(daemon);
    ASSERT_TRUE(third.attach({"c-1", "c-3"}, &attached));
    ASSERT_EQ(attached.lost_size(), 1);
    EXPECT_EQ(attached.lost(0), "agencies/town/contacts/c-2");
    v1::Offer seen;
    ASSERT_TRUE(desk.read_offer(&seen));
    v1::AcceptOfferRequest accept;
    accept.set_name(seen.name());
    accept.set_fence(seen.fence());
    ASSERT_TRUE(call(v1::OfferService::NewStub(daemon.channel()),
                     &v1::OfferService::Stub::AcceptOffer, accept)
                    .ok());
    ASSERT_TRUE(
        third.read_until([](const auto& r) { return r.has_ring() || r.has_bridge(); }, &response));
    EXPECT_TRUE(response.has_bridge()) << response.ShortDebugString();
  }
}

TEST(Attach, wants_the_report_first_and_refuses_an_unknown_adapter) {
  TestDaemon daemon;
  Adapter adapter(daemon);
  v1::AttachRequest request;
  request.set_tag(3);
  *request.mutable_create() = phone_call("c-1");
  ASSERT_TRUE(adapter.write(request));
  v1::AttachResponse response;
  ASSERT_TRUE(adapter.read_until([](const auto& r) { return r.tag() == 3; }, &response));
  EXPECT_EQ(response.refused().reason(), "ADAPTER_NOT_ATTACHED");
  Adapter unknown(daemon);
  request.Clear();
  request.mutable_attach()->set_adapter("agencies/town/adapters/fax");
  ASSERT_TRUE(unknown.write(request));
  EXPECT_EQ(reason_of(unknown.finish()), "UNKNOWN_REFERENCE");
}

}  // namespace
}  // namespace usher::rpc
