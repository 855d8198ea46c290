#include "routing/member_set.h"

#include <algorithm>

#include "routing/check.h"

namespace usher::routing {
namespace {

// Below this a list is as small as anything and quicker to read.
constexpr std::uint32_t kAlwaysList = 32;

void set_bit(std::vector<std::uint64_t>& words, std::uint32_t member) {
  if (member / 64 >= words.size()) words.resize(member / 64 + 1);
  words[member / 64] |= std::uint64_t{1} << (member % 64);
}

}  // namespace

bool MemberSet::contains(std::uint32_t member) const {
  if (is_bits()) return bit(words_, member);
  return std::binary_search(list_.begin(), list_.end(), member);
}

void MemberSet::add(std::uint32_t member, std::uint32_t universe) {
  ++size_;
  if (is_bits()) {
    USHER_CHECK(!bit(words_, member));
    set_bit(words_, member);
    return;
  }
  const auto at = std::lower_bound(list_.begin(), list_.end(), member);
  USHER_CHECK(at == list_.end() || *at != member);
  list_.insert(at, member);
  // A list takes 32 bits a member, a row one bit for everybody.
  if (size_ <= kAlwaysList || size_ < universe / 32) return;
  words_.reserve(universe / 64 + 1);
  for (const std::uint32_t listed : list_) set_bit(words_, listed);
  list_ = {};
}

void MemberSet::remove(std::uint32_t member) {
  --size_;
  if (!is_bits()) {
    const auto at = std::lower_bound(list_.begin(), list_.end(), member);
    USHER_CHECK(at != list_.end() && *at == member);
    list_.erase(at);
    return;
  }
  USHER_CHECK(bit(words_, member));
  words_[member / 64] &= ~(std::uint64_t{1} << (member % 64));
  if (size_ > kAlwaysList / 2 && size_ * 4 > words_.size() * 2) return;
  std::vector<std::uint32_t> listed;
  listed.reserve(size_);
  for_each([&](std::uint32_t each) { listed.push_back(each); });
  words_ = {};
  list_ = std::move(listed);
}

}  // namespace usher::routing
