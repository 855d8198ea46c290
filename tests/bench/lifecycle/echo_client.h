// The yardstick's client: as many messages of the same size as a lifecycle moves, over as many
// streams and with as many in flight.
#ifndef USHER_TESTS_BENCH_LIFECYCLE_ECHO_CLIENT_H_
#define USHER_TESTS_BENCH_LIFECYCLE_ECHO_CLIENT_H_

#include <string>

namespace usher::bench {

// What one lifecycle moves, on average; measured by usher_load.h.
struct Traffic {
  double create_request_bytes = 0;
  double create_response_bytes = 0;
  double up_messages = 0;  // on the stream
  double up_bytes = 0;     // of one of them
  double down_messages = 0;
  double down_bytes = 0;
};

struct EchoOptions {
  int streams = 4;
  int in_flight = 400;
  double seconds = 5;
};

// Rounds a second against the server at the address.
double measure_echo(const std::string& address, const Traffic& traffic, const EchoOptions& options);

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_LIFECYCLE_ECHO_CLIENT_H_
