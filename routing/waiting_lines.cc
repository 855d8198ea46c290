#include "routing/waiting_lines.h"

#include <algorithm>

#include "absl/hash/hash.h"

#include "routing/check.h"

namespace usher::routing {
namespace {

// Moving a sparse class in the lists, in looks.
constexpr std::uint32_t kLooksPerMove = 8;
// Costs are weighed every so many looks.
constexpr std::uint32_t kWeighEvery = 16;

}  // namespace

WaitingLines::WaitingLines(Compatibility* compatibility, const Tuning& tuning)
    : compatibility_(compatibility),
      tuning_(tuning),
      slots_(0, SlotHash{&contacts_}, SlotEqual{&contacts_}),
      interned_(0, InternedHash(), InternedEqual{&classes_}) {}

std::uint32_t WaitingLines::acquire(const Requirement& requirement) {
  const auto hash = static_cast<std::uint32_t>(absl::HashOf(requirement));
  if (const auto at = interned_.find(Wanted{&requirement, hash}); at != interned_.end()) {
    if (classes_[at->class_id].references++ == 0) ++referenced_;
    return at->class_id;
  }
  USHER_CHECK(is_normalized(requirement));
  const std::uint32_t class_id = classes_.take();
  Class& cls = classes_[class_id];
  cls.requirement = std::make_unique<const Requirement>(requirement);
  cls.code = RequirementCode(requirement);
  cls.lane = lane_of(requirement);
  cls.ranking = requirement.ranking;
  cls.references = 1;
  ++referenced_;
  compatibility_->note_attributes(cls.code);
  choose_clause(cls);
  interned_.insert(Interned{class_id, hash});
  return class_id;
}

void WaitingLines::release(std::uint32_t class_id) {
  Class& cls = classes_[class_id];
  if (--cls.references > 0) return;
  USHER_CHECK(cls.head == kNone);
  --referenced_;
  if (cls.resting) return;
  cls.resting = true;
  resting_.push_back(class_id);
  while (resting_.size() > tuning_.resting_classes) {
    const std::uint32_t longest = resting_.front();
    resting_.pop_front();
    classes_[longest].resting = false;
    if (classes_[longest].references == 0) forget(longest);
  }
}

void WaitingLines::forget(std::uint32_t class_id) {
  const Class& cls = classes_[class_id];
  if (cls.ripe) ripe_.erase(std::find(ripe_.begin(), ripe_.end(), class_id));
  if (cls.dense != kNone) compatibility_->remove_dense(cls.dense);
  const auto hash = static_cast<std::uint32_t>(absl::HashOf(*cls.requirement));
  interned_.erase(interned_.find(Wanted{cls.requirement.get(), hash}));
  classes_.give(class_id);
}

bool WaitingLines::is_class(std::uint32_t class_id) const {
  return class_id < classes_.end() && classes_[class_id].references > 0;
}

absl::Span<const CodedLiteral> WaitingLines::rarest_clause(std::uint32_t class_id) const {
  const Class& cls = classes_[class_id];
  return cls.code.clause_at(cls.clause_begin);
}

std::uint32_t WaitingLines::add(ContactId id, std::uint32_t class_id, PackedKey key,
                                absl::Span<const AgentId> avoid) {
  USHER_CHECK(find(id) == kNone);
  const std::uint32_t slot = contacts_.take();
  Contact& contact = contacts_[slot];
  contact = {id.value, key.major, class_id, ++next_stamp_, kNone, false};
  slots_.insert(slot);
  Class& cls = classes_[class_id];
  if (!avoid.empty()) {
    USHER_CHECK(avoid.size() <= kMaxAvoid);
    contact.avoid = avoids_.take();
    Avoid& list = avoids_[contact.avoid];
    list.count = static_cast<std::uint8_t>(avoid.size());
    std::copy(avoid.begin(), avoid.end(), list.agents.begin());
    ++cls.avoiding;
  }
  if (cls.head == kNone) {
    set_head(class_id, slot, key);
    return slot;
  }
  if (cls.rest == nullptr) cls.rest = std::make_unique<Line>();
  if (const PackedKey head_key = this->key(cls.head); key < head_key) {
    cls.rest->insert({head_key, cls.head});
    set_head(class_id, slot, key);
  } else {
    cls.rest->insert({key, slot});
  }
  return slot;
}

void WaitingLines::remove(std::uint32_t slot) {
  Contact& contact = contacts_[slot];
  Class& cls = classes_[contact.class_id];
  if (contact.avoid != kNone) {
    --cls.avoiding;
    avoids_.give(contact.avoid);
  } else if (contact.settled) {
    --cls.witnesses;
  }
  if (cls.head != slot) {
    cls.rest->erase(key(slot));
  } else if (cls.rest == nullptr) {
    set_head(contact.class_id, kNone, kNever);
  } else {
    const Place next = cls.rest->front();
    set_head(contact.class_id, next.slot, next.key);
    cls.rest->erase(next.key);
  }
  if (cls.rest != nullptr && cls.rest->empty()) cls.rest.reset();
  slots_.erase(slots_.find(ContactId{contact.id}));
  contacts_.give(slot);
}

std::uint32_t WaitingLines::find(ContactId id) const {
  const auto at = slots_.find(id);
  return at == slots_.end() ? kNone : *at;
}

bool WaitingLines::avoids(std::uint32_t slot, AgentId agent) const {
  const std::uint32_t avoid = contacts_[slot].avoid;
  if (avoid == kNone) return false;
  const Avoid& list = avoids_[avoid];
  const auto end = list.agents.begin() + list.count;
  return std::find(list.agents.begin(), end, agent) != end;
}

void WaitingLines::settle(std::uint32_t slot) {
  Contact& contact = contacts_[slot];
  if (contact.settled) return;
  contact.settled = true;
  if (contact.avoid == kNone) ++classes_[contact.class_id].witnesses;
}

void WaitingLines::set_head(std::uint32_t class_id, std::uint32_t head, PackedKey key) {
  Class& cls = classes_[class_id];
  if (cls.dense != kNone) {
    cls.head = head;
    set_dense_head(cls, key);
    return;
  }
  charge(class_id, kLooksPerMove);
  if (cls.head != kNone) unlist_sparse(class_id);
  cls.head = head;
  if (cls.head != kNone) list_sparse(class_id, key);
}

void WaitingLines::list_sparse(std::uint32_t class_id, PackedKey key) {
  const Class& cls = classes_[class_id];
  for (const CodedLiteral literal : cls.code.clause_at(cls.clause_begin)) {
    if (literal.attribute() >= postings_.size()) postings_.resize(literal.attribute() + 1);
    postings_[literal.attribute()].insert({key, class_id, filter_of(cls, literal)});
  }
  ++sparse_waiting_;
}

void WaitingLines::unlist_sparse(std::uint32_t class_id) {
  const Class& cls = classes_[class_id];
  for (const CodedLiteral literal : cls.code.clause_at(cls.clause_begin)) {
    postings_[literal.attribute()].erase(key(cls.head));
  }
  --sparse_waiting_;
}

void WaitingLines::set_dense_head(const Class& cls, PackedKey key) {
  const std::size_t dense = cls.dense;
  const std::uint64_t before = head_major_[dense];
  head_major_[dense] = key.major;
  head_id_[dense] = key.id;
  std::uint64_t& earliest = block_earliest_[dense / 64];
  if (key.major < earliest) {
    earliest = key.major;
  } else if (before == earliest) {
    const auto first = head_major_.begin() + static_cast<std::ptrdiff_t>(dense & ~std::size_t{63});
    earliest = *std::min_element(first, first + 64);
  }
  std::uint64_t& row = someone_waits_[cls.lane][dense / 64];
  const std::uint64_t bit = std::uint64_t{1} << (dense % 64);
  row = key == kNever ? row & ~bit : row | bit;
}

void WaitingLines::choose_clause(Class& cls) {
  const absl::Span<const CodedLiteral> literals = cls.code.literals();
  std::size_t fewest = ~std::size_t{0};
  for (std::size_t i = 0; i < literals.size(); i += cls.code.clause_at(i).size()) {
    const std::size_t holders = compatibility_->holders_of_any(cls.code.clause_at(i));
    if (holders >= fewest) continue;
    fewest = holders;
    cls.clause_begin = static_cast<std::uint16_t>(i);
  }
}

WaitingLines::Filter WaitingLines::filter_of(const Class& cls, CodedLiteral found_by) const {
  static_assert(Vocabulary::kMaxAttributes < (1U << 20), "attribute, levels and lane share a word");
  struct Choice {
    std::size_t holders = ~std::size_t{0};
    CodedLiteral literal;  // "anyone", if there is no better
  };
  std::array<Choice, 3> rarest;
  const absl::Span<const CodedLiteral> literals = cls.code.literals();
  bool begins_clause = true;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    const bool is_single = begins_clause && literals[i].ends_clause();
    begins_clause = literals[i].ends_clause();
    if (!is_single || i == cls.clause_begin) continue;
    Choice choice{compatibility_->holders(literals[i].attribute()).size(), literals[i]};
    for (Choice& chosen : rarest) {
      if (choice.holders < chosen.holders) std::swap(choice, chosen);
    }
  }
  const CodedLiteral first = rarest[0].literal;
  return {first.attribute() << 12 | std::uint32_t{first.at_least()} << 8 |
              std::uint32_t{found_by.at_least()} << 4 | cls.lane,
          {rarest[1].literal, rarest[2].literal}};
}

