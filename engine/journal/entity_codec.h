// The entities of a snapshot as messages and back.
//
// Pure; any thread. See draft_codec.h for how reading reports what is wrong.
#ifndef USHER_ENGINE_JOURNAL_ENTITY_CODEC_H_
#define USHER_ENGINE_JOURNAL_ENTITY_CODEC_H_

#include <string>
#include <utility>

#include "engine/core/snapshot.h"
#include "engine/journal/damage.h"
#include "usher/journal/v1/snapshot.pb.h"

namespace usher::journal {

using NamedCounters = std::pair<std::string, core::QueueCounters>;

void write(const core::Contact& contact, v1::Contact& message);
core::Contact read(v1::Contact& message, Damage& damage);

void write(const core::Agent& agent, v1::Agent& message);
core::Agent read(v1::Agent& message, Damage& damage);

void write(const core::Offer& offer, v1::Offer& message);
core::Offer read(v1::Offer& message, Damage& damage);

void write(const core::Attachment& attachment, v1::Attachment& message);
core::Attachment read(v1::Attachment& message, Damage& damage);

void write(const core::AnsweredRequest& request, v1::AnsweredRequest& message);
core::AnsweredRequest read(v1::AnsweredRequest& message, Damage& damage);

void write(const NamedCounters& counters, v1::Counters& message);
NamedCounters read(v1::Counters& message, Damage& damage);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_ENTITY_CODEC_H_
