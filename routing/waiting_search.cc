// The half of WaitingLines that a freed agent asks: see waiting_lines.h for the two indexes.
#include <algorithm>

#include "routing/check.h"
#include "routing/waiting_lines.h"

namespace usher::routing {
namespace {

// Postings that are filtered before the reader that is now the earliest is looked for. A run costs
// a look even when nobody passes, however short it is: finding the reader is most of it. The last
// of the run is charged, so that classes which are only ever told off get their columns too.
constexpr std::size_t kRun = 16;

}  // namespace

std::uint32_t WaitingLines::first_for(std::uint32_t capability, AgentId agent,
                                      ChannelSet channels) const {
  const Lanes lanes = {static_cast<std::uint8_t>(channels.bits | channels.bits << kChannelCount)};
  Best best;
  search_dense(capability, agent, lanes, best);
  search_sparse(capability, agent, lanes, best, [](std::uint32_t) {});
  return best.slot;
}

std::uint32_t WaitingLines::first_to_push(std::uint32_t capability, AgentId agent,
                                          ChannelSet channels) {
  const Lanes lanes = {channels.bits};
  Best best;
  search_dense(capability, agent, lanes, best);
  search_sparse(capability, agent, lanes, best,
                [this](std::uint32_t class_id) { charge(class_id, 1); });
  return best.slot;
}

void WaitingLines::consider(const Class& cls, PackedKey head_key, AgentId agent, Best& best) const {
  if (!(head_key < best.key)) return;
  if (cls.avoiding == 0 || !avoids(cls.head, agent)) {
    best = {head_key, cls.head};
    return;
  }
  if (cls.rest == nullptr) return;
  for (auto at = cls.rest->begin(); !cls.rest->at_end(at); cls.rest->advance(at)) {
    const Place& place = (*cls.rest)[at];
    if (!(place.key < best.key)) return;
    if (avoids(place.slot, agent)) continue;
    best = {place.key, place.slot};
    return;
  }
}

void WaitingLines::search_dense(std::uint32_t capability, AgentId agent, Lanes lanes,
                                Best& best) const {
  const MemberSet& row = compatibility_->row(capability);
  const auto look = [&](std::uint32_t dense) {
    if (head_major_[dense] > best.key.major) return;
    consider(classes_[dense_class_[dense]], {head_major_[dense], head_id_[dense]}, agent, best);
  };
  for (const std::uint32_t dense : row.list()) {
    // An empty line is later than anything, and none is an answer.
    if (head_major_[dense] <= best.key.major && lanes.has(dense_lane_[dense]) &&
        head_major_[dense] != kNever.major) {
      look(dense);
    }
  }
  const absl::Span<const std::uint64_t> words = row.words();
  for (std::size_t i = 0; i < words.size() && i < block_earliest_.size(); ++i) {
    if (words[i] == 0 || block_earliest_[i] > best.key.major) continue;
    std::uint64_t waits = 0;
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
      if (lanes.has(lane)) waits |= someone_waits_[lane][i];
    }
    for (std::uint64_t word = words[i] & waits; word != 0; word &= word - 1) {
      look(static_cast<std::uint32_t>(i * 64) + static_cast<std::uint32_t>(__builtin_ctzll(word)));
    }
  }
}

void WaitingLines::open_readers(std::uint32_t capability, const Best& best) const {
  readers_.clear();
  const auto open = [&](std::uint32_t attribute, Level level) {
    if (attribute >= postings_.size() || postings_[attribute].empty()) return;
    const SortedBlocks<Posting>& list = postings_[attribute];
    if (list.front().key < best.key) {
      readers_.push_back({list.front().key, &list, list.begin(), level});
    }
  };
  open(0, kHas);
  for (const Ability& ability : compatibility_->abilities(capability)) {
    open(coded_attribute(ability.attribute), ability.level);
  }
  const auto later = [](const Reader& a, const Reader& b) { return b.key < a.key; };
  std::make_heap(readers_.begin(), readers_.end(), later);
}

namespace {

// Moves the first of a heap, whose key grew, down to where it belongs.
template <typename Reader>
void sift_down(std::vector<Reader>& heap) {
  const Reader moved = heap[0];
  std::size_t at = 0;
  for (std::size_t child = 1; child < heap.size(); child = 2 * at + 1) {
    if (child + 1 < heap.size() && heap[child + 1].key < heap[child].key) ++child;
    if (!(heap[child].key < moved.key)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = moved;
}

}  // namespace

template <typename Charge>
void WaitingLines::search_sparse(std::uint32_t capability, AgentId agent, Lanes lanes, Best& best,
                                 Charge charge) const {
  if (sparse_waiting_ == 0) return;
  open_readers(capability, best);
  if (readers_.empty()) return;
  const Level* levels = compatibility_->levels(capability);
  while (!readers_.empty() && readers_[0].key < best.key) {
    Reader& reader = readers_[0];
    absl::Span<const Posting> run = reader.list->run(reader.at);
    run = run.first(std::min(run.size(), kRun));
    std::uint32_t passing = 0;
    for (std::size_t i = 0; i < run.size(); ++i) {
      const bool passes = run[i].filter.lets_pass(levels, reader.level, lanes);
      passing |= static_cast<std::uint32_t>(passes) << i;
    }
    for (; passing != 0; passing &= passing - 1) {
      const Posting& posting = run[static_cast<std::size_t>(__builtin_ctz(passing))];
      if (!(posting.key < best.key)) break;
      if (!posting.filter.lets_others_pass(levels)) continue;
      const Class& cls = classes_[posting.class_id];
      charge(posting.class_id);
      if (cls.code.satisfied_by(levels)) consider(cls, posting.key, agent, best);
    }
    charge(run.back().class_id);
    reader.list->advance(reader.at, run.size());
    if (reader.list->at_end(reader.at)) {
      readers_[0] = readers_.back();
      readers_.pop_back();
      if (readers_.empty()) return;
    } else {
      reader.key = (*reader.list)[reader.at].key;
    }
    sift_down(readers_);
  }
}

}  // namespace usher::routing
