// What happens next in a replication: a heap of events by time, of equal times the one that was put
// in first.
//
// One thread. Events that have become pointless stay in and are told by their stamp.
#ifndef USHER_TOOLS_USHERSIM_RUN_EVENT_QUEUE_H_
#define USHER_TOOLS_USHERSIM_RUN_EVENT_QUEUE_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "routing/types.h"

namespace usher::plan {

using routing::Duration;

enum class EventKind : std::uint8_t {
  kArrival,   // index: class
  kRelease,   // index: agent; detail: channel
  kPatience,  // index: contact slot; stamp
  kRelax,     // likewise
  kStarve,    // likewise
  kRetry,     // index: of the pending retrials
  kPresence,  // index: of the changes
  kPoll,      // index: queue
};

struct Event {
  Duration at{};
  std::uint64_t order = 0;
  std::uint32_t index = 0;
  std::uint32_t stamp = 0;
  EventKind kind = EventKind::kArrival;
  std::uint8_t detail = 0;
};

class EventQueue {
 public:
  bool empty() const { return heap_.empty(); }
  const Event& first() const { return heap_.front(); }

  void push(Duration at, EventKind kind, std::uint32_t index, std::uint32_t stamp = 0,
            std::uint8_t detail = 0) {
    heap_.push_back({at, next_order_++, index, stamp, kind, detail});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  void pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
  }

 private:
  static bool later(const Event& a, const Event& b) {
    return a.at != b.at ? a.at > b.at : a.order > b.order;
  }
  std::vector<Event> heap_;
  std::uint64_t next_order_ = 0;
};

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_EVENT_QUEUE_H_
