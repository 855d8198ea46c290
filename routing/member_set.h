// A set of small numbers, kept as a sorted list while it is sparse and as a bit row once bits take
// less memory: compatibility of classes is kept in it, from both sides. One thread.
#ifndef USHER_ROUTING_MEMBER_SET_H_
#define USHER_ROUTING_MEMBER_SET_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace usher::routing {

class MemberSet {
 public:
  bool contains(std::uint32_t member) const;
  // `universe` is more than every member there is or soon will be; it decides about the form only.
  void add(std::uint32_t member, std::uint32_t universe);
  void remove(std::uint32_t member);

  std::size_t size() const { return size_; }
  bool is_bits() const { return !words_.empty(); }
  absl::Span<const std::uint32_t> list() const { return list_; }
  absl::Span<const std::uint64_t> words() const { return words_; }

  // In ascending order.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const std::uint32_t member : list_) visit(member);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
        visit(static_cast<std::uint32_t>(i * 64) +
              static_cast<std::uint32_t>(__builtin_ctzll(word)));
      }
    }
  }
  // The members that are also in the bit row.
  template <typename Visit>
  void for_each_in(absl::Span<const std::uint64_t> row, Visit visit) const {
    for (const std::uint32_t member : list_) {
      if (bit(row, member)) visit(member);
    }
    const std::size_t shorter = words_.size() < row.size() ? words_.size() : row.size();
    for (std::size_t i = 0; i < shorter; ++i) {
      for (std::uint64_t word = words_[i] & row[i]; word != 0; word &= word - 1) {
        visit(static_cast<std::uint32_t>(i * 64) +
              static_cast<std::uint32_t>(__builtin_ctzll(word)));
      }
    }
  }

  std::size_t bytes() const {
    return list_.capacity() * sizeof(list_[0]) + words_.capacity() * sizeof(words_[0]);
  }

  static bool bit(absl::Span<const std::uint64_t> row, std::uint32_t member) {
    return member / 64 < row.size() && ((row[member / 64] >> (member % 64)) & 1) != 0;
  }

 private:
  std::vector<std::uint32_t> list_;
  std::vector<std::uint64_t> words_;  // not empty: the bits are the set
  std::uint32_t size_ = 0;
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_MEMBER_SET_H_
