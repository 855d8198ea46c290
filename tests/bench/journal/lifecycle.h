// The records of contacts' lives, as a busy agency writes them: what the journal is measured with.
//
// Values; any thread.
#ifndef USHER_TESTS_BENCH_JOURNAL_LIFECYCLE_H_
#define USHER_TESTS_BENCH_JOURNAL_LIFECYCLE_H_

#include <cstdint>
#include <vector>

#include "engine/core/contact.h"
#include "engine/core/event.h"

namespace usher::bench {

// What a client says of the n-th contact: one or two languages, sometimes a need, a skill, a name
// and a number.
core::ContactDraft sample_draft(std::uint64_t n);

// Records `first` to `first + count - 1` of an endless sequence of lives: submitted and offered,
// accepted, connected, in wrap-up, closed; each with the answer to its request.
std::vector<core::Record> lifecycle_records(std::uint64_t first, std::size_t count);

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_JOURNAL_LIFECYCLE_H_
