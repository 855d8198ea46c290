// ChannelService.Attach: the contract of channels/adapter.h over gRPC, for adapters in any
// language.
//
// See stream.h for threads.
#ifndef USHER_ENGINE_RPC_ATTACH_STREAM_H_
#define USHER_ENGINE_RPC_ATTACH_STREAM_H_

#include <memory>

#include "engine/rpc/attachment.h"
#include "engine/rpc/talk.h"
#include "usher/v1/channel.pb.h"

namespace usher::rpc {

class AttachStream final : public Talk<v1::AttachRequest, v1::AttachResponse>,
                           public channels::Adapter {
 public:
  static BidiReactor* make(Edge& edge, grpc::CallbackServerContext* context, Caller caller);

  using Talk::Talk;

  // channels::Adapter
  void receive(const v1::AttachResponse& message) override;
  void closed(const channels::Ending& why) override;

 private:
  void take(v1::AttachRequest& message) override;
  void say_heartbeat() override;
  void ended() override { attachment_->close(); }

  std::shared_ptr<Attachment> attachment_;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_ATTACH_STREAM_H_
