#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "tests/e2e/harness/agency.h"
#include "tests/e2e/recovery/load.h"

namespace usher::e2e {

Arrivals::Arrivals(const Client& client, Ledger& ledger, std::uint64_t seed, int number,
                   std::atomic<int>& room)
    : client_(client),
      ledger_(ledger),
      random_(seed),
      prefix_(absl::StrCat(absl::Hex(seed), "-", number, "-")),
      room_(room) {
  thread_ = std::thread([this] { run(); });
}

void Arrivals::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void Arrivals::run() {
  repeat_some();
  while (!stopping_) {
    if (room_.fetch_sub(1) <= 0) {
      room_.fetch_add(1);
      // Full: somebody of those in line may lose patience meanwhile.
      const auto services = ledger_.services();
      for (const auto& [name, service] : services) {
        if (stopping_ || service.tried != Progress::kInLine || service.cancel_tried) continue;
        if (random_() % 8 != 0) continue;
        ledger_.cancelling(name);
        if (client_.cancel(name).ok()) {
          ledger_.cancelled(name);
          room_.fetch_add(1);
        }
        break;
      }
      ledger_.wait_for_acknowledgements(ledger_.acknowledgements() + 1, absl::Milliseconds(20));
      continue;
    }
    const v1::CreateContactRequest request = somebody();
    ledger_.submitting(request);
    submit(request);
  }
}

// The same request again: those that were never answered, and some that were.
void Arrivals::repeat_some() {
  for (const auto& [journey, submission] : ledger_.submissions()) {
    if (stopping_) return;
    if (journey.compare(0, 2, "j-") != 0 || !submission.may_be_repeated()) continue;
    if (!submission.acknowledged || random_() % 200 == 0) submit(submission.request);
  }
}

void Arrivals::submit(const v1::CreateContactRequest& request) {
  const auto answer = client_.create(request);
  if (answer.ok()) {
    ledger_.submitted(request, *answer);
  } else if (answer.status.error_code() != grpc::StatusCode::UNAVAILABLE &&
             answer.status.error_code() != grpc::StatusCode::CANCELLED) {
    ledger_.violation(absl::StrCat("creating ", request.ShortDebugString(), " was answered ",
                                   to_text(answer.status)));
  }
}

v1::CreateContactRequest Arrivals::somebody() {
  static constexpr v1::Channel kChannels[] = {v1::PHONE, v1::CHAT, v1::WEB};
  const std::string id = absl::StrCat(prefix_, ++count_);
  v1::CreateContactRequest request = contact(kChannels[random_() % 3]);
  if (random_() % 2 == 0) request.set_contact_id("c-" + id);
  if (random_() % 5 != 0) request.set_request_id("r-" + id);
  v1::Contact& person = *request.mutable_contact();
  person.set_journey_id("j-" + id);
  person.set_priority_minutes(static_cast<int>(random_() % 61) - 30);
  const absl::Time origin = absl::Now() - absl::Microseconds(random_() % 1'000'000'000);
  person.mutable_origin_time()->set_seconds(absl::ToUnixSeconds(origin));
  person.mutable_origin_time()->set_nanos(static_cast<int>(absl::ToUnixMicros(origin) % 1'000'000) *
                                          1000);
  if (random_() % 3 == 0) person.set_service(service_name("benefits"));
  const bool written = person.channel() != v1::PHONE;
  if (random_() % 4 == 0) {
    *person.add_languages() = language("es", written ? v1::MODALITY_WRITTEN : v1::MODALITY_SPOKEN);
  }
  if (random_() % 6 == 0 && person.languages().empty() && person.channel() != v1::WEB) {
    *person.add_needs() = need(v1::RTT);
  }
  (*person.mutable_display())["case_number"] = id;
  person.mutable_identity()->set_display_name("Person " + id);
  return request;
}

}  // namespace usher::e2e
