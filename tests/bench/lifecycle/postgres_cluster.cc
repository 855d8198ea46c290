#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include "tests/bench/lifecycle/postgres.h"

namespace usher::bench {
namespace {

namespace fs = std::filesystem;

// Where Debian keeps the newest installed version; empty when there is none.
std::string binaries() {
  std::error_code error;
  std::string newest;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string folder = version.path().string() + "/bin";
    if (fs::exists(folder + "/initdb", error)) newest = std::max(newest, folder);
  }
  return newest;
}

}  // namespace

std::unique_ptr<PostgresCluster> PostgresCluster::start(const std::string& folder,
                                                        std::string& why) {
  const std::string bin = binaries();
  if (bin.empty()) {
    why = "PostgreSQL is not installed (apt-get install postgresql)";
    return nullptr;
  }
  std::unique_ptr<PostgresCluster> cluster(new PostgresCluster());
  cluster->folder_ = folder + "/postgres";
  fs::create_directory(cluster->folder_);
  e2e::Process::Options as;
  if (geteuid() == 0) {
    // PostgreSQL refuses to run as root.
    as.run_as = "postgres";
    const passwd* user = getpwnam("postgres");
    if (user == nullptr) {
      why = "there is no user postgres to run PostgreSQL as";
      return nullptr;
    }
    fs::permissions(folder, fs::perms::others_exec, fs::perm_options::add);
    if (chown(cluster->folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
      why = "can't give the folder to the user postgres";
      return nullptr;
    }
  }
  const std::string data = cluster->folder_ + "/data";
  e2e::Process init({bin + "/initdb", "-D", data, "-U", "bench", "-A", "trust", "--no-sync"}, as);
  const auto end = init.wait_exit(absl::Minutes(2));
  if (!end || end->code != 0) {
    why = "initdb failed: " + init.output();
    return nullptr;
  }
  // Durable, as Usher is, and otherwise tuned for this load: no checkpoint within the run, a log
  // that is big enough, statistics that keep up with a hot table.
  std::vector<std::string> command = {bin + "/postgres", "-D", data, "-k", cluster->folder_};
  for (const char* setting :
       {"listen_addresses=", "fsync=on", "synchronous_commit=on", "shared_buffers=512MB",
        "max_wal_size=8GB", "checkpoint_timeout=30min", "wal_buffers=64MB", "max_connections=64",
        "random_page_cost=1.1", "jit=off", "autovacuum_naptime=1s",
        "autovacuum_vacuum_cost_delay=0", "logging_collector=off"}) {
    command.insert(command.end(), {"-c", setting});
  }
  cluster->server_ = std::make_unique<e2e::Process>(std::move(command), as);
  if (!e2e::wait_until([&] { return PQping(cluster->connection().c_str()) == PQPING_OK; })) {
    why = "postgres did not start: " + cluster->server_->output();
    return nullptr;
  }
  return cluster;
}

PostgresCluster::~PostgresCluster() {
  if (!server_) return;
  server_->kill(SIGINT);  // fast shutdown
  server_->wait_exit(absl::Seconds(30));
}

std::string PostgresCluster::connection() const {
  return absl::StrCat("host=", folder_, " user=bench dbname=postgres connect_timeout=10");
}

}  // namespace usher::bench
