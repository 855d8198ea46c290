#include "tools/client/redact.h"

#include <vector>

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

bool is_harmless_clause(const google::protobuf::Message& message) {
  if (message.GetDescriptor() != v1::Clause::descriptor()) return false;
  const auto& kind = static_cast<const v1::Clause&>(message).kind();
  return kind != "language" && kind != "need";
}

}  // namespace

int redact(google::protobuf::Message& message, bool show_private) {
  const auto& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  int hidden = 0;
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
