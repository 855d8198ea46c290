#include "engine/rpc/attach_stream.h"

namespace usher::rpc {

BidiReactor* AttachStream::make(Edge& edge, grpc::CallbackServerContext* context, Caller caller) {
  auto stream = std::make_shared<AttachStream>(edge, context);
  stream->attachment_ = std::make_shared<Attachment>(edge, std::move(caller), stream);
  if (stream->open(stream)) stream->start();
  return stream.get();
}

void AttachStream::take(v1::AttachRequest& message) {
  begin_request();
  if (!attachment_->send(message)) end_request();
}

void AttachStream::receive(const v1::AttachResponse& message) {
  say(message);
  if (message.has_attached() || message.has_done() || message.has_refused()) end_request();
}

void AttachStream::closed(const channels::Ending& why) {
  Problem problem{.reason = why.reason, .message = why.message, .facts = why.facts};
  for (const channels::Ending::Field& field : why.fields) {
    problem.fields.push_back({field.path, field.description});
  }
  shut(problem);
}

void AttachStream::say_heartbeat() {
  v1::AttachResponse out;
  auto* time = out.mutable_heartbeat()->mutable_time();
  if (const auto now = attachment_->now()) set_time(time, *now);
  say(out);
}

}  // namespace usher::rpc
