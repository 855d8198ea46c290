// A day in a small agency in which every kind of event happens: what a golden journal is made from.
#ifndef USHER_TESTS_ENGINE_JOURNAL_SCENARIO_H_
#define USHER_TESTS_ENGINE_JOURNAL_SCENARIO_H_

#include <vector>

#include "engine/core/event.h"
#include "engine/core/snapshot.h"

namespace usher::journal::testing {

struct Day {
  std::vector<core::Record> records;
  core::Snapshot noon;  // in the middle of the records
};

// Its configurations decode with config::decode_source.
Day a_day();

}  // namespace usher::journal::testing

#endif  // USHER_TESTS_ENGINE_JOURNAL_SCENARIO_H_
