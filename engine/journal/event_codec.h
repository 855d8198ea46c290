// One event as a message and back.
//
// Pure; any thread. See draft_codec.h for how reading reports what is wrong.
#ifndef USHER_ENGINE_JOURNAL_EVENT_CODEC_H_
#define USHER_ENGINE_JOURNAL_EVENT_CODEC_H_

#include "engine/core/event.h"
#include "engine/journal/damage.h"
#include "engine/journal/journal.h"
#include "usher/journal/v1/record.pb.h"

namespace usher::journal {

void write(const core::Event& event, v1::Event& message);
core::Event read(v1::Event& message, const ModelDecoder& decoder, Damage& damage);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_EVENT_CODEC_H_
