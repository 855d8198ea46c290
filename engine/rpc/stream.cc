#include "engine/rpc/stream.h"

#include "routing/text.h"

namespace usher::rpc {

Problem slow_reader(std::string_view token) {
  Problem problem{.reason = v1::ERROR_REASON_SLOW_READER,
                  .message =
                      "the stream was cut off because it reads too slowly; open it again and "
                      "go on from where it was"};
  if (!token.empty()) problem.facts.emplace_back("resume_token", token);
  return problem;
}

Problem silent_client(std::chrono::milliseconds silence) {
  return {
      .reason = v1::ERROR_REASON_SILENT_CLIENT,
      .message = routing::str_cat("nothing was heard on the stream for ", silence.count() / 1000,
                                  " s; send a heartbeat every 15 s when nothing else is sent")};
}

Problem journal_interrupted() {
  return {.reason = v1::ERROR_REASON_JOURNAL_UNAVAILABLE,
          .message =
              "the journal could not be written, so something that belongs on this stream "
              "may be missing; open it again to be told what is under way"};
}

}  // namespace usher::rpc
