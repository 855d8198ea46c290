// The yardstick's server: what gRPC's callback API costs by itself. It runs in a process of its
// own, as usherd does.
#ifndef USHER_TESTS_BENCH_LIFECYCLE_ECHO_SERVER_H_
#define USHER_TESTS_BENCH_LIFECYCLE_ECHO_SERVER_H_

namespace usher::bench {

// Prints "echo: serving on ADDRESS" and serves until it is killed; the exit code.
int run_echo_server();

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_LIFECYCLE_ECHO_SERVER_H_
