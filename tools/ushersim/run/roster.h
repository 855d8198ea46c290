// The agents of one replication: who is on duty, what they have in hand, what they could take.
//
// One thread. Tells the router about every change.
#ifndef USHER_TOOLS_USHERSIM_RUN_ROSTER_H_
#define USHER_TOOLS_USHERSIM_RUN_ROSTER_H_

#include <cstdint>
#include <vector>

#include "tools/ushersim/run/router.h"
#include "tools/ushersim/run/system.h"
#include "tools/ushersim/run/tally.h"

namespace usher::plan {

class Roster {
 public:
  Roster(const System& system, AnyRouter& router, Tally& tally);

  // From now on so many agents of the group are there. Who has somebody in hand leaves when they
  // are done.
  void set_presence(std::uint32_t group, std::int64_t count, Duration now);
  void take(std::uint32_t agent, routing::Channel channel, Duration now);
  void release(std::uint32_t agent, routing::Channel channel, Duration now);
  // Share of the agent's capacity that one contact on the channel takes, of units().
  std::int64_t weight(std::uint32_t agent, routing::Channel channel) const;
  std::int64_t units(std::uint32_t agent) const;
  // Books the time of those who are still there.
  void close(Duration now);

 private:
  struct Agent {
    std::vector<routing::Channel> in_hand;
    Duration idle_since{};
    Duration since{};  // on duty
    bool on_duty = false;
    bool leaving = false;
    bool is_free = false;  // as the router knows it
  };

  void come(std::uint32_t agent, Duration now);
  void go(std::uint32_t agent, Duration now);
  void tell(std::uint32_t agent);
  std::uint32_t end_of(std::uint32_t group) const;

  const System& system_;
  AnyRouter& router_;
  Tally& tally_;
  std::vector<Agent> agents_;
};

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_ROSTER_H_
