#include "engine/rpc/call.h"

namespace usher::rpc {

std::optional<core::Duration> time_left(const grpc::ServerContextBase& context) {
  const gpr_timespec deadline = gpr_convert_clock_type(context.raw_deadline(), GPR_CLOCK_MONOTONIC);
  if (gpr_time_cmp(deadline, gpr_inf_future(GPR_CLOCK_MONOTONIC)) == 0) return {};
  const gpr_timespec left = gpr_time_sub(deadline, gpr_now(GPR_CLOCK_MONOTONIC));
  // A year is as good as for ever and keeps the sum in range.
  constexpr std::int64_t kYear = 366 * 86'400;
  if (left.tv_sec > kYear) return {};
  return std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_nsec / 1000);
}

Problem deadline_passed() {
  return {.reason = v1::ERROR_REASON_DEADLINE_PASSED,
          .message = "the deadline had passed when the call arrived; nothing was done"};
}

}  // namespace usher::rpc
