// A sorted sequence in blocks of a few cache lines: inserting and erasing move one block's worth at
// most, the front is popped in place, reading in order is reading memory in order, and a rank is a
// sum over blocks. Lines of waiting contacts and postings of sparse requirements are kept in it.
//
// Entry has a member `PackedKey key`, unique in the sequence. One thread.
#ifndef USHER_ROUTING_SORTED_BLOCKS_H_
#define USHER_ROUTING_SORTED_BLOCKS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

#include "routing/check.h"
#include "routing/packed_key.h"

namespace usher::routing {

template <typename Entry>
class SortedBlocks {
 public:
  // A place in the sequence; only good until the sequence changes.
  struct Cursor {
    std::uint32_t block = 0;
    std::uint32_t index = 0;
  };

  bool empty() const { return front_ == blocks_.size(); }
  Cursor begin() const {
    return empty() ? Cursor{front_, 0} : Cursor{front_, blocks_[front_].begin};
  }
  bool at_end(Cursor at) const { return at.block == blocks_.size(); }
  const Entry& operator[](Cursor at) const { return blocks_[at.block].items[at.index]; }
  void advance(Cursor& at) const {
    if (++at.index < blocks_[at.block].items.size()) return;
    ++at.block;
    at.index = at_end(at) ? 0 : blocks_[at.block].begin;
  }
  // What follows without a gap, `at` first: up to the end of its block. Not at the end.
  absl::Span<const Entry> run(Cursor at) const {
    return absl::MakeConstSpan(blocks_[at.block].items).subspan(at.index);
  }
  void advance(Cursor& at, std::size_t by) const {  // by up to run(at).size()
    at.index += static_cast<std::uint32_t>(by) - 1;
    advance(at);
  }
  const Entry& front() const { return blocks_[front_].items[blocks_[front_].begin]; }

  void insert(const Entry& entry) {
    if (empty()) {
      blocks_.clear();
      front_ = 0;
      blocks_.push_back({entry.key, 0, {entry}});
      return;
    }
    std::size_t at = block_of(entry.key);
    if (blocks_[at].items.size() - blocks_[at].begin >= kBlock) {
      if (at + 1 == blocks_.size() && blocks_[at].items.back().key < entry.key) {
        blocks_.push_back({entry.key, 0, {entry}});  // growth at the end leaves full blocks behind
        return;
      }
      at = split(at, entry.key);
    }
    Block& block = blocks_[at];
    if (block.items.size() >= kBlock) trim(block);
    if (block.items.size() == block.items.capacity()) {
      block.items.reserve(std::min(kBlock, block.items.size() + kRoom));
    }
    block.items.insert(position(block, entry.key), entry);
    block.first = block.items[block.begin].key;
  }

  // The key must be there.
  void erase(PackedKey key) {
    USHER_CHECK(!empty());
    const std::size_t at = block_of(key);
    Block& block = blocks_[at];
    const auto found = position(block, key);
    USHER_CHECK(found != block.items.end() && found->key == key);
    if (found - block.items.begin() == block.begin) {
      ++block.begin;
    } else {
      block.items.erase(found);
      if (block.items.size() + 2 * kRoom <= block.items.capacity()) block.items.shrink_to_fit();
    }
    if (block.begin == block.items.size()) {
      drop(at);
    } else {
      block.first = block.items[block.begin].key;
      merge_if_small(at);
    }
  }

  // How many entries have a smaller key.
  std::size_t rank(PackedKey key) const {
    if (empty()) return 0;
    const std::size_t at = block_of(key);
    std::size_t before = 0;
    for (std::size_t i = front_; i < at; ++i) before += blocks_[i].items.size() - blocks_[i].begin;
    const Block& block = blocks_[at];
    const auto first = block.items.begin() + block.begin;
    return before +
           static_cast<std::size_t>(std::lower_bound(first, block.items.end(), key, less) - first);
  }

  std::size_t bytes() const {
    std::size_t sum = blocks_.capacity() * sizeof(Block);
    for (const Block& block : blocks_) sum += block.items.capacity() * sizeof(Entry);
    return sum;
  }

 private:
  static constexpr std::size_t kBlock = 64;
  static constexpr std::size_t kRoom = 8;  // a block that grows gets room for so many more

  struct Block {
    PackedKey first;
    std::uint32_t begin = 0;  // what is before was popped
    std::vector<Entry> items;
  };

  static bool less(const Entry& entry, PackedKey key) { return entry.key < key; }

  static auto position(Block& block, PackedKey key) {
    if (block.items.back().key < key) return block.items.end();
    return std::lower_bound(block.items.begin() + block.begin, block.items.end(), key, less);
  }

  // The last block that does not begin after the key, or the first of all.
  std::size_t block_of(PackedKey key) const {
    if (blocks_.back().first <= key) return blocks_.size() - 1;
    const auto after =
        std::upper_bound(blocks_.begin() + front_, blocks_.end(), key,
                         [](PackedKey wanted, const Block& block) { return wanted < block.first; });
    const auto at = static_cast<std::size_t>(after - blocks_.begin());
    return at == front_ ? front_ : at - 1;
  }

  static void trim(Block& block) {
    block.items.erase(block.items.begin(), block.items.begin() + block.begin);
    block.begin = 0;
  }

  // Halves a full block; the half that the key belongs to.
  std::size_t split(std::size_t at, PackedKey key) {
    trim(blocks_[at]);
    std::vector<Entry>& items = blocks_[at].items;
    const auto middle = items.begin() + kBlock / 2;
    Block right{middle->key, 0, {middle, items.end()}};
    items.erase(middle, items.end());
    items.shrink_to_fit();
    const bool goes_right = right.first <= key;
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(right));
    return goes_right ? at + 1 : at;
  }

  void drop(std::size_t at) {
    if (at != front_) {
      blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(at));
      return;
    }
    blocks_[at].items = {};
    ++front_;
    if (empty()) {
      blocks_ = {};
      front_ = 0;
    } else if (front_ >= 16 && front_ * 2 > blocks_.size()) {
      blocks_.erase(blocks_.begin(), blocks_.begin() + front_);
      front_ = 0;
    }
  }

  // Random leavers must not leave a block for each who stays.
  void merge_if_small(std::size_t at) {
    if (at + 1 == blocks_.size()) return;
    const std::size_t left = blocks_[at].items.size() - blocks_[at].begin;
    const std::size_t right = blocks_[at + 1].items.size() - blocks_[at + 1].begin;
    if (left + right > kBlock / 4) return;
    trim(blocks_[at]);
    trim(blocks_[at + 1]);
    std::vector<Entry>& items = blocks_[at].items;
    items.insert(items.end(), blocks_[at + 1].items.begin(), blocks_[at + 1].items.end());
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }

  std::vector<Block> blocks_;  // before front_: emptied
  std::uint32_t front_ = 0;
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_SORTED_BLOCKS_H_
