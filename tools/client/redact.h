// Takes out of a message what a screen should not show: fields whose data_class is a need, an
// identity or content, and always secrets. Pure; any thread. Redaction follows the annotations of
// the contract, so a new private field is hidden without a change here.
#ifndef USHER_TOOLS_CLIENT_REDACT_H_
#define USHER_TOOLS_CLIENT_REDACT_H_

#include <google/protobuf/message.h>

namespace usher::client {

// Returns how many fields were taken out. `show_private` keeps all but secrets. The words of an
// explanation's clause go only where they speak of a language or a need.
int redact(google::protobuf::Message& message, bool show_private);

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_REDACT_H_
