// A hash of everything that a snapshot holds, in its order.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "engine/core/fingerprint.h"
#include "engine/core/state_data.h"

namespace usher::core {
namespace {

class Hasher {
 public:
  std::uint64_t value() const { return hash_; }

  template <typename... Values>
  void add(const Values&... values) {
    (one(values), ...);
  }

 private:
  void bytes(std::uint64_t number) {
    char little_endian[8];
    for (char& byte : little_endian) {
      byte = static_cast<char>(number & 0xff);
      number >>= 8;
    }
    hash_ = fingerprint({little_endian, sizeof(little_endian)}, hash_);
  }

  template <typename T>
  requires(std::is_integral_v<T> || std::is_enum_v<T>) void one(T value) {
    bytes(static_cast<std::uint64_t>(value));
  }
  void one(const std::string& text) {
    bytes(text.size());
    hash_ = fingerprint(text, hash_);
  }
  void one(Instant at) { bytes(static_cast<std::uint64_t>(at.time_since_epoch().count())); }
  void one(Duration duration) { bytes(static_cast<std::uint64_t>(duration.count())); }
  template <typename Tag>
  void one(routing::Id<Tag> id) {
    bytes(id.value);
  }
  template <typename T>
  void one(const std::optional<T>& value) {
    bytes(value.has_value() ? 1 : 0);
    if (value) one(*value);
  }
  template <typename T>
  void one(const std::vector<T>& values) {
    bytes(values.size());
    for (const T& value : values) one(value);
  }
  template <typename A, typename B>
  void one(const std::pair<A, B>& pair) {
    add(pair.first, pair.second);
  }
  void one(std::monostate) { bytes(0); }
  void one(const Reply& reply) {
    bytes(reply.index());
    std::visit([this](const auto& value) { one(value); }, reply);
  }
  void one(const routing::LanguageOption& option) {
    add(option.tag, option.modality, option.direction, option.rank);
  }
  void one(const Need& need) {
    add(need.code, need.strength, need.time_factor_percent, need.detail, need.share_before_accept,
        need.expires);
  }
  void one(const routing::SkillTerm& term) { add(term.name, term.at_least); }
  void one(const Identity& identity) {
    add(identity.display_name, identity.address, identity.external_id);
  }
  void one(const ContactDraft& draft) {
    add(draft.channel, draft.service, draft.languages, draft.fallback, draft.needs,
        draft.required_skills, draft.site, draft.priority_minutes, draft.origin, draft.journey,
        draft.display, draft.identity, draft.adapter);
  }
  void one(const Avoidance& avoidance) { add(avoidance.agent, avoidance.until); }
  void one(const Contact& contact) {
    add(contact.id, contact.key, contact.fingerprint, contact.draft, contact.queue,
        contact.reference, contact.state, contact.starved, contact.avoid, contact.offer,
        contact.agent, contact.outcome_code, contact.state_reason, contact.created,
        contact.connected, contact.ended, contact.wrap_up_deadline, contact.offer_count,
        contact.version);
  }
  void one(const Agent& agent) {
    add(agent.id, agent.key, agent.configured, agent.presence, agent.presence_reason,
        agent.presence_since, agent.session, agent.session_grace_ends, agent.idle_since,
        agent.offer, agent.contacts, agent.version);
  }
  void one(const Offer& offer) {
    add(offer.id, offer.contact, offer.agent, offer.fence, offer.state, offer.created,
        offer.deadline, offer.ended, offer.reason, offer.pulled, offer.revision, offer.sequence);
  }
  void one(const Attachment& attachment) {
    add(attachment.adapter, attachment.epoch, attachment.attached, attachment.grace_ends);
  }
  void one(const RequestEntry& entry) {
    add(entry.key, entry.principal_bytes, entry.answered.fingerprint, entry.answered.reply,
        entry.answered.at);
  }
  void one(const QueueCounters& c) {
    add(c.offered_to_queue, c.answered, c.answered_in_target, c.abandoned, c.completed, c.cancelled,
        c.lost, c.offers, c.declined, c.missed, c.unresolved_at_close, c.blocked, c.no_show,
        c.wait_sum, c.waiting, c.offered, c.in_service, c.wrap_up);
  }
  // The message it was made from says all the rest.
  void one(const ModelPtr& model) {
    add(model->agency, model->revision, model->applied_by, model->comment, model->applied_at,
        model->source);
  }

  std::uint64_t hash_ = kFingerprintSeed;
};

}  // namespace

std::uint64_t State::digest() const {
  const StateData& data = *data_;
  Hasher hasher;
  hasher.add(data.sequence, data.now, data.next_contact, data.next_agent, data.next_offer,
             data.next_session, data.revisions);
  for (const auto& [id, contact] : data.contacts) hasher.add(*contact);
  for (const auto& [id, entry] : data.agents) hasher.add(entry->agent);
  for (const auto& [id, offer] : data.offers) hasher.add(*offer);
  for (const auto& [adapter, entry] : data.adapters) hasher.add(entry.attachment);
  for (const RequestEntry& entry : data.requests) hasher.add(entry);
  for (const auto& [queue, counters] : data.counters) hasher.add(queue, counters);
  return hasher.value();
}

}  // namespace usher::core
