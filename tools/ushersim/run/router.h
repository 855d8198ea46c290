// Who serves whom, as a replication asks it: the engine's matcher, or plain rules.
//
// One thread, that of its replication. The caller reports what changes; a proposed pair changes
// nothing until it does. Deterministic.
#ifndef USHER_TOOLS_USHERSIM_RUN_ROUTER_H_
#define USHER_TOOLS_USHERSIM_RUN_ROUTER_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "routing/matcher.h"
#include "routing/order.h"
#include "tools/ushersim/run/system.h"

namespace usher::plan {

struct Pair {
  routing::ContactId contact;
  std::uint32_t agent = 0;  // index into System::agents
};

class AnyRouter {
 public:
  virtual ~AnyRouter() = default;
  virtual void wait(routing::ContactId id, std::uint32_t line, const routing::OrderKey& key) = 0;
  virtual void leave(routing::ContactId id, std::uint32_t line, const routing::OrderKey& key) = 0;
  virtual void set_free(std::uint32_t agent, const routing::Freedom& freedom) = 0;
  virtual void set_busy(std::uint32_t agent) = 0;
  // The queue looks for agents now; only where the policy polls.
  virtual void poll(std::uint32_t queue) = 0;
  virtual std::optional<Pair> next() = 0;
};

// The system must outlive it.
std::unique_ptr<AnyRouter> make_engine_router(const System& system);
std::unique_ptr<AnyRouter> make_rules_router(const System& system);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_ROUTER_H_
