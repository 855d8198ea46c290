// Fresh request ids: every change a tool asks for carries one, so that a retry can't do it twice.
// Any thread; can't fail.
#ifndef USHER_TOOLS_CLIENT_REQUEST_ID_H_
#define USHER_TOOLS_CLIENT_REQUEST_ID_H_

#include <string>

namespace usher::client {

// A version 4 UUID (RFC 4122 section 4.4).
std::string new_request_id();

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_REQUEST_ID_H_
