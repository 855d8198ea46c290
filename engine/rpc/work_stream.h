// AgentService.Work: the stream of a desk, lease of every agent that signed in through it.
//
// See stream.h for threads. When it ends, each of its sessions is reported lost; within the grace a
// new sign-in takes up what the agent had.
#ifndef USHER_ENGINE_RPC_WORK_STREAM_H_
#define USHER_ENGINE_RPC_WORK_STREAM_H_

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "engine/rpc/desk_hub.h"
#include "engine/rpc/talk.h"
#include "usher/v1/agent.pb.h"

namespace usher::rpc {

class WorkStream final : public Talk<v1::WorkRequest, v1::WorkResponse>, public DeskSink {
 public:
  static BidiReactor* make(Edge& edge, grpc::CallbackServerContext* context, Caller caller);

  WorkStream(Edge& edge, grpc::CallbackServerContext* context, Caller caller)
      : Talk(edge, context), caller_(std::move(caller)) {}

  // DeskSink; the appender's thread.
  void deliver(const v1::WorkResponse& response) override { say(response); }
  void session_ended(const std::string& agent, core::SessionId session) override;
  void interrupted() override { shut(journal_interrupted()); }

 private:
  template <typename Response>
  struct Reply;

  void take(v1::WorkRequest& message) override;
  void say_heartbeat() override;
  void ended() override;

  template <typename Response>
  void submit(std::int64_t tag, Or<Plan<Response>> plan);
  void sign_in(std::int64_t tag, v1::SignInRequest& request);
  void signed_in(const std::string& agent, core::SessionId session);
  // One stream speaks for one agency, so that its positions grow.
  Trouble bind_agency(const v1::WorkRequest& message);
  // Whether the agent of this name signed in here, or is about to.
  Trouble check_session(const std::string& name);
  std::shared_ptr<WorkStream> self();

  const Caller caller_;
  std::atomic<Host*> host_ = nullptr;  // of the first request

  std::mutex sessions_mutex_;
  std::map<std::string, core::SessionId> sessions_;  // by agent's id
  std::set<std::string> expected_;                   // signed in or about to
  std::set<std::string> replaced_;                   // signed in here once, and elsewhere since
  bool lost_ = false;                                // ended: sessions are lost as they come
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_WORK_STREAM_H_
