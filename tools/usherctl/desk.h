// One agent at a terminal: the Work stream behind `agent work`. Signs in, prints what happens,
// sends what is typed, and with `auto_accept` plays an agent who takes everything. Signs in again
// after the connection broke. Everything runs on the loop's thread. run() blocks until the agent
// leaves, the session is taken over, or the daemon refuses; the session is then signed out where
// that is still possible.
#ifndef USHER_TOOLS_USHERCTL_DESK_H_
#define USHER_TOOLS_USHERCTL_DESK_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tools/client/loop.h"
#include "tools/client/stream.h"
#include "tools/usherctl/session.h"
#include "usher/v1/agent.grpc.pb.h"

namespace usher::ctl {

struct DeskOptions {
  std::string agent;  // full name
  v1::Agent::State initial_state = v1::Agent::AVAILABLE;
  std::string break_reason;  // for BREAK
  bool auto_accept = false;
  bool auto_pull = false;                  // "next, please" whenever nothing is in hand
  absl::Duration talk = absl::Seconds(5);  // how long an automatic conversation lasts
  absl::Duration after_work = absl::Seconds(1);
  std::string outcome;  // with which an automatic agent completes
  int count = 0;        // leave after so many completed; 0: stay
};

class Desk {
 public:
  Desk(Session& session, client::Connection connection, DeskOptions options);
  client::ExitCode run();

 private:
  using Stream = client::BidiStream<v1::WorkRequest, v1::WorkResponse>;

  void open();
  bool send(v1::WorkRequest request);
  void beat();
  void leave(client::ExitCode code);

  void on_line(const std::string& line);
  void on_contact_verb(const std::string& verb, const std::vector<std::string>& words);
  void on_message(const v1::WorkResponse& message);
  void on_refused(std::int64_t tag, const v1::WorkResponse::Refusal& refused);
  void on_done(const v1::WorkResponse::Done& done);
  void on_offer(const v1::Offer& offer);
  void on_contact(const v1::Contact& contact);
  void on_agent(const v1::Agent& agent);
  void on_closed(const grpc::Status& status);

  void say(const std::string& line, const google::protobuf::Message& message);
  void answer(bool accept, const std::string& reason);
  void pull_soon();
  // The contact that was named, or the only one in hand; "" with a hint printed.
  std::string pick_contact(const std::vector<std::string>& words);

  Session& session_;
  const client::Connection connection_;
  v1::AgentService::Stub stub_;
  const DeskOptions options_;
  const std::shared_ptr<client::Loop> loop_ = std::make_shared<client::Loop>();
  std::shared_ptr<Stream> stream_;
  std::int64_t last_tag_ = 0;
  std::int64_t sign_in_tag_ = 0;
  v1::Offer offer_;                           // the live one; no name: none
  std::map<std::string, v1::Contact> hands_;  // contacts in hand, by name
  absl::Duration pause_ = absl::Milliseconds(100);
  absl::Time give_up_;  // while never signed in
  int completed_ = 0;
  bool signed_in_ = false, leaving_ = false, pulling_ = false;
  client::ExitCode code_ = client::ExitCode::kDone;
};

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_DESK_H_
