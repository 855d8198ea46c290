// A small world that does to the matcher and to the oracle whatever a list of bytes says, and
// compares every answer. Any list of steps is a valid history, so that a failing one can be shrunk.
//
// The alphabets are small on purpose: equal keys' due times, equal ranks, shared abilities, avoided
// agents and forgotten classes all have to happen often.
#ifndef USHER_TESTS_ROUTING_RANDOM_WORLD_H_
#define USHER_TESTS_ROUTING_RANDOM_WORLD_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "routing/matcher.h"
#include "routing/reference_matcher.h"

namespace usher::routing {

using Step = std::array<std::uint8_t, 6>;

class RandomWorld {
 public:
  // `attributes` and `levels` bound the alphabet; `agents` how many may be on duty at once.
  struct Size {
    std::uint32_t attributes = 5;
    std::uint32_t levels = 2;
    std::uint32_t agents = 12;
    std::uint32_t requirements = 10;
  };

  explicit RandomWorld(const Size& size, const Tuning& tuning = {}) : size_(size), fast_(tuning) {}

  // Does one step on both sides; what differs, or "" for agreement.
  std::string step(const Step& bytes);
  // Asks for matches, and acts on them, until there are none.
  std::string run_dry();
  // Compares everything that can be asked without changing anything.
  std::string compare_all() const;

  const Matcher& matcher() const { return fast_; }
  std::size_t matches() const { return matches_; }

 private:
  struct Waiting {
    std::uint32_t requirement = 0;
    OrderKey key;
  };

  Requirement random_requirement(const Step& bytes) const;
  Abilities random_abilities(const Step& bytes) const;
  std::string ask_once(bool act);
  std::string submit(const Step& bytes);
  void leave(const Step& bytes);
  void sign_on(const Step& bytes);
  void sign_off(const Step& bytes);
  void set_free(const Step& bytes);
  void set_busy(const Step& bytes);
  void requeue(const Step& bytes);
  void add(ContactId id, std::uint32_t requirement, const OrderKey& key,
           const std::vector<AgentId>& avoid);
  void forget(ContactId id);
  std::optional<ContactId> some_contact(std::uint8_t byte) const;
  std::optional<AgentId> some_agent(std::uint8_t byte) const;

  Size size_;
  Matcher fast_;
  ReferenceMatcher slow_;
  std::map<ContactId, Waiting> waiting_;
  std::map<AgentId, Abilities> agents_;
  std::map<ContactId, std::pair<RequirementId, RequirementId>> classes_;  // fast, slow
  std::uint64_t next_contact_ = 1;
  std::uint64_t next_agent_ = 1;
  std::size_t matches_ = 0;
};

}  // namespace usher::routing

#endif  // USHER_TESTS_ROUTING_RANDOM_WORLD_H_
