// Enough of the public contract, in this process, for what is usherctl's own: what it asks, how
// often, and how it shows the answers. Not for what a daemon decides: tests/tools/e2e asks a real
// one. Set the answers before the command runs; requests may be read after it.
#ifndef USHER_TESTS_TOOLS_USHERCTL_FAKE_DAEMON_H_
#define USHER_TESTS_TOOLS_USHERCTL_FAKE_DAEMON_H_

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "usher/v1/agent.grpc.pb.h"
#include "usher/v1/contact.grpc.pb.h"
#include "usher/v1/explain.grpc.pb.h"
#include "usher/v1/monitor.grpc.pb.h"
#include "usher/v1/offer.grpc.pb.h"

namespace usher::ctl {

// A status with an ErrorInfo, as the daemon sends it.
grpc::Status refusal(grpc::StatusCode code, const std::string& message, const std::string& reason);

struct FakeContacts final : v1::ContactService::Service {
  std::deque<grpc::Status> failures;  // given one after the other before an answer
  std::vector<v1::CreateContactRequest> created;
  std::vector<v1::ListContactsRequest> listed;
  std::vector<v1::UpdateContactRequest> updated;
  v1::Contact contact;  // what GetContact answers
  int in_all = 0;       // how many ListContacts has

  grpc::Status CreateContact(grpc::ServerContext* context, const v1::CreateContactRequest* request,
                             v1::Contact* response) override;
  grpc::Status GetContact(grpc::ServerContext* context, const v1::GetContactRequest* request,
                          v1::Contact* response) override;
  grpc::Status ListContacts(grpc::ServerContext* context, const v1::ListContactsRequest* request,
                            v1::ListContactsResponse* response) override;
  grpc::Status UpdateContact(grpc::ServerContext* context, const v1::UpdateContactRequest* request,
                             v1::Contact* response) override;
};

struct FakeMonitor final : v1::MonitorService::Service {
  std::vector<std::string> agencies = {"demo"};
  std::vector<std::string> tokens;  // the authorization of every call
  // One script a call of Watch; after the last script a call stays open until it is cancelled.
  std::deque<std::vector<v1::WatchResponse>> watch_scripts;
  std::vector<v1::WatchRequest> watched;

  grpc::Status ListAgencies(grpc::ServerContext* context, const v1::ListAgenciesRequest* request,
                            v1::ListAgenciesResponse* response) override;
  grpc::Status GetSnapshot(grpc::ServerContext* context, const v1::GetSnapshotRequest* request,
                           v1::AgencySnapshot* response) override;
  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchRequest* request,
                     grpc::ServerWriter<v1::WatchResponse>* writer) override;
};

struct FakeAgents final : v1::AgentService::Service {
  v1::Agent agent;
  grpc::Status GetAgent(grpc::ServerContext* context, const v1::GetAgentRequest* request,
                        v1::Agent* response) override;
};

struct FakeOffers final : v1::OfferService::Service {
  v1::Offer offer;
  std::vector<v1::AcceptOfferRequest> accepted;
  grpc::Status GetOffer(grpc::ServerContext* context, const v1::GetOfferRequest* request,
                        v1::Offer* response) override;
  grpc::Status AcceptOffer(grpc::ServerContext* context, const v1::AcceptOfferRequest* request,
                           v1::Offer* response) override;
};

struct FakeExplain final : v1::ExplainService::Service {
  v1::ContactExplanation contact;
  std::vector<std::string> asked;
  grpc::Status ExplainContact(grpc::ServerContext* context,
                              const v1::ExplainContactRequest* request,
                              v1::ContactExplanation* response) override;
  grpc::Status ExplainOffer(grpc::ServerContext* context, const v1::ExplainOfferRequest* request,
                            v1::OfferExplanation* response) override;
};

class FakeDaemon {
 public:
  FakeDaemon();
  ~FakeDaemon();

  FakeContacts contacts;
  FakeMonitor monitor;
  FakeAgents agents;
  FakeOffers offers;
  FakeExplain explain;

  struct Result {
    int code;
    std::string out, err;
  };
  // Runs usherctl against this daemon.
  Result run(std::vector<std::string> arguments) const;

 private:
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

// Runs usherctl against whatever `arguments` say.
FakeDaemon::Result run_usherctl(std::vector<std::string> arguments);

}  // namespace usher::ctl

#endif  // USHER_TESTS_TOOLS_USHERCTL_FAKE_DAEMON_H_
