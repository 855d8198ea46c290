#include <future>

#include <grpcpp/generic/generic_stub.h>

#include "tests/engine/rpc/harness.h"

namespace usher::rpc {
namespace {

TEST(Daemon, answers_what_a_contact_goes_through_from_the_first_call_to_the_last) {
  TestDaemon daemon;
  ASSERT_TRUE(daemon.started()) << daemon.error().message;
  Desk desk(daemon);
  ASSERT_TRUE(desk.sign_in("ana"));
  ASSERT_TRUE(create(daemon, phone_call("c-1")).ok());
  v1::Offer offer;
  ASSERT_TRUE(desk.read_offer(&offer));
  EXPECT_EQ(offer.contact(), "agencies/town/contacts/c-1");
  v1::WorkRequest request;
  request.set_tag(2);
  request.mutable_accept()->set_name(offer.name());
  request.mutable_accept()->set_fence(offer.fence());
  ASSERT_TRUE(desk.write(request));
  ASSERT_TRUE(desk.read_until([](const auto& r) { return r.done().has_offer(); }));
  request.set_tag(3);
  request.mutable_connect()->set_name(offer.contact());
  ASSERT_TRUE(desk.write(request));
  request.set_tag(4);
  request.mutable_end()->set_name(offer.contact());
  ASSERT_TRUE(desk.write(request));
  request.set_tag(5);
  request.mutable_complete()->set_name(offer.contact());
  request.mutable_complete()->set_outcome_code("resolved");
  ASSERT_TRUE(desk.write(request));
  v1::WorkResponse response;
  ASSERT_TRUE(desk.read_until([](const auto& r) { return r.tag() == 5; }, &response));
  EXPECT_EQ(response.done().contact().state(), v1::Contact::COMPLETED)
      << response.ShortDebugString();
}

TEST(Daemon, gives_a_repeated_request_its_first_answer_also_after_a_restart) {
  TestDaemon first;
  ASSERT_TRUE(first.started()) << first.error().message;
  const auto made = create(first, phone_call("c-1", "r-1"));
  ASSERT_TRUE(made.ok()) << made.status.error_message();
  ASSERT_TRUE(create(first, phone_call("c-1", "r-1")).ok());
  auto other = phone_call("c-1", "r-1");
  other.mutable_contact()->set_priority_minutes(5);
  EXPECT_EQ(reason_of(create(first, other).status), "REQUEST_ID_REUSED");
  TestDaemon second({}, first.stop());
  ASSERT_TRUE(second.started()) << second.error().message;
  const auto again = create(second, phone_call("c-1", "r-1"));
  ASSERT_TRUE(again.ok()) << again.status.error_message();
  EXPECT_EQ(again.value.reference(), made.value.reference());
  auto different = phone_call("c-1", "r-2");
  different.mutable_contact()->set_priority_minutes(5);
  const auto refused = create(second, different);
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(reason_of(refused.status), "CONTACT_EXISTS");
}

TEST(Daemon, validate_only_answers_and_changes_nothing) {
  TestDaemon daemon;
  auto request = phone_call("c-1");
  request.set_validate_only(true);
  const auto checked = create(daemon, request);
  ASSERT_TRUE(checked.ok()) << checked.status.error_message();
  EXPECT_EQ(checked.value.queue(), "agencies/town/queues/general");
  EXPECT_EQ(reason_of(get(daemon, "c-1").status), "UNKNOWN_CONTACT");
}

TEST(Daemon, refuses_while_the_journal_fails_and_goes_on_when_it_works_again) {
  TestDaemon daemon;
  ASSERT_TRUE(create(daemon, phone_call("c-1")).ok());
  daemon.journal().fail_appends(absl::ResourceExhaustedError("disk full"));
  const auto refused = create(daemon, phone_call("c-2"));
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(reason_of(refused.status), "JOURNAL_UNAVAILABLE");
  v1::GetStatusRequest ask;
  ask.set_parent(kParent);
  const auto monitor = v1::MonitorService::NewStub(daemon.channel());
  const auto status = call(v1::MonitorService::NewStub(daemon.channel()),
                           &v1::MonitorService::Stub::GetStatus, ask);
  EXPECT_TRUE(status.ok()) << status.status.error_message();
  EXPECT_TRUE(status.value.journal_failing());
  daemon.journal().fail_appends(absl::OkStatus());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  grpc::Status last;
  do {
    last = create(daemon, phone_call("c-3")).status;
  } while (!last.ok() && std::chrono::steady_clock::now() < deadline);
  EXPECT_TRUE(last.ok()) << last.error_message();
  EXPECT_TRUE(get(daemon, "c-1").ok());
  EXPECT_EQ(reason_of(get(daemon, "c-2").status), "UNKNOWN_CONTACT");
}

TEST(Daemon, says_that_a_port_is_in_use_and_what_to_do) {
  TestDaemon first;
  ASSERT_TRUE(first.started());
  DaemonOptions options{.config = config::check_text(TownFile().text()),
                        .data_dir = testing::TempDir() + "/port_in_use",
                        .listen = first.daemon().address()};
  StartError error;
  EXPECT_EQ(Daemon::start(std::move(options), error), nullptr);
  EXPECT_EQ(error.failure, StartFailure::kAddress);
  EXPECT_NE(error.message.find(first.daemon().address()), std::string::npos);
  EXPECT_NE(error.message.find("--listen"), std::string::npos);
}

TEST(Daemon, refuses_a_second_daemon_on_the_same_data) {
  const std::string folder = testing::TempDir() + "/two_daemons";
  const auto options = [&folder] {
    return DaemonOptions{.config = config::check_text(TownFile().text()), .data_dir = folder};
  };
  StartError error;
  const auto first = Daemon::start(options(), error);
  ASSERT_NE(first, nullptr) << error.message;
  EXPECT_EQ(Daemon::start(options(), error), nullptr);
  EXPECT_EQ(error.failure, StartFailure::kJournal);
  EXPECT_FALSE(error.message.empty());
}

TEST(Daemon, refuses_another_address_than_loopback_without_tls) {
  DaemonOptions options{.config = config::check_text(TownFile().text()),
                        .data_dir = testing::TempDir() + "/exposed",
                        .listen = "0.0.0.0:0"};
  StartError error;
  EXPECT_EQ(Daemon::start(std::move(options), error), nullptr);
  EXPECT_EQ(error.failure, StartFailure::kConfiguration);
  EXPECT_NE(error.message.find("loopback"), std::string::npos);
}

TEST(Daemon, stops_in_time_with_streams_open) {
  TestDaemon daemon;
  Desk desk(daemon);
  ASSERT_TRUE(desk.sign_in("ana"));
  Adapter adapter(daemon);
  ASSERT_TRUE(adapter.attach({}));
  const auto start = std::chrono::steady_clock::now();
  daemon.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(8));
  const grpc::Status end = desk.finish();
  EXPECT_EQ(end.error_code(), grpc::StatusCode::UNAVAILABLE);
}

// Sends the bytes as they are.
grpc::Status send_raw(TestDaemon& daemon, const std::string& method, const std::string& bytes) {
  grpc::GenericStub stub(daemon.channel());
  grpc::ClientContext context;
  set_deadline(context, std::chrono::seconds(10));
  const grpc::Slice slice(bytes);
  grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  auto ended = done.get_future();
  stub.UnaryCall(&context, method, {}, &request, &response,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  return ended.get();
}

TEST(BadInput, bytes_that_are_not_utf8_or_not_a_message_are_refused_with_the_field) {
  TestDaemon daemon;
  std::string bytes = phone_call("c-XYZ").SerializeAsString();
  bytes[bytes.find("XYZ")] = '\xc3';
  const grpc::Status bad_text = send_raw(daemon, "/usher.v1.ContactService/CreateContact", bytes);
  EXPECT_EQ(bad_text.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(bad_request_of(bad_text).field_violations(0).field(), "contact_id");
  const grpc::Status noise =
      send_raw(daemon, "/usher.v1.ContactService/CreateContact", std::string(100, '\xff'));
  EXPECT_EQ(noise.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(create(daemon, phone_call("c-1")).ok());
}

TEST(BadInput, ten_megabytes_are_refused_and_the_daemon_goes_on) {
  TestDaemon daemon;
  auto request = phone_call("c-1");
  constexpr std::size_t kTenMegabytes = 10'000'000;
  (*request.mutable_contact()->mutable_display())["a"].assign(kTenMegabytes, 'x');
  const auto refused = create(daemon, request);
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  (*request.mutable_contact()->mutable_display())["a"] = std::string(2'000, 'x');
  const auto too_large = create(daemon, request);
  EXPECT_EQ(reason_of(too_large.status), "TOO_LARGE");
  EXPECT_EQ(bad_request_of(too_large.status).field_violations(0).field(), "contact.display[\"a\"]");
  EXPECT_TRUE(create(daemon, phone_call("c-1")).ok());
}

TEST(BadInput, every_violation_of_a_request_is_named) {
  TestDaemon daemon;
  auto request = phone_call("not an id");
  request.mutable_contact()->set_channel(static_cast<v1::Channel>(77));
  request.mutable_contact()->add_languages()->set_tag("gr");
  request.mutable_contact()->set_priority_minutes(100'000);
  request.mutable_contact()->mutable_origin_time()->set_seconds(99'999'999'999);
  const auto refused = create(daemon, request);
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  std::set<std::string> fields;
  const auto bad = bad_request_of(refused.status);
  for (const auto& violation : bad.field_violations()) fields.insert(violation.field());
  for (const char* field :
       {"contact_id", "contact.channel", "contact.languages[0].tag",
        "contact.languages[0].modality", "contact.priority_minutes", "contact.origin_time"}) {
    EXPECT_TRUE(fields.contains(field)) << field;
  }
}

TEST(BadInput, what_is_not_in_this_release_is_refused_and_not_ignored) {
  TestDaemon daemon;
  ASSERT_TRUE(create(daemon, phone_call("c-1")).ok());
  v1::TransferContactRequest transfer;
  transfer.set_name("agencies/town/contacts/c-1");
  const auto moved = call(v1::ContactService::NewStub(daemon.channel()),
                          &v1::ContactService::Stub::TransferContact, transfer);
  EXPECT_EQ(moved.status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(reason_of(moved.status), "NOT_IN_THIS_RELEASE");
  v1::ExplainContactRequest explain;
  explain.set_name("agencies/town/contacts/c-1");
  explain.set_at_sequence(1);
  const auto past = call(v1::ExplainService::NewStub(daemon.channel()),
                         &v1::ExplainService::Stub::ExplainContact, explain);
  EXPECT_EQ(reason_of(past.status), "NOT_IN_THIS_RELEASE");
}

TEST(BadInput, page_tokens_of_another_request_are_refused) {
  TestDaemon daemon;
  for (const char* id : {"c-1", "c-2", "c-3"}) ASSERT_TRUE(create(daemon, phone_call(id)).ok());
  v1::ListContactsRequest list;
  list.set_parent(kParent);
  list.set_page_size(2);
  const auto page = [&] {
    return call(v1::ContactService::NewStub(daemon.channel()),
                &v1::ContactService::Stub::ListContacts, list);
  };
  const auto first = page();
  ASSERT_EQ(first.value.contacts_size(), 2) << first.status.error_message();
  list.set_page_token(first.value.next_page_token());
  const auto second = page();
  ASSERT_EQ(second.value.contacts_size(), 1);
  EXPECT_EQ(second.value.next_page_token(), "");
  list.add_states(v1::Contact::WAITING);
  EXPECT_EQ(reason_of(page().status), "INVALID_PAGE_TOKEN");
  list.set_page_token("nonsense");
  EXPECT_EQ(reason_of(page().status), "INVALID_PAGE_TOKEN");
}

TEST(Latency, a_call_after_idle_does_not_wait_for_a_nap) {
  TestDaemon daemon;
  ASSERT_TRUE(create(daemon, phone_call("c-1")).ok());
  // Long enough for an idle completion queue to fall asleep: a stream on which nothing happens.
  std::vector<std::chrono::microseconds> times;
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext idle;
    set_deadline(idle, std::chrono::milliseconds(1300));
    v1::WatchRequest request;
    request.set_parent(kParent);
    const auto stub = v1::MonitorService::NewStub(daemon.channel());
    const auto stream = stub->Watch(&idle, request);
    v1::WatchResponse response;
    while (stream->Read(&response)) {
    }
    static_cast<void>(stream->Finish());
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE(get(daemon, "c-1").ok());
    times.push_back(std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - start));
  }
  std::sort(times.begin(), times.end());
  RecordProperty("worst_us", static_cast<int>(times.back().count()));
  EXPECT_LT(times[2], std::chrono::milliseconds(50)) << "the median; a nap takes up to 100 ms";
}

}  // namespace
}  // namespace usher::rpc
