// The first thing that is wrong with bytes being decoded. Decoding goes on after it, so that the
// code of a field is one line; the caller throws the value away.
//
// Values; any thread.
#ifndef USHER_ENGINE_JOURNAL_DAMAGE_H_
#define USHER_ENGINE_JOURNAL_DAMAGE_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include <google/protobuf/message.h>

#include "routing/text.h"

namespace usher::journal {

class Damage {
 public:
  void note(std::string_view what) {
    if (status_.ok()) status_ = absl::DataLossError(routing::to_absl(what));
  }
  void note(absl::Status status) {
    if (status_.ok()) status_ = std::move(status);
  }
  // Bytes that were written on purpose, by a version that knows more.
  void note_newer(std::string_view where) {
    note(
        routing::str_cat("holds ", where,
                         ", which this version of Usher does not know; a newer one wrote it. Start "
                         "that version, or restore a copy that was made before it ran"));
  }
  // Fields without a name in this version, in the message itself (not in those below it).
  void check_known(const google::protobuf::Message& message, std::string_view name) {
    if (has_unknown_fields(message)) note_newer(routing::str_cat("a new field of ", name));
  }
  static bool has_unknown_fields(const google::protobuf::Message& message) {
    return !message.GetReflection()->GetUnknownFields(message).empty();
  }
  const absl::Status& status() const { return status_; }

 private:
  absl::Status status_;
};

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_DAMAGE_H_
