#include <algorithm>
#include <set>

#include "engine/rpc/convert.h"
#include "engine/rpc/enums.h"
#include "engine/rpc/times.h"
#include "routing/language.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;

constexpr int kMaxRank = 100;
constexpr std::size_t kMaxDetailBytes = 64;

std::string message_of(const absl::Status& status) {
  return std::string(routing::to_std(status.message()));
}

void check_count(int count, std::size_t most, const std::string& path, Violations& violations) {
  if (static_cast<std::size_t>(count) <= most) return;
  violations.add(path, v1::ERROR_REASON_TOO_LARGE,
                 str_cat("has ", count, " elements; at most ", most, " are taken"));
}

bool convert_option(const v1::LanguageOption& option, const std::string& at,
                    routing::LanguageOption& result, Violations& violations) {
  const bool modality = check_enum(option.modality(), true, at + ".modality", violations);
  const bool direction = check_enum(option.direction(), false, at + ".direction", violations);
  if (option.rank() < 0 || option.rank() > kMaxRank) {
    violations.add(at + ".rank", v1::ERROR_REASON_INVALID_FIELD,
                   str_cat(option.rank(), " is outside 0 to ", kMaxRank));
  }
  if (option.tag().empty()) {
    violations.add(at + ".tag", v1::ERROR_REASON_MISSING_FIELD,
                   "is required: a BCP 47 tag such as \"es-MX\", or \"und\" when unknown");
    return false;
  }
  auto tag = routing::canonical_language_tag(option.tag());
  if (!tag.ok()) {
    violations.add(at + ".tag", v1::ERROR_REASON_INVALID_LANGUAGE, message_of(tag.status()));
    return false;
  }
  if (!modality || !direction) return false;
  result.tag = *std::move(tag);
  result.modality = to_core(option.modality());
  result.direction = to_core(option.direction());
  if (const auto valid = routing::validate_language(result.tag, result.modality); !valid.ok()) {
    violations.add(at + ".tag", v1::ERROR_REASON_INVALID_LANGUAGE, message_of(valid));
    return false;
  }
  return true;
}

bool convert_need(const v1::Need& need, const std::string& at, core::Need& result,
                  Violations& violations) {
  if (!check_enum(need.code(), true, at + ".code", violations)) return false;
  const auto code = core::need_from_number(need.code());
  if (!code) {
    violations.add(at + ".code", v1::ERROR_REASON_UNKNOWN_ENUM_VALUE, "is not a known need");
    return false;
  }
  result.code = *code;
  const core::NeedTraits& traits = core::traits(*code);
  result.strength = traits.default_strength;
  if (check_enum(need.strength(), false, at + ".strength", violations) &&
      need.strength() != v1::NEED_STRENGTH_UNSPECIFIED) {
    result.strength = to_core(need.strength());
    if (traits.default_strength == core::NeedStrength::kHard &&
        result.strength == core::NeedStrength::kPreference) {
      violations.add(at + ".strength", v1::ERROR_REASON_INVALID_FIELD,
                     str_cat(traits.name,
                             " is hard by default and can't be weakened here; a "
                             "recorded waiver is the only way"));
    }
  }
  const int factor = need.time_factor_percent();
  if (factor != 0 && *code != core::NeedCode::kExtraTime) {
    violations.add(at + ".time_factor_percent", v1::ERROR_REASON_INVALID_FIELD,
                   "goes with EXTRA_TIME only");
  } else if (factor != 0 && (factor < 100 || factor > 400)) {
    violations.add(at + ".time_factor_percent", v1::ERROR_REASON_INVALID_FIELD,
                   str_cat(factor, " is outside 100 to 400"));
  }
  result.time_factor_percent = *code == core::NeedCode::kExtraTime && factor == 0 ? 150 : factor;
  check_size(need.detail(), kMaxDetailBytes, at + ".detail", violations);
  result.detail = need.detail();
  result.share_before_accept = need.share_before_accept();
  if (need.has_expire_time()) {
    result.expires = to_instant(need.expire_time());
    if (!result.expires) {
      violations.add(at + ".expire_time", v1::ERROR_REASON_INVALID_FIELD,
                     "is not a time between 1970 and 9999");
    }
  }
  return true;
}

}  // namespace

std::vector<routing::LanguageOption> convert_languages(
    const google::protobuf::RepeatedPtrField<v1::LanguageOption>& options, const std::string& path,
    Violations& violations) {
  std::vector<routing::LanguageOption> result;
  check_count(options.size(), core::kMaxLanguages, path, violations);
  std::uint32_t last_rank = 0;
  for (int i = 0; i < options.size() && i < static_cast<int>(core::kMaxLanguages); ++i) {
    routing::LanguageOption option;
    const v1::LanguageOption& said = options[i];
    if (!convert_option(said, str_cat(path, "[", i, "]"), option, violations)) continue;
    option.rank = said.rank() > 0 ? static_cast<std::uint32_t>(said.rank()) : last_rank + 1;
    last_rank = option.rank;
    result.push_back(std::move(option));
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const auto& a, const auto& b) { return a.rank < b.rank; });
  return result;
}

std::vector<core::Need> convert_needs(const google::protobuf::RepeatedPtrField<v1::Need>& needs,
                                      const std::string& path, Violations& violations) {
  std::vector<core::Need> result;
  std::set<core::NeedCode> seen;
  check_count(needs.size(), core::kMaxNeeds, path, violations);
  for (int i = 0; i < needs.size() && i < static_cast<int>(core::kMaxNeeds); ++i) {
    core::Need need;
    const std::string at = str_cat(path, "[", i, "]");
    if (!convert_need(needs[i], at, need, violations)) continue;
    if (!seen.insert(need.code).second) {
      violations.add(at + ".code", v1::ERROR_REASON_INVALID_FIELD, "stands in the list before");
    }
    result.push_back(std::move(need));
  }
  return result;
}

}  // namespace usher::rpc
