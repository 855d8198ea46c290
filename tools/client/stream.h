// The client's side of a gRPC stream, handled on a Loop. One message is in the loop's hands at a
// time: the next is read when the handler has returned, so a slow handler slows the daemon down
// instead of filling memory. send() from any thread; handlers run on the loop's thread; on_closed
// is the last one and comes exactly once. An object lives until then even when its owner lets it
// go; cancel() brings it about.
#ifndef USHER_TOOLS_CLIENT_STREAM_H_
#define USHER_TOOLS_CLIENT_STREAM_H_

#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "absl/synchronization/mutex.h"
#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>

#include "tools/client/connection.h"
#include "tools/client/loop.h"

namespace usher::client {

template <class Response>
struct StreamHandlers {
  std::function<void(const Response&)> on_message;
  std::function<void(const grpc::Status&)> on_closed;
};

template <class Request, class Response>
class BidiStream final : private grpc::ClientBidiReactor<Request, Response> {
 public:
  using Reactor = grpc::ClientBidiReactor<Request, Response>;
  using Start = std::function<void(grpc::ClientContext*, Reactor*)>;
  static constexpr std::size_t kMostUnsent = 10'000;

  static std::shared_ptr<BidiStream> open(std::shared_ptr<Loop> loop, const Connection& connection,
                                          const Start& start, StreamHandlers<Response> handlers) {
    std::shared_ptr<BidiStream> stream(new BidiStream(std::move(loop), std::move(handlers)));
    stream->self_ = stream;
    connection.prepare(stream->context_);
    start(&stream->context_, stream.get());
    stream->AddHold();  // writes and reads start outside of reactions
    stream->StartRead(&stream->incoming_);
    stream->StartCall();
    return stream;
  }

  // False, and nothing is sent, when the stream is over or kMostUnsent messages wait.
  bool send(Request request) {
    absl::MutexLock lock(&mutex_);
    if (closed_ || half_closed_ || outgoing_.size() >= kMostUnsent) return false;
    outgoing_.push_back(std::move(request));
    write_next();
    return true;
  }

  // Says that nothing more will be sent, after what is unsent.
  void finish_sending() {
    absl::MutexLock lock(&mutex_);
    half_closed_ = true;
    write_next();
  }

  void cancel() { context_.TryCancel(); }

 private:
  BidiStream(std::shared_ptr<Loop> loop, StreamHandlers<Response> handlers)
      : loop_(std::move(loop)), handlers_(std::move(handlers)) {}

  void write_next() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (closed_ || writing_) return;
    if (!outgoing_.empty()) {
      writing_ = true;
      this->StartWrite(&outgoing_.front());
    } else if (half_closed_ && !writes_done_) {
      writes_done_ = true;
      this->StartWritesDone();
    }
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      close();
      return;
    }
    loop_->post([self = self_] {
      if (self->over_) return;
      self->handlers_.on_message(self->incoming_);
      absl::MutexLock lock(&self->mutex_);
      if (!self->closed_) self->StartRead(&self->incoming_);
    });
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    outgoing_.pop_front();
    if (ok) write_next();
  }

  void close() {
    absl::MutexLock lock(&mutex_);
    if (closed_) return;
    closed_ = true;
    this->RemoveHold();
  }

  void OnDone(const grpc::Status& status) override {
    loop_->post([self = self_, status] {
      self->over_ = true;
      self->handlers_.on_closed(status);
      self->handlers_ = {};
    });
    const std::shared_ptr<BidiStream> last = std::move(self_);
  }

  const std::shared_ptr<Loop> loop_;
  StreamHandlers<Response> handlers_;  // loop's thread
  bool over_ = false;                  // loop's thread
  grpc::ClientContext context_;
  Response incoming_;
  std::shared_ptr<BidiStream> self_;  // until OnDone

  absl::Mutex mutex_;
  std::deque<Request> outgoing_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool half_closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool writes_done_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

template <class Response>
class ReadStream final : private grpc::ClientReadReactor<Response> {
 public:
  using Start = std::function<void(grpc::ClientContext*, grpc::ClientReadReactor<Response>*)>;

  // `start` gets the context and must call the stub; the request is copied by gRPC before it
  // returns.
  static std::shared_ptr<ReadStream> open(std::shared_ptr<Loop> loop, const Connection& connection,
                                          const Start& start, StreamHandlers<Response> handlers) {
    std::shared_ptr<ReadStream> stream(new ReadStream(std::move(loop), std::move(handlers)));
    stream->self_ = stream;
    connection.prepare(stream->context_);
    start(&stream->context_, stream.get());
    stream->AddHold();
    stream->StartRead(&stream->incoming_);
    stream->StartCall();
    return stream;
  }

  void cancel() { context_.TryCancel(); }

 private:
  ReadStream(std::shared_ptr<Loop> loop, StreamHandlers<Response> handlers)
      : loop_(std::move(loop)), handlers_(std::move(handlers)) {}

  void OnReadDone(bool ok) override {
    if (!ok) {
      this->RemoveHold();
      return;
    }
    loop_->post([self = self_] {
      if (self->over_) return;
      self->handlers_.on_message(self->incoming_);
      self->StartRead(&self->incoming_);
    });
  }

  void OnDone(const grpc::Status& status) override {
    loop_->post([self = self_, status] {
      self->over_ = true;
      self->handlers_.on_closed(status);
      self->handlers_ = {};
    });
    const std::shared_ptr<ReadStream> last = std::move(self_);
  }

  const std::shared_ptr<Loop> loop_;
  StreamHandlers<Response> handlers_;
  bool over_ = false;
  grpc::ClientContext context_;
  Response incoming_;
  std::shared_ptr<ReadStream> self_;
};

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_STREAM_H_
