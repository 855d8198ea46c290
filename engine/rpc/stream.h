// What every stream of the server has in common: a bounded queue of messages on their way out, one
// write under way, one end.
//
// Reactions of gRPC only post or lock briefly. Other threads reach a stream through weak references
// and the methods marked "any thread". It keeps itself alive until gRPC has said OnDone; whoever
// holds a reference longer may still call it, and nothing happens.
#ifndef USHER_ENGINE_RPC_STREAM_H_
#define USHER_ENGINE_RPC_STREAM_H_

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "engine/rpc/edge.h"
#include "engine/rpc/errors.h"
#include "engine/rpc/registry.h"
#include "engine/rpc/wire.h"

namespace usher::rpc {

// Messages and bytes that may wait for a client; what comes on top ends the stream with
// SLOW_READER.
struct OutLimit {
  std::size_t messages = 2'000;
  std::size_t bytes = 4U << 20U;
};

template <typename Reactor>
class Stream : public Reactor, public OpenStream {
 public:
  Stream(Edge& edge, grpc::CallbackServerContext* context) : edge_(edge), context_(context) {}

  // Any thread.
  void shut(const Problem& problem) override { end(to_status(problem), true); }

 protected:
  // To be called by the maker, before gRPC gets the reactor: false where no more streams are taken;
  // the stream has then ended.
  bool open(const std::shared_ptr<Stream>& self) {
    self_ = self;
    if (edge_.streams.add(self)) return true;
    end(to_status({.reason = edge_.draining ? v1::ERROR_REASON_NOT_SERVING
                                            : v1::ERROR_REASON_LIMIT_REACHED,
                   .message = "no more streams are taken (server.max_streams)",
                   .facts = {{"limit", std::to_string(edge_.streams.limit())}}}),
        false);
    return false;
  }

  // Any thread. False where the queue is full or the stream has ended.
  bool send(const google::protobuf::MessageLite& message) { return send_bytes(to_bytes(message)); }
  bool send_bytes(grpc::ByteBuffer bytes) {
    const std::lock_guard lock(mutex_);
    if (ending_) return false;
    if (out_.size() >= limit_.messages || out_bytes_ + bytes.Length() > limit_.bytes) return false;
    out_bytes_ += bytes.Length();
    out_.push_back(std::move(bytes));
    if (!writing_) write_next();
    return true;
  }
  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return out_.size();
  }

  // Any thread; the first end counts. `flush`: what waits is sent before.
  void end(grpc::Status status, bool flush) {
    std::shared_ptr<Stream> self;  // OnDone may come before the loop's turn, and ended() must too
    {
      const std::lock_guard lock(mutex_);
      if (ending_) return;
      ending_ = true;
      end_time_ = std::chrono::steady_clock::now();
      status_ = std::move(status);
      if (!flush) drop_waiting();
      self = self_;
    }
    edge_.loop.post([self = std::move(self)] {
      if (self) self->ended();
    });
    finish_if_due();
  }
  bool has_ended() const {
    const std::lock_guard lock(mutex_);
    return ending_;
  }

  // On the loop's thread, once, after the end.
  virtual void ended() {}
  // A message left: there is room. From a reaction.
  virtual void wrote() {}

  // From the constructor's thread or OnReadDone: the next message, unless it has ended.
  template <typename Message>
  void read_next(Message* into) {
    const std::lock_guard lock(mutex_);
    if (!ending_) this->StartRead(into);
  }

  // The stream is cut off where it has ended and the client does not read what is left.
  void cut_if_lingering(SteadyTime now) {
    const std::lock_guard lock(mutex_);
    if (ending_ && !done_ && now - end_time_ > edge_.timing.linger) context_->TryCancel();
  }

  std::weak_ptr<Stream> weak() {
    const std::lock_guard lock(mutex_);
    return self_;
  }
  Edge& edge() { return edge_; }

 private:
  void OnWriteDone(bool ok) override {
    {
      const std::lock_guard lock(mutex_);
      writing_ = false;
      out_bytes_ -= out_.front().Length();
      out_.pop_front();
      if (!ok) drop_waiting();
      if (!out_.empty()) write_next();
    }
    finish_if_due();
    wrote();
  }

  void OnCancel() override {
    edge_.loop.post([weak = weak()] {
      if (const auto self = weak.lock()) self->end(grpc::Status::CANCELLED, false);
    });
  }

  void OnDone() override {
    edge_.streams.remove(this);
    std::shared_ptr<Stream> self;
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
      ending_ = true;
      self = std::move(self_);
    }
  }

  void write_next() {
    writing_ = true;
    this->StartWrite(&out_.front());
  }
  // All but the one under way.
  void drop_waiting() {
    while (out_.size() > (writing_ ? 1U : 0U)) {
      out_bytes_ -= out_.back().Length();
      out_.pop_back();
    }
  }
  void finish_if_due() {
    std::shared_ptr<Stream> self;  // Finish may lead to OnDone at once
    {
      const std::lock_guard lock(mutex_);
      if (!ending_ || finished_ || !out_.empty()) return;
      finished_ = true;
      self = self_;
    }
    this->Finish(status_);
  }

  Edge& edge_;
  grpc::CallbackServerContext* const context_;
  const OutLimit limit_;

  mutable std::mutex mutex_;
  std::shared_ptr<Stream> self_;
  std::deque<grpc::ByteBuffer> out_;  // the first is under way while writing_
  std::size_t out_bytes_ = 0;
  bool writing_ = false;
  bool ending_ = false;
  bool finished_ = false;
  bool done_ = false;
  SteadyTime end_time_;
  grpc::Status status_;
};

using BidiReactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;
using WriteReactor = grpc::ServerWriteReactor<grpc::ByteBuffer>;

Problem slow_reader(std::string_view token);
Problem silent_client(std::chrono::milliseconds silence);
Problem journal_interrupted();

// A stream that is refused at the door.
template <typename Reactor>
class RefusedStream : public Reactor {
 public:
  explicit RefusedStream(const Problem& problem) { this->Finish(to_status(problem)); }

 private:
  void OnDone() override { delete this; }
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_STREAM_H_
