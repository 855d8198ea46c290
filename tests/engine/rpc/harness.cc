#include "tests/engine/rpc/harness.h"

#include "engine/config/compile.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

constexpr char kAgency[] = R"(
agencies:
  - id: town
    time_zone: Europe/London
    default_language: en
    break_reasons: [lunch]
    decline_reasons: [busy]
    outcome_codes: [resolved]
    services:
      - id: general
    queues:
      - id: general
    classification:
      - queue: general
    agents:
      - id: ana
        languages:
          - {tag: en, modality: SPOKEN}
      - id: ben
        languages:
          - {tag: en, modality: SPOKEN}
    adapters:
      - {id: pbx, channel: PHONE}
)";

// Hands the daemon the journal and keeps hold of it for faults.
class Lent : public journal::Journal {
 public:
  explicit Lent(std::shared_ptr<journal::MemoryJournal> to) : to_(std::move(to)) {}
  absl::Status append(absl::Span<const core::Record> records) override {
    return to_->append(records);
  }
  absl::StatusOr<std::uint64_t> last_sequence() override { return to_->last_sequence(); }
  absl::Status write_snapshot(const core::Snapshot& snapshot) override {
    return to_->write_snapshot(snapshot);
  }
  absl::Status healthy() override { return to_->healthy(); }
  absl::StatusOr<std::unique_ptr<journal::Reader>> open_reader() override {
    return to_->open_reader();
  }

 private:
  std::shared_ptr<journal::MemoryJournal> to_;
};

google::rpc::Status details_of(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  return details;
}

template <typename Detail>
Detail detail_of(const grpc::Status& status) {
  Detail detail;
  const google::rpc::Status details = details_of(status);
  for (const auto& any : details.details()) {
    if (any.Is<Detail>()) any.UnpackTo(&detail);
  }
  return detail;
}

}  // namespace

std::string TownFile::text() const {
  return routing::str_cat("server:\n  listen: \"127.0.0.1:0\"\n  http_listen: \"off\"\n", server,
                          kAgency, agency);
}

TestDaemon::TestDaemon(const TownFile& file, std::unique_ptr<journal::MemoryJournal> journal,
                       StreamTiming timing) {
  DaemonOptions options{.config = config::check_text(file.text()), .timing = timing};
  for (const config::Finding& finding : options.config.findings) {
    if (finding.severity == config::Finding::Severity::kError) {
      ADD_FAILURE() << to_string(finding, "town.yaml");
    }
  }
  std::shared_ptr<journal::MemoryJournal> shared =
      journal ? std::move(journal)
              : std::make_unique<journal::MemoryJournal>(config::decode_source);
  journal_ = shared.get();
  options.open_journal =
      [shared](const std::string&) -> absl::StatusOr<std::unique_ptr<journal::Journal>> {
    return std::unique_ptr<journal::Journal>(std::make_unique<Lent>(shared));
  };
  daemon_ = Daemon::start(std::move(options), error_);
  if (!daemon_) return;
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  channel_ =
      grpc::CreateCustomChannel(daemon_->address(), grpc::InsecureChannelCredentials(), arguments);
}

TestDaemon::~TestDaemon() {
  if (daemon_) daemon_->stop(std::chrono::seconds(2));
}

std::unique_ptr<journal::MemoryJournal> TestDaemon::stop() {
  daemon_->stop(std::chrono::seconds(2));
  auto next = journal_->reopened();
  daemon_.reset();
  return next;
}

std::string reason_of(const grpc::Status& status) {
  return detail_of<google::rpc::ErrorInfo>(status).reason();
}

std::map<std::string, std::string> facts_of(const grpc::Status& status) {
  const auto info = detail_of<google::rpc::ErrorInfo>(status);
  return {info.metadata().begin(), info.metadata().end()};
}

google::rpc::BadRequest bad_request_of(const grpc::Status& status) {
  return detail_of<google::rpc::BadRequest>(status);
}

void set_deadline(grpc::ClientContext& context, std::chrono::milliseconds time) {
  context.set_deadline(std::chrono::system_clock::now() + time);
}

v1::CreateContactRequest phone_call(const std::string& id, const std::string& request_id) {
  v1::CreateContactRequest request;
  request.set_parent(kParent);
  request.set_contact_id(id);
  request.set_request_id(request_id);
  request.mutable_contact()->set_channel(v1::PHONE);
  request.mutable_contact()->set_service("agencies/town/services/general");
  return request;
}

Answer<v1::Contact> create(TestDaemon& daemon, const v1::CreateContactRequest& request,
                           const std::string& token) {
  return call(v1::ContactService::NewStub(daemon.channel()),
              &v1::ContactService::Stub::CreateContact, request, token);
}

Answer<v1::Contact> get(TestDaemon& daemon, const std::string& id, const std::string& token) {
  v1::GetContactRequest request;
  request.set_name("agencies/town/contacts/" + id);
  return call(v1::ContactService::NewStub(daemon.channel()), &v1::ContactService::Stub::GetContact,
              request, token);
}

bool wait_for_state(TestDaemon& daemon, const std::string& id, v1::Contact::State state) {
  grpc::ClientContext context;
  set_deadline(context, std::chrono::seconds(10));
  v1::WatchRequest request;
  request.set_parent(kParent);
  const auto stub = v1::MonitorService::NewStub(daemon.channel());
  const auto stream = stub->Watch(&context, request);
  v1::WatchResponse response;
  while (stream->Read(&response)) {
    if (response.contact().name() != "agencies/town/contacts/" + id) continue;
    if (response.contact().state() == state) {
      context.TryCancel();
      static_cast<void>(stream->Finish());
      return true;
    }
  }
  return false;
}

Desk::Desk(TestDaemon& daemon)
    : Conversation(v1::AgentService::NewStub(daemon.channel()),
                   [](auto& stub, auto* context) { return stub.Work(context); }) {}

bool Desk::sign_in(const std::string& agent) {
  v1::WorkRequest request;
  request.set_tag(1);
  request.mutable_sign_in()->set_name("agencies/town/agents/" + agent);
  return write(request) && read_until([](const auto& r) { return r.done().has_session(); });
}

bool Desk::read_offer(v1::Offer* offer) {
  v1::WorkResponse response;
  if (!read_until([](const auto& r) { return r.has_offer(); }, &response)) return false;
  *offer = response.offer();
  return true;
}

Adapter::Adapter(TestDaemon& daemon)
    : Conversation(v1::ChannelService::NewStub(daemon.channel()),
                   [](auto& stub, auto* context) { return stub.Attach(context); }) {}

bool Adapter::attach(const std::vector<std::string>& held, v1::AttachResponse::Attached* attached) {
  v1::AttachRequest request;
  request.mutable_attach()->set_adapter("agencies/town/adapters/pbx");
  for (const std::string& id : held) {
    auto* contact = request.mutable_attach()->add_held();
    contact->set_contact_id(id);
    *contact->mutable_contact() = phone_call(id).contact();
    contact->mutable_contact()->mutable_origin_time()->set_seconds(time(nullptr) - 60);
  }
  v1::AttachResponse response;
  if (!write(request)) return false;
  if (!read_until([](const auto& r) { return r.has_attached(); }, &response)) return false;
  if (attached != nullptr) *attached = response.attached();
  return true;
}

}  // namespace usher::rpc
