#include "engine/rpc/names.h"

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"

#include "engine/core/contact.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;
using routing::to_absl;

struct Form {
  std::string_view pattern;
  std::string_view collection;  // the third segment of a name
  bool numbered;
};

const Form& form_of(NameKind kind) {
  static constexpr Form kForms[] = {
      {"agencies/{agency}", "", false},
      {"agencies/{agency}/contacts/{contact}", "contacts", false},
      {"agencies/{agency}/agents/{agent}", "agents", false},
      {"agencies/{agency}/agents/{agent}/sessions/{session}", "agents", true},
      {"agencies/{agency}/offers/{offer}", "offers", true},
      {"agencies/{agency}/queues/{queue}", "queues", false},
      {"agencies/{agency}/services/{service}", "services", false},
      {"agencies/{agency}/sites/{site}", "sites", false},
      {"agencies/{agency}/adapters/{adapter}", "adapters", false},
      {"agencies/{agency}/config/revisions/{number}", "config", true},
  };
  return kForms[static_cast<std::size_t>(kind)];
}

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_agency_id(std::string_view text) {
  return is_id(text) && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

bool parse_number(std::string_view text, std::uint64_t& number) {
  return !text.empty() && text[0] >= '1' && text[0] <= '9' && text.size() <= 19 &&
         absl::SimpleAtoi(to_absl(text), &number);
}

Problem malformed(NameKind kind, std::string_view field, std::string_view text,
                  std::string_view why) {
  // Enough of the text to recognise it, escaped: it may hold anything.
  const std::string shown = absl::CHexEscape(to_absl(text.substr(0, 80)));
  Violations violations;
  violations.add(std::string(field),
                 text.empty() ? v1::ERROR_REASON_MISSING_FIELD : v1::ERROR_REASON_MALFORMED_NAME,
                 text.empty() ? str_cat("is required: \"", pattern_of(kind), "\"")
                              : str_cat("\"", shown, "\" is not a name of the form \"",
                                        pattern_of(kind), "\": ", why));
  return violations.problem();
}

}  // namespace

std::string_view pattern_of(NameKind kind) { return form_of(kind).pattern; }

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= core::kMaxIdBytes && is_alnum(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_alnum(c) || c == '.' || c == '_' || c == '~' || c == '-';
         });
}

Or<Name> parse_name(NameKind kind, std::string_view field, std::string_view text) {
  const Form& form = form_of(kind);
  if (text.size() > 512) return malformed(kind, field, text, "it is longer than 512 bytes");
  const std::vector<std::string_view> parts = routing::split(text, '/');
  const std::vector<std::string_view> wanted = routing::split(form.pattern, '/');
  if (parts.size() != wanted.size()) {
    return malformed(kind, field, text,
                     str_cat("it has ", parts.size(), " parts instead of ", wanted.size()));
  }
  Name name;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (wanted[i].front() != '{') {
      if (parts[i] != wanted[i]) {
        return malformed(kind, field, text, str_cat("part ", i + 1, " is not ", wanted[i]));
      }
    } else if (i == 1) {
      if (!is_agency_id(parts[i])) {
        return malformed(kind, field, text, "an agency's id is [a-z][a-z0-9-]{0,62}");
      }
      name.agency = parts[i];
    } else if (form.numbered && i + 1 == parts.size()) {
      if (!parse_number(parts[i], name.number)) {
        return malformed(kind, field, text, "the last part is a number from 1");
      }
    } else {
      if (!is_id(parts[i])) {
        return malformed(kind, field, text, "an id is [A-Za-z0-9][A-Za-z0-9._~-]{0,62}");
      }
      name.id = parts[i];
    }
  }
  return name;
}

std::string agency_name(std::string_view agency) { return str_cat("agencies/", agency); }

std::string make_name(NameKind kind, std::string_view agency, std::string_view id) {
  if (id.empty()) return {};
  return str_cat("agencies/", agency, "/", form_of(kind).collection, "/", id);
}

std::string make_name(NameKind kind, std::string_view agency, std::uint64_t number) {
  if (number == 0) return {};
  return str_cat("agencies/", agency, "/", form_of(kind).collection, "/",
                 kind == NameKind::kRevision ? "revisions/" : "", number);
}

std::string session_name(std::string_view agency, std::string_view agent, std::uint64_t session) {
  if (session == 0) return {};
  return str_cat("agencies/", agency, "/agents/", agent, "/sessions/", session);
}

}  // namespace usher::rpc
