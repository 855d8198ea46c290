// MonitorService.Watch: a snapshot page by page, SYNCED, then every change.
//
// It works on the loop's thread; gRPC's reactions and the feed only wake it. It takes from the feed
// what the client has room for, so a slow reader costs nothing but its place: once the feed has
// moved past it, it is cut off with the token to go on from.
#ifndef USHER_ENGINE_RPC_WATCH_STREAM_H_
#define USHER_ENGINE_RPC_WATCH_STREAM_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "engine/rpc/stream.h"
#include "engine/rpc/watch_log.h"
#include "usher/v1/monitor.pb.h"

namespace usher::rpc {

// A place in the changes of a journal: after `items` items of the record at `sequence`.
struct WatchPosition {
  static constexpr std::uint32_t kWholeRecord = 0xffffffff;
  std::uint64_t sequence = 0;
  std::uint32_t items = kWholeRecord;
};

std::string resume_token(std::uint64_t journal, const WatchPosition& position);
// RESUME_TOKEN_UNKNOWN where it is not one of this journal.
Or<WatchPosition> parse_resume_token(std::uint64_t journal, std::string_view token);

class WatchStream final : public Stream<WriteReactor> {
 public:
  static constexpr int kPerLook = 500;  // entities that one look at the state may take

  static WriteReactor* make(Edge& edge, grpc::CallbackServerContext* context, const Caller& caller,
                            const grpc::ByteBuffer& request);

  WatchStream(Edge& edge, grpc::CallbackServerContext* context, Host* host, std::uint32_t kinds,
              std::string token)
      : Stream(edge, context), host_(host), kinds_(kinds), token_(std::move(token)) {}

  void tick(SteadyTime now) override;

 private:
  enum class Stage : std::uint8_t { kConfig, kContacts, kAgents, kOffers, kSynced };
  // Where the snapshot goes on.
  struct Cursor {
    Stage stage = Stage::kConfig;
    std::uint64_t after = 0;
  };
  class Look;

  // All on the loop's thread.
  void begin();
  void resume();
  void look();
  void take_look(std::vector<std::string> messages, Cursor next, std::uint64_t sequence,
                 core::Instant at);
  void synced();
  void pump();
  void send_change(const Change& change);
  void ended() override;

  void wrote() override;
  void wake();
  bool wants(v1::WatchRequest::Kind kind) const { return (kinds_ >> kind & 1U) != 0; }
  std::string token() const { return resume_token(host_->watch().identity(), position_); }

  Host* const host_;
  const std::uint32_t kinds_;  // a bit each
  const std::string token_;

  std::shared_ptr<WatchLog::Feed> feed_;
  std::uint64_t subscription_ = 0;
  Cursor cursor_;
  bool looking_ = false;
  bool first_look_ = true;
  WatchPosition position_;
  core::Instant last_time_;
  SteadyTime beat_ = std::chrono::steady_clock::now();
  std::atomic<bool> woken_ = false;
  std::atomic<bool> wants_room_ = false;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_WATCH_STREAM_H_
