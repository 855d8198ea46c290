#include "tests/e2e/recovery/ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace usher::e2e {

std::optional<Progress> progress_of(v1::Contact::State state) {
  switch (state) {
    case v1::Contact::WAITING:
    case v1::Contact::OFFERED:
    case v1::Contact::UNSATISFIABLE_NOW:
      return Progress::kInLine;
    case v1::Contact::ASSIGNED:
      return Progress::kAssigned;
    case v1::Contact::CONNECTED:
      return Progress::kConnected;
    case v1::Contact::WRAP_UP:
      return Progress::kWrapUp;
    case v1::Contact::COMPLETED:
      return Progress::kCompleted;
    default:
      return std::nullopt;
  }
}

void Ledger::acknowledged() {
  ++acknowledgements_;
  changed_.notify_all();
}

void Ledger::submitting(const v1::CreateContactRequest& request) {
  const std::lock_guard lock(mutex_);
  submissions_[request.contact().journey_id()].request = request;
}

void Ledger::submitted(const v1::CreateContactRequest& request, const v1::Contact& contact) {
  const std::lock_guard lock(mutex_);
  Submission& submission = submissions_[request.contact().journey_id()];
  if (submission.acknowledged && submission.acknowledged->name() != contact.name()) {
    violations_.push_back(absl::StrCat("a retry of ", request.ShortDebugString(), " made ",
                                       contact.name(), " beside ",
                                       submission.acknowledged->name()));
  }
  if (!submission.acknowledged) submission.acknowledged = contact;
  acknowledged();
}

void Ledger::trying(const std::string& contact, Progress progress) {
  const std::lock_guard lock(mutex_);
  Service& service = services_[contact];
  service.tried = std::max(service.tried, progress);
}

void Ledger::done(const std::string& contact, Progress progress, const std::string& agent,
                  const std::string& outcome) {
  const std::lock_guard lock(mutex_);
  Service& service = services_[contact];
  service.certain = std::max(service.certain, progress);
  if (!service.owner.empty() && service.owner != agent) {
    violations_.push_back(
        absl::StrCat(contact, " was given to ", service.owner, " and then to ", agent));
  }
  if (service.cancel_certain) {
    violations_.push_back(absl::StrCat(contact, " was cancelled, and then served by ", agent));
  }
  service.owner = agent;
  if (!outcome.empty()) service.outcome = outcome;
  acknowledged();
}

void Ledger::cancelling(const std::string& contact) {
  const std::lock_guard lock(mutex_);
  services_[contact].cancel_tried = true;
}

void Ledger::cancelled(const std::string& contact) {
  const std::lock_guard lock(mutex_);
  Service& service = services_[contact];
  service.cancel_certain = true;
  if (service.certain != Progress::kInLine) {
    violations_.push_back(absl::StrCat(contact, " was with ", service.owner, ", and cancelled"));
  }
  acknowledged();
}

void Ledger::trying_accept(const TriedAccept& accept) {
  const std::lock_guard lock(mutex_);
  accepts_[accept.request.request_id()] = accept;
}

void Ledger::answered_accept(const std::string& request_id) {
  const std::lock_guard lock(mutex_);
  accepts_.erase(request_id);
}

void Ledger::violation(const std::string& what) {
  const std::lock_guard lock(mutex_);
  violations_.push_back(what);
}

std::map<std::string, Submission> Ledger::submissions() const {
  const std::lock_guard lock(mutex_);
  return submissions_;
}

std::map<std::string, Service> Ledger::services() const {
  const std::lock_guard lock(mutex_);
  return services_;
}

std::vector<TriedAccept> Ledger::unanswered_accepts() const {
  const std::lock_guard lock(mutex_);
  std::vector<TriedAccept> result;
  for (const auto& [id, accept] : accepts_) result.push_back(accept);
  return result;
}

std::vector<std::string> Ledger::take_violations() {
  const std::lock_guard lock(mutex_);
  return std::exchange(violations_, {});
}

void Ledger::settle(const std::string& contact) {
  const std::lock_guard lock(mutex_);
  services_[contact].settled = true;
}

std::uint64_t Ledger::acknowledgements() const {
  const std::lock_guard lock(mutex_);
  return acknowledgements_;
}

void Ledger::wait_for_acknowledgements(std::uint64_t count, absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoMilliseconds(timeout),
                    [&] { return acknowledgements_ >= count; });
}

}  // namespace usher::e2e
