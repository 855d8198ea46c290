// What happened lately, in order, for those who watch: a bounded ring of changes with positions.
//
// add() is called in order by one thread (the appender, once the change is durable). Reading and
// subscribing are for any thread. A reader that falls behind the ring is told so and must start
// from a snapshot; it never holds up the writer.
#ifndef USHER_ENGINE_RUNTIME_FEED_H_
#define USHER_ENGINE_RUNTIME_FEED_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace usher::runtime {

template <typename Change>
class Feed {
 public:
  using Item = std::shared_ptr<const Change>;

  // Keeps at most `limit` changes. `sequence`: the last position before the first change to come.
  Feed(std::size_t limit, std::uint64_t sequence) : limit_(limit), last_(sequence) {}

  // Positions grow by one each call; the wakers of subscribers run on the caller's thread and must
  // only post.
  void add(std::uint64_t sequence, Item change) {
    const std::lock_guard lock(mutex_);
    items_.push_back(std::move(change));
    last_ = sequence;
    if (items_.size() > limit_) items_.pop_front();
    for (const auto& [id, wake] : wakers_) wake();
  }

  enum class Found { kItems, kNothingNew, kTooOld, kUnknown };
  // At most `limit` changes after the position. kTooOld: some of them are gone. kUnknown: the
  // position has not been reached yet, so it is not one of ours.
  Found after(std::uint64_t position, std::size_t limit, std::vector<Item>& out) const {
    const std::lock_guard lock(mutex_);
    if (position > last_) return Found::kUnknown;
    if (position == last_) return Found::kNothingNew;
    const std::uint64_t first = last_ - items_.size() + 1;
    if (position + 1 < first) return Found::kTooOld;
    for (std::size_t i = position + 1 - first; i < items_.size() && out.size() < limit; ++i) {
      out.push_back(items_[i]);
    }
    return Found::kItems;
  }

  std::uint64_t last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }
  // The oldest position from which after() still finds everything.
  std::uint64_t oldest() const {
    const std::lock_guard lock(mutex_);
    return last_ - items_.size();
  }

  // `wake` runs after every add until unsubscribe returns.
  std::uint64_t subscribe(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wakers_.emplace(++next_subscriber_, std::move(wake));
    return next_subscriber_;
  }
  void unsubscribe(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    wakers_.erase(id);
  }

 private:
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::deque<Item> items_;
  std::uint64_t last_;
  std::uint64_t next_subscriber_ = 0;
  std::map<std::uint64_t, std::function<void()>> wakers_;
};

}  // namespace usher::runtime

#endif  // USHER_ENGINE_RUNTIME_FEED_H_
