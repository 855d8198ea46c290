// One replication while it runs: the events, the people in line, and what is counted. For
// replication.cc and simulation_line.cc only.
//
// One use, one thread.
#ifndef USHER_TOOLS_USHERSIM_RUN_SIMULATION_H_
#define USHER_TOOLS_USHERSIM_RUN_SIMULATION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "tools/ushersim/run/arrivals.h"
#include "tools/ushersim/run/event_queue.h"
#include "tools/ushersim/run/roster.h"
#include "tools/ushersim/run/router.h"
#include "tools/ushersim/run/system.h"
#include "tools/ushersim/run/tally.h"

namespace usher::plan {

using routing::ContactId;
using routing::OrderKey;

// A contact's id in the router: its number, which breaks ties, and its slot.
inline constexpr unsigned kSlotBits = 24;
inline constexpr std::uint64_t kMaxSlots = std::uint64_t{1} << kSlotBits;

struct Contact {
  ContactId id;
  OrderKey order;
  std::uint64_t key = 0;  // of the person's streams
  Duration arrived{};
  Duration origin{};
  std::uint32_t cls = 0;
  std::uint32_t stage = 0;
  std::uint32_t stamp = 0;
  std::uint32_t attempt = 0;  // 0: the first
  int bin = -1;
  int first_bin = -1;  // of the first attempt
  bool waits = false;
  bool starved = false;
  bool is_open = false;  // counted in open_
  const TraceEntry* known = nullptr;
};

class Simulation {
 public:
  Simulation(const System& system, int number)
      : system_(system),
        scenario_(system.scenario()),
        number_(static_cast<std::uint64_t>(number)),
        router_(scenario_.policy.router == Router::kEngine ? make_engine_router(system)
                                                           : make_rules_router(system)),
        tally_(scenario_.run, scenario_.classes.size(), scenario_.groups.size()),
        roster_(system, *router_, tally_),
        now_(scenario_.run.start),
        waiting_in_queue_(scenario_.queues.size()) {}

  Tally run(const std::function<bool(double)>& progress);

 private:
  void begin();
  bool step(const Event& event);
  void schedule_arrival(std::uint32_t cls);
  void arrive(std::uint32_t cls);
  void enter(Contact contact);
  void stand_in_line(std::uint32_t slot);
  void line_up(Contact& contact);
  void step_out(Contact& contact);
  void match();
  void serve(std::uint32_t slot, std::uint32_t agent);
  void block(std::uint32_t slot);
  void abandon(std::uint32_t slot);
  void relax(std::uint32_t slot);
  void starve(std::uint32_t slot);
  void may_return(const Contact& contact, double probability);
  void leave_line(std::uint32_t slot);
  void free_slot(std::uint32_t slot);
  void schedule_poll(std::uint32_t queue);
  void finish();

  const ClassPlan& plan(const Contact& contact) const { return scenario_.classes[contact.cls]; }
  bool is_current(const Event& event) const {
    return contacts_[event.index].waits && contacts_[event.index].stamp == event.stamp;
  }
  Duration last_moment() const {
    const RunPlan& run = scenario_.run;
    return run.is_day ? run.to + std::chrono::hours(24)
                      : run.to + (run.to - run.from) + std::chrono::hours(1);
  }

  const System& system_;
  const Scenario& scenario_;
  std::uint64_t number_;
  std::unique_ptr<AnyRouter> router_;
  Tally tally_;
  Roster roster_;
  EventQueue events_;
  Duration now_;
  std::vector<Arrivals> arrivals_;
  std::vector<std::uint64_t> keys_;     // by class
  std::vector<std::uint64_t> persons_;  // by class: how many came
  std::vector<Contact> contacts_;       // slots
  std::vector<std::uint32_t> unused_;
  std::vector<std::int64_t> waiting_in_queue_;
  std::vector<Contact> returning_;  // who will try again
  std::vector<std::uint32_t> unused_returning_;
  struct Change {
    std::uint32_t group = 0;
    std::int64_t count = 0;
  };
  std::vector<Change> changes_;
  std::uint64_t next_contact_ = 1;
  std::int64_t open_ = 0;  // measured contacts that still wait
};

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_SIMULATION_H_
