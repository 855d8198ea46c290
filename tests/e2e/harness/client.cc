#include "tests/e2e/harness/client.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include <grpcpp/support/error_details.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace usher::e2e {

std::string reason_of(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return "";
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) {
      return std::string(absl::StripPrefix(info.reason(), "ERROR_REASON_"));
    }
  }
  return "";
}

std::string to_text(const grpc::Status& status) {
  if (status.ok()) return "OK";
  return absl::StrCat("code ", static_cast<int>(status.error_code()), " [", reason_of(status), "] ",
                      status.error_message());
}

Client::Client(const std::string& address, std::shared_ptr<grpc::ChannelCredentials> credentials,
               std::string token)
    : token_(std::move(token)) {
  grpc::ChannelArguments arguments;
  // Every client its own connection; a daemon that restarts is found again at once.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20'000);  // the patience with one attempt
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  arguments.SetMaxSendMessageSize(-1);
  channel_ = grpc::CreateCustomChannel(address, credentials, arguments);
  contacts = v1::ContactService::NewStub(channel_);
  agents = v1::AgentService::NewStub(channel_);
  offers = v1::OfferService::NewStub(channel_);
  channels = v1::ChannelService::NewStub(channel_);
  monitor = v1::MonitorService::NewStub(channel_);
  explain = v1::ExplainService::NewStub(channel_);
  config = v1::ConfigService::NewStub(channel_);
}

void Client::prepare(grpc::ClientContext& context) const {
  if (!token_.empty()) context.AddMetadata("authorization", "Bearer " + token_);
}

Answer<v1::Contact> Client::create(const v1::CreateContactRequest& request,
                                   absl::Duration timeout) const {
  return call(*contacts, &v1::ContactService::Stub::CreateContact, request, timeout);
}

Answer<v1::Contact> Client::get_contact(const std::string& name) const {
  v1::GetContactRequest request;
  request.set_name(name);
  return call(*contacts, &v1::ContactService::Stub::GetContact, request);
}

Answer<v1::Contact> Client::cancel(const std::string& name) const {
  v1::CancelContactRequest request;
  request.set_name(name);
  request.set_reason_code("withdrawn");
  return call(*contacts, &v1::ContactService::Stub::CancelContact, request);
}

Answer<v1::Contact> Client::connect(const std::string& name) const {
  v1::ConnectContactRequest request;
  request.set_name(name);
  return call(*contacts, &v1::ContactService::Stub::ConnectContact, request);
}

Answer<v1::Contact> Client::hold(const std::string& name) const {
  v1::HoldContactRequest request;
  request.set_name(name);
  return call(*contacts, &v1::ContactService::Stub::HoldContact, request);
}

Answer<v1::Contact> Client::retrieve(const std::string& name) const {
  v1::RetrieveContactRequest request;
  request.set_name(name);
  return call(*contacts, &v1::ContactService::Stub::RetrieveContact, request);
}

Answer<v1::Contact> Client::end(const std::string& name, v1::EndContactRequest::EndedBy by) const {
  v1::EndContactRequest request;
  request.set_name(name);
  request.set_ended_by(by);
  return call(*contacts, &v1::ContactService::Stub::EndContact, request);
}

Answer<v1::Contact> Client::complete(const std::string& name, const std::string& outcome) const {
  v1::CompleteContactRequest request;
  request.set_name(name);
  request.set_outcome_code(outcome);
  return call(*contacts, &v1::ContactService::Stub::CompleteContact, request);
}

Answer<v1::Agent> Client::get_agent(const std::string& name) const {
  v1::GetAgentRequest request;
  request.set_name(name);
  return call(*agents, &v1::AgentService::Stub::GetAgent, request);
}

Answer<v1::Session> Client::sign_in(const std::string& agent, absl::Duration lease) const {
  v1::SignInRequest request;
  request.set_name(agent);
  request.mutable_lease()->set_seconds(absl::ToInt64Seconds(lease));
  return call(*agents, &v1::AgentService::Stub::SignIn, request);
}

Answer<v1::Agent> Client::sign_out(const std::string& agent) const {
  v1::SignOutRequest request;
  request.set_name(agent);
  return call(*agents, &v1::AgentService::Stub::SignOut, request);
}

Answer<v1::Agent> Client::set_state(const std::string& agent, v1::Agent::State state,
                                    const std::string& reason) const {
  v1::SetAgentStateRequest request;
  request.set_name(agent);
  request.set_state(state);
  request.set_reason_code(reason);
  return call(*agents, &v1::AgentService::Stub::SetAgentState, request);
}

Answer<v1::Offer> Client::pull_next(const std::string& agent) const {
  v1::PullNextRequest request;
  request.set_name(agent);
  return call(*agents, &v1::AgentService::Stub::PullNext, request);
}

Answer<v1::Offer> Client::get_offer(const std::string& name) const {
  v1::GetOfferRequest request;
  request.set_name(name);
  return call(*offers, &v1::OfferService::Stub::GetOffer, request);
}

Answer<v1::Offer> Client::accept(const v1::Offer& offer) const {
  v1::AcceptOfferRequest request;
  request.set_name(offer.name());
  request.set_fence(offer.fence());
  return call(*offers, &v1::OfferService::Stub::AcceptOffer, request);
}

Answer<v1::Offer> Client::decline(const v1::Offer& offer, const std::string& reason) const {
  v1::DeclineOfferRequest request;
  request.set_name(offer.name());
  request.set_fence(offer.fence());
  request.set_reason_code(reason);
  return call(*offers, &v1::OfferService::Stub::DeclineOffer, request);
}

Answer<v1::AgencyStatus> Client::status(const std::string& agency) const {
  v1::GetStatusRequest request;
  request.set_parent(agency);
  return call(*monitor, &v1::MonitorService::Stub::GetStatus, request);
}

Answer<v1::AgencyConfigRevision> Client::apply_config(const std::string& agency,
                                                      const std::string& yaml,
                                                      std::int64_t expected_revision) const {
  v1::ApplyAgencyConfigRequest request;
  request.set_parent(agency);
  request.set_yaml(yaml);
  request.set_expected_revision(expected_revision);
  return call(*config, &v1::ConfigService::Stub::ApplyAgencyConfig, request);
}

Answer<v1::AgencyConfigRevision> Client::rollback_config(const std::string& agency,
                                                         std::int64_t revision) const {
  v1::RollbackAgencyConfigRequest request;
  request.set_parent(agency);
  request.set_revision(revision);
  return call(*config, &v1::ConfigService::Stub::RollbackAgencyConfig, request);
}

Answer<v1::Contact> Client::wait_for_state(const std::string& name, v1::Contact::State state,
                                           absl::Duration timeout) const {
  Answer<v1::Contact> answer;
  wait_until(
      [&] {
        answer = get_contact(name);
        return answer.ok() && answer->state() == state;
      },
      timeout);
  return answer;
}

Answer<v1::Agent> Client::wait_for_agent(const std::string& name, v1::Agent::State state,
                                         absl::Duration timeout) const {
  Answer<v1::Agent> answer;
  wait_until(
      [&] {
        answer = get_agent(name);
        return answer.ok() && answer->state() == state;
      },
      timeout);
  return answer;
}

bool wait_until(const std::function<bool()>& ready, absl::Duration timeout) {
  // Other processes have no event of ours to wait for, so they are asked again.
  const absl::Time deadline = absl::Now() + timeout;
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  while (!ready()) {
    if (absl::Now() >= deadline) return false;
    never.wait_for(lock, std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace usher::e2e
