// USHER_CHECK: for what only a bug of ours can cause. What the world can cause gets an
// absl::Status.
//
// A failed check prints file, line and expression to stderr and aborts: state that contradicts
// itself must not reach the journal. Any thread.
#ifndef USHER_ROUTING_CHECK_H_
#define USHER_ROUTING_CHECK_H_

namespace usher::routing {

// Prints and aborts; behind USHER_CHECK, not called directly.
[[noreturn]] void check_failed(const char* file, int line, const char* expression);

inline void check(bool holds, const char* file, int line, const char* expression) {
  if (__builtin_expect(!holds, 0)) check_failed(file, line, expression);
}

}  // namespace usher::routing

#define USHER_CHECK(condition) \
  ::usher::routing::check(static_cast<bool>(condition), __FILE__, __LINE__, #condition)

#endif  // USHER_ROUTING_CHECK_H_
