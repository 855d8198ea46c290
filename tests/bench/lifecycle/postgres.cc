#include "tests/bench/lifecycle/postgres.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include <libpq-fe.h>

namespace usher::bench {
namespace {

using Clock = std::chrono::steady_clock;

// The line is a partial index over those who wait, in the order of their due time: who is next is
// the first row that the agent's bits cover. Rows of the line are found again by primary key in the
// later steps.
constexpr char kSchema[] = R"(
DROP TABLE IF EXISTS contact, agent;
CREATE TABLE agent (
  id int PRIMARY KEY, able bigint NOT NULL, contact bigint, since timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
CREATE TABLE contact (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id text NOT NULL UNIQUE,
  channel smallint NOT NULL, need bigint NOT NULL, due timestamptz NOT NULL DEFAULT now(),
  state smallint NOT NULL DEFAULT 1, agent int, display jsonb NOT NULL,
  connected timestamptz, ended timestamptz
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX contact_line ON contact (due, id) INCLUDE (need) WHERE state = 1;
)";

struct Statement {
  const char* name;
  const char* text;
};
constexpr Statement kStatements[] = {
    {"submit",
     "INSERT INTO contact (request_id, channel, need, display) "
     "VALUES ($1, 1, $2, $3) ON CONFLICT (request_id) DO NOTHING RETURNING id"},
    // The agent gives back what is in hand and takes the next they are able to serve, in one round
    // trip.
    {"take",
     "WITH mine AS (SELECT able, contact FROM agent WHERE id = $1), "
     "done AS (UPDATE contact SET state = 7, ended = now() FROM mine "
     "         WHERE contact.id = mine.contact), "
     "next AS (SELECT id FROM contact WHERE state = 1 AND need & ~(SELECT able FROM mine) = 0 "
     "         ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED), "
     "taken AS (UPDATE contact SET state = 2, agent = $1 FROM next WHERE contact.id = next.id "
     "          RETURNING contact.id) "
     "UPDATE agent SET contact = taken.id, since = now() FROM taken WHERE agent.id = $1 "
     "RETURNING taken.id"},
    {"accept", "UPDATE contact SET state = 3 WHERE id = $1 AND state = 2"},
    {"connect", "UPDATE contact SET state = 4, connected = now() WHERE id = $1 AND state = 3"},
    {"end", "UPDATE contact SET state = 6 WHERE id = $1 AND state = 4"},
};

class Connection {
 public:
  explicit Connection(const std::string& where) : connection_(PQconnectdb(where.c_str())) {}
  ~Connection() { PQfinish(connection_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool open() {
    if (PQstatus(connection_) != CONNECTION_OK) return complain("connecting");
    return true;
  }
  bool prepare() {
    for (const Statement& statement : kStatements) {
      PGresult* result = PQprepare(connection_, statement.name, statement.text, 0, nullptr);
      const bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
      PQclear(result);
      if (!ok) return complain(statement.name);
    }
    return true;
  }
  bool execute(const char* sql) {
    PGresult* result = PQexec(connection_, sql);
    const auto status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || complain(sql);
  }
  // The first column of the first row in `value`; false when it failed. No row leaves `value`
  // empty.
  bool run(const char* name, const std::vector<std::string>& arguments, std::string* value) {
    std::vector<const char*> values;
    values.reserve(arguments.size());
    for (const std::string& argument : arguments) values.push_back(argument.c_str());
    PGresult* result = PQexecPrepared(connection_, name, static_cast<int>(values.size()),
                                      values.data(), nullptr, nullptr, 0);
    const auto status = PQresultStatus(result);
    const bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (value != nullptr) {
      *value = ok && PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    }
    PQclear(result);
    return ok || complain(name);
  }
  bool copy(const char* sql, const std::string& rows) {
    PGresult* result = PQexec(connection_, sql);
    const bool ready = PQresultStatus(result) == PGRES_COPY_IN;
    PQclear(result);
    if (!ready) return complain(sql);
    if (PQputCopyData(connection_, rows.data(), static_cast<int>(rows.size())) != 1 ||
        PQputCopyEnd(connection_, nullptr) != 1) {
      return complain(sql);
    }
    result = PQgetResult(connection_);
    const bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    while ((result = PQgetResult(connection_)) != nullptr) PQclear(result);
    return ok || complain(sql);
  }

 private:
  bool complain(const char* what) {
    std::fprintf(stderr, "bench: PostgreSQL: %s: %s\n", what, PQerrorMessage(connection_));
    return false;
  }
  PGconn* connection_;
};

std::string bits(std::uint64_t value) { return absl::StrCat(static_cast<std::int64_t>(value)); }

// Agents wait for their turn in order, as in the load on Usher.
struct Turns {
  std::mutex mutex;
  std::deque<int> agents;
  int next() {
    const std::lock_guard lock(mutex);
    const int agent = agents.front();
    agents.pop_front();
    return agent;
  }
  void back(int agent) {
    const std::lock_guard lock(mutex);
    agents.push_back(agent);
  }
};

bool one_round(Connection& connection, std::mt19937_64& random, const std::string& request_id,
               Turns& turns, bool whole_lifecycle, bool& matched) {
  std::string contact;
  const Wanted wanted = World::somebody(random);
  if (!connection.run("submit",
                      {request_id, bits(wanted.bits()),
                       absl::StrCat("{\"case_number\": \"", request_id, "\"}")},
                      nullptr)) {
    return false;
  }
  const int agent = turns.next();
  bool ok = connection.run("take", {absl::StrCat(agent)}, &contact);
  matched = ok && !contact.empty();
  if (matched && whole_lifecycle) {
    for (const char* step : {"accept", "connect", "end"}) {
      ok = ok && connection.run(step, {contact}, nullptr);
    }
  }
  turns.back(agent);
  return ok;
}

}  // namespace

bool fill_postgres(const std::string& where, const World& world, int waiting) {
  Connection connection(where);
  if (!connection.open() || !connection.execute(kSchema)) return false;
  std::string rows;
  for (std::size_t i = 0; i < world.agents().size(); ++i) {
    absl::StrAppend(&rows, i, "\t", bits(world.agents()[i].bits()), "\n");
  }
  if (!connection.copy("COPY agent (id, able) FROM STDIN", rows)) return false;
  rows.clear();
  std::mt19937_64 random(1);
  const int people = waiting + static_cast<int>(world.agents().size());
  for (int i = 0; i < people; ++i) {
    absl::StrAppend(&rows, "fill-", i, "\t1\t", bits(World::somebody(random).bits()), "\t{}\n");
  }
  if (!connection.copy("COPY contact (request_id, channel, need, display) FROM STDIN", rows) ||
      !connection.prepare()) {
    return false;
  }
  // Everybody has somebody in hand before anything is measured.
  if (!connection.execute("SET synchronous_commit = off")) return false;
  for (std::size_t i = 0; i < world.agents().size(); ++i) {
    if (!connection.run("take", {absl::StrCat(i)}, nullptr)) return false;
  }
  return connection.execute("VACUUM ANALYZE contact") && connection.execute("VACUUM ANALYZE agent");
}

double measure_postgres(const std::string& where, const World& world, bool whole_lifecycle,
                        const PostgresOptions& options) {
  Turns turns;
  for (std::size_t i = 0; i < world.agents().size(); ++i) {
    turns.agents.push_back(static_cast<int>(i));
  }
  const std::string run = absl::StrCat(absl::Hex(std::random_device()()), "-");
  std::atomic<bool> stopping = false;
  std::atomic<bool> failed = false;
  std::atomic<std::uint64_t> rounds = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < options.connections; ++i) {
    threads.emplace_back([&, i] {
      Connection connection(where);
      std::mt19937_64 random(static_cast<std::uint64_t>(i) + 1);
      if (!connection.open() || !connection.prepare()) failed = true;
      for (int n = 0; !stopping && !failed; ++n) {
        bool matched = false;
        if (!one_round(connection, random, absl::StrCat(run, i, "-", n), turns, whole_lifecycle,
                       matched)) {
          failed = true;
        }
        rounds += matched ? 1 : 0;
      }
    });
  }
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, std::chrono::milliseconds(1000));  // warm
  const std::uint64_t before = rounds;
  const auto start = Clock::now();
  never.wait_for(lock, std::chrono::duration<double>(options.seconds));
  const auto done = static_cast<double>(rounds - before);
  const std::chrono::duration<double> taken = Clock::now() - start;
  stopping = true;
  for (std::thread& thread : threads) thread.join();
  return failed ? 0 : done / taken.count();
}

}  // namespace usher::bench
