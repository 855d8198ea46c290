#include "tests/e2e/harness/process.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace usher::e2e {
namespace {

void limit(decltype(RLIMIT_FSIZE) what, std::uint64_t bytes) {
  rlimit now{};
  getrlimit(what, &now);
  now.rlim_cur = bytes;  // the hard limit stays, so that the test can make room again
  setrlimit(what, &now);
}

}  // namespace

Process::Process(std::vector<std::string> command, Options options) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    std::perror("pipe2");
    std::abort();
  }
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  // Between fork and exec only calls that are safe in a process with threads: everything is looked
  // up before.
  std::vector<char*> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment.push_back(*entry);
  for (std::string& entry : options.environment) environment.push_back(entry.data());
  environment.push_back(nullptr);
  const passwd* user = options.run_as.empty() ? nullptr : getpwnam(options.run_as.c_str());
  if (!options.run_as.empty() && user == nullptr) {
    std::fprintf(stderr, "no user %s\n", options.run_as.c_str());
    std::abort();
  }
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    if (user != nullptr &&
        (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
      _exit(126);
    }
    if (user != nullptr) prctl(PR_SET_PDEATHSIG, SIGKILL);  // setuid takes it back
    if (options.file_size_limit) limit(RLIMIT_FSIZE, *options.file_size_limit);
    if (options.memory_limit) limit(RLIMIT_AS, *options.memory_limit);
    execve(arguments[0], arguments.data(), environment.data());
    _exit(127);
  }
  close(ends[1]);
  pipe_ = ends[0];
  reader_ = std::thread([this] { read_output(); });
}

Process::~Process() {
  if (!exit_) {
    kill(SIGKILL);
    wait_exit(absl::InfiniteDuration());
  }
  reader_.join();
  close(pipe_);
}

void Process::kill(int signal) const {
  if (!exit_) ::kill(pid_, signal);
}

void Process::read_output() {
  std::array<char, 4096> bytes{};
  for (;;) {
    const ssize_t count = read(pipe_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    const std::lock_guard lock(mutex_);
    if (count <= 0) {
      ended_ = true;
      changed_.notify_all();
      return;
    }
    output_.append(bytes.data(), static_cast<std::size_t>(count));
    changed_.notify_all();
  }
}

std::optional<std::string> Process::wait_for_line(std::string_view prefix, absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  std::optional<std::string> found;
  const auto look = [&] {
    std::size_t start = 0;
    while (start < output_.size()) {
      const std::size_t end = output_.find('\n', start);
      if (end == std::string::npos) break;
      if (output_.compare(start, prefix.size(), prefix) == 0) {
        found = output_.substr(start + prefix.size(), end - start - prefix.size());
        return true;
      }
      start = end + 1;
    }
    return ended_;
  };
  changed_.wait_for(lock, absl::ToChronoMilliseconds(timeout), look);
  return found;
}

std::optional<Exit> Process::wait_exit(absl::Duration timeout) {
  if (exit_) return exit_;
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  pollfd ended{descriptor, POLLIN, 0};
  const int milliseconds = timeout == absl::InfiniteDuration()
                               ? -1
                               : static_cast<int>(absl::ToInt64Milliseconds(timeout));
  const int ready = poll(&ended, 1, milliseconds);
  close(descriptor);
  if (ready <= 0) return std::nullopt;
  int status = 0;
  waitpid(pid_, &status, 0);
  exit_ = WIFEXITED(status) ? Exit{WEXITSTATUS(status), 0} : Exit{-1, WTERMSIG(status)};
  // The last words are read before anybody looks at them.
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::seconds(2), [&] { return ended_; });
  return exit_;
}

std::string Process::output() const {
  const std::lock_guard lock(mutex_);
  return output_;
}

}  // namespace usher::e2e
