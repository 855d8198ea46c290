// From requests to commands: every form and limit that the protos document is checked here, all
// violations are found, and nothing of protobuf goes further in.
//
// Pure; any thread. References (does the service exist?) and states are for the engine to judge.
#ifndef USHER_ENGINE_RPC_CONVERT_H_
#define USHER_ENGINE_RPC_CONVERT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/command.h"
#include "engine/rpc/errors.h"
#include "engine/rpc/names.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/repeated_field.h"
#include "usher/v1/channel.pb.h"
#include "usher/v1/contact.pb.h"

namespace usher::rpc {

// What a conversion needs to know besides the request.
struct Frame {
  std::string_view agency;
  core::Instant now;
};

// A person's clock may be this much ahead of ours and is taken as now.
inline constexpr std::chrono::seconds kClockTolerance(5);
inline constexpr std::chrono::hours kOldestOrigin(400 * 24);

core::ContactDraft convert_draft(const v1::Contact& contact, const std::string& path,
                                 const Frame& frame, Violations& violations);
core::SubmitContact convert_create(const v1::CreateContactRequest& request, const Frame& frame,
                                   Violations& violations);
core::ContactPatch convert_patch(const v1::UpdateContactRequest& request, const Frame& frame,
                                 Violations& violations);
core::HeldByAdapter convert_held(const v1::HeldContact& held, const std::string& path,
                                 std::string_view adapter, const Frame& frame,
                                 Violations& violations);

std::vector<routing::LanguageOption> convert_languages(
    const google::protobuf::RepeatedPtrField<v1::LanguageOption>& options, const std::string& path,
    Violations& violations);
std::vector<core::Need> convert_needs(const google::protobuf::RepeatedPtrField<v1::Need>& needs,
                                      const std::string& path, Violations& violations);

// Of what a client says of a contact, so that the same contact again is known as such.
std::uint64_t content_fingerprint(std::string_view key, const v1::Contact& contact);

// The etag of a contact or agent, and back; nullopt in `version` where none was sent.
std::string etag_of(std::uint64_t version);
std::optional<std::uint64_t> convert_etag(std::string_view etag, const std::string& path,
                                          Violations& violations);

// At most `most` bytes.
inline constexpr std::size_t kMaxCodeBytes = 64;  // of a reason or an outcome
void check_size(std::string_view text, std::size_t most, const std::string& path,
                Violations& violations);
// The id behind the name of a resource of the same agency; empty stays empty.
std::string convert_reference(NameKind kind, std::string_view name, const std::string& path,
                              const Frame& frame, Violations& violations);
// Adds UNKNOWN_ENUM_VALUE; the zero value is refused with MISSING_FIELD where `required`.
bool check_enum(const google::protobuf::EnumDescriptor& type, int value, bool required,
                const std::string& path, Violations& violations);
template <typename Enum>
bool check_enum(Enum value, bool required, const std::string& path, Violations& violations) {
  return check_enum(*google::protobuf::GetEnumDescriptor<Enum>(), static_cast<int>(value), required,
                    path, violations);
}

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_CONVERT_H_
