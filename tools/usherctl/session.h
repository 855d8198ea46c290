// What every command works with: the settings of this invocation, the terminal, the daemon.
// Connects when it is first needed. Main thread only. A call that fails gives the Failure; nothing
// is printed until the command says fail().
#ifndef USHER_TOOLS_USHERCTL_SESSION_H_
#define USHER_TOOLS_USHERCTL_SESSION_H_

#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include <google/protobuf/message.h>

#include "tools/client/connection.h"
#include "tools/client/exit_code.h"
#include "tools/client/failure.h"
#include "tools/client/names.h"
#include "tools/client/unary.h"
#include "tools/usherctl/answer.h"

namespace usher::ctl {

struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool colour = false;  // a terminal that wants it, and no NO_COLOR
  absl::TimeZone zone = absl::UTCTimeZone();
  std::function<absl::Time()> now;
};

struct Settings {
  client::ConnectionOptions connection;
  std::string agency;
  absl::Duration timeout = absl::Seconds(10);
  std::string request_id;
  bool json = false;
  bool show_private = false;
};

class Session {
 public:
  Session(Settings settings, Terminal& terminal)
      : settings_(std::move(settings)), terminal_(terminal) {}

  const Settings& settings() const { return settings_; }
  std::ostream& out() { return terminal_.out; }
  std::ostream& err() { return terminal_.err; }
  bool colour() const { return terminal_.colour; }
  absl::TimeZone zone() const { return terminal_.zone; }
  absl::Time now() const { return terminal_.now(); }

  Answer<client::Connection> connection();

  // "agencies/{agency}": the one that was named, or the only one that the daemon lets us see.
  Answer<std::string> agency();
  Answer<std::string> name(client::Collection collection, const std::string& id_or_name);

  // Calls with the settings' deadline. A request that has a request_id gets one, and is retried.
  template <class Stub, class Request, class Response>
  Answer<Response> call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        Request request) {
    auto open = connection();
    if (!open) return open.failure();
    Response response;
    Stub stub(open->channel());
    const grpc::Status status = client::call_with_retry(
        *open, policy(give_request_id(request)),
        [&](grpc::ClientContext& context) { return (stub.*method)(&context, request, &response); });
    if (!status.ok()) return client::describe(status, open->address());
    return response;
  }

  // Prints the message as one line of JSON (with --json), or lets `print` show it; always without
  // what is private.
  template <class Message>
  client::ExitCode show(Message message, const std::function<void(const Message&)>& print) {
    hide_private(message);
    if (settings_.json) {
      print_json(message);
    } else {
      print(message);
    }
    return client::ExitCode::kDone;
  }

  // As one line; what is private is gone after this.
  void hide_private(google::protobuf::Message& message);
  void print_json(const google::protobuf::Message& message);

  // Prints it and gives its exit code.
  client::ExitCode fail(const client::Failure& failure);

 private:
  // The request's id: the one given, the one of --request-id, or a fresh one. False where it has no
  // field.
  bool give_request_id(google::protobuf::Message& request) const;
  client::CallPolicy policy(bool is_change);

  Settings settings_;
  Terminal& terminal_;
  std::optional<client::Connection> connection_;
  std::string agency_;
};

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_SESSION_H_