void WaitingLines::charge(std::uint32_t class_id, std::uint32_t looks) {
  Class& cls = classes_[class_id];
  const std::uint32_t before = cls.cost;
  cls.cost += std::min(looks, ~before);
  if (cls.ripe || cls.dense != kNone || before / kWeighEvery == cls.cost / kWeighEvery) return;
  if (!is_worth_a_column(cls)) return;
  cls.ripe = true;
  ripe_.push_back(class_id);
}

bool WaitingLines::is_worth_a_column(const Class& cls) const {
  const std::uint64_t entries =
      compatibility_->holders_of_any(cls.code.clause_at(cls.clause_begin));
  return cls.cost >= tuning_.looks_for_any_column + entries / tuning_.holders_per_look;
}

void WaitingLines::promote_ripe() {
  if (ripe_.empty()) return;
  const std::uint32_t class_id = ripe_.back();
  ripe_.pop_back();
  Class& cls = classes_[class_id];
  cls.ripe = false;
  // Who is on duty may have changed since the clause was chosen.
  if (cls.head != kNone) unlist_sparse(class_id);
  choose_clause(cls);
  promote(class_id);
  if (cls.dense == kNone) {
    cls.cost = 0;
    if (cls.head != kNone) list_sparse(class_id, key(cls.head));
  }
}

