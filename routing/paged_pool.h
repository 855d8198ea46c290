// Numbered slots that never move, in pages: growing copies nothing, so no call pays for all.
// A freed slot is the next one taken. One thread.
#ifndef USHER_ROUTING_PAGED_POOL_H_
#define USHER_ROUTING_PAGED_POOL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace usher::routing {

template <typename T>
class PagedPool {
 public:
  T& operator[](std::uint32_t slot) { return pages_[slot >> kShift][slot & kMask]; }
  const T& operator[](std::uint32_t slot) const { return pages_[slot >> kShift][slot & kMask]; }

  // A slot with a value-initialized T.
  std::uint32_t take() {
    if (!free_.empty()) {
      const std::uint32_t slot = free_.back();
      free_.pop_back();
      return slot;
    }
    if ((used_ & kMask) == 0) pages_.push_back(std::make_unique<T[]>(kPage));
    return used_++;
  }

  void give(std::uint32_t slot) {
    (*this)[slot] = T();
    free_.push_back(slot);
  }

  // One more than the highest slot that was ever taken.
  std::uint32_t end() const { return used_; }
  std::size_t in_use() const { return used_ - free_.size(); }
  std::size_t bytes() const {
    return pages_.size() * kPage * sizeof(T) + pages_.capacity() * sizeof(pages_[0]) +
           free_.capacity() * sizeof(free_[0]);
  }

 private:
  static constexpr std::uint32_t kShift = 10;
  static constexpr std::uint32_t kPage = 1U << kShift;
  static constexpr std::uint32_t kMask = kPage - 1;

  std::vector<std::unique_ptr<T[]>> pages_;
  std::vector<std::uint32_t> free_;
  std::uint32_t used_ = 0;
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_PAGED_POOL_H_
