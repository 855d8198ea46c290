#include "tests/simulation/checkers/checkers.h"

#include "routing/text.h"

namespace usher::simulation {

void Checkers::durable_up_to(std::uint64_t sequence) {
  const absl::Status enough = absl::CancelledError("enough");
  const absl::Status read = disk_.read(shadow.sequence(), [&](const core::Record& record) {
    if (record.sequence > sequence || findings.any()) return enough;
    durability.durable(record);
    for (Checker* checker : all()) checker->before(shadow, record);
    shadow.begin(record);
    for (const core::Event& event : record.events) {
      for (Checker* checker : all()) checker->on_event(shadow, record, event);
      shadow.apply(event);
      if (findings.any()) return enough;
    }
    for (Checker* checker : all()) checker->after(shadow, record);
    return absl::OkStatus();
  });
  if (read.ok() || read == enough) return;
  findings.fail(Family::kDurability, routing::str_cat("what was just written can't be read: ",
                                                      routing::to_std(read.message())));
}

void Checkers::audit(const core::State& state, Instant now) {
  for (Checker* checker : all()) checker->audit(shadow, state, now);
}

}  // namespace usher::simulation
