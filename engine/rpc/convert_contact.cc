#include <algorithm>

#include "engine/rpc/convert.h"
#include "engine/rpc/enums.h"
#include "engine/rpc/times.h"
#include "routing/language.h"
#include "routing/skill_expression.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;
using Display = google::protobuf::Map<std::string, std::string>;

constexpr std::size_t kMaxIdentityBytes = 256;
constexpr std::size_t kMaxExternalIdBytes = 128;
constexpr int kMaxPriorityMinutes = 1440;

bool is_display_key(std::string_view key) {
  if (key.empty() || key.size() > core::kMaxIdBytes || key[0] < 'a' || key[0] > 'z') return false;
  return std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::vector<std::pair<std::string, std::string>> convert_display(const Display& display,
                                                                 const std::string& path,
                                                                 Violations& violations) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::size_t bytes = 0;
  for (const auto& [key, value] : display) {
    if (!is_display_key(key)) {
      violations.add(path, v1::ERROR_REASON_INVALID_FIELD,
                     "a key is not of the form [a-z][a-z0-9_]{0,62}");
    }
    check_size(value, core::kMaxDisplayValueBytes,
               is_display_key(key) ? str_cat(path, "[\"", key, "\"]") : path, violations);
    bytes += key.size() + value.size();
    pairs.emplace_back(key, value);
  }
  if (pairs.size() > core::kMaxDisplayPairs) {
    violations.add(
        path, v1::ERROR_REASON_TOO_LARGE,
        str_cat("has ", pairs.size(), " pairs; at most ", core::kMaxDisplayPairs, " are taken"));
  }
  if (bytes > core::kMaxDisplayBytes) {
    violations.add(
        path, v1::ERROR_REASON_TOO_LARGE,
        str_cat("has ", bytes, " bytes in all; at most ", core::kMaxDisplayBytes, " are taken"));
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

core::Identity convert_identity(const v1::Identity& identity, const std::string& path,
                                Violations& violations) {
  check_size(identity.display_name(), kMaxIdentityBytes, path + ".display_name", violations);
  check_size(identity.address(), kMaxIdentityBytes, path + ".address", violations);
  check_size(identity.external_id(), kMaxExternalIdBytes, path + ".external_id", violations);
  return {.display_name = identity.display_name(),
          .address = identity.address(),
          .external_id = identity.external_id()};
}

routing::SkillClauses convert_skills(const std::string& text, const std::string& path,
                                     Violations& violations) {
  auto clauses = routing::parse_skill_expression(text);
  if (clauses.ok()) return *std::move(clauses);
  violations.add(path, v1::ERROR_REASON_INVALID_SKILL_EXPRESSION,
                 std::string(routing::to_std(clauses.status().message())));
  return {};
}

std::optional<core::Instant> convert_origin(const v1::Contact& contact, const std::string& path,
                                            const Frame& frame, Violations& violations) {
  if (!contact.has_origin_time()) return {};
  const auto origin = to_instant(contact.origin_time());
  if (!origin) {
    violations.add(path, v1::ERROR_REASON_INVALID_FIELD, "is not a time between 1970 and 9999");
  } else if (*origin > frame.now + kClockTolerance) {
    violations.add(path, v1::ERROR_REASON_INVALID_FIELD,
                   "is in the future; it is when the person first tried");
  } else if (*origin < frame.now - kOldestOrigin) {
    violations.add(path, v1::ERROR_REASON_INVALID_FIELD, "is over 400 days ago");
  } else {
    return std::min(*origin, frame.now);
  }
  return {};
}

void check_priority(int minutes, const std::string& path, Violations& violations) {
  if (minutes >= -kMaxPriorityMinutes && minutes <= kMaxPriorityMinutes) return;
  violations.add(path, v1::ERROR_REASON_INVALID_FIELD,
                 str_cat(minutes, " is outside −1440 to 1440 minutes"));
}

}  // namespace

core::ContactDraft convert_draft(const v1::Contact& contact, const std::string& path,
                                 const Frame& frame, Violations& violations) {
  const auto at = [&path](const char* field) { return str_cat(path, ".", field); };
  core::ContactDraft draft;
  if (check_enum(contact.channel(), true, at("channel"), violations)) {
    draft.channel = to_core(contact.channel());
  }
  if (contact.service().empty()) {
    violations.add(at("service"), v1::ERROR_REASON_MISSING_FIELD,
                   str_cat("is required: \"", pattern_of(NameKind::kService), "\""));
  }
  draft.service =
      convert_reference(NameKind::kService, contact.service(), at("service"), frame, violations);
  draft.languages = convert_languages(contact.languages(), at("languages"), violations);
  if (check_enum(contact.fallback(), false, at("fallback"), violations)) {
    draft.fallback = to_core(contact.fallback());
  }
  draft.needs = convert_needs(contact.needs(), at("needs"), violations);
  draft.required_skills =
      convert_skills(contact.required_skills(), at("required_skills"), violations);
  draft.site = convert_reference(NameKind::kSite, contact.site(), at("site"), frame, violations);
  if (contact.channel() == v1::IN_PERSON && contact.site().empty()) {
    violations.add(at("site"), v1::ERROR_REASON_MISSING_FIELD,
                   "is required for IN_PERSON: where the person is");
  }
  check_priority(contact.priority_minutes(), at("priority_minutes"), violations);
  draft.priority_minutes = contact.priority_minutes();
  draft.origin = convert_origin(contact, at("origin_time"), frame, violations);
  check_size(contact.journey_id(), core::kMaxJourneyBytes, at("journey_id"), violations);
  draft.journey = contact.journey_id();
  draft.display = convert_display(contact.display(), at("display"), violations);
  draft.identity = convert_identity(contact.identity(), at("identity"), violations);
  draft.adapter =
      convert_reference(NameKind::kAdapter, contact.adapter(), at("adapter"), frame, violations);
  return draft;
}

core::SubmitContact convert_create(const v1::CreateContactRequest& request, const Frame& frame,
                                   Violations& violations) {
  core::SubmitContact command;
  if (!request.contact_id().empty() && !is_id(request.contact_id())) {
    violations.add(
        "contact_id", v1::ERROR_REASON_INVALID_FIELD,
        "is not of the form [A-Za-z0-9][A-Za-z0-9._~-]{0,62}; leave it empty to be given "
        "one");
  }
  if (!request.has_contact()) {
    violations.add("contact", v1::ERROR_REASON_MISSING_FIELD, "is required: what to create");
    return command;
  }
  command.key = request.contact_id();
  command.draft = convert_draft(request.contact(), "contact", frame, violations);
  command.fingerprint = content_fingerprint(command.key, request.contact());
  return command;
}

core::HeldByAdapter convert_held(const v1::HeldContact& held, const std::string& path,
                                 std::string_view adapter, const Frame& frame,
                                 Violations& violations) {
  core::HeldByAdapter result{.key = held.contact_id()};
  if (!is_id(held.contact_id())) {
    violations.add(path + ".contact_id", v1::ERROR_REASON_INVALID_FIELD,
                   "is required and of the form [A-Za-z0-9][A-Za-z0-9._~-]{0,62}");
  }
  v1::Contact contact = held.contact();
  if (contact.adapter().empty()) {
    contact.set_adapter(make_name(NameKind::kAdapter, frame.agency, adapter));
  }
  if (!contact.has_origin_time()) {
    violations.add(path + ".contact.origin_time", v1::ERROR_REASON_MISSING_FIELD,
                   "is required: a contact that is taken in gets its place by it");
  }
  result.draft = convert_draft(contact, path + ".contact", frame, violations);
  if (!result.draft.adapter.empty() && result.draft.adapter != adapter) {
    violations.add(path + ".contact.adapter", v1::ERROR_REASON_INVALID_FIELD,
                   "is another adapter; an adapter reports what it holds itself");
  }
  result.fingerprint = content_fingerprint(result.key, contact);
  result.connected_agent = convert_reference(NameKind::kAgent, held.connected_agent(),
                                             path + ".connected_agent", frame, violations);
  return result;
}

namespace {

using Patcher = void (*)(const v1::Contact&, const Frame&, core::ContactPatch&, Violations&);

struct Patchable {
  std::string_view path;
  Patcher patch;
};

constexpr Patchable kPatchable[] = {
    {"languages",
     [](const v1::Contact& c, const Frame&, core::ContactPatch& p, Violations& v) {
       p.languages = convert_languages(c.languages(), "contact.languages", v);
     }},
    {"fallback",
     [](const v1::Contact& c, const Frame&, core::ContactPatch& p, Violations& v) {
       if (check_enum(c.fallback(), false, "contact.fallback", v))
         p.fallback = to_core(c.fallback());
     }},
    {"needs", [](const v1::Contact& c, const Frame&, core::ContactPatch& p,
                 Violations& v) { p.needs = convert_needs(c.needs(), "contact.needs", v); }},
    {"required_skills",
     [](const v1::Contact& c, const Frame&, core::ContactPatch& p, Violations& v) {
       p.required_skills = convert_skills(c.required_skills(), "contact.required_skills", v);
     }},
    {"site",
     [](const v1::Contact& c, const Frame& f, core::ContactPatch& p, Violations& v) {
       p.site = convert_reference(NameKind::kSite, c.site(), "contact.site", f, v);
     }},
    {"priority_minutes",
     [](const v1::Contact& c, const Frame&, core::ContactPatch& p, Violations& v) {
       check_priority(c.priority_minutes(), "contact.priority_minutes", v);
       p.priority_minutes = c.priority_minutes();
     }},
    {"service",
     [](const v1::Contact& c, const Frame& f, core::ContactPatch& p, Violations& v) {
       p.service = convert_reference(NameKind::kService, c.service(), "contact.service", f, v);
       if (c.service().empty()) {
         v.add("contact.service", v1::ERROR_REASON_MISSING_FIELD, "can't be taken away");
       }
     }},
    {"display",
     [](const v1::Contact& c, const Frame&, core::ContactPatch& p, Violations& v) {
       p.display = convert_display(c.display(), "contact.display", v);
     }},
    {"identity",
     [](const v1::Contact& c, const Frame&, core::ContactPatch& p, Violations& v) {
       p.identity = convert_identity(c.identity(), "contact.identity", v);
     }},
    {"journey_id",
     [](const v1::Contact& c, const Frame&, core::ContactPatch& p, Violations& v) {
       check_size(c.journey_id(), core::kMaxJourneyBytes, "contact.journey_id", v);
       p.journey = c.journey_id();
     }},
};

}  // namespace

core::ContactPatch convert_patch(const v1::UpdateContactRequest& request, const Frame& frame,
                                 Violations& violations) {
  core::ContactPatch patch;
  std::string names;
  for (const Patchable& each : kPatchable) names += str_cat(names.empty() ? "" : ", ", each.path);
  if (request.update_mask().paths().empty()) {
    violations.add("update_mask", v1::ERROR_REASON_MISSING_FIELD,
                   str_cat("is required: any of ", names));
  }
  for (int i = 0; i < request.update_mask().paths_size(); ++i) {
    const std::string& path = request.update_mask().paths(i);
    const auto* found = std::find_if(std::begin(kPatchable), std::end(kPatchable),
                                     [&path](const Patchable& each) { return each.path == path; });
    if (found == std::end(kPatchable)) {
      violations.add(str_cat("update_mask.paths[", i, "]"), v1::ERROR_REASON_INVALID_FIELD,
                     str_cat("is not a field that can be changed; any of ", names));
    } else {
      found->patch(request.contact(), frame, patch, violations);
    }
  }
  return patch;
}

}  // namespace usher::rpc
