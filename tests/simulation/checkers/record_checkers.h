// The invariants that can be told from records alone, one class a family. See docs/testing.md for
// the list in words.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_CHECKERS_RECORD_CHECKERS_H_
#define USHER_TESTS_SIMULATION_CHECKERS_RECORD_CHECKERS_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/counters.h"
#include "tests/simulation/checkers/shadow.h"

namespace usher::simulation {

// What the people themselves know, by contact id.
struct Truth {
  struct Person {
    core::ContactDraft draft;     // as told to the adapter, origin included
    Instant heard;                // when the adapter first heard of them
    bool without_origin = false;  // was also submitted without its origin
  };
  std::map<std::string, Person> people;
};

// No agent has more in hand, offers included, than fits.
class CapacityChecker : public Checker {
 public:
  explicit CapacityChecker(Findings& findings) : findings_(findings) {}
  void on_event(const Shadow&, const core::Record&, const core::Event&) override;

 private:
  Findings& findings_;
};

// Offers go to agents who are there, and only to those who can serve; what somebody needs is what
// they said.
class EligibilityChecker : public Checker {
 public:
  EligibilityChecker(Findings& findings, const Truth& truth) : findings_(findings), truth_(truth) {}
  void on_event(const Shadow&, const core::Record&, const core::Event&) override;
  void after(const Shadow&, const core::Record&) override;

 private:
  void check_draft(const core::Record&, const std::string& key, const core::ContactDraft& draft);
  Findings& findings_;
  const Truth& truth_;
};

// Whoever is offered a contact passes nobody who stands in front and could be served now.
class OrderChecker : public Checker {
 public:
  explicit OrderChecker(Findings& findings) : findings_(findings) {}
  void on_event(const Shadow&, const core::Record&, const core::Event&) override;

 private:
  Findings& findings_;
};

// Of the free agents who are able the one is taken that the queue's ranking prefers.
class RankingChecker : public Checker {
 public:
  explicit RankingChecker(Findings& findings) : findings_(findings) {}
  void on_event(const Shadow&, const core::Record&, const core::Event&) override;

 private:
  std::vector<std::int64_t> figures(const Shadow& shadow, const ShadowAgent& agent,
                                    routing::Ranking ranking);
  Findings& findings_;
  core::ModelPtr of_;
  std::map<std::string, std::int64_t> scarcity_;
};

// Nobody waits beside a free agent who could serve them.
class WorkChecker : public Checker {
 public:
  explicit WorkChecker(Findings& findings) : findings_(findings) {}
  void after(const Shadow&, const core::Record&) override;

 private:
  Findings& findings_;
};

// Nothing outlives its deadline by more than a tick, time during which nobody could tick excepted.
class DeadlineChecker : public Checker {
 public:
  // `running_since`: since when, by the engine's clock, it has been able to tick.
  DeadlineChecker(Findings& findings, const Instant& running_since)
      : findings_(findings), running_since_(running_since) {}
  void before(const Shadow&, const core::Record&) override;
  void audit(const Shadow&, const core::State&, Instant now) override;

 private:
  void check(const Shadow& shadow, Instant now);
  Findings& findings_;
  const Instant& running_since_;
};

// Whom an adapter holds is kept; whoever was there is there, in one place; counters are what the
// records add up to.
class ConservationChecker : public Checker {
 public:
  explicit ConservationChecker(Findings& findings) : findings_(findings) {}
  void on_event(const Shadow&, const core::Record&, const core::Event&) override;
  void audit(const Shadow&, const core::State&, Instant now) override;
  // An adapter attached while it held these contacts, in the record of this sequence.
  void held(std::uint64_t sequence, const std::string& adapter, std::set<std::string> keys) {
    held_[sequence] = {adapter, std::move(keys)};
  }
  // Records behind this one never happened.
  void taken_back(std::uint64_t sequence) { held_.erase(held_.upper_bound(sequence), held_.end()); }
  // A client was told that its contact is there.
  void acknowledged(const Shadow& shadow, const std::string& key);

 private:
  void count(const Shadow& shadow, const core::Event& event);
  Findings& findings_;
  std::map<std::uint64_t, std::pair<std::string, std::set<std::string>>> held_;
  std::map<std::string, core::QueueCounters> totals_;
};

// The wait of a person begins with their first attempt and never again.
class WaitClockChecker : public Checker {
 public:
  WaitClockChecker(Findings& findings, const Truth& truth) : findings_(findings), truth_(truth) {}
  void on_event(const Shadow&, const core::Record&, const core::Event&) override;
  void audit(const Shadow&, const core::State&, Instant now) override;

 private:
  Findings& findings_;
  const Truth& truth_;
};

// Something will happen to everybody who waits: a deadline, an agent who could come, or Explain
// says what stands in the way.
class NextEventChecker : public Checker {
 public:
  explicit NextEventChecker(Findings& findings) : findings_(findings) {}
  void after(const Shadow&, const core::Record&) override;
  void audit(const Shadow&, const core::State&, Instant now) override;

 private:
  Findings& findings_;
  core::ContactId asked_last_;
};

// Lines and histories keep to their configured bounds, and nobody is turned away before.
class BoundsChecker : public Checker {
 public:
  explicit BoundsChecker(Findings& findings) : findings_(findings) {}
  void before(const Shadow&, const core::Record&) override;
  void on_event(const Shadow&, const core::Record&, const core::Event&) override;
  void audit(const Shadow&, const core::State&, Instant now) override;

 private:
  bool full(const Shadow& shadow, const std::string& queue) const;
  Findings& findings_;
  bool attaching_ = false;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_CHECKERS_RECORD_CHECKERS_H_
