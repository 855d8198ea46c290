#include "routing/text.h"
#include "tests/simulation/checkers/edge_checkers.h"

namespace usher::simulation {

using routing::str_cat;

void FeedChecker::read(const std::string& reader, std::uint64_t after, std::uint64_t sequence,
                       std::uint64_t hash) {
  if (sequence != after + 1) {
    findings_.fail(Family::kFeed, str_cat(reader, " goes from position ", after, " to ", sequence));
  } else if (sequence > durability_.acknowledged() || durability_.hash_of(sequence) != hash) {
    findings_.fail(Family::kFeed, str_cat("position ", sequence, " of the feed, as ", reader,
                                          " sees it, is not record ", sequence));
  }
}

void FeedChecker::unknown(const std::string& reader, std::uint64_t position) {
  findings_.fail(Family::kFeed, str_cat("the feed does not know position ", position, ", where ",
                                        reader, " was before"));
}

}  // namespace usher::simulation
