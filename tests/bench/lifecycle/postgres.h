// The same matching on PostgreSQL, as somebody who knows it well would write it: prepared
// statements, a partial index in the order of the line, abilities as bits, one round trip a step,
// several connections, commits that wait for the disk.
#ifndef USHER_TESTS_BENCH_LIFECYCLE_POSTGRES_H_
#define USHER_TESTS_BENCH_LIFECYCLE_POSTGRES_H_

#include <memory>
#include <string>

#include "tests/bench/lifecycle/world.h"
#include "tests/e2e/harness/process.h"

namespace usher::bench {

// A server of its own in a folder of its own, reached by a socket in it.
class PostgresCluster {
 public:
  // Null, with the reason in `why`, when PostgreSQL is not installed or does not start.
  static std::unique_ptr<PostgresCluster> start(const std::string& folder, std::string& why);
  ~PostgresCluster();

  // For libpq.
  std::string connection() const;

 private:
  PostgresCluster() = default;
  std::string folder_;
  std::string user_;
  std::unique_ptr<e2e::Process> server_;
};

struct PostgresOptions {
  int connections = 16;
  int waiting = 5000;
  double seconds = 5;
};

struct PostgresResult {
  // A person is inserted, and a freed agent takes the next they are able to serve: two durable
  // steps.
  double matches_per_s = 0;
  // With offer, accept, connect, end and complete as durable steps of their own.
  double lifecycles_per_s = 0;
};

// Makes the tables, fills hands and line.
bool fill_postgres(const std::string& connection, const World& world, int waiting);
double measure_postgres(const std::string& connection, const World& world, bool whole_lifecycle,
                        const PostgresOptions& options);

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_LIFECYCLE_POSTGRES_H_
