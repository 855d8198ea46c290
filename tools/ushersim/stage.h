// What the players share: the loop on which all of them run, the way to the daemon, the agency, and
// what is known of the people who are there. Everything but `connection` belongs to the loop's
// thread.
#ifndef USHER_TOOLS_USHERSIM_STAGE_H_
#define USHER_TOOLS_USHERSIM_STAGE_H_

#include <map>
#include <memory>
#include <string>

#include "absl/time/time.h"

#include "tools/client/connection.h"
#include "tools/client/loop.h"
#include "tools/ushersim/agency_view.h"
#include "tools/ushersim/picture.h"
#include "tools/ushersim/random.h"

namespace usher::sim {

// What an agent's player may know of a person: how long the matter takes, and the script of a
// check.
struct Matter {
  absl::Duration talk;
  bool scripted_decline = false;
};

struct Stage {
  std::shared_ptr<client::Loop> loop;
  AgencyView view;
  double speed;
  Random random;  // of the players; the people have one of their own
  Picture& picture;
  std::map<std::string, Matter> matters;  // by contact name, while the adapter holds the person
};

// Between two signs of life on a stream; the daemon gives up after 45 s of silence.
inline constexpr absl::Duration kHeartbeat = absl::Seconds(5);

// Pauses between attempts to reach the daemon: 100 ms, doubling to 2 s.
class Backoff {
 public:
  absl::Duration next() {
    const absl::Duration pause = pause_;
    pause_ = std::min(pause_ * 2, absl::Seconds(2));
    return pause;
  }
  void reset() { pause_ = absl::Milliseconds(100); }

 private:
  absl::Duration pause_ = absl::Milliseconds(100);
};

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_STAGE_H_
