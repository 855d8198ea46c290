// An adapter's attachment, from its report of what it holds to its end: what channels::Attachment
// promises, for a built-in adapter and for AttachStream alike.
//
// send and close: one thread at a time. When it ends the adapter is detached, and its contacts in
// line keep their place for the configured grace.
#ifndef USHER_ENGINE_RPC_ATTACHMENT_H_
#define USHER_ENGINE_RPC_ATTACHMENT_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "channels/adapter.h"
#include "engine/rpc/channel_hub.h"
#include "engine/rpc/edge.h"
#include "engine/rpc/plan.h"

namespace usher::rpc {

class Attachment final : public channels::Attachment,
                         public ChannelSink,
                         public std::enable_shared_from_this<Attachment> {
 public:
  static constexpr std::size_t kMostHeld = 100'000;

  Attachment(Edge& edge, Caller caller, std::weak_ptr<channels::Adapter> adapter)
      : edge_(edge), caller_(std::move(caller)), adapter_sink_(std::move(adapter)) {}

  bool send(v1::AttachRequest& message) override;
  void close() override;
  // The agency's time once the first message has named one. Any thread.
  std::optional<core::Instant> now() const;

  // ChannelSink; the appender's thread.
  void deliver(const v1::AttachResponse& response) override { say(response); }
  void replaced() override;
  void interrupted() override;

 private:
  enum class Phase { kHello, kSettling, kAttached };
  struct Reply;
  struct HelloReply;

  void request(std::int64_t tag, v1::AttachRequest& message);
  void hello(std::int64_t tag, const v1::AttachRequest::Hello& hello);
  void add_held(std::int64_t tag, const v1::AttachRequest::Hello& hello);
  void settle(std::int64_t tag);
  void attached(std::uint64_t epoch);
  void create(std::int64_t tag, v1::CreateContactRequest& request);
  void ring_failed(std::int64_t tag, const v1::AttachRequest::RingFailed& failed);
  void submit(std::int64_t tag, Or<Plan<v1::Contact>> plan);
  void say(const v1::AttachResponse& message);
  void refuse(std::int64_t tag, const Problem& problem);
  // Ends it from the engine's side.
  void shut(const Problem& why);

  Edge& edge_;
  const Caller caller_;
  const std::weak_ptr<channels::Adapter> adapter_sink_;
  std::atomic<Host*> host_ = nullptr;  // of the first message
  // The sender's only; the adapter's id does not change once there is a host.
  Phase phase_ = Phase::kHello;
  std::string adapter_;
  std::vector<core::HeldByAdapter> held_;
  Violations violations_;

  std::mutex epoch_mutex_;
  std::optional<std::uint64_t> epoch_;
  bool lost_ = false;
};

// The engine as the built-in adapters have it. They are part of the daemon and need no credential.
class BuiltIn final : public channels::Engine {
 public:
  explicit BuiltIn(Edge& edge) : edge_(edge) {}
  std::shared_ptr<channels::Attachment> open(std::weak_ptr<channels::Adapter> adapter) override;

 private:
  Edge& edge_;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_ATTACHMENT_H_
