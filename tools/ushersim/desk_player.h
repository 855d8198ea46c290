// Plays the agents of one desk over one Work stream: accepts most offers, declines some, misses a
// few, talks, wraps up, takes breaks, and at counters asks for the next person. After a break of
// the connection everybody signs in again and picks up what they had. Loop's thread only.
#ifndef USHER_TOOLS_USHERSIM_DESK_PLAYER_H_
#define USHER_TOOLS_USHERSIM_DESK_PLAYER_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tools/client/stream.h"
#include "tools/ushersim/stage.h"
#include "usher/v1/agent.grpc.pb.h"

namespace usher::sim {

class DeskPlayer {
 public:
  // `title` is for the picture: "desk north".
  DeskPlayer(Stage& stage, client::Connection connection, std::string title,
             std::vector<const SimAgent*> agents);

  void open();
  // No new work; what is in hand is ended and completed at once.
  void finish_up();
  // Everybody signs out, and then the stream ends.
  void leave();
  void stop();
  bool closed() const { return closed_; }

 private:
  using Stream = client::BidiStream<v1::WorkRequest, v1::WorkResponse>;
  struct Player {
    const SimAgent* agent;
    v1::Agent::State state = v1::Agent::OFFLINE;
    std::map<std::string, v1::Contact::State> hands;  // contacts, by name
    bool signed_in = false, pulling = false, resting = false;
  };

  std::int64_t send(v1::WorkRequest request);
  void beat();
  void sign_in(Player& player);
  void set_state(Player& player, v1::Agent::State state, const std::string& reason);
  void plan_break(Player& player);
  void plan_pull(Player& player);
  void pull(Player& player);
  bool pulls(const Player& player) const;

  void on_message(const v1::WorkResponse& message);
  void on_refused(std::int64_t tag, const v1::WorkResponse::Refusal& refused);
  void on_done(std::int64_t tag, const v1::WorkResponse::Done& done);
  void on_session(const v1::Session& session);
  void on_offer(const v1::Offer& offer);
  void on_contact(const v1::Contact& contact);
  void on_agent(const v1::Agent& agent);
  void on_closed(const grpc::Status& status);

  void answer(const v1::Offer& offer);
  void decline(const v1::Offer& offer);
  void connect(const std::string& contact);
  void end(const std::string& contact);
  void complete(const std::string& contact);
  // Does it when the contact is then still in this state.
  void later(Player& player, const v1::Contact& contact, absl::Duration delay,
             std::function<void(const std::string& contact)> work);
  Player* find(const std::string& agent_name);

  Stage& stage_;
  const client::Connection connection_;
  v1::AgentService::Stub agents_;
  const std::string title_;
  std::map<std::string, Player> players_;  // by agent name
  std::shared_ptr<Stream> stream_;
  std::map<std::int64_t, std::string> unanswered_;  // tag → agent, of sign-ins and pulls
  std::int64_t last_tag_ = 0;
  std::set<std::string> declined_by_script_;  // contacts
  Backoff backoff_;
  bool open_ = false, told_lost_ = false, finishing_ = false, leaving_ = false, closed_ = false;
};

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_DESK_PLAYER_H_
