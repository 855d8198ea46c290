// A stream of the contract as a test wants it: send, and wait for what comes, in order, with a
// deadline.
//
// send and the waits are for any thread; a message is taken by whoever asks for it first.
// Everything that came is kept until taken.
#ifndef USHER_TESTS_E2E_HARNESS_STREAM_H_
#define USHER_TESTS_E2E_HARNESS_STREAM_H_

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/time/time.h"
#include <grpcpp/grpcpp.h>

#include "tests/e2e/harness/client.h"

namespace usher::e2e {

// What came of a stream, taken by predicate.
template <typename Response>
class Inbox {
 public:
  using Wanted = std::function<bool(const Response&)>;

  void put(Response message) {
    const std::lock_guard lock(mutex_);
    messages_.push_back(std::move(message));
    changed_.notify_all();
  }
  void end(const grpc::Status& status) {
    const std::lock_guard lock(mutex_);
    status_ = status;
    changed_.notify_all();
  }
  // The first message that is wanted, out of the inbox; nothing when the stream ended or the time
  // is over.
  std::optional<Response> take(const Wanted& wanted, absl::Duration timeout) {
    std::unique_lock lock(mutex_);
    std::optional<Response> found;
    changed_.wait_for(lock, absl::ToChronoMilliseconds(timeout), [&] {
      const auto at = std::find_if(messages_.begin(), messages_.end(), wanted);
      if (at != messages_.end()) {
        found = std::move(*at);
        messages_.erase(at);
      }
      return found || status_;
    });
    return found;
  }
  // How the stream ended; nothing while it is open.
  std::optional<grpc::Status> wait_end(absl::Duration timeout) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, absl::ToChronoMilliseconds(timeout), [&] { return !!status_; });
    return status_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Response> messages_;
  std::optional<grpc::Status> status_;
};

template <typename Request, typename Response>
class BidiStream {
 public:
  using Reactor = grpc::ClientReaderWriter<Request, Response>;
  using Open = std::function<std::unique_ptr<Reactor>(grpc::ClientContext*)>;

  BidiStream(const Client& client, const Open& open) {
    client.prepare(context_);
    stream_ = open(&context_);
    reader_ = std::thread([this] {
      Response message;
      while (stream_->Read(&message)) inbox_.put(std::move(message));
      inbox_.end(stream_->Finish());
    });
  }
  // Breaks the stream, as a client that dies does.
  ~BidiStream() {
    context_.TryCancel();
    reader_.join();
  }

  bool send(const Request& request) {
    const std::lock_guard lock(write_mutex_);
    return stream_->Write(request);
  }
  void half_close() {
    const std::lock_guard lock(write_mutex_);
    stream_->WritesDone();
  }
  Inbox<Response>& inbox() { return inbox_; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<Reactor> stream_;
  std::mutex write_mutex_;
  Inbox<Response> inbox_;
  std::thread reader_;
};

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_HARNESS_STREAM_H_
