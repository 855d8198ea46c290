#include "tests/routing/random_world.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace usher::routing {
namespace {

template <typename T>
std::string shown(const std::optional<T>& id) {
  return id ? absl::StrCat(id->value) : "none";
}

std::string shown(const std::optional<Match>& match) {
  return match ? absl::StrCat("contact ", match->contact.value, " to agent ", match->agent.value)
               : "no match";
}

std::string shown(std::size_t count) { return absl::StrCat(count); }

template <typename T>
std::string difference(const char* what, const T& fast, const T& slow) {
  if (fast == slow) return "";
  return absl::StrCat(what, ": the matcher says ", shown(fast), ", the oracle ", shown(slow));
}

Instant at(std::int64_t second) { return Instant(std::chrono::seconds(second)); }

// Bytes to a number that depends on all of them.
std::uint32_t mixed(const Step& bytes, std::uint32_t salt) {
  std::uint32_t h = 2166136261U + salt;
  for (const std::uint8_t byte : bytes) h = (h ^ byte) * 16777619U;
  return h ^ (h >> 15);
}

}  // namespace

// One of size_.requirements, some of which are nearly the same, one of which anybody satisfies.
Requirement RandomWorld::random_requirement(const Step& bytes) const {
  const std::uint32_t which = bytes[1] % size_.requirements;
  const Step seed = {static_cast<std::uint8_t>(which), 0, 0, 0, 0, 0};
  Requirement requirement;
  requirement.channel = static_cast<Channel>(mixed(seed, 1) % 5 == 0 ? 1 : 0);
  requirement.ranking = static_cast<Ranking>(mixed(seed, 2) % 4);
  requirement.pull_only = mixed(seed, 3) % 6 == 0;
  const std::uint32_t clauses = which % 6;
  for (std::uint32_t c = 0; c < clauses; ++c) {
    Clause clause;
    for (std::uint32_t l = 0; l <= mixed(seed, 10 + c) % 2; ++l) {
      clause.any_of.push_back(
          {{mixed(seed, 100 + 10 * c + l) % size_.attributes},
           static_cast<Level>(1 + mixed(seed, 200 + 10 * c + l) % size_.levels)});
    }
    requirement.all_of.push_back(clause);
  }
  return normalized(requirement);
}

Abilities RandomWorld::random_abilities(const Step& bytes) const {
  Abilities abilities;
  for (std::uint32_t a = 0; a < size_.attributes; ++a) {
    const std::uint32_t chance = mixed(bytes, a);
    if (chance % 3 == 0) continue;
    abilities.push_back({{a}, static_cast<Level>(1 + chance / 16 % size_.levels)});
  }
  return normalized(abilities);
}

std::optional<ContactId> RandomWorld::some_contact(std::uint8_t byte) const {
  if (waiting_.empty()) return std::nullopt;
  return std::next(waiting_.begin(), static_cast<std::ptrdiff_t>(byte % waiting_.size()))->first;
}

std::optional<AgentId> RandomWorld::some_agent(std::uint8_t byte) const {
  if (agents_.empty()) return std::nullopt;
  return std::next(agents_.begin(), static_cast<std::ptrdiff_t>(byte % agents_.size()))->first;
}

std::string RandomWorld::step(const Step& bytes) {
  switch (bytes[0] % 16) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
      return submit(bytes);
    case 5:
      leave(bytes);
      return "";
    case 6:
    case 7:
      sign_on(bytes);
      return "";
    case 8:
      sign_off(bytes);
      return "";
    case 9:
    case 10:
    case 11:
      set_free(bytes);
      return "";
    case 12:
      set_busy(bytes);
      return "";
    case 13:
      return ask_once(bytes[1] % 4 != 0);
    case 14:
      requeue(bytes);
      return "";
    default:
      return bytes[1] % 2 == 0 ? run_dry() : compare_all();
  }
}

void RandomWorld::add(ContactId id, std::uint32_t requirement, const OrderKey& key,
                      const std::vector<AgentId>& avoid) {
  const Step seed = {0, static_cast<std::uint8_t>(requirement), 0, 0, 0, 0};
  const Requirement wanted = random_requirement(seed);
  classes_[id] = {fast_.acquire(wanted), slow_.acquire(wanted)};
  fast_.add_waiting(id, classes_[id].first, key, avoid);
  slow_.add_waiting(id, classes_[id].second, key, avoid);
  waiting_[id] = {requirement, key};
}

std::string RandomWorld::submit(const Step& bytes) {
  const ContactId id{next_contact_++};
  OrderKey key = ordinary_key(id, at(bytes[2] % 16), bytes[3] % 3 == 0 ? 1 : 0);
  if (bytes[3] % 16 == 1) key = starved_key(id, at(bytes[2] % 16));
  std::vector<AgentId> avoid;
  if (bytes[4] % 4 == 0 && !agents_.empty()) {
    for (std::uint8_t i = 0; i <= bytes[5] % 3; ++i) {
      avoid.push_back(*some_agent(static_cast<std::uint8_t>(bytes[5] + i)));
    }
  }
  add(id, bytes[1] % size_.requirements, key, avoid);
  return fast_.is_waiting(id) ? "" : "a contact that was added does not wait";
}

