// What Work and Attach streams have in common: requests with tags are read one after the other,
// carried out as plans, and replied to; silence of the client ends the stream.
//
// Internal to engine/rpc. Reading stops while kMostUnderWay requests are not yet replied to, so a
// client can't fill the queues.
#ifndef USHER_ENGINE_RPC_TALK_H_
#define USHER_ENGINE_RPC_TALK_H_

#include <atomic>
#include <memory>
#include <optional>

#include "engine/rpc/call.h"
#include "engine/rpc/enums.h"
#include "engine/rpc/plan.h"
#include "engine/rpc/stream.h"
#include "engine/rpc/times.h"

namespace usher::rpc {

inline constexpr int kMostUnderWay = 256;

// Why the request with this tag was not carried out, as a message of the stream.
template <typename Out>
Out refusal(std::int64_t tag, const Problem& problem) {
  Out out;
  out.set_tag(tag);
  auto* refused = out.mutable_refused();
  refused->set_code(code_of(problem.reason));
  refused->set_message(problem.message);
  refused->set_reason(reason_word(problem.reason));
  return out;
}

template <typename In, typename Out>
class Talk : public Stream<BidiReactor> {
 public:
  using Stream::Stream;

  void tick(SteadyTime now) override {
    cut_if_lingering(now);
    if (has_ended()) return;
    if (now - heard_.load() > edge().timing.silence) {
      return shut(silent_client(edge().timing.silence));
    }
    if (now - beat_ < edge().timing.heartbeat) return;
    beat_ = now;
    say_heartbeat();
  }

 protected:
  // One message of the client. From a reaction.
  virtual void take(In& message) = 0;
  virtual void say_heartbeat() = 0;

  void start() { read_next(&in_); }

  // Any thread. Ends the stream where the client reads too slowly.
  void say(const Out& message) {
    if (!send(message) && !has_ended()) end(to_status(slow_reader("")), false);
  }
  void refuse(std::int64_t tag, const Problem& problem) { say(refusal<Out>(tag, problem)); }

  // A request is on its way to the writer, or back.
  void begin_request() { ++under_way_; }
  void end_request() {
    --under_way_;
    read_again();
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) {
      end(grpc::Status::OK, true);
      return;
    }
    heard_ = std::chrono::steady_clock::now();
    In message;
    if (Trouble trouble = from_bytes(in_, message)) {
      refuse(0, *trouble);
    } else {
      take(message);
    }
    // Whoever takes `paused_` back reads on: this reaction or the reply that makes room.
    if (under_way_.load() < kMostUnderWay) {
      read_next(&in_);
    } else {
      paused_ = true;
      if (under_way_.load() < kMostUnderWay) read_again();
    }
  }
  void read_again() {
    if (paused_.exchange(false)) read_next(&in_);
  }

  grpc::ByteBuffer in_;
  std::atomic<SteadyTime> heard_ = std::chrono::steady_clock::now();
  SteadyTime beat_ = std::chrono::steady_clock::now();  // the loop's thread
  std::atomic<int> under_way_ = 0;
  std::atomic<bool> paused_ = false;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_TALK_H_