void WaitingLines::promote(std::uint32_t class_id) {
  Class& cls = classes_[class_id];
  cls.dense = compatibility_->add_dense(cls.code, cls.clause_begin);
  if (cls.dense == kNone) return;
  if (cls.dense >= dense_class_.size()) {
    const std::size_t size = (std::size_t{cls.dense} / 64 + 1) * 64;
    head_major_.resize(size, kNever.major);
    head_id_.resize(size, kNever.id);
    dense_class_.resize(size, kNone);
    dense_lane_.resize(size);
    block_earliest_.resize(size / 64, kNever.major);
    for (auto& row : someone_waits_) row.resize(size / 64);
  }
  dense_class_[cls.dense] = class_id;
  dense_lane_[cls.dense] = cls.lane;
  set_dense_head(cls, cls.head == kNone ? kNever : key(cls.head));
}

std::size_t WaitingLines::ahead(std::uint32_t slot) const {
  const Class& cls = classes_[contacts_[slot].class_id];
  return cls.head == slot ? 0 : 1 + cls.rest->rank(key(slot));
}

std::size_t WaitingLines::bytes() const {
  std::size_t sum = contacts_.bytes() + avoids_.bytes() + classes_.bytes() +
                    slots_.capacity() * (sizeof(std::uint32_t) + 1) +
                    interned_.capacity() * (sizeof(Interned) + 1) +
                    postings_.capacity() * sizeof(postings_[0]) +
                    dense_class_.capacity() * (2 * sizeof(std::uint64_t) + 5);
  for (std::uint32_t i = 0; i < classes_.end(); ++i) {
    sum += classes_[i].code.bytes();
    if (classes_[i].rest != nullptr) sum += sizeof(Line) + classes_[i].rest->bytes();
  }
  for (const auto& list : postings_) sum += list.bytes();
  return sum;
}

}  // namespace usher::routing
