// The half of WaitingLines that a freed agent asks: see waiting_lines.h for the two indexes.
#include <algorithm>

#include "routing/check.h"
#include "routing/waiting_lines.h"

namespace usher::routing {
namespace {

// Being told off by the filter costs a quarter of a look, and is charged, for all since, to every
// so many-th: looking the class up only to count would cost more than the filter saves.
constexpr std::uint32_t kChargeEvery = 16;
constexpr std::uint32_t kChargedAtOnce = kChargeEvery / 4;

CodedLiteral literal_of(std::uint32_t filter) { return {filter & 0x1FFFFFFF}; }
std::uint32_t lane_of_filter(std::uint32_t filter) { return filter >> 29; }

}  // namespace

std::uint32_t WaitingLines::first_for(std::uint32_t capability, AgentId agent,
                                      ChannelSet channels) const {
  const Lanes lanes = {static_cast<std::uint8_t>(channels.bits | channels.bits << kChannelCount)};
  Best best;
  search_dense(capability, agent, lanes, best);
  search_sparse(capability, agent, lanes, best, [](std::uint32_t, std::uint32_t) {});
  return best.slot;
}

std::uint32_t WaitingLines::first_to_push(std::uint32_t capability, AgentId agent,
                                          ChannelSet channels) {
  const Lanes lanes = {channels.bits};
  Best best;
  search_dense(capability, agent, lanes, best);
  search_sparse(capability, agent, lanes, best, [this](std::uint32_t class_id, std::uint32_t n) {
    if (n > 0) {
      charge(class_id, n);
    } else if (++skipped_ % kChargeEvery == 0) {
      charge(class_id, kChargedAtOnce);
    }
  });
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
  const auto open = [&](std::uint32_t attribute) {
    if (attribute >= postings_.size() || postings_[attribute].empty()) return;
    const SortedBlocks<Posting>& list = postings_[attribute];
    if (list.front().key < best.key) readers_.push_back({list.front().key, &list, list.begin()});
  };
  open(0);
  for (const Ability& ability : compatibility_->abilities(capability)) {
    open(coded_attribute(ability.attribute));
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
    const Posting posting = (*reader.list)[reader.at];
    const CodedLiteral needed = literal_of(posting.filter);
    if (levels[needed.attribute()] < needed.at_least() ||
        !lanes.has(lane_of_filter(posting.filter))) {
      charge(posting.class_id, 0);
    } else {
      const Class& cls = classes_[posting.class_id];
      charge(posting.class_id, 1);
      if (cls.code.satisfied_by(levels)) consider(cls, posting.key, agent, best);
    }
    reader.list->advance(reader.at);
    if (reader.list->at_end(reader.at)) {
      readers_[0] = readers_.back();
      readers_.pop_back();
      if (readers_.empty()) return;
    } else {
      const Posting& next = (*reader.list)[reader.at];
      reader.key = next.key;
      // By the time it is this one's turn, the class will be at hand.
      __builtin_prefetch(&classes_[next.class_id]);
    }
    sift_down(readers_);
  }
}

}  // namespace usher::routing
