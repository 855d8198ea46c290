// Plays one channel's adapter: holds the people, reports them, carries out what the daemon says,
// and lets them give up. Survives the daemon: after a break it attaches again with everyone it
// holds and repeats what was not answered, with the same request ids. Loop's thread only.
#ifndef USHER_TOOLS_USHERSIM_ADAPTER_PLAYER_H_
#define USHER_TOOLS_USHERSIM_ADAPTER_PLAYER_H_

#include <map>
#include <memory>
#include <string>

#include "tools/client/stream.h"
#include "tools/ushersim/people.h"
#include "tools/ushersim/stage.h"
#include "usher/v1/channel.grpc.pb.h"

namespace usher::sim {

class AdapterPlayer {
 public:
  AdapterPlayer(Stage& stage, client::Connection connection, v1::Channel channel,
                std::string adapter);

  void attach();
  void submit(Person person);
  // Everyone leaves, and then the stream ends.
  void leave();
  // At once.
  void stop();

  std::size_t held() const { return held_.size(); }
  bool closed() const { return closed_; }

 private:
  using Stream = client::BidiStream<v1::AttachRequest, v1::AttachResponse>;
  enum class Phase { kArriving, kInLine, kCalled, kTalking };
  struct Held {
    Person person;
    Phase phase = Phase::kArriving;
    std::string agent;
    std::string create_id, connect_id, end_id;  // request ids; set when the request was made
    v1::EndContactRequest::EndedBy ended_by = v1::EndContactRequest::PERSON;
    client::Loop::TimerId timer = 0;
  };

  void send(v1::AttachRequest request, const std::string& contact);
  void send_hello();
  void beat();
  void send_create(const std::string& name, Held& held);
  void send_connect(const std::string& name, Held& held);
  void send_end(const std::string& name, Held& held);
  void end(const std::string& name, v1::EndContactRequest::EndedBy by);
  void after(const std::string& name, absl::Duration delay, std::function<void(Held&)> work);

  void on_message(const v1::AttachResponse& message);
  void on_attached(const v1::AttachResponse::Attached& attached);
  void on_refused(const std::string& name, const v1::AttachResponse::Refusal& refused);
  void on_done(const v1::Contact& contact);
  void on_bridge(const v1::Offer& offer);
  void on_closed(const grpc::Status& status);
  void let_go(const std::string& name);

  Stage& stage_;
  const client::Connection connection_;
  v1::ChannelService::Stub stub_;
  const v1::Channel channel_;
  const std::string adapter_;
  std::shared_ptr<Stream> stream_;
  std::map<std::string, Held> held_;                // by contact name
  std::map<std::int64_t, std::string> unanswered_;  // tag → contact
  std::int64_t last_tag_ = 0;
  Backoff backoff_;
  bool attached_ = false, told_lost_ = false, leaving_ = false, closed_ = false;
};

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_ADAPTER_PLAYER_H_
