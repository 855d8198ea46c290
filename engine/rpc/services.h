// The services of usher.v1 as gRPC objects: which method is which plan, call or stream.
//
// Made by the server before it starts; gRPC calls them from its threads.
#ifndef USHER_ENGINE_RPC_SERVICES_H_
#define USHER_ENGINE_RPC_SERVICES_H_

#include <memory>
#include <vector>

#include <grpcpp/impl/codegen/service_type.h>

#include "engine/rpc/edge.h"

namespace usher::rpc {

std::vector<std::unique_ptr<grpc::Service>> make_services(Edge& edge);

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_SERVICES_H_