void RandomWorld::forget(ContactId id) {
  fast_.remove_waiting(id);
  slow_.remove_waiting(id);
  fast_.release(classes_[id].first);
  slow_.release(classes_[id].second);
  classes_.erase(id);
  waiting_.erase(id);
}

void RandomWorld::leave(const Step& bytes) {
  if (const auto id = some_contact(bytes[1])) forget(*id);
}

// Back in line under the same key, avoiding somebody now, or nobody any more; or with other needs.
void RandomWorld::requeue(const Step& bytes) {
  const auto id = some_contact(bytes[1]);
  if (!id) return;
  const Waiting before = waiting_[*id];
  forget(*id);
  std::vector<AgentId> avoid;
  if (bytes[2] % 2 == 0 && !agents_.empty()) avoid.push_back(*some_agent(bytes[3]));
  const std::uint32_t requirement =
      bytes[4] % 4 == 0 ? bytes[5] % size_.requirements : before.requirement;
  add(*id, requirement, before.key, avoid);
}

void RandomWorld::sign_on(const Step& bytes) {
  const int count = bytes[1] % 8 == 0 ? 4 : 1;  // now and then a shift begins
  for (int i = 0; i < count && agents_.size() < size_.agents; ++i) {
    const AgentId id{next_agent_++};
    Step seed = bytes;
    seed[5] = static_cast<std::uint8_t>(seed[5] + i);
    const Abilities abilities = random_abilities(seed);
    const std::int64_t scarcity = seed[4] % 3;
    fast_.add_agent(id, abilities, scarcity);
    slow_.add_agent(id, abilities, scarcity);
    agents_[id] = abilities;
    if (bytes[2] % 4 != 0)
      set_free({0, static_cast<std::uint8_t>(agents_.size() - 1), seed[5], 0, 0});
  }
}

void RandomWorld::sign_off(const Step& bytes) {
  const int count = bytes[1] % 8 == 0 ? 5 : 1;
  for (int i = 0; i < count; ++i) {
    const auto id = some_agent(static_cast<std::uint8_t>(bytes[2] + i));
    if (!id) return;
    fast_.remove_agent(*id);
    slow_.remove_agent(*id);
    agents_.erase(*id);
  }
}

void RandomWorld::set_free(const Step& bytes) {
  const auto id = some_agent(bytes[1]);
  if (!id) return;
  Freedom freedom;
  freedom.channels = {static_cast<std::uint8_t>(1 + bytes[4] % 3)};
  freedom.idle_since = at(bytes[2] % 4);
  freedom.load_ppm = bytes[3] % 3;
  fast_.set_free(*id, freedom);
  slow_.set_free(*id, freedom);
}

void RandomWorld::set_busy(const Step& bytes) {
  const auto id = some_agent(bytes[1]);
  if (!id || !slow_.is_free(*id)) return;
  fast_.set_busy(*id);
  slow_.set_busy(*id);
}

std::string RandomWorld::ask_once(bool act) {
  const std::optional<Match> fast = fast_.next_match();
  const std::optional<Match> slow = slow_.next_match();
  if (std::string wrong = difference("next_match", fast, slow); !wrong.empty()) return wrong;
  if (!fast || !act) return "";
  ++matches_;
  // Usually the contact goes and the agent is busy; an agent with capacity left stays free.
  forget(fast->contact);
  if (fast->contact.value % 5 == 0) return "";
  fast_.set_busy(fast->agent);
  slow_.set_busy(fast->agent);
  return "";
}

std::string RandomWorld::run_dry() {
  for (;;) {
    const std::size_t before = matches_;
    if (std::string wrong = ask_once(true); !wrong.empty() || matches_ == before) return wrong;
  }
}

std::string RandomWorld::compare_all() const {
  std::string wrong =
      difference("waiting_count", fast_.waiting_count(), slow_.waiting_count()) +
      difference("free_count", fast_.free_count(), slow_.free_count()) +
      difference("requirement_count", fast_.requirement_count(), slow_.requirement_count());
  for (const auto& [id, waiting] : waiting_) {
    wrong += difference("best_agent_for", fast_.best_agent_for(id), slow_.best_agent_for(id));
    wrong += difference("ahead_in_class", fast_.ahead_in_class(id), slow_.ahead_in_class(id));
  }
  for (const auto& [id, abilities] : agents_) {
    if (fast_.is_free(id) != slow_.is_free(id)) wrong += "is_free differs";
    for (std::uint8_t bits = 1; bits < 4; ++bits) {
      wrong += difference("best_contact_for", fast_.best_contact_for(id, {bits}),
                          slow_.best_contact_for(id, {bits}));
    }
  }
  return wrong;
}

}  // namespace usher::routing
