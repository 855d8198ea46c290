// Who waits: the contacts, their requirement classes with a line in key order each, and the indexes
// by which a freed agent finds the earliest contact that they may serve.
//
// A class is dense or sparse. A dense class has a column in Compatibility and its head's key in one
// flat array; a freed agent goes through the dense classes of their row. A sparse class is listed,
// by its head's key, under the attributes of the one clause that the fewest agents satisfy; a freed
// agent goes through the lists of their own attributes in key order, until the best found so far is
// earlier than what is left. A class begins sparse, and becomes dense when looking at it there has
// cost what a column costs. That depends on nothing but the calls so far, and never changes an
// answer.
//
// Inside Matcher only; one thread. Numbers of classes and contacts ("slots") are reused.
#ifndef USHER_ROUTING_WAITING_LINES_H_
#define USHER_ROUTING_WAITING_LINES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "absl/types/span.h"

#include "routing/compatibility.h"
#include "routing/matcher.h"
#include "routing/packed_key.h"
#include "routing/paged_pool.h"
#include "routing/requirement.h"
#include "routing/requirement_code.h"
#include "routing/sorted_blocks.h"

namespace usher::routing {

class WaitingLines {
 public:
  static constexpr std::uint32_t kNone = Compatibility::kNone;
  static constexpr std::size_t kMaxAvoid = 16;

  WaitingLines(Compatibility* compatibility, const Tuning& tuning);
  WaitingLines(const WaitingLines&) = delete;
  WaitingLines& operator=(const WaitingLines&) = delete;

  std::uint32_t acquire(const Requirement& requirement);
  // The last release lets the class rest: who asks for the same again soon finds its indexes, and
  // what it has cost so far. It is forgotten when Tuning::resting_classes others have come to rest
  // since.
  void release(std::uint32_t class_id);
  // Acquired, and not released as often.
  bool is_class(std::uint32_t class_id) const;
  const Requirement& requirement(std::uint32_t class_id) const {
    return *classes_[class_id].requirement;
  }
  bool is_pull_only(std::uint32_t class_id) const {
    return classes_[class_id].lane >= kChannelCount;
  }
  const RequirementCode& code(std::uint32_t class_id) const { return classes_[class_id].code; }
  // The clause that the fewest agents satisfy, as far as known.
  absl::Span<const CodedLiteral> rarest_clause(std::uint32_t class_id) const;
  // kNone for a sparse class.
  std::uint32_t dense(std::uint32_t class_id) const { return classes_[class_id].dense; }

  std::uint32_t add(ContactId id, std::uint32_t class_id, PackedKey key,
                    absl::Span<const AgentId> avoid);
  void remove(std::uint32_t slot);
  // kNone for one who does not wait.
  std::uint32_t find(ContactId id) const;

  PackedKey key(std::uint32_t slot) const { return {contacts_[slot].major, contacts_[slot].id}; }
  std::uint32_t class_of(std::uint32_t slot) const { return contacts_[slot].class_id; }
  // Differs whenever the slot was given to somebody else in between.
  std::uint32_t stamp(std::uint32_t slot) const { return contacts_[slot].stamp; }
  bool holds(std::uint32_t slot, std::uint32_t stamp) const {
    return contacts_[slot].stamp == stamp && contacts_[slot].class_id != kNone;
  }
  bool avoids(std::uint32_t slot, AgentId agent) const;
  bool avoids_somebody(std::uint32_t slot) const { return contacts_[slot].avoid != kNone; }

  // Settled: no free agent but those whom the matcher has still to look at may serve the contact.
  bool is_settled(std::uint32_t slot) const { return contacts_[slot].settled; }
  void settle(std::uint32_t slot);
  // A settled contact of the class avoids nobody, so what holds for it holds for the whole class.
  bool has_witness(std::uint32_t class_id) const { return classes_[class_id].witnesses > 0; }

