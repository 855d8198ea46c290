// ChannelService.Attach: an adapter's stream, from its report of what it holds to its end.
//
// See stream.h for threads. When it ends the adapter is detached, and its contacts in line keep
// their place for the configured grace.
#ifndef USHER_ENGINE_RPC_ATTACH_STREAM_H_
#define USHER_ENGINE_RPC_ATTACH_STREAM_H_

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/rpc/channel_hub.h"
#include "engine/rpc/talk.h"
#include "usher/v1/channel.pb.h"

namespace usher::rpc {

class AttachStream final : public Talk<v1::AttachRequest, v1::AttachResponse>, public ChannelSink {
 public:
  static constexpr std::size_t kMostHeld = 100'000;

  static BidiReactor* make(Edge& edge, grpc::CallbackServerContext* context, Caller caller);

  AttachStream(Edge& edge, grpc::CallbackServerContext* context, Caller caller)
      : Talk(edge, context), caller_(std::move(caller)) {}

  // ChannelSink; the appender's thread.
  void deliver(const v1::AttachResponse& response) override { say(response); }
  void replaced() override;

 private:
  enum class Phase { kHello, kSettling, kAttached };
  struct Reply;
  struct HelloReply;

  void take(v1::AttachRequest& message) override;
  void say_heartbeat() override;
  void ended() override;

  void hello(std::int64_t tag, const v1::AttachRequest::Hello& hello);
  void add_held(std::int64_t tag, const v1::AttachRequest::Hello& hello);
  void settle(std::int64_t tag);
  void attached(std::uint64_t epoch);
  void create(std::int64_t tag, v1::CreateContactRequest& request);
  void ring_failed(std::int64_t tag, const v1::AttachRequest::RingFailed& failed);
  void submit(std::int64_t tag, Or<Plan<v1::Contact>> plan);
  std::shared_ptr<AttachStream> self();

  const Caller caller_;
  std::atomic<Host*> host_ = nullptr;  // of the first message
  // Reactions only; the adapter's id does not change once there is a host.
  Phase phase_ = Phase::kHello;
  std::string adapter_;
  std::vector<core::HeldByAdapter> held_;
  Violations violations_;

  std::mutex epoch_mutex_;
  std::optional<std::uint64_t> epoch_;
  bool lost_ = false;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_ATTACH_STREAM_H_
