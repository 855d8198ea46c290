// A State as plain values: what a snapshot file holds and recovery starts from.
//
// Values; any thread. Vectors are in order of id (requests in order of answer), so equal states
// give equal snapshots.
#ifndef USHER_ENGINE_CORE_SNAPSHOT_H_
#define USHER_ENGINE_CORE_SNAPSHOT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/agent.h"
#include "engine/core/contact.h"
#include "engine/core/counters.h"
#include "engine/core/event.h"
#include "engine/core/model.h"

namespace usher::core {

struct AnsweredRequest {
  std::string principal;
  std::string request_id;
  std::uint64_t fingerprint = 0;
  Reply reply;
  Instant at;
};

struct Snapshot {
  std::uint64_t sequence = 0;
  Instant now;
  std::uint64_t next_contact = 1;
  std::uint64_t next_agent = 1;
  std::uint64_t next_offer = 1;
  std::uint64_t next_session = 1;
  std::vector<ModelPtr> revisions;  // oldest first, the last is in force
  std::vector<Contact> contacts;
  std::vector<Agent> agents;
  std::vector<Offer> offers;
  std::vector<Attachment> attachments;
  std::vector<AnsweredRequest> requests;
  std::vector<std::pair<std::string, QueueCounters>> counters;  // by queue id
};

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_SNAPSHOT_H_
