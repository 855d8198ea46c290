// Which desk hears of which agent: sessions bound to Work streams, and what to tell them.
//
// The writer's thread only, but for DeskSink, which is called on the appender's. A desk that is
// gone is found out when something is to be delivered; its sessions end by LoseSession like any
// other.
#ifndef USHER_ENGINE_RPC_DESK_HUB_H_
#define USHER_ENGINE_RPC_DESK_HUB_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/rpc/touched.h"
#include "engine/runtime/agency.h"
#include "usher/v1/agent.pb.h"

namespace usher::rpc {

class DeskSink {
 public:
  virtual ~DeskSink() = default;
  // In order of positions; must only post.
  virtual void deliver(const v1::WorkResponse& response) = 0;
  // The session of the agent (by id) is over; `deliver` of session_over comes before it.
  virtual void session_ended(const std::string& agent, core::SessionId session) = 0;
  // As ChannelSink's.
  virtual void interrupted() = 0;
};

class DeskHub : public runtime::Observer {
 public:
  explicit DeskHub(std::string agency) : agency_(std::move(agency)) {}

  void applied(const core::State& state, const core::Record& record,
               std::vector<std::unique_ptr<runtime::Release>>& staged) override;
  void rebuilt(const core::State& state) override;

  // The sink whose command is carried out next: it is not told what its reply says anyway.
  // Compared, never followed; nullptr ends it.
  void set_origin(const DeskSink* origin) { origin_ = origin; }

  // The session now speaks through the sink. What the agent has already (an offer, contacts) is
  // added to `first`, to be sent after the reply.
  void bind(const core::State& state, const core::Agent& agent,
            const std::shared_ptr<DeskSink>& sink, std::vector<v1::WorkResponse>& first);
  bool is_bound(core::AgentId agent) const { return bindings_.contains(agent); }

 private:
  // What of an agent a desk shows, but for names and times.
  struct Seen {
    core::AgentState state{};
    std::string reason;
    core::OfferId offer;
    std::vector<core::ContactId> contacts;
    int load = 0;
    routing::ChannelSet free;
    bool session_lost = false;
    const core::Model* model = nullptr;  // compared, never followed
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  struct Binding {
    core::SessionId session;
    std::weak_ptr<DeskSink> sink;
    const DeskSink* identity = nullptr;
    Seen last;  // what it last heard of the agent
  };
  using Staged = std::vector<std::unique_ptr<runtime::Release>>;

  void tell_of_offers(const core::State& state, const core::Record& record,
                      const TouchedByRecord& touched, Staged& staged);
  void tell_of_contacts(const core::State& state, const core::Record& record,
                        const TouchedByRecord& touched, Staged& staged);
  void tell_of_agents(const core::State& state, const core::Record& record,
                      const TouchedByRecord& touched, Staged& staged);
  void end_session(const core::State& state, const core::Record& record, core::AgentId id,
                   Staged& staged);
  static Seen seen(const core::State& state, const core::Agent& agent);

  const std::string agency_;
  const DeskSink* origin_ = nullptr;
  std::map<core::AgentId, Binding> bindings_;
  std::map<core::ContactId, core::AgentId> holders_;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_DESK_HUB_H_
