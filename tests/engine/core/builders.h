// Words for tests of the core: contacts, agents and agencies by what matters about them, and a Desk
// that steps an agency through time and keeps its journal.
#ifndef USHER_TESTS_ENGINE_CORE_BUILDERS_H_
#define USHER_TESTS_ENGINE_CORE_BUILDERS_H_

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/command.h"
#include "engine/core/fingerprint.h"
#include "engine/core/model.h"
#include "engine/core/snapshot.h"
#include "engine/core/state.h"
#include "engine/core/step.h"

namespace usher::core::testing {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr Instant kStart{std::chrono::seconds(1'750'000'000)};

class ContactBuilder {
 public:
  explicit ContactBuilder(std::string key) : key_(std::move(key)) { draft_.service = "general"; }

  ContactBuilder& on(Channel channel);
  ContactBuilder& for_service(std::string service);
  ContactBuilder& speaking(std::string tag) { return language(tag, routing::Modality::kSpoken); }
  ContactBuilder& writing(std::string tag) { return language(tag, routing::Modality::kWritten); }
  ContactBuilder& signing(std::string tag) { return language(tag, routing::Modality::kSigned); }
  ContactBuilder& language(std::string tag, routing::Modality modality,
                           routing::Direction direction = routing::Direction::kBoth);
  ContactBuilder& accepting(routing::Fallback fallback);
  ContactBuilder& needing(NeedCode code) { return needing(code, traits(code).default_strength); }
  ContactBuilder& needing(NeedCode code, NeedStrength strength);
  ContactBuilder& needing_until(NeedCode code, Instant expires);
  ContactBuilder& requiring(std::string_view skills);
  ContactBuilder& at(std::string site);
  ContactBuilder& through(std::string adapter);
  ContactBuilder& since(Instant origin);
  ContactBuilder& worth(int priority_minutes);

  ContactDraft draft() const { return draft_; }
  HeldByAdapter held(std::string connected_agent = "") const;
  operator SubmitContact() const;  // NOLINT(google-explicit-constructor): a sentence needs it
  operator Command() const { return SubmitContact(*this); }  // NOLINT(google-explicit-constructor)

 private:
  std::string key_;
  ContactDraft draft_;
};
ContactBuilder a_contact(std::string key = "");

class AgentBuilder {
 public:
  explicit AgentBuilder(std::string id);
  AgentBuilder& speaking(std::string tag, int level = 10);
  AgentBuilder& writing(std::string tag);
  AgentBuilder& signing(std::string tag);
  AgentBuilder& interpreting(std::string tag);  // may interpret, may not serve
  AgentBuilder& without_languages();
  AgentBuilder& meeting(NeedCode need);
  AgentBuilder& skilled(std::string skill, int level = 1);
  AgentBuilder& at(std::string site);
  AgentBuilder& serving(Channel channel, int weight = 100, int max = 1);
  AgentBuilder& interruptible(Channel busy_with, Channel by);
  AgentBuilder& only_serving(Channel channel, int weight = 100, int max = 1);
  operator AgentModel() const { return model_; }  // NOLINT(google-explicit-constructor)

 private:
  AgentModel model_;
};
// Speaks and writes English and serves one PHONE contact at a time.
AgentBuilder an_agent(std::string id);

class AgencyBuilder {
 public:
  AgencyBuilder();
  AgencyBuilder& with(const AgentBuilder& agent);
  // A queue for one service of the same name.
  AgencyBuilder& with_service(const std::string& id, std::string_view skills = "");
  AgencyBuilder& with_rule(ClassificationRuleModel rule);
  AgencyBuilder& with_queue(QueueModel queue);
  QueueModel& queue(std::string_view id = "main");
  Model& model() { return model_; }
  ModelPtr build() const;

 private:
  Model model_;
};
// One service and queue; two sites; adapters pbx (PHONE), web-chat (CHAT); en.
AgencyBuilder an_agency();

routing::SkillClauses skills(std::string_view text);

// What every state must keep to after every command, looked up the slow way; empty where all is
// well.
std::vector<std::string> violations(const State& state);

class Desk {
 public:
  explicit Desk(const AgencyBuilder& agency);

  // The command succeeds; its record is kept.
  Done done(const Command& command, const Call& call = {"tester"});
  // The command is refused and changes nothing.
  Refusal refused(const Command& command, const Call& call = {"tester"});
  // Time passes; every deadline on the way is ticked when it is due.
  void pass(Duration duration);

  ContactId submit(const ContactBuilder& contact);
  void sign_in(const std::string& agent);
  void attach(const std::string& adapter, std::vector<HeldByAdapter> held = {});
  void detach(const std::string& adapter);
  void apply(const AgencyBuilder& agency);

  const Contact& contact(std::string_view key) const;
  const Agent& agent(std::string_view key) const;
  AgentState agent_state(std::string_view key) const;
  // The live offer of the contact; fails the test where there is none.
  const Offer& offer_of(std::string_view key) const;
  // The agent who has the offer or the contact; "" for nobody.
  std::string with(std::string_view key) const;
  void accept(std::string_view key);
  void decline(std::string_view key);
  void connect(std::string_view key);
  // Submitted, offered, accepted, connected.
  void serve(const ContactBuilder& contact, const std::string& key);

  void check_invariants() const;
  void check_replay() const;

  State state;
  Instant now = kStart;
  std::vector<Record> journal;
};

}  // namespace usher::core::testing

#endif  // USHER_TESTS_ENGINE_CORE_BUILDERS_H_
