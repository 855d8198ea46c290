// The daemon's edges: which stream hears of what, as engine/rpc does it, without sockets. Effects
// are derived from the records and staged to leave with them.
//
// One thread. Lost with the process; an adapter or a desk that binds again hears of everything that
// is still to be done.
#ifndef USHER_TESTS_SIMULATION_EDGES_H_
#define USHER_TESTS_SIMULATION_EDGES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/runtime/sequencer.h"

namespace usher::simulation {

struct Effect {
  enum class Kind : std::uint8_t {
    kRing,
    kStopRinging,
    kBridge,
    kReleaseContact,
    kOffer,
    kOfferOver,
    kContact,
    kSessionOver,
    kPresence,
  };
  Kind kind = Kind::kRing;
  core::OfferId offer;
  std::int64_t fence = 0;
  std::string contact;  // key
  std::string agent;    // key
  core::ContactState state = core::ContactState::kWaiting;
  core::OfferState outcome = core::OfferState::kLive;
  core::Presence presence = core::Presence::kOffline;
  std::string adapter;  // of the contact; empty where none holds the person
};

// The daemon's end of a stream to an adapter or a desk.
class Stream {
 public:
  virtual ~Stream() = default;
  // Out of the daemon, in order.
  virtual void send(const Effect& effect) = 0;
  // The daemon ends it; whoever listens opens another.
  virtual void end() = 0;
  // It belongs to this epoch of an adapter or session of an agent now.
  virtual void bound(std::uint64_t number) = 0;
};

// Lets something out: `position` is the record that must be durable.
using Outlet = std::function<void(std::uint64_t position, const std::shared_ptr<Stream>& stream,
                                  const Effect& effect)>;

class Edges : public runtime::Observer {
 public:
  explicit Edges(Outlet outlet) : outlet_(std::move(outlet)) {}

  void applied(const core::State& state, const core::Record& record,
               std::vector<std::unique_ptr<runtime::Release>>& staged) override;
  void rebuilt(const core::State& state) override;
  // All streams end.
  void end_all();

  // From now on the adapter's or agent's effects go to the stream; `due` is what is under way.
  void bind_adapter(const core::State& state, const std::string& adapter, std::uint64_t epoch,
                    std::shared_ptr<Stream> stream, std::vector<Effect>& due);
  void bind_desk(const core::State& state, const core::Agent& agent, std::shared_ptr<Stream> stream,
                 std::vector<Effect>& due);

 private:
  struct Binding {
    std::uint64_t number = 0;  // epoch or session
    std::shared_ptr<Stream> stream;
  };
  using Staged = std::vector<std::unique_ptr<runtime::Release>>;

  void remember(const std::shared_ptr<Stream>& stream);
  void to_adapter(const core::State& state, const core::Contact& contact, Effect effect,
                  Staged& staged);
  void to_desk(const core::State& state, core::AgentId agent, Effect effect, Staged& staged);
  void stage(const core::State& state, const Binding& binding, Effect effect, Staged& staged);
  void on_offer(const core::State& state, core::OfferId id, Staged& staged);
  void on_contact(const core::State& state, core::ContactId id, Staged& staged);
  void on_agent(const core::State& state, core::AgentId id, Staged& staged);

  Outlet outlet_;
  std::map<std::string, Binding> adapters_;
  std::map<core::AgentId, Binding> desks_;
  std::map<core::ContactId, core::AgentId> holders_;
  // Every stream that was ever bound and may be open: what unbound it may never have happened.
  std::vector<std::weak_ptr<Stream>> streams_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_EDGES_H_