  // The earliest contact, or kNone, that an agent of the capability class may serve on the
  // channels.
  std::uint32_t first_for(std::uint32_t capability, AgentId agent, ChannelSet channels) const;
  // The same without the pull_only; what it costs counts towards making classes dense.
  std::uint32_t first_to_push(std::uint32_t capability, AgentId agent, ChannelSet channels);
  // Adds to what looking at the sparse class has cost, in looks at one agent or one class.
  void charge(std::uint32_t class_id, std::uint32_t looks);
  // Makes dense what has become worth it. Not while something refers to a dense number.
  void promote_ripe();

  std::size_t ahead(std::uint32_t slot) const;
  std::size_t waiting_count() const { return contacts_.in_use(); }
  std::size_t class_count() const { return referenced_; }
  std::size_t bytes() const;

 private:
  struct alignas(32) Contact {
    std::uint64_t id = 0;
    std::uint64_t major = 0;
    std::uint32_t class_id = kNone;
    std::uint32_t stamp = 0;
    std::uint32_t avoid = kNone;
    bool settled = false;
  };
  // Contacts are found by their id, which is looked up where it is, in the slot.
  struct SlotHash {
    using is_transparent = void;
    std::size_t operator()(ContactId id) const { return absl::HashOf(id.value); }
    std::size_t operator()(std::uint32_t slot) const { return absl::HashOf((*contacts)[slot].id); }
    const PagedPool<Contact>* contacts = nullptr;
  };
  struct SlotEqual {
    using is_transparent = void;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(std::uint32_t slot, ContactId id) const {
      return (*contacts)[slot].id == id.value;
    }
    const PagedPool<Contact>* contacts = nullptr;
  };
  struct Avoid {
    std::uint8_t count = 0;
    std::array<AgentId, kMaxAvoid> agents;
  };
  struct Place {
    PackedKey key;
    std::uint32_t slot = kNone;
  };
  using Line = SortedBlocks<Place>;
  static constexpr std::uint32_t kLanes = 2 * kChannelCount;
  static std::uint8_t lane_of(const Requirement& requirement) {
    return static_cast<std::uint8_t>(static_cast<int>(requirement.channel) +
                                     (requirement.pull_only ? kChannelCount : 0));
  }
  // Which searches see a class: each channel has a lane for those that are pushed to agents and one
  // for those that are only pulled.
  struct Lanes {
    std::uint8_t bits = 0;
    bool has(std::uint32_t lane) const { return ((bits >> lane) & 1) != 0; }
  };
  // Tells nearly all of those who don't fit, without a look at the class: the lane, the level that
  // the literal needs by which they were found, and up to three more literals of one-literal
  // clauses. The rarest of these is looked at first.
  struct Filter {
    std::uint32_t rarest = 0;  // attribute, level, level found by, lane
    std::array<CodedLiteral, 2> others;

    // `found_level` is the level of the attribute under which the posting was found.
    bool lets_pass(const Level* levels, Level found_level, Lanes lanes) const {
      return (static_cast<unsigned>(levels[rarest >> 12] >= ((rarest >> 8) & 15)) &
              static_cast<unsigned>(found_level >= ((rarest >> 4) & 15)) &
              (static_cast<unsigned>(lanes.bits) >> (rarest & 7) & 1U)) != 0;
    }
    bool lets_others_pass(const Level* levels) const {
      return levels[others[0].attribute()] >= others[0].at_least() &&
             levels[others[1].attribute()] >= others[1].at_least();
    }
  };
  struct alignas(64) Class {
    std::unique_ptr<const Requirement> requirement;  // null: unused
    RequirementCode code;
    std::unique_ptr<Line> rest;  // who waits behind the head; null when nobody does
    std::uint32_t references = 0;
    std::uint32_t head = kNone;
    std::uint32_t dense = kNone;
    std::uint32_t avoiding = 0;   // contacts with an avoid list
    std::uint32_t witnesses = 0;  // settled contacts without one
    std::uint32_t cost = 0;
    std::uint16_t clause_begin = 0;
    std::uint8_t lane = 0;
    Ranking ranking = Ranking::kLeastScarce;
    bool ripe : 1 = false;
    bool resting : 1 = false;  // in resting_, though it may have been acquired again

