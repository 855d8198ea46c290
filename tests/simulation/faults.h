// What can go wrong in a simulated agency. A seed draws which of these are on (swarm testing); each
// can be switched off by name to see whether a failure needs it.
//
// Values; any thread.
#ifndef USHER_TESTS_SIMULATION_FAULTS_H_
#define USHER_TESTS_SIMULATION_FAULTS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace usher::simulation {

enum class Fault : std::uint8_t {
  kLateAck,
  kLostAck,
  kTornTail,
  kBitFlip,
  kDiskFull,
  kPowerLoss,
  kKill,
  kKillInCommit,
  kConfigChange,
  kConfigRestart,
  kDrop,
  kDuplicate,
  kReorder,
  kLate,
  kAdapterCrash,
  kDeafAdapter,
  kHangUp,
  kSessionFlap,
  kDoubleAccept,
  kDecline,
  kMiss,
  kBreaks,
  kClockStep,
  kStall,
  kSlowReader,
  kRetryStorm,
  kOverload,
  kSupervisor,
};
inline constexpr int kFaultCount = 28;

struct FaultName {
  std::string_view name;
  std::string_view words;
};
inline constexpr std::array<FaultName, kFaultCount> kFaultNames = {{
    {"late-ack", "appends take seconds"},
    {"lost-ack", "an append fails although its records are on the disk"},
    {"torn-tail", "a kill leaves half a batch at the end of the journal"},
    {"bit-flip", "a bit of the journal or of a snapshot is wrong after a kill"},
    {"disk-full", "appends fail until there is room again"},
    {"power-loss", "what was written and not synced is gone after a kill"},
    {"kill", "the daemon is killed at any time"},
    {"kill-in-commit", "the daemon is killed between decide, append, ack and effect"},
    {"config-change", "a new configuration while contacts and offers are under way"},
    {"config-restart", "a restart with an older or newer configuration file"},
    {"drop", "requests and answers are lost; streams break"},
    {"duplicate", "requests arrive twice"},
    {"reorder", "requests and answers overtake each other"},
    {"late", "requests and answers arrive seconds late"},
    {"adapter-crash", "an adapter dies with live contacts and comes back"},
    {"deaf-adapter", "an adapter misses that somebody hung up"},
    {"hang-up", "people hang up at any step"},
    {"session-flap", "agents lose their stream and come back, or do not"},
    {"double-accept", "an offer is accepted twice"},
    {"decline", "agents decline"},
    {"miss", "agents do not answer an offer"},
    {"breaks", "breaks, drains and sign-outs at any time"},
    {"clock-step", "the wall clock is set forward or back"},
    {"stall", "the daemon's threads stand still for seconds"},
    {"slow-reader", "readers of the feed fall behind and resume from an old position"},
    {"retry-storm", "a client sends the same request many times at once"},
    {"overload", "a queue so short that bursts fill it"},
    {"supervisor", "contacts are changed and cancelled while in line"},
}};

class FaultSet {
 public:
  bool has(Fault fault) const { return (bits_ >> static_cast<unsigned>(fault) & 1U) != 0; }
  void set(Fault fault, bool on) {
    const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(fault);
    bits_ = on ? bits_ | bit : bits_ & ~bit;
  }
  std::string names() const {
    std::string text;
    for (int i = 0; i < kFaultCount; ++i) {
      if (!has(static_cast<Fault>(i))) continue;
      if (!text.empty()) text += ",";
      text += kFaultNames[static_cast<std::size_t>(i)].name;
    }
    return text.empty() ? "none" : text;
  }

 private:
  std::uint64_t bits_ = 0;
};

inline std::optional<Fault> fault_named(std::string_view name) {
  for (int i = 0; i < kFaultCount; ++i) {
    if (kFaultNames[static_cast<std::size_t>(i)].name == name) return static_cast<Fault>(i);
  }
  return std::nullopt;
}

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_FAULTS_H_
