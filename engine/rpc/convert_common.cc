#include <algorithm>
#include <array>

#include "absl/strings/numbers.h"

#include "engine/core/fingerprint.h"
#include "engine/rpc/convert.h"
#include "engine/rpc/wire.h"
#include "routing/text.h"

namespace usher::rpc {

using routing::str_cat;

void check_size(std::string_view text, std::size_t most, const std::string& path,
                Violations& violations) {
  if (text.size() <= most) return;
  violations.add(path, v1::ERROR_REASON_TOO_LARGE,
                 str_cat("has ", text.size(), " bytes; at most ", most, " are taken"));
}

std::string convert_reference(NameKind kind, std::string_view name, const std::string& path,
                              const Frame& frame, Violations& violations) {
  if (name.empty()) return {};
  Or<Name> parsed = parse_name(kind, path, name);
  if (!parsed.ok()) {
    violations.add(path, parsed.problem().reason, parsed.problem().fields[0].description);
    return {};
  }
  if (parsed->agency != frame.agency) {
    violations.add(
        path, v1::ERROR_REASON_INVALID_FIELD,
        str_cat("is of agency ", parsed->agency, "; only names of ", frame.agency, " go here"));
    return {};
  }
  return parsed->id;
}

bool check_enum(const google::protobuf::EnumDescriptor& type, int value, bool required,
                const std::string& path, Violations& violations) {
  const bool known = type.FindValueByNumber(value) != nullptr;
  if (known && (value != 0 || !required)) return true;
  std::string names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    names += (names.empty() ? "" : ", ") + type.value(i)->name();
  }
  if (known) {
    violations.add(path, v1::ERROR_REASON_MISSING_FIELD, str_cat("is required: one of ", names));
  } else {
    violations.add(
        path, v1::ERROR_REASON_UNKNOWN_ENUM_VALUE,
        str_cat(value, " is not a ", type.full_name(), " of this version; one of ", names));
  }
  return false;
}

std::string etag_of(std::uint64_t version) { return str_cat("v", version); }

std::optional<std::uint64_t> convert_etag(std::string_view etag, const std::string& path,
                                          Violations& violations) {
  if (etag.empty()) return {};
  std::uint64_t version = 0;
  if (etag[0] == 'v' && etag.size() <= 20 &&
      absl::SimpleAtoi(routing::to_absl(etag.substr(1)), &version)) {
    return version;
  }
  violations.add(path, v1::ERROR_REASON_INVALID_FIELD,
                 "is not an etag of this daemon; send one back as it was read, or none");
  return {};
}

std::uint64_t content_fingerprint(std::string_view key, const v1::Contact& contact) {
  v1::Contact said;
  said.set_channel(contact.channel());
  said.set_service(contact.service());
  *said.mutable_languages() = contact.languages();
  said.set_fallback(contact.fallback());
  *said.mutable_needs() = contact.needs();
  said.set_required_skills(contact.required_skills());
  said.set_site(contact.site());
  said.set_priority_minutes(contact.priority_minutes());
  if (contact.has_origin_time()) *said.mutable_origin_time() = contact.origin_time();
  said.set_journey_id(contact.journey_id());
  *said.mutable_display() = contact.display();
  if (contact.has_identity()) *said.mutable_identity() = contact.identity();
  said.set_adapter(contact.adapter());
  return core::fingerprint(deterministic_bytes(said), core::fingerprint(key));
}

}  // namespace usher::rpc
