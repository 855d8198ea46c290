// Every field of a core value, found by the compiler and not by us: as text to compare, and filled
// with anything. A field that is added to the core and forgotten in the codec therefore fails the
// round trip.
//
// Generators pick through RapidCheck and must run inside rc::gen::exec or a property.
#ifndef USHER_TESTS_ENGINE_JOURNAL_REFLECT_H_
#define USHER_TESTS_ENGINE_JOURNAL_REFLECT_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include <boost/pfr.hpp>
#include <rapidcheck.h>

#include "engine/core/event.h"
#include "engine/core/snapshot.h"
#include "engine/journal/wire.h"

namespace usher::journal::testing {

template <typename T>
struct IsVariant : std::false_type {};
template <typename... T>
struct IsVariant<std::variant<T...>> : std::true_type {};
template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};
template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsPair : std::false_type {};
template <typename A, typename B>
struct IsPair<std::pair<A, B>> : std::true_type {};

template <typename T>
void to_text(const T& value, std::string& out) {
  if constexpr (std::is_same_v<T, std::monostate>) {
    out += "nothing";
  } else if constexpr (std::is_enum_v<T>) {
    absl::StrAppend(&out, "#", static_cast<int>(value));
  } else if constexpr (std::is_integral_v<T>) {
    absl::StrAppend(
        &out,
        static_cast<std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    absl::StrAppend(&out, "\"", absl::CHexEscape(value), "\"");
  } else if constexpr (std::is_same_v<T, core::Instant>) {
    absl::StrAppend(&out, "@", value.time_since_epoch().count());
  } else if constexpr (std::is_same_v<T, core::Duration>) {
    absl::StrAppend(&out, value.count(), "us");
  } else if constexpr (std::is_same_v<T, core::ModelPtr>) {
    out += "model ";
    to_text(value->revision, out);
    to_text(value->applied_by, out);
    to_text(value->comment, out);
    to_text(value->applied_at, out);
    to_text(value->source, out);
    to_text(value->display_name, out);
  } else if constexpr (std::is_same_v<T, core::Event>) {
    const std::string_view name = core::name_of(value);
    out.append(name);
    std::visit([&out](const auto& inner) { to_text(inner, out); }, value);
  } else if constexpr (IsVariant<T>::value) {
    absl::StrAppend(&out, "|", value.index(), " ");
    std::visit([&out](const auto& inner) { to_text(inner, out); }, value);
  } else if constexpr (IsOptional<T>::value) {
    out += value.has_value() ? "" : "none";
    if (value.has_value()) to_text(*value, out);
  } else if constexpr (IsVector<T>::value) {
    out += "[";
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out += ", ";
      to_text(value[i], out);
    }
    out += "]";
  } else if constexpr (IsPair<T>::value) {
    to_text(value.first, out);
    out += "=";
    to_text(value.second, out);
  } else {
    out += "(";
    boost::pfr::for_each_field(value, [&out](const auto& field, std::size_t index) {
      if (index > 0) out += ", ";
      to_text(field, out);
    });
    out += ")";
  }
}

template <typename T>
std::string to_text(const T& value) {
  std::string out;
  to_text(value, out);
  return out;
}

template <typename Int>
Int any_integer() {
  using Limits = std::numeric_limits<Int>;
  return *rc::gen::oneOf(rc::gen::arbitrary<Int>(),
                         rc::gen::element<Int>(Limits::min(), Limits::max(), 0, 1));
}

template <typename Enum>
Enum any_enum() {
  if constexpr (std::is_same_v<Enum, core::NeedCode>) {
    return static_cast<Enum>(*rc::gen::inRange(1, core::kNeedCodeCount + 1));
  } else {
    return static_cast<Enum>(*rc::gen::inRange(1, Wire<Enum>::kLast + 1) - Wire<Enum>::kMoved);
  }
}

template <typename T>
void fill(T& value);

template <typename... Kinds>
void fill_variant(std::variant<Kinds...>& value, std::size_t kind) {
  using Make = void (*)(std::variant<Kinds...>&);
  constexpr Make kMakers[] = {
      +[](std::variant<Kinds...>& to) { fill(to.template emplace<Kinds>()); }...};
  kMakers[kind](value);
}

template <typename T>
void fill(T& value) {
  if constexpr (std::is_same_v<T, std::monostate>) {
  } else if constexpr (std::is_same_v<T, bool>) {
    value = *rc::gen::arbitrary<bool>();
  } else if constexpr (std::is_enum_v<T>) {
    value = any_enum<T>();
  } else if constexpr (std::is_same_v<T, routing::Level>) {
    value = static_cast<T>(*rc::gen::inRange(1, routing::kMaxLevel + 1));
  } else if constexpr (std::is_integral_v<T>) {
    value = any_integer<T>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = *rc::gen::arbitrary<std::string>();  // any bytes: UTF-8 is the edge's business
  } else if constexpr (std::is_same_v<T, core::Instant>) {
    value = instant(any_integer<std::int64_t>());
  } else if constexpr (std::is_same_v<T, core::Duration>) {
    value = core::Duration(any_integer<std::int64_t>());
  } else if constexpr (std::is_same_v<T, core::ModelPtr>) {
    auto model = std::make_shared<core::Model>();
    fill(model->revision);
    fill(model->applied_by);
    fill(model->comment);
    fill(model->applied_at);
    fill(model->source);
    model->display_name = model->source;  // as sample_decoder() does it
    value = model;
  } else if constexpr (std::is_same_v<T, std::optional<routing::RequirementId>>) {
    // Derived, never stored.
  } else if constexpr (IsVariant<T>::value) {
    fill_variant(value, *rc::gen::inRange<std::size_t>(0, std::variant_size_v<T>));
  } else if constexpr (IsOptional<T>::value) {
    if (*rc::gen::arbitrary<bool>()) fill(value.emplace());
  } else if constexpr (IsVector<T>::value) {
    // A clause without terms is not a clause.
    const int least = std::is_same_v<typename T::value_type, routing::SkillTerm> ? 1 : 0;
    value.resize(*rc::gen::inRange(least, 4));
    for (auto& item : value) fill(item);
  } else if constexpr (IsPair<T>::value) {
    fill(value.first);
    fill(value.second);
  } else {
    boost::pfr::for_each_field(value, [](auto& field) { fill(field); });
  }
}

// An event of the kind with this index in core::Event.
inline rc::Gen<core::Event> any_event(std::size_t kind) {
  return rc::gen::exec([kind] {
    core::Event event;
    fill_variant(event, kind);
    return event;
  });
}

inline rc::Gen<core::Record> any_record() {
  return rc::gen::exec([] {
    core::Record record;
    record.sequence = *rc::gen::positive<std::uint64_t>();
    fill(record.at);
    fill(record.principal);
    fill(record.request_id);
    record.events.resize(*rc::gen::inRange(1, 5));
    for (core::Event& event : record.events) fill(event);
    return record;
  });
}

inline rc::Gen<core::Snapshot> any_snapshot() {
  return rc::gen::exec([] {
    core::Snapshot snapshot;
    fill(snapshot);
    return snapshot;
  });
}

// The same value for the same seed, in every run.
template <typename T>
T sample(const rc::Gen<T>& gen, std::uint64_t seed) {
  return gen(rc::Random(seed), 20).value();
}

}  // namespace usher::journal::testing

#endif  // USHER_TESTS_ENGINE_JOURNAL_REFLECT_H_
