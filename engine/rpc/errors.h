// The one place where errors become what a client sees: a gRPC status with google.rpc details,
// every one with an ErrorInfo of the closed list usher.v1.ErrorReason and domain "usher".
//
// Values and pure functions; any thread. No message carries a person's name, address or need.
#ifndef USHER_ENGINE_RPC_ERRORS_H_
#define USHER_ENGINE_RPC_ERRORS_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include <grpcpp/support/status.h>

#include "engine/core/refusal.h"
#include "usher/v1/errors.pb.h"

namespace usher::rpc {

// Why a call is refused. A refused call changed nothing.
struct Problem {
  struct Field {
    std::string path;         // "contact.languages[0].tag"
    std::string description;  // what is wrong and what would be right
  };
  v1::ErrorReason reason = v1::ERROR_REASON_INTERNAL;
  std::string message;
  std::vector<std::pair<std::string, std::string>> facts;  // ErrorInfo.metadata
  std::vector<Field> fields;                               // BadRequest
};
using Trouble = std::optional<Problem>;

// A value, or why there is none.
template <typename T>
class [[nodiscard]] Or {
 public:
  Or(Problem problem) : held_(std::move(problem)) {}  // NOLINT(google-explicit-constructor)
  Or(T value) : held_(std::move(value)) {}            // NOLINT(google-explicit-constructor)
  bool ok() const { return std::holds_alternative<T>(held_); }
  T& operator*() { return *std::get_if<T>(&held_); }
  T* operator->() { return std::get_if<T>(&held_); }
  Problem& problem() { return *std::get_if<Problem>(&held_); }

 private:
  std::variant<Problem, T> held_;
};

// The code that goes with a reason; every value of the list has one.
grpc::StatusCode code_of(v1::ErrorReason reason);
// "OFFER_EXPIRED": the value without its prefix, as ErrorInfo and stream refusals carry it.
std::string reason_word(v1::ErrorReason reason);

grpc::Status to_status(const Problem& problem);

Problem from_refusal(const core::Refusal& refusal);
// What the runtime said. `journal_failing` tells the two kinds of UNAVAILABLE apart.
Problem from_runtime(const absl::Status& status, bool journal_failing);

// Shorthands for what many places say.
Problem not_serving();
Problem not_in_this_release(std::string_view what, std::string_view instead);

// Everything that is wrong with a request, so that a client learns of all of it at once.
class Violations {
 public:
  static constexpr std::size_t kMost = 100;  // more are counted and left out

  void add(std::string path, v1::ErrorReason reason, std::string description);
  bool empty() const { return count_ == 0; }
  // The reason is that of the first; the message names it and counts the others.
  Problem problem() const;

 private:
  v1::ErrorReason first_ = v1::ERROR_REASON_UNSPECIFIED;
  std::size_t count_ = 0;
  std::vector<Problem::Field> fields_;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_ERRORS_H_
