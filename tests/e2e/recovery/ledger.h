// What the clients of one daemon know for certain and what they only tried, while the daemon is
// killed again and again. The test's truth: whatever is noted here as acknowledged must be found
// after every restart.
//
// Any thread.
#ifndef USHER_TESTS_E2E_RECOVERY_LEDGER_H_
#define USHER_TESTS_E2E_RECOVERY_LEDGER_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/harness/client.h"

namespace usher::e2e {

// How far a contact got, as a number that only grows.
enum class Progress : int { kInLine, kAssigned, kConnected, kWrapUp, kCompleted };
std::optional<Progress> progress_of(v1::Contact::State state);

// A person's request, known by its journey, which nobody else uses.
struct Submission {
  v1::CreateContactRequest request;
  std::optional<v1::Contact> acknowledged;
  bool may_be_repeated() const {
    return !request.request_id().empty() || !request.contact_id().empty();
  }
};

// What was done with a contact, known by its name.
struct Service {
  Progress tried = Progress::kInLine;    // the furthest that was asked for
  Progress certain = Progress::kInLine;  // the furthest that was acknowledged
  std::string owner;                     // who was told that the contact is theirs
  std::string outcome;                   // with which completion was acknowledged
  bool cancel_tried = false;
  bool cancel_certain = false;
  bool settled = false;  // found in its last state after a restart
};

struct TriedAccept {
  v1::AcceptOfferRequest request;
  std::string contact;
  std::string agent;
};

class Ledger {
 public:
  void submitting(const v1::CreateContactRequest& request);
  void submitted(const v1::CreateContactRequest& request, const v1::Contact& contact);
  void trying(const std::string& contact, Progress progress);
  void done(const std::string& contact, Progress progress, const std::string& agent,
            const std::string& outcome);
  void cancelling(const std::string& contact);
  void cancelled(const std::string& contact);
  void trying_accept(const TriedAccept& accept);
  void answered_accept(const std::string& request_id);
  // Something that must not be, for the report at the end of the round.
  void violation(const std::string& what);

  // Copies.
  std::map<std::string, Submission> submissions() const;
  std::map<std::string, Service> services() const;
  std::vector<TriedAccept> unanswered_accepts() const;
  std::vector<std::string> take_violations();
  void settle(const std::string& contact);

  std::uint64_t acknowledgements() const;
  // Until that many acknowledgements came, or the time is over.
  void wait_for_acknowledgements(std::uint64_t count, absl::Duration timeout);

 private:
  void acknowledged();  // with the lock held

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Submission> submissions_;
  std::map<std::string, Service> services_;
  std::map<std::string, TriedAccept> accepts_;
  std::vector<std::string> violations_;
  std::uint64_t acknowledgements_ = 0;
};

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_RECOVERY_LEDGER_H_
