// Messages to the bytes that gRPC carries and back. Services here take bytes and parse them
// themselves, because gRPC answers bytes that do not parse with UNIMPLEMENTED and no word about
// what is wrong.
//
// Pure; any thread.
#ifndef USHER_ENGINE_RPC_WIRE_H_
#define USHER_ENGINE_RPC_WIRE_H_

#include <string>

#include <grpcpp/support/byte_buffer.h>

#include "engine/rpc/errors.h"
#include "google/protobuf/message.h"

namespace usher::rpc {

grpc::ByteBuffer to_bytes(const google::protobuf::MessageLite& message);
grpc::ByteBuffer to_bytes(const std::string& serialized);

// Fills the message, or says which field is not UTF-8 or where the bytes end too early.
Trouble from_bytes(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);

// Equal messages, equal bytes.
std::string deterministic_bytes(const google::protobuf::MessageLite& message);

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_WIRE_H_
