#include "engine/rpc/services.h"

#include "engine/rpc/attach_stream.h"
#include "engine/rpc/call.h"
#include "engine/rpc/plans.h"
#include "engine/rpc/slow_calls.h"
#include "engine/rpc/watch_stream.h"
#include "engine/rpc/work_stream.h"
#include "usher/v1/agent.grpc.pb.h"
#include "usher/v1/channel.grpc.pb.h"
#include "usher/v1/config.grpc.pb.h"
#include "usher/v1/contact.grpc.pb.h"
#include "usher/v1/explain.grpc.pb.h"
#include "usher/v1/monitor.grpc.pb.h"
#include "usher/v1/offer.grpc.pb.h"

namespace usher::rpc {
namespace {

using grpc::internal::CallbackBidiHandler;
using grpc::internal::CallbackServerStreamingHandler;

// The door of a stream, before its first message.
Or<Caller> admit_stream(Edge& edge, const grpc::ServerContextBase& context,
                        const std::string& method) {
  if (edge.draining) return not_serving();
  Or<Caller> caller = edge.authenticator.identify(context);
  if (!caller.ok()) return caller;
  if (Trouble trouble = check_role(*caller, method)) return *std::move(trouble);
  return caller;
}

using MakeBidi = BidiReactor* (*)(Edge&, grpc::CallbackServerContext*, Caller);

grpc::internal::MethodHandler* bidi_handler(Edge& edge, const std::string& method, MakeBidi make) {
  return new CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
      [&edge, method, make](grpc::CallbackServerContext* context) -> BidiReactor* {
        Or<Caller> caller = admit_stream(edge, *context, method);
        if (!caller.ok()) return new RefusedStream<BidiReactor>(caller.problem());
        return make(edge, context, *std::move(caller));
      });
}

class Contacts final : public Service<v1::ContactService> {
 public:
  explicit Contacts(Edge& edge) : Service(edge) {
    add_plan<plan_create>("CreateContact");
    add_plan<plan_get_contact>("GetContact");
    add_plan<plan_list_contacts>("ListContacts");
    add_plan<plan_update>("UpdateContact");
    add_plan<plan_cancel>("CancelContact");
    add_plan<plan_connect>("ConnectContact");
    add_plan<plan_hold>("HoldContact");
    add_plan<plan_retrieve>("RetrieveContact");
    add_plan<plan_end>("EndContact");
    add_plan<plan_complete>("CompleteContact");
    add_plan<plan_transfer>("TransferContact");
  }
};

class Agents final : public Service<v1::AgentService> {
 public:
  explicit Agents(Edge& edge) : Service(edge) {
    add_plan<plan_get_agent>("GetAgent");
    add_plan<plan_list_agents>("ListAgents");
    add_plan<plan_sign_in>("SignIn");
    add_plan<plan_renew>("RenewSession");
    add_plan<plan_sign_out>("SignOut");
    add_plan<plan_set_state>("SetAgentState");
    add_plan<plan_pull>("PullNext");
    MarkMethodRawCallback(index("Work"), bidi_handler(edge, label("Work"), &WorkStream::make));
  }
};

class Offers final : public Service<v1::OfferService> {
 public:
  explicit Offers(Edge& edge) : Service(edge) {
    add_plan<plan_get_offer>("GetOffer");
    add_plan<plan_list_offers>("ListOffers");
    add_plan<plan_accept>("AcceptOffer");
    add_plan<plan_decline>("DeclineOffer");
  }
};

class Channels final : public Service<v1::ChannelService> {
 public:
  explicit Channels(Edge& edge) : Service(edge) {
    MarkMethodRawCallback(index("Attach"),
                          bidi_handler(edge, label("Attach"), &AttachStream::make));
  }
};

class Monitor final : public Service<v1::MonitorService> {
 public:
  explicit Monitor(Edge& edge) : Service(edge) {
    add_plan<plan_snapshot>("GetSnapshot");
    add_call("GetStatus", &get_status);
    add_call("ListAgencies", &list_agencies);
    const std::string method = label("Watch");
    MarkMethodRawCallback(index("Watch"),
                          new CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                              [&edge, method](grpc::CallbackServerContext* context,
                                              const grpc::ByteBuffer* request) -> WriteReactor* {
                                Or<Caller> caller = admit_stream(edge, *context, method);
                                if (!caller.ok())
                                  return new RefusedStream<WriteReactor>(caller.problem());
                                return WatchStream::make(edge, context, *caller, *request);
                              }));
  }
};

class Explain final : public Service<v1::ExplainService> {
 public:
  explicit Explain(Edge& edge) : Service(edge) {
    add_plan<plan_explain_contact>("ExplainContact");
    add_call("ExplainOffer", &explain_offer);
    add_plan<plan_explain_agent>("ExplainAgent");
  }
};

class Configs final : public Service<v1::ConfigService> {
 public:
  explicit Configs(Edge& edge) : Service(edge) {
    add_call("GetAgencyConfig", &get_config);
    add_plan<plan_list_revisions>("ListConfigRevisions");
    add_call("ValidateAgencyConfig", &validate_config);
    add_call("DiffAgencyConfig", &diff_config);
    add_call("ApplyAgencyConfig", &apply_config);
    add_call("RollbackAgencyConfig", &rollback_config);
  }
};

}  // namespace

std::vector<std::unique_ptr<grpc::Service>> make_services(Edge& edge) {
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(std::make_unique<Contacts>(edge));
  services.push_back(std::make_unique<Agents>(edge));
  services.push_back(std::make_unique<Offers>(edge));
  services.push_back(std::make_unique<Channels>(edge));
  services.push_back(std::make_unique<Monitor>(edge));
  services.push_back(std::make_unique<Explain>(edge));
  services.push_back(std::make_unique<Configs>(edge));
  return services;
}

}  // namespace usher::rpc
