#include "tests/bench/journal/lifecycle.h"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "absl/strings/str_format.h"

namespace usher::bench {
namespace {

using std::chrono::seconds;

constexpr std::array<std::string_view, 8> kServices = {
    "housing", "benefits", "residence", "tax", "registry", "family", "vehicles", "permits"};
constexpr std::array<std::string_view, 6> kLanguages = {"de", "en", "tr", "ar", "vi", "uk"};
constexpr std::uint64_t kRecordsOfALife = 5;

core::Instant at(std::uint64_t n) { return core::Instant(seconds(1'790'000'000) + seconds(n / 8)); }

core::RequestAnswered answered(std::string_view verb, std::uint64_t n, core::Reply reply) {
  return {"adapter-phone", absl::StrFormat("%s-%016x", std::string(verb), n * 0x9e3779b97f4a7c15),
          n * 0x2545f4914f6cdd1d, reply};
}

std::vector<core::Event> events_of(std::uint64_t life, std::uint64_t step) {
  const core::ContactId contact{life};
  const core::OfferId offer{life};
  const core::AgentId agent{1 + life % 20'000};
  switch (step) {
    case 0:
      return {core::ContactSubmitted{contact, absl::StrFormat("call-%012d", life), life * 7919,
                                     sample_draft(life), std::string(kServices[life % 8])},
              core::OfferMade{offer, contact, agent, static_cast<std::int64_t>(life),
                              at(life) + seconds(20), false},
              answered("submit", life, contact)};
    case 1:
      return {core::OfferEnded{offer, core::OfferState::kAccepted, "", std::nullopt},
              answered("accept", life, offer)};
    case 2:
      return {core::ContactConnected{contact}, answered("connect", life, contact)};
    case 3:
      return {core::WrapUpStarted{contact, core::EndedBy::kPerson, at(life) + seconds(300)},
              answered("end", life, contact)};
    default:
      return {core::ContactClosed{contact, core::ContactState::kCompleted, "resolved", ""},
              answered("complete", life, contact)};
  }
}

}  // namespace

core::ContactDraft sample_draft(std::uint64_t n) {
  core::ContactDraft draft;
  draft.channel = static_cast<core::Channel>(n % 4);
  draft.service = kServices[n % 8];
  draft.languages.push_back(
      {std::string(kLanguages[n % 6]), routing::Modality::kSpoken, routing::Direction::kBoth, 1});
  if (n % 3 == 0) {
    draft.languages.push_back({"en", routing::Modality::kSpoken, routing::Direction::kBoth, 2});
  }
  if (n % 10 == 0) {
    draft.needs.push_back({core::NeedCode::kPlainLanguage, core::NeedStrength::kPreference});
  }
  if (n % 4 == 0) draft.required_skills = {{{std::string(kServices[n % 8]), 2}}};
  draft.priority_minutes = n % 20 == 0 ? 10 : 0;
  draft.origin = at(n);
  draft.journey = absl::StrFormat("call-%012d", n);
  draft.display = {{"called_number", "+49 30 5550100"}, {"matter", "letter of 3 March"}};
  draft.identity = {absl::StrFormat("Person %d", n), absl::StrFormat("+4930%07d", n % 10'000'000),
                    ""};
  draft.adapter = "phone";
  return draft;
}

std::vector<core::Record> lifecycle_records(std::uint64_t first, std::size_t count) {
  std::vector<core::Record> records(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t sequence = first + i;
    records[i].sequence = sequence;
    records[i].at = at(sequence);
    records[i].principal = "adapter-phone";
    records[i].request_id = absl::StrFormat("%016x", sequence * 0x9e3779b97f4a7c15);
    records[i].events =
        events_of(1 + (sequence - 1) / kRecordsOfALife, (sequence - 1) % kRecordsOfALife);
  }
  return records;
}

}  // namespace usher::bench