    bool is_of(const Requirement& wanted) const {
      return lane == lane_of(wanted) && ranking == wanted.ranking && code.is_of(wanted.all_of);
    }
  };
  struct Posting {
    PackedKey key;
    std::uint32_t class_id = kNone;
    Filter filter;
  };
  // What the class table holds: comparing hashes first spares a look at the class.
  struct Interned {
    std::uint32_t class_id = kNone;
    std::uint32_t hash = 0;
  };
  struct Wanted {
    const Requirement* requirement = nullptr;
    std::uint32_t hash = 0;
  };
  struct InternedHash {
    using is_transparent = void;
    std::size_t operator()(const Interned& entry) const { return spread(entry.hash); }
    std::size_t operator()(const Wanted& wanted) const { return spread(wanted.hash); }
    static std::size_t spread(std::uint32_t hash) { return hash * std::size_t{0x9E3779B97F4A7C15}; }
  };
  struct InternedEqual {
    using is_transparent = void;
    bool operator()(const Interned& a, const Interned& b) const { return a.class_id == b.class_id; }
    bool operator()(const Interned& a, const Wanted& b) const {
      return a.hash == b.hash && (*classes)[a.class_id].is_of(*b.requirement);
    }
    const PagedPool<Class>* classes = nullptr;
  };
  struct Best {
    PackedKey key = kNever;
    std::uint32_t slot = kNone;
  };
  struct Reader {
    PackedKey key;
    const SortedBlocks<Posting>* list = nullptr;
    SortedBlocks<Posting>::Cursor at;
    Level level = kHas;  // of the agent, for the attribute of the list
  };

  void set_head(std::uint32_t class_id, std::uint32_t head, PackedKey key);
  void list_sparse(std::uint32_t class_id, PackedKey key);
  void unlist_sparse(std::uint32_t class_id);
  void set_dense_head(const Class& cls, PackedKey key);
  void choose_clause(Class& cls);
  Filter filter_of(const Class& cls, CodedLiteral found_by) const;
  bool is_worth_a_column(const Class& cls) const;
  void forget(std::uint32_t class_id);
  void promote(std::uint32_t class_id);

  void search_dense(std::uint32_t capability, AgentId agent, Lanes lanes, Best& best) const;
  template <typename Charge>
  void search_sparse(std::uint32_t capability, AgentId agent, Lanes lanes, Best& best,
                     Charge charge) const;
  void open_readers(std::uint32_t capability, const Best& best) const;
  void consider(const Class& cls, PackedKey head_key, AgentId agent, Best& best) const;

  Compatibility* compatibility_;
  Tuning tuning_;
  PagedPool<Contact> contacts_;
  PagedPool<Avoid> avoids_;
  PagedPool<Class> classes_;
  absl::flat_hash_set<std::uint32_t, SlotHash, SlotEqual> slots_;  // looked up, never iterated
  absl::flat_hash_set<Interned, InternedHash, InternedEqual>
      interned_;  // looked up, never iterated
  std::uint32_t next_stamp_ = 0;
  std::deque<std::uint32_t> resting_;  // longest first
  std::size_t referenced_ = 0;         // classes

  // Of the dense classes, by their number there; kNever where nobody waits.
  std::vector<std::uint64_t> head_major_;
  std::vector<std::uint64_t> head_id_;
  std::vector<std::uint32_t> dense_class_;
  std::vector<std::uint8_t> dense_lane_;
  std::vector<std::uint64_t> block_earliest_;  // of each 64 of them: not later than the earliest
  std::array<std::vector<std::uint64_t>, kLanes> someone_waits_;  // bit rows, by lane

  std::vector<SortedBlocks<Posting>> postings_;  // by attribute; only classes where someone waits
  std::size_t sparse_waiting_ = 0;               // classes in them
  std::vector<std::uint32_t> ripe_;
  mutable std::vector<Reader> readers_;  // scratch of one search
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_WAITING_LINES_H_
