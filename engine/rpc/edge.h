// What all services share: the agencies, who may call, the threads beside gRPC's own, the open
// streams.
//
// Made once by the server; any thread afterwards.
#ifndef USHER_ENGINE_RPC_EDGE_H_
#define USHER_ENGINE_RPC_EDGE_H_

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "engine/rpc/auth.h"
#include "engine/rpc/host.h"
#include "engine/rpc/loop.h"
#include "engine/rpc/names.h"
#include "engine/rpc/registry.h"

namespace usher::rpc {

class Edge {
 public:
  // Explanations of the past and configurations that may wait for their thread.
  static constexpr std::size_t kWorkerQueue = 64;

  Edge(const v1::ServerConfig& config, bool open, StreamTiming stream_timing, std::string release)
      : authenticator(config, open),
        streams(static_cast<std::size_t>(config.max_streams())),
        timing(stream_timing),
        version(std::move(release)),
        history(kWorkerQueue),
        configs(kWorkerQueue) {}

  // The agency, if the caller may use it and it is here.
  Or<Host*> host(const Caller& caller, const std::string& agency) const;
  // Parses the name and finds its agency.
  struct Place {
    Host* host = nullptr;
    Name name;
  };
  Or<Place> locate(const Caller& caller, NameKind kind, std::string_view field,
                   std::string_view text) const;

  const Authenticator authenticator;
  Registry streams;
  const StreamTiming timing;
  const std::string version;
  std::atomic<bool> draining = false;
  std::map<std::string, std::unique_ptr<Host>, std::less<>> hosts;  // filled before serving
  Worker history;
  Worker configs;
  Loop loop;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_EDGE_H_
