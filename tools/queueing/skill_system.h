// Small systems with several contact classes and several groups of agents, as continuous-time
// Markov chains that are solved exactly: what a simulation of the same system must come to. Pure;
// any thread.
//
// Poisson arrivals, exponential service and patience. Waiting rooms are bounded, and the bound is
// part of the system: a simulation with the same rooms is the very same system. Used as a stand-in
// for unbounded rooms, the error of every share is about the largest p_block of the solution.
//
// FCFS over several classes depends on the order of the line, so that order is in the state; so is
// the order in which idle agents became idle where the longest idle is taken. The number of states
// grows with it: four places in a room for two classes are 31 orders, eight are 511.
//
// Sources: N, W, M and X as drawn by O. Garnett and A. Mandelbaum, "An introduction to skills-based
// routing and its operational complexities", 2000; FCFS with the longest idle: I. Adan and G.
// Weiss, "A skill based parallel service system under FCFS-ALIS", Stochastic Systems 4, 2014.
#ifndef USHER_TOOLS_QUEUEING_SKILL_SYSTEM_H_
#define USHER_TOOLS_QUEUEING_SKILL_SYSTEM_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace usher::queueing {

// Which waiting contact an agent takes who became free.
enum class NextContact {
  kFirstCome,     // whoever came first of those the agent may serve
  kPriority,      // the first class of the group's `order` that has somebody waiting
  kLongestQueue,  // the class with the most waiting; ties: the earlier one in `order`
};

// Which idle agent an arrival takes.
enum class NextAgent {
  kGroupOrder,   // one of the first group in the class's `order` that has an idle agent
  kRandom,       // each idle able agent is as likely
  kLongestIdle,  // who has been idle longest, over all groups
};

struct ContactClass {
  double arrival_rate = 0;      // > 0
  double abandonment_rate = 0;  // >= 0; 0: waits for ever
  std::size_t line = 0;         // index into SkillSystem::rooms
  // The groups that may serve it; kGroupOrder asks them in this order.
  std::vector<std::size_t> order;
};

struct AgentGroup {
  std::size_t agents = 1;             // >= 1
  std::vector<double> service_rates;  // one a class, > 0 where the group may serve it
  // The classes it may serve; kPriority and the ties of kLongestQueue go in this order.
  std::vector<std::size_t> order;
  // Empty, or one a class: an agent takes it only while more than so many of the group are idle.
  std::vector<std::size_t> reserve;
};

struct SkillSystem {
  std::vector<ContactClass> classes;
  std::vector<AgentGroup> groups;
  std::vector<std::size_t> rooms;  // of each line: so many may wait in it, all its classes together
  NextContact next_contact = NextContact::kFirstCome;
  NextAgent next_agent = NextAgent::kGroupOrder;
};

struct ClassSolution {
  double p_wait = 0;   // of all arrivals: let in, but not served at once
  double p_block = 0;  // of all arrivals: the line's room was full
  double p_abandon = 0;
  double mean_wait = 0;  // of those let in, to service or hang-up
  double mean_queue = 0;
};

struct SkillSolution {
  std::vector<ClassSolution> classes;
  std::vector<double> utilization;  // of each group, 0 to 1
  std::size_t states = 0;
};

// What is wrong with the system and what would be right; "" where nothing is.
std::string problem(const SkillSystem& system);

// Empty where there is a problem(), or the system has more than kMostStates states.
std::optional<SkillSolution> solve(const SkillSystem& system);

// The textbook shapes, with one service rate for all, patience without end, FCFS, the group's own
// class first, one line a class with `room` places. Change what differs.
struct TwoClasses {
  double arrival_rates[2] = {1, 1};
  double service_rate = 1;
  std::size_t room = 4;
};
// One group for both classes.
SkillSystem v_model(const TwoClasses& base, std::size_t agents);
// Group 0 serves class 0, group 1 both; class 0 asks its own group first.
SkillSystem n_model(const TwoClasses& base, std::size_t own, std::size_t shared);
// Groups 0 and 1 serve class 0 and class 1, group 2 both; each class asks its own group first.
SkillSystem m_model(const TwoClasses& base, std::size_t own0, std::size_t own1, std::size_t shared);
// Both groups serve both classes, each class asks the group of its number first.
SkillSystem x_model(const TwoClasses& base, std::size_t agents0, std::size_t agents1);
// Three classes, two groups: group 0 serves classes 0 and 1, group 1 serves 2 and 1; class 1, with
// `middle_rate`, asks group 0 first.
SkillSystem w_model(const TwoClasses& base, double middle_rate, std::size_t agents0,
                    std::size_t agents1);

}  // namespace usher::queueing

#endif  // USHER_TOOLS_QUEUEING_SKILL_SYSTEM_H_
