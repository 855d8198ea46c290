// Agents at a desk: one Work stream, and its answers and events for tests. An adapter the same way
// over Attach, and a watcher over Watch.
//
// Each object: one thread asks; events may be taken by any.
#ifndef USHER_TESTS_E2E_HARNESS_DESK_H_
#define USHER_TESTS_E2E_HARNESS_DESK_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/harness/client.h"
#include "tests/e2e/harness/stream.h"

namespace usher::e2e {

// What a stream answered to one message.
template <typename Done>
struct Reply {
  bool arrived = false;  // false: the stream ended or was silent
  int code = 0;          // of the refusal; 0 when it was done
  std::string reason;
  std::string message;
  Done done;

  bool ok() const { return arrived && code == 0; }
};

class Desk {
 public:
  explicit Desk(const Client& client);

  using Answered = Reply<v1::WorkResponse::Done>;
  Answered ask(v1::WorkRequest request, absl::Duration timeout = kPatience);
  Answered sign_in(const std::string& agent, v1::Agent::State state = v1::Agent::AVAILABLE);
  Answered sign_out(const std::string& agent);
  Answered set_state(const std::string& agent, v1::Agent::State state,
                     const std::string& reason = "");
  Answered accept(const v1::Offer& offer, const std::string& request_id = "");
  Answered decline(const v1::Offer& offer, const std::string& reason = "busy_elsewhere");
  Answered pull_next(const std::string& agent);
  Answered connect(const std::string& contact);
  Answered end(const std::string& contact);
  Answered complete(const std::string& contact, const std::string& outcome = "resolved");

  // The next offer that was pushed, to this agent if one is named.
  std::optional<v1::Offer> next_offer(const std::string& agent = "",
                                      absl::Duration timeout = kPatience);
  std::optional<v1::Offer> next_offer_ended(const std::string& offer,
                                            absl::Duration timeout = kPatience);
  // The next news of the contact in this state.
  std::optional<v1::Contact> next_contact(const std::string& contact, v1::Contact::State state,
                                          absl::Duration timeout = kPatience);
  std::optional<std::string> next_session_over(absl::Duration timeout = kPatience);
  std::optional<v1::WorkResponse> next_heartbeat(absl::Duration timeout = kPatience);
  std::optional<grpc::Status> wait_end(absl::Duration timeout = kPatience) {
    return stream_.inbox().wait_end(timeout);
  }
  BidiStream<v1::WorkRequest, v1::WorkResponse>& stream() { return stream_; }

 private:
  std::atomic<std::int64_t> last_tag_ = 0;
  BidiStream<v1::WorkRequest, v1::WorkResponse> stream_;
};

class Adapter {
 public:
  Adapter(const Client& client, std::string adapter);

  using Answered = Reply<v1::Contact>;
  // Says what it holds and waits for the reconciliation.
  Reply<v1::AttachResponse::Attached> attach(const std::vector<v1::HeldContact>& held = {});
  Answered ask(v1::AttachRequest request, absl::Duration timeout = kPatience);
  Answered create(const v1::CreateContactRequest& request);
  Answered connect(const std::string& contact);
  Answered end(const std::string& contact,
               v1::EndContactRequest::EndedBy by = v1::EndContactRequest::PERSON);
  Answered ring_failed(const std::string& offer, const std::string& reason);
  void effect_done(std::int64_t sequence);

  // The next effect of the kind for this contact.
  std::optional<v1::AttachResponse> next_effect(v1::AttachResponse::EventCase kind,
                                                const std::string& contact,
                                                absl::Duration timeout = kPatience);
  std::optional<grpc::Status> wait_end(absl::Duration timeout = kPatience) {
    return stream_.inbox().wait_end(timeout);
  }
  const std::string& name() const { return name_; }
  BidiStream<v1::AttachRequest, v1::AttachResponse>& stream() { return stream_; }

 private:
  const std::string name_;
  std::atomic<std::int64_t> last_tag_ = 0;
  BidiStream<v1::AttachRequest, v1::AttachResponse> stream_;
};

class Watcher {
 public:
  Watcher(const Client& client, const std::string& agency, const std::string& token = "");
  ~Watcher();

  // The next message, whatever it says; nothing when the stream ended or was silent.
  std::optional<v1::WatchResponse> next(absl::Duration timeout = kPatience);
  std::optional<v1::WatchResponse> next_contact(const std::string& contact,
                                                v1::Contact::State state,
                                                absl::Duration timeout = kPatience);
  // Takes messages up to and with SYNCED; empty when that did not come.
  std::vector<v1::WatchResponse> until_synced(absl::Duration timeout = kPatience);
  std::optional<grpc::Status> wait_end(absl::Duration timeout = kPatience) {
    return inbox_.wait_end(timeout);
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> stream_;
  Inbox<v1::WatchResponse> inbox_;
  std::thread reader_;
};

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_HARNESS_DESK_H_
