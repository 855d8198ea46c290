#include "engine/rpc/wire.h"

#include <vector>

#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/unknown_field_set.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;
using routing::str_cat;

constexpr int kMaxDepth = 100;  // protobuf's own limit

// RFC 3629: shortest forms only, no surrogates, at most U+10FFFF.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t more = lead < 0x80                    ? 0
                             : lead >= 0xC2 && lead <= 0xDF ? 1
                             : lead >= 0xE0 && lead <= 0xEF ? 2
                             : lead >= 0xF0 && lead <= 0xF4 ? 3
                                                            : 4;
    if (more == 4 || i + more >= text.size()) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      auto low = static_cast<unsigned char>(0x80);
      auto high = static_cast<unsigned char>(0xBF);
      if (k == 1 && lead == 0xE0) low = 0xA0;
      if (k == 1 && lead == 0xED) high = 0x9F;
      if (k == 1 && lead == 0xF0) low = 0x90;
      if (k == 1 && lead == 0xF4) high = 0x8F;
      const auto c = static_cast<unsigned char>(text[i + k]);
      if (c < low || c > high) return false;
    }
    i += more + 1;
  }
  return true;
}

bool parse_fields(std::string_view bytes, UnknownFieldSet& fields) {
  return fields.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// The paths of string fields that are not UTF-8, by walking the bytes along the descriptor.
void find_bad_text(const Descriptor& type, std::string_view bytes, const std::string& path,
                   int depth, Violations& found) {
  UnknownFieldSet fields;
  if (depth > kMaxDepth || !parse_fields(bytes, fields)) {
    found.add(path.empty() ? "request" : path, v1::ERROR_REASON_INVALID_FIELD,
              str_cat("the bytes are not a ", type.full_name(), " (cut off or damaged)"));
    return;
  }
  std::vector<int> seen(static_cast<std::size_t>(type.field_count()), 0);
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& value = fields.field(i);
    const FieldDescriptor* field = type.FindFieldByNumber(value.number());
    if (field == nullptr || value.type() != UnknownField::TYPE_LENGTH_DELIMITED) continue;
    std::string here = path.empty() ? field->name() : str_cat(path, ".", field->name());
    int& index = seen[static_cast<std::size_t>(field->index())];
    if (field->is_repeated()) here += str_cat("[", index++, "]");
    if (field->type() == FieldDescriptor::TYPE_STRING && !is_utf8(value.length_delimited())) {
      found.add(here, v1::ERROR_REASON_INVALID_FIELD, "is not UTF-8; send text as UTF-8");
    }
    if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      find_bad_text(*field->message_type(), value.length_delimited(), here, depth + 1, found);
    }
  }
}

std::string flatten(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  std::string flat;
  if (!bytes.Dump(&slices).ok()) return flat;
  flat.reserve(bytes.Length());
  for (const grpc::Slice& slice : slices) {
    flat.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return flat;
}

}  // namespace

grpc::ByteBuffer to_bytes(const std::string& serialized) {
  const grpc::Slice slice(serialized);
  return {&slice, 1};
}

grpc::ByteBuffer to_bytes(const google::protobuf::MessageLite& message) {
  grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<std::uint8_t*>(slice.begin()));
  return {&slice, 1};
}

Trouble from_bytes(const grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  // The reader wants a buffer that it may hold on to; sharing slices is cheap.
  grpc::ByteBuffer shared = bytes;
  if (!shared.Valid()) {
    message.Clear();
    return {};
  }
  grpc::ProtoBufferReader reader(&shared);
  if (reader.status().ok() && message.ParseFromZeroCopyStream(&reader)) return {};
  Violations found;
  find_bad_text(*message.GetDescriptor(), flatten(bytes), "", 0, found);
  if (found.empty()) {
    found.add("request", v1::ERROR_REASON_INVALID_FIELD,
              str_cat("the bytes are not a ", message.GetDescriptor()->full_name()));
  }
  return found.problem();
}

std::string deterministic_bytes(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&out);
  }
  return bytes;
}

}  // namespace usher::rpc
