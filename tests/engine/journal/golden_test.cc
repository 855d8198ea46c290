// Journals that earlier versions wrote must be read, and replay to the same state, for ever.
// docs/journal.md says how one is added; an existing one is never written again.
#include <filesystem>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "engine/config/compile.h"
#include "engine/core/state.h"
#include "engine/journal/batch.h"
#include "engine/journal/checksum.h"
#include "engine/journal/sqlite_journal.h"
#include "tests/engine/journal/scenario.h"
#include "tests/engine/journal/support.h"

namespace usher::journal::testing {
namespace {

namespace fs = std::filesystem;

// Tests run in the root of the repository.
const fs::path kGolden = "tests/engine/journal/golden";

std::vector<fs::path> journals() {
  std::vector<fs::path> found;
  if (!fs::exists(kGolden)) return found;
  for (const fs::directory_entry& entry : fs::directory_iterator(kGolden)) {
    if (entry.path().extension() == ".journal") found.push_back(entry.path());
  }
  return found;
}

std::unique_ptr<Journal> open_with_configuration(const std::string& folder) {
  auto journal = open_sqlite_journal(folder, config::decode_source);
  EXPECT_TRUE(journal.ok()) << journal.status();
  return journal.ok() ? *std::move(journal) : nullptr;
}

// What the journal replays to, from its beginning and from its snapshot, and how often each event
// happened.
std::string summary_of(Journal& journal) {
  auto reader = *journal.open_reader();
  core::State state;
  std::map<std::string, int> kinds;
  std::uint32_t checksum = 0;
  const absl::Status read = reader->read(0, [&](const core::Record& record) {
    core::apply(state, record);
    for (const core::Event& event : record.events) ++kinds[std::string(core::name_of(event))];
    checksum = crc32(encode_batch({record}), checksum);
    return absl::OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;

  auto snapshot = reader->snapshot_before(state.sequence());
  EXPECT_TRUE(snapshot.ok() && snapshot->has_value()) << snapshot.status();
  core::State from_snapshot = core::State::from_snapshot(**std::move(snapshot));
  const std::uint64_t snapshot_sequence = from_snapshot.sequence();
  EXPECT_TRUE(reader
                  ->read(snapshot_sequence,
                         [&](const core::Record& record) {
                           core::apply(from_snapshot, record);
                           return absl::OkStatus();
                         })
                  .ok());
  EXPECT_EQ(from_snapshot.digest(), state.digest());

  std::string text = absl::StrFormat("records %d\nsnapshot %d\ncontent %08x\ndigest %016x\n",
                                     state.sequence(), snapshot_sequence, checksum, state.digest());
  for (const auto& [kind, count] : kinds) absl::StrAppend(&text, kind, " ", count, "\n");
  return text;
}

TEST(Golden, journals_are_read_and_replay_to_the_recorded_state) {
  EXPECT_FALSE(journals().empty());
  for (const fs::path& golden : journals()) {
    TemporaryFolder temporary;
    copy_as_after_a_crash(golden.string(), temporary.path("j"));
    auto journal = open_with_configuration(temporary.path("j"));
    ASSERT_NE(journal, nullptr) << golden;
    const fs::path expected = fs::path(golden).replace_extension(".txt");
    EXPECT_EQ(summary_of(*journal), file_content(expected.string())) << golden;
  }
}

TEST(Golden, journal_can_be_written_with_every_kind_of_event) {
  const Day day = a_day();
  TemporaryFolder temporary;
  std::string summary;
  {
    auto journal = open_with_configuration(temporary.path("j"));
    ASSERT_NE(journal, nullptr);
    for (const core::Record& record : day.records) ASSERT_TRUE(journal->append({record}).ok());
    ASSERT_TRUE(journal->write_snapshot(day.noon).ok());
    summary = summary_of(*journal);
  }
  for (std::size_t kind = 0; kind < std::variant_size_v<core::Event>; ++kind) {
    bool there = false;
    for (const core::Record& record : day.records) {
      for (const core::Event& event : record.events) there = there || event.index() == kind;
    }
    EXPECT_TRUE(there) << "no event of kind " << kind << " in\n" << summary;
  }
  const char* name = ::getenv("USHER_WRITE_GOLDEN");
  if (name == nullptr || HasFailure()) return;
  const fs::path golden = kGolden / absl::StrCat(name, ".journal");
  ASSERT_FALSE(fs::exists(golden)) << golden << " is there, and is never written again";
  fs::create_directories(kGolden);
  copy_as_after_a_crash(temporary.path("j"), golden.string());
  write_file(fs::path(golden).replace_extension(".txt").string(), summary);
}

}  // namespace
}  // namespace usher::journal::testing
