#include "tests/tools/usherctl/fake_daemon.h"

#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tools/usherctl/app.h"

namespace usher::ctl {

grpc::Status refusal(grpc::StatusCode code, const std::string& message, const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("usher");
  google::rpc::Status rich;
  rich.set_code(code);
  rich.set_message(message);
  rich.add_details()->PackFrom(info);
  return {code, message, rich.SerializeAsString()};
}

grpc::Status FakeContacts::CreateContact(grpc::ServerContext*,
                                         const v1::CreateContactRequest* request,
                                         v1::Contact* response) {
  created.push_back(*request);
  if (!failures.empty()) {
    const grpc::Status status = failures.front();
    failures.pop_front();
    return status;
  }
  *response = request->contact();
  response->set_name(request->parent() + "/contacts/c-1");
  response->set_state(v1::Contact::WAITING);
  return grpc::Status::OK;
}

grpc::Status FakeContacts::GetContact(grpc::ServerContext*, const v1::GetContactRequest* request,
                                      v1::Contact* response) {
  if (!failures.empty()) return failures.front();
  *response = contact;
  response->set_name(request->name());
  return grpc::Status::OK;
}

grpc::Status FakeContacts::ListContacts(grpc::ServerContext*,
                                        const v1::ListContactsRequest* request,
                                        v1::ListContactsResponse* response) {
  listed.push_back(*request);
  int next = 0;
  if (!request->page_token().empty() && !absl::SimpleAtoi(request->page_token(), &next)) next = 0;
  for (int i = 0; i < request->page_size() && next < in_all; ++i, ++next) {
    *response->add_contacts() = contact;
    response->mutable_contacts(i)->set_name(absl::StrCat(request->parent(), "/contacts/c-", next));
  }
  if (next < in_all) response->set_next_page_token(absl::StrCat(next));
  return grpc::Status::OK;
}

grpc::Status FakeContacts::UpdateContact(grpc::ServerContext*,
                                         const v1::UpdateContactRequest* request,
                                         v1::Contact* response) {
  updated.push_back(*request);
  *response = request->contact();
  return grpc::Status::OK;
}

grpc::Status FakeMonitor::ListAgencies(grpc::ServerContext* context, const v1::ListAgenciesRequest*,
                                       v1::ListAgenciesResponse* response) {
  const auto token = context->client_metadata().find("authorization");
  tokens.push_back(token == context->client_metadata().end()
                       ? ""
                       : std::string(token->second.data(), token->second.size()));
  for (const auto& id : agencies) response->add_agencies()->set_name("agencies/" + id);
  return grpc::Status::OK;
}

grpc::Status FakeMonitor::GetSnapshot(grpc::ServerContext*, const v1::GetSnapshotRequest* request,
                                      v1::AgencySnapshot* response) {
  for (const char* id : {"benefits", "tax"}) {
    auto& queue = *response->add_queues();
    queue.set_queue(absl::StrCat(request->parent(), "/queues/", id));
    queue.set_waiting(3);
    queue.mutable_longest_wait()->set_seconds(185);
    queue.mutable_totals()->set_answered(4);
    queue.mutable_totals()->set_answered_in_target(3);
  }
  (*response->mutable_agents_by_state())["AVAILABLE"] = 5;
  response->set_sequence(42);
  return grpc::Status::OK;
}

grpc::Status FakeMonitor::Watch(grpc::ServerContext* context, const v1::WatchRequest* request,
                                grpc::ServerWriter<v1::WatchResponse>* writer) {
  watched.push_back(*request);
  if (watch_scripts.empty()) {
    return refusal(grpc::StatusCode::PERMISSION_DENIED, "the script is over", "ROLE_NOT_ALLOWED");
  }
  const auto script = watch_scripts.front();
  watch_scripts.pop_front();
  for (const auto& response : script) writer->Write(response);
  return context->IsCancelled() ? grpc::Status::CANCELLED
                                : grpc::Status(grpc::StatusCode::UNAVAILABLE, "going away");
}

grpc::Status FakeAgents::GetAgent(grpc::ServerContext*, const v1::GetAgentRequest* request,
                                  v1::Agent* response) {
  *response = agent;
  response->set_name(request->name());
  return grpc::Status::OK;
}

grpc::Status FakeOffers::GetOffer(grpc::ServerContext*, const v1::GetOfferRequest* request,
                                  v1::Offer* response) {
  *response = offer;
  response->set_name(request->name());
  return grpc::Status::OK;
}

grpc::Status FakeOffers::AcceptOffer(grpc::ServerContext*, const v1::AcceptOfferRequest* request,
                                     v1::Offer* response) {
  accepted.push_back(*request);
  response->set_name(request->name());
  response->set_state(v1::Offer::ACCEPTED);
  return grpc::Status::OK;
}

grpc::Status FakeExplain::ExplainContact(grpc::ServerContext*,
                                         const v1::ExplainContactRequest* request,
                                         v1::ContactExplanation* response) {
  asked.push_back(request->name());
  *response = contact;
  response->set_contact(request->name());
  return grpc::Status::OK;
}

grpc::Status FakeExplain::ExplainOffer(grpc::ServerContext*, const v1::ExplainOfferRequest* request,
                                       v1::OfferExplanation* response) {
  asked.push_back(request->name());
  response->set_offer(request->name());
  return grpc::Status::OK;
}

FakeDaemon::FakeDaemon() {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  for (grpc::Service* service :
       std::vector<grpc::Service*>{&contacts, &monitor, &agents, &offers, &explain}) {
    builder.RegisterService(service);
  }
  server_ = builder.BuildAndStart();
  address_ = absl::StrCat("127.0.0.1:", port);
}

FakeDaemon::~FakeDaemon() { server_->Shutdown(std::chrono::system_clock::now()); }

FakeDaemon::Result FakeDaemon::run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(), {"--address", address_});
  return run_usherctl(std::move(arguments));
}

FakeDaemon::Result run_usherctl(std::vector<std::string> arguments) {
  std::ostringstream out, err;
  Terminal terminal{out, err};
  terminal.now = [] { return absl::FromUnixSeconds(1'700'000'000); };
  const int code = run(std::move(arguments), terminal);
  return {code, out.str(), err.str()};
}

}  // namespace usher::ctl
