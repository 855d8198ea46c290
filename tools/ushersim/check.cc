#include "tools/ushersim/check.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "tools/client/enums.h"
#include "tools/client/names.h"

namespace usher::sim {
namespace {

constexpr char kSigned[] = "a contact in a signed language, served by an agent who signs it";
constexpr char kHardNeed[] = "a contact with a hard need, served by an able agent";
constexpr char kReoffered[] = "a contact that was declined, offered to somebody else and completed";
constexpr char kAbandoned[] = "a contact that was abandoned";

std::string completed(v1::Channel channel) {
  return absl::StrCat("a completed contact of channel ", client::word(channel));
}

}  // namespace

Check::Check(const AgencyView& view) : view_(view) {
  for (const v1::Channel channel : {v1::PHONE, v1::CHAT, v1::WEB, v1::IN_PERSON}) {
    goals_.push_back(completed(channel));
  }
  goals_.insert(goals_.end(), {kSigned, kHardNeed, kReoffered, kAbandoned});
}

void Check::offer(const v1::Offer& offer) {
  if (offer.state() == v1::Offer::DECLINED) declined_by_[offer.contact()].insert(offer.agent());
  if (offer.state() == v1::Offer::ACCEPTED) accepted_by_[offer.contact()] = offer.agent();
}

bool Check::was_declined_and_reoffered(const v1::Contact& contact) const {
  const auto declined = declined_by_.find(contact.name());
  const auto accepted = accepted_by_.find(contact.name());
  return declined != declined_by_.end() && accepted != accepted_by_.end() &&
         accepted->second == contact.agent() && !declined->second.contains(contact.agent()) &&
         contact.offer_count() >= 2;
}

bool Check::was_signed(const v1::Contact& contact, const SimAgent& agent) const {
  const auto& languages = contact.languages();
  return !languages.empty() &&
         std::all_of(languages.begin(), languages.end(), [&](const auto& option) {
           return option.modality() == v1::MODALITY_SIGNED &&
                  serves_in(agent, option.tag(), v1::MODALITY_SIGNED);
         });
}

bool Check::met_a_hard_need(const v1::Contact& contact, const SimAgent& agent) const {
  bool hard = false;
  for (const auto& need : contact.needs()) {
    if (need.strength() != v1::NEED_STRENGTH_HARD &&
        need.strength() != v1::NEED_STRENGTH_HARD_ON_REQUEST) {
      continue;
    }
    if (!agent.needs.contains(need.code())) return false;
    hard = true;
  }
  return hard && contact.waivers().empty();
}

void Check::ended(const v1::Contact& contact) {
  const std::string id = client::short_id(contact.name());
  if (contact.state() == v1::Contact::ABANDONED) met_.emplace(kAbandoned, id);
  if (contact.state() != v1::Contact::COMPLETED || !contact.has_connect_time()) return;
  const SimAgent* agent = view_.find_agent(contact.agent());
  if (agent == nullptr) return;
  met_.emplace(completed(contact.channel()), id);
  if (was_signed(contact, *agent)) met_.emplace(kSigned, id);
  if (met_a_hard_need(contact, *agent)) met_.emplace(kHardNeed, id);
  if (was_declined_and_reoffered(contact)) met_.emplace(kReoffered, id);
}

std::vector<std::string> Check::missing() const {
  std::vector<std::string> missing;
  for (const auto& goal : goals_) {
    if (!met_.contains(goal)) missing.push_back(goal);
  }
  return missing;
}

std::vector<std::string> Check::seen() const {
  std::vector<std::string> seen;
  for (const auto& goal : goals_) {
    const auto met = met_.find(goal);
    if (met != met_.end()) seen.push_back(absl::StrCat(goal, ": ", met->second));
  }
  return seen;
}

}  // namespace usher::sim
