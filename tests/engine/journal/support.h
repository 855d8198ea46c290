// What the tests of the journal share: a temporary folder, small records, files to spoil.
#ifndef USHER_TESTS_ENGINE_JOURNAL_SUPPORT_H_
#define USHER_TESTS_ENGINE_JOURNAL_SUPPORT_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/journal/journal.h"

namespace usher::journal::testing {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::string path(std::string_view name = "") const;

 private:
  std::filesystem::path path_;
};

// A model whose display_name is the source.
ModelDecoder sample_decoder();

// A record with a contact in it; `bytes` of content, to make it as large as wanted.
core::Record record(std::uint64_t sequence, std::size_t bytes = 10);
std::vector<core::Record> records(std::uint64_t first, std::size_t count, std::size_t bytes = 10);
// A state after `sequence` records, with a contact a record.
core::Snapshot snapshot_at(std::uint64_t sequence);

// Opens, or fails the test.
std::unique_ptr<Journal> open(const std::string& folder);

// The records after `after` as text, in order, or what stopped the reading.
absl::StatusOr<std::vector<std::string>> read_all(Journal& journal, std::uint64_t after = 0);
std::vector<std::string> texts(const std::vector<core::Record>& records);

std::string file_content(const std::string& path);
void write_file(const std::string& path, std::string_view content);
// What a machine that stops now leaves: the database and its log, and the snapshots.
void copy_as_after_a_crash(const std::string& from, const std::string& to);

}  // namespace usher::journal::testing

#endif  // USHER_TESTS_ENGINE_JOURNAL_SUPPORT_H_
