// Any bytes as the body of a request about a contact: violations with their places, or a command
// that the journal can keep. The first byte says which request.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/rpc/convert.h"
#include "routing/check.h"

namespace rpc = usher::rpc;
namespace v1 = usher::v1;

namespace {

const rpc::Frame kFrame{.agency = "town",
                        .now = usher::core::Instant(std::chrono::hours(24 * 365 * 50))};

// What came through keeps to the limits that the contract states.
void check(const usher::core::ContactDraft& draft) {
  USHER_CHECK(draft.languages.size() <= 100);
  for (const auto& option : draft.languages) {
    USHER_CHECK(option.tag.size() <= usher::routing::kMaxLanguageTagBytes);
  }
  USHER_CHECK(!draft.origin || *draft.origin <= kFrame.now + rpc::kClockTolerance);
}

template <typename Request, typename Convert>
void read(const std::uint8_t* data, std::size_t size, Convert convert) {
  Request request;
  if (!request.ParseFromArray(data, static_cast<int>(size))) return;
  rpc::Violations violations;
  convert(request, violations);
  if (!violations.empty()) USHER_CHECK(!violations.problem().message.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::uint8_t* body = data + 1;
  switch (data[0] % 3) {
    case 0:
      read<v1::CreateContactRequest>(body, size - 1, [](const auto& request, auto& violations) {
        const auto submit = rpc::convert_create(request, kFrame, violations);
        if (violations.empty()) check(submit.draft);
      });
      break;
    case 1:
      read<v1::UpdateContactRequest>(body, size - 1, [](const auto& request, auto& violations) {
        rpc::convert_patch(request, kFrame, violations);
      });
      break;
    default:
      read<v1::HeldContact>(body, size - 1, [](const auto& held, auto& violations) {
        const auto taken = rpc::convert_held(held, "held[0]", "pbx", kFrame, violations);
        if (violations.empty()) check(taken.draft);
      });
  }
  return 0;
}
