// A value, or the Failure to show instead of it. What a step of a command gives to the next one.
// A plain value; any thread.
#ifndef USHER_TOOLS_USHERCTL_ANSWER_H_
#define USHER_TOOLS_USHERCTL_ANSWER_H_

#include <optional>
#include <utility>

#include "tools/client/failure.h"

namespace usher::ctl {

template <class T>
class Answer {
 public:
  Answer(T value) : value_(std::move(value)) {}                      // NOLINT: reads as the value
  Answer(client::Failure failure) : failure_(std::move(failure)) {}  // NOLINT: or as the failure

  explicit operator bool() const { return value_.has_value(); }
  T& operator*() { return *value_; }
  T* operator->() { return &*value_; }
  const client::Failure& failure() const { return failure_; }

 private:
  std::optional<T> value_;
  client::Failure failure_;
};

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_ANSWER_H_
