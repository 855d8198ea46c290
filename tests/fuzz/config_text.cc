// Any text as a configuration file: findings that say what is wrong, or a file that is written and
// read again as the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/config/check.h"
#include "engine/config/config_file.h"
#include "google/protobuf/util/message_differencer.h"
#include "routing/check.h"

namespace config = usher::config;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto checked = config::check_text({reinterpret_cast<const char*>(data), size});
  USHER_CHECK(checked.findings.size() <= config::kMaxFindings);
  for (const config::Finding& finding : checked.findings) {
    USHER_CHECK(!config::to_string(finding, "file").empty());
    if (finding.severity == config::Finding::Severity::kError) return 0;
  }
  const auto again = config::load_text(config::to_yaml(checked.config));
  USHER_CHECK(again.findings.empty());
  USHER_CHECK(google::protobuf::util::MessageDifferencer::Equals(again.config, checked.config));
  return 0;
}
