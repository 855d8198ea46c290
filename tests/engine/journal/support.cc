#include "tests/engine/journal/support.h"

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>
#include <stdlib.h>

#include "engine/journal/sqlite_journal.h"
#include "routing/check.h"
#include "tests/engine/journal/reflect.h"

namespace usher::journal::testing {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string name = ::testing::TempDir() + "/journal-XXXXXX";
  USHER_CHECK(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::path(std::string_view name) const {
  return name.empty() ? path_.string() : (path_ / name).string();
}

ModelDecoder sample_decoder() {
  return [](std::string_view source) -> absl::StatusOr<core::ModelPtr> {
    auto model = std::make_shared<core::Model>();
    model->display_name = std::string(source);
    return model;
  };
}

core::Record record(std::uint64_t sequence, std::size_t bytes) {
  core::ContactDraft draft;
  draft.service = "housing";
  draft.origin = instant(1'000'000 * static_cast<std::int64_t>(sequence));
  draft.journey = std::string(bytes, static_cast<char>('a' + sequence % 26));
  core::Record record;
  record.sequence = sequence;
  record.at = *draft.origin;
  record.principal = "tester";
  record.events.push_back(core::ContactSubmitted{
      {sequence}, absl::StrCat("contact-", sequence), sequence * 31, draft, "queue"});
  return record;
}

std::vector<core::Record> records(std::uint64_t first, std::size_t count, std::size_t bytes) {
  std::vector<core::Record> made;
  for (std::size_t i = 0; i < count; ++i) made.push_back(record(first + i, bytes));
  return made;
}

core::Snapshot snapshot_at(std::uint64_t sequence) {
  core::Snapshot snapshot;
  snapshot.sequence = sequence;
  snapshot.now = instant(1'000'000 * static_cast<std::int64_t>(sequence));
  snapshot.next_contact = sequence + 1;
  for (std::uint64_t id = 1; id <= sequence; ++id) {
    core::Contact& contact = snapshot.contacts.emplace_back();
    contact.id = {id};
    contact.key = absl::StrCat("contact-", id);
    contact.draft.service = "housing";
  }
  return snapshot;
}

std::unique_ptr<Journal> open(const std::string& folder) {
  absl::StatusOr<std::unique_ptr<Journal>> journal = open_sqlite_journal(folder, sample_decoder());
  EXPECT_TRUE(journal.ok()) << journal.status();
  return journal.ok() ? *std::move(journal) : nullptr;
}

absl::StatusOr<std::vector<std::string>> read_all(Journal& journal, std::uint64_t after) {
  absl::StatusOr<std::unique_ptr<Reader>> reader = journal.open_reader();
  if (!reader.ok()) return reader.status();
  std::vector<std::string> read;
  const absl::Status status = (*reader)->read(after, [&read](const core::Record& record) {
    read.push_back(to_text(record));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return read;
}

std::vector<std::string> texts(const std::vector<core::Record>& records) {
  std::vector<std::string> made;
  made.reserve(records.size());
  for (const core::Record& record : records) made.push_back(to_text(record));
  return made;
}

std::string file_content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  EXPECT_TRUE(out) << path;
}

void copy_as_after_a_crash(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  fs::create_directories(to);
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    const std::string name = entry.path().filename().string();
    if (name == "lock" || name == "journal.db-shm") continue;
    fs::copy_file(entry.path(), fs::path(to) / name);
  }
}

}  // namespace usher::journal::testing
