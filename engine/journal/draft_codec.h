// What events and snapshots share: drafts, replies and configuration revisions as messages and
// back.
//
// Pure; any thread. Reading takes texts out of the message, notes what is wrong in `damage` and
// goes on with anything. A message that is filled must be empty before.
#ifndef USHER_ENGINE_JOURNAL_DRAFT_CODEC_H_
#define USHER_ENGINE_JOURNAL_DRAFT_CODEC_H_

#include "engine/core/contact.h"
#include "engine/core/event.h"
#include "engine/core/model.h"
#include "engine/journal/damage.h"
#include "engine/journal/journal.h"
#include "usher/journal/v1/draft.pb.h"
#include "usher/journal/v1/entity.pb.h"

namespace usher::journal {

void write(const core::ContactDraft& draft, v1::ContactDraft& message);
core::ContactDraft read(v1::ContactDraft& message, Damage& damage);

void write(const core::Reply& reply, v1::Reply& message);
core::Reply read(v1::Reply& message, Damage& damage);

// CHECK-fails for a null model.
void write(const core::ModelPtr& model, v1::Revision& message);
// Null exactly when damage is noted.
core::ModelPtr read(v1::Revision& message, const ModelDecoder& decoder, Damage& damage);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_DRAFT_CODEC_H_
