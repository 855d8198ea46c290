// What a planner asks about: who comes, who is there to serve them, and what decides. Made by
// scenario_reader.h from a file and checked there; docs/simulation.md has every key.
//
// Values, immutable once made; any thread. Times of a day count from midnight, lengths in
// microseconds.
#ifndef USHER_TOOLS_USHERSIM_RUN_SCENARIO_H_
#define USHER_TOOLS_USHERSIM_RUN_SCENARIO_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/contact.h"
#include "engine/core/model.h"
#include "routing/requirement.h"
#include "tools/ushersim/run/distribution.h"

namespace usher::plan {

// How long, how often, and what is measured.
struct RunPlan {
  std::uint64_t seed = 1;
  int replications = 10;
  // A day begins empty and ends when the last who came has left; its intervals are shown one by
  // one. Otherwise a system in balance: what happens before `from` is not measured, and each
  // replication is cut into `bins` batches.
  bool is_day = false;
  Duration start{};  // of the clock: time of day, or 0
  Duration from{};   // measured from here …
  Duration to{};     // … to here
  int bins = 1;      // intervals of the day, or batches
  Duration bin_size() const { return (to - from) / bins; }
};

struct RatePart {
  Duration from{};
  double per_hour = 0;
};

struct TraceEntry {
  Duration at{};
  // What is known of the one who came; otherwise the class's distributions say it.
  std::optional<Duration> service;
  std::optional<Duration> patience;
};

struct ArrivalPlan {
  std::vector<RatePart> rates;                           // Poisson; ascending
  std::shared_ptr<const std::vector<TraceEntry>> trace;  // instead of rates; ascending
  // Busy and quiet days: all rates of a replication are multiplied by one factor with mean 1.
  double day_to_day_cv = 0;
};

// Who was turned away or hung up comes again with a probability, after a while.
struct RetryPlan {
  double after_block = 0;
  double after_abandon = 0;
  Distribution delay;
  int max_attempts = 10;
  bool keeps_place = false;  // the wait clock began with the first attempt
};

struct QueuePlan {
  core::QueueModel model;
  std::optional<std::int64_t> max_waiting;  // 0: nobody may wait
};

struct ClassPlan {
  std::string id;
  core::ContactDraft draft;
  std::string language;  // for the reader: the best-ranked one
  std::size_t queue = 0;
  Duration target{};
  ArrivalPlan arrivals;
  Distribution service_time;
  std::vector<std::pair<std::size_t, Distribution>> service_time_of;  // by group
  Distribution wrap_up;
  Distribution patience;
  RetryPlan retry;
  // Conversations with somebody who lacks a language or need that the person has take so many times
  // longer.
  double unmet_factor = 1;
  std::vector<std::size_t> agent_order;  // groups, for AgentRule::kGroupOrder
};

struct PresencePart {
  Duration from{};
  std::int64_t count = 0;
};

struct GroupPlan {
  std::string id;
  core::AgentModel model;              // what all of them bring …
  std::vector<core::AgentModel> each;  // … or what each does, by the agency's configuration
  bool unlimited = false;
  std::vector<PresencePart> presence;  // ascending; the first at the start or before
  double service_factor = 1;
  std::optional<std::int64_t> scarcity;  // instead of what the abilities make it
  std::vector<std::size_t> home;         // classes, for ContactRule::kHomeFirst
  std::vector<std::size_t> serve_order;  // classes, for ContactRule::kGroupOrder

  std::int64_t most() const;  // agents at any time
};

// The engine's matcher as it runs in production, or a plain one that knows rules Usher doesn't
// have.
enum class Router : std::uint8_t { kEngine, kRules };
// Whom a freed agent takes of those they may serve.
enum class ContactRule : std::uint8_t {
  kOldestFirst,   // by wait and priority minutes: Usher's
  kPriority,      // the highest priority_minutes, however long others wait
  kHomeFirst,     // the group's own classes, then others; oldest first in both
  kGroupOrder,    // in the group's own order of classes, oldest first in each
  kLongestQueue,  // the class with the most waiting
};
// Whom a contact takes of the free.
enum class AgentRule : std::uint8_t {
  kRanking,     // the queue's Ranking
  kGroupOrder,  // in the class's own order of groups, then longest idle
};

// So many agents of the group stay idle for everybody but the classes.
struct ReservePlan {
  std::size_t group = 0;
  std::int64_t keep = 0;
  std::vector<std::size_t> only_for;
};

// From an age on less is asked of the agent; the place in line stays.
struct RelaxStep {
  Duration after{};
  std::optional<routing::SkillClauses> skills;  // instead of the class's own
  bool drop_languages = false;
  bool drop_needs = false;
};

struct PolicyPlan {
  std::string name = "Usher";
  Router router = Router::kEngine;
  ContactRule contacts = ContactRule::kOldestFirst;
  AgentRule agents = AgentRule::kRanking;
  Duration poll{};  // 0: at once; otherwise each queue looks for agents once in this time
  std::vector<ReservePlan> reserves;
  std::vector<std::vector<RelaxStep>> relax;  // by class; ascending
};

// What staffing has to reach.
struct TargetPlan {
  std::optional<double> service_level;        // of all
  std::optional<double> class_service_level;  // of every class
  std::optional<double> p_abandon;            // of all, at most
  std::optional<double> p90_wait_ratio;       // of every language against the reference, at most
  std::optional<double> service_level_gap;    // likewise: the reference's minus theirs, at most
};

struct Scenario {
  std::string name;
  std::string description;
  RunPlan run;
  std::shared_ptr<core::Model> model;  // the agency; its agents are the groups', one by one
  std::vector<QueuePlan> queues;
  std::vector<ClassPlan> classes;
  std::vector<GroupPlan> groups;
  PolicyPlan policy;
  TargetPlan targets;
  std::string reference_language;
};

// Writes the groups' agents into the model, which the staffing search does again and again.
void set_agents(Scenario& scenario);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_SCENARIO_H_
