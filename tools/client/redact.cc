#include "tools/client/redact.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "usher/v1/annotations.pb.h"
#include "usher/v1/explain.pb.h"

namespace usher::client {
namespace {

bool is_hidden(const google::protobuf::FieldDescriptor& field, bool show_private) {
  switch (field.options().GetExtension(v1::data_class)) {
    case v1::DATA_CLASS_SECRET:
      return true;
    case v1::DATA_CLASS_IDENTITY:
    case v1::DATA_CLASS_NEED:
    case v1::DATA_CLASS_CONTENT:
      return !show_private;
    default:  // operational, and classes of a newer contract are for its own tools
      return false;
  }
}

bool is_private_clause(const v1::Clause& clause) {
  return clause.kind() == "language" || clause.kind() == "need";
}

bool is_harmless_clause(const google::protobuf::Message& message) {
  return message.GetDescriptor() == v1::Clause::descriptor() &&
         !is_private_clause(static_cast<const v1::Clause&>(message));
}

// The sentences of an explanation repeat the words of its clauses.
int mask_sentences(v1::ContactExplanation& explanation) {
  int hidden = 0;
  const auto mask = [&hidden](const v1::Clause& clause, std::string& sentence) {
    hidden +=
        absl::StrReplaceAll({{clause.text(), absl::StrCat("(", clause.kind(), ")")}}, &sentence);
  };
  for (const auto& clause : explanation.clauses()) {
    if (!is_private_clause(clause) || clause.text().empty()) continue;
    mask(clause, *explanation.mutable_summary());
    mask(clause, *explanation.mutable_next_timer_effect());
    for (auto& sentence : *explanation.mutable_what_would_help()) mask(clause, sentence);
  }
  return hidden;
}

}  // namespace

int redact(google::protobuf::Message& message, bool show_private) {
  const auto& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  int hidden = 0;
  if (!show_private && message.GetDescriptor() == v1::ContactExplanation::descriptor()) {
    hidden += mask_sentences(static_cast<v1::ContactExplanation&>(message));
  }
  for (const auto* field : fields) {
    if (is_hidden(*field, show_private) && !is_harmless_clause(message)) {
      reflection.ClearField(&message, field);
      ++hidden;
    } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!field->is_repeated()) {
        hidden += redact(*reflection.MutableMessage(&message, field), show_private);
        continue;
      }
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        hidden += redact(*reflection.MutableRepeatedMessage(&message, field, i), show_private);
      }
    }
  }
  return hidden;
}

}  // namespace usher::client
