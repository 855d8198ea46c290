// The unary side of the public contract for tests: one stub a service, a deadline on every call,
// and the reason of every error at hand.
//
// Any thread.
#ifndef USHER_TESTS_E2E_HARNESS_CLIENT_H_
#define USHER_TESTS_E2E_HARNESS_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include <grpcpp/grpcpp.h>

#include "usher/v1/agent.grpc.pb.h"
#include "usher/v1/channel.grpc.pb.h"
#include "usher/v1/config.grpc.pb.h"
#include "usher/v1/contact.grpc.pb.h"
#include "usher/v1/explain.grpc.pb.h"
#include "usher/v1/monitor.grpc.pb.h"
#include "usher/v1/offer.grpc.pb.h"

namespace usher::e2e {

namespace v1 = ::usher::v1;

inline constexpr absl::Duration kPatience = absl::Seconds(20);

// ErrorInfo.reason without the enum's prefix; empty where there is none.
std::string reason_of(const grpc::Status& status);
// "OK", or code, reason and message, for failure messages.
std::string to_text(const grpc::Status& status);

template <typename Response>
struct Answer {
  grpc::Status status;
  Response value;

  bool ok() const { return status.ok(); }
  std::string reason() const { return reason_of(status); }
  const Response* operator->() const { return &value; }
  const Response& operator*() const { return value; }
};

class Client {
 public:
  Client(const std::string& address, std::shared_ptr<grpc::ChannelCredentials> credentials,
         std::string token = "");
  explicit Client(const std::string& address)
      : Client(address, grpc::InsecureChannelCredentials()) {}

  // For example call(*client.contacts, &v1::ContactService::StubInterface::GetContact, request).
  template <typename Stub, typename Base, typename Request, typename Response>
  Answer<Response> call(Stub& stub,
                        grpc::Status (Base::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        const Request& request, absl::Duration timeout = kPatience) const {
    Answer<Response> answer;
    grpc::ClientContext context;
    prepare(context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    answer.status = (stub.*method)(&context, request, &answer.value);
    return answer;
  }
  // Adds the credential.
  void prepare(grpc::ClientContext& context) const;

  Answer<v1::Contact> create(const v1::CreateContactRequest& request,
                             absl::Duration timeout = kPatience) const;
  Answer<v1::Contact> get_contact(const std::string& name) const;
  Answer<v1::Contact> cancel(const std::string& name) const;
  Answer<v1::Contact> connect(const std::string& name) const;
  Answer<v1::Contact> hold(const std::string& name) const;
  Answer<v1::Contact> retrieve(const std::string& name) const;
  Answer<v1::Contact> end(const std::string& name, v1::EndContactRequest::EndedBy by) const;
  Answer<v1::Contact> complete(const std::string& name, const std::string& outcome) const;
  Answer<v1::Agent> get_agent(const std::string& name) const;
  Answer<v1::Session> sign_in(const std::string& agent,
                              absl::Duration lease = absl::Seconds(30)) const;
  Answer<v1::Agent> sign_out(const std::string& agent) const;
  Answer<v1::Agent> set_state(const std::string& agent, v1::Agent::State state,
                              const std::string& reason = "") const;
  Answer<v1::Offer> pull_next(const std::string& agent) const;
  Answer<v1::Offer> get_offer(const std::string& name) const;
  Answer<v1::Offer> accept(const v1::Offer& offer) const;
  Answer<v1::Offer> decline(const v1::Offer& offer, const std::string& reason) const;
  Answer<v1::AgencyStatus> status(const std::string& agency) const;
  Answer<v1::AgencyConfigRevision> apply_config(const std::string& agency, const std::string& yaml,
                                                std::int64_t expected_revision = 0) const;
  Answer<v1::AgencyConfigRevision> rollback_config(const std::string& agency,
                                                   std::int64_t revision) const;
  // Reads again until the contact is in the state or the time is over; the last answer.
  Answer<v1::Contact> wait_for_state(const std::string& name, v1::Contact::State state,
                                     absl::Duration timeout = kPatience) const;
  Answer<v1::Agent> wait_for_agent(const std::string& name, v1::Agent::State state,
                                   absl::Duration timeout = kPatience) const;

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  std::unique_ptr<v1::ContactService::Stub> contacts;
  std::unique_ptr<v1::AgentService::Stub> agents;
  std::unique_ptr<v1::OfferService::Stub> offers;
  std::unique_ptr<v1::ChannelService::Stub> channels;
  std::unique_ptr<v1::MonitorService::Stub> monitor;
  std::unique_ptr<v1::ExplainService::Stub> explain;
  std::unique_ptr<v1::ConfigService::Stub> config;

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
};

// Lets `ready` be asked again and again, at short intervals, until it is true or the time is over.
bool wait_until(const std::function<bool()>& ready, absl::Duration timeout = kPatience);

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_HARNESS_CLIENT_H_
