// What a power cut, a bad disk and a careless hand can do to the files, and that none of it goes
// unnoticed.
#include <filesystem>
#include <set>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/journal/snapshot_files.h"
#include "engine/journal/sqlite.h"
#include "engine/journal/sqlite_journal.h"
#include "tests/engine/journal/support.h"

namespace usher::journal::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::size_t kBytes = 300;  // of content in a record

// Everything that a start would do: open, read all.
absl::StatusOr<std::vector<std::string>> start(const std::string& folder) {
  absl::StatusOr<std::unique_ptr<Journal>> journal = open_sqlite_journal(folder, sample_decoder());
  if (!journal.ok()) return journal.status();
  return read_all(**journal);
}

// Batches of growing size whose log was never moved into the database, as after a crash.
struct Crashed {
  TemporaryFolder temporary;
  std::string folder = temporary.path("crashed");
  std::vector<std::uintmax_t> log_size = {0};  // after the n-th batch
  std::vector<std::uint64_t> last = {0};       // record of the n-th batch

  Crashed() {
    auto journal = open(temporary.path("j"));
    log_size[0] = fs::file_size(temporary.path("j/journal.db-wal"));
    for (const std::size_t count : {1, 3, 12, 1, 40, 2}) {
      EXPECT_TRUE(journal->append(records(last.back() + 1, count, kBytes)).ok());
      log_size.push_back(fs::file_size(temporary.path("j/journal.db-wal")));
      last.push_back(last.back() + count);
    }
    copy_as_after_a_crash(temporary.path("j"), folder);
  }
  std::string log() const { return file_content(folder + "/journal.db-wal"); }
  // The same crash with another log.
  std::string with_log(std::string_view content) const {
    const std::string changed = temporary.path("changed");
    copy_as_after_a_crash(folder, changed);
    write_file(changed + "/journal.db-wal", content);
    return changed;
  }
};

TEST(Crash, leaves_every_acknowledged_batch) {
  const Crashed crashed;
  EXPECT_EQ(*start(crashed.folder), texts(records(1, crashed.last.back(), kBytes)));
}

TEST(Crash, with_a_torn_tail_leaves_whole_batches_up_to_the_tear) {
  const Crashed crashed;
  const std::string log = crashed.log();
  std::set<std::uintmax_t> cuts;
  for (std::uintmax_t frame = 32; frame <= log.size(); frame += 4096 + 24) {
    for (const int off : {-1, 0, 1, 8, 23, 24, 25, 2000}) {
      const auto cut = static_cast<std::intmax_t>(frame) + off;
      if (cut >= static_cast<std::intmax_t>(crashed.log_size[0]) &&
          cut <= static_cast<std::intmax_t>(log.size())) {
        cuts.insert(static_cast<std::uintmax_t>(cut));
      }
    }
  }
  EXPECT_GT(cuts.size(), 60U);
  for (const std::uintmax_t cut : cuts) {
    std::size_t batches = 0;
    while (batches + 1 < crashed.log_size.size() && crashed.log_size[batches + 1] <= cut) ++batches;
    const std::string folder = crashed.with_log(std::string_view(log).substr(0, cut));
    auto journal = open(folder);
    ASSERT_NE(journal, nullptr) << "cut at " << cut;
    const std::uint64_t last = crashed.last[batches];
    EXPECT_EQ(*journal->last_sequence(), last) << "cut at " << cut;
    EXPECT_EQ(*read_all(*journal), texts(records(1, last, kBytes))) << "cut at " << cut;
    EXPECT_TRUE(journal->append(records(last + 1, 2)).ok()) << "cut at " << cut;
  }
}

TEST(Crash, with_a_flipped_bit_in_the_log_never_drops_a_batch_that_others_followed) {
  const Crashed crashed;
  const std::string log = crashed.log();
  const std::vector<std::string> all = texts(records(1, crashed.last.back(), kBytes));
  const std::vector<std::string> all_but_the_last =
      texts(records(1, crashed.last[crashed.last.size() - 2], kBytes));
  const std::uintmax_t last_batch = crashed.log_size[crashed.log_size.size() - 2];
  int refused = 0;
  for (std::size_t at = 0; at < log.size(); at += at < 64 ? 1 : 173) {
    std::string flipped = log;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    const absl::StatusOr<std::vector<std::string>> found = start(crashed.with_log(flipped));
    if (!found.ok()) {
      EXPECT_EQ(found.status().code(), absl::StatusCode::kDataLoss) << "byte " << at;
      ++refused;
    } else if (at >= last_batch) {
      EXPECT_TRUE(*found == all || *found == all_but_the_last) << "byte " << at;
    } else {
      EXPECT_EQ(*found, all) << "byte " << at;
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(FlippedBit, in_the_database_is_an_error_or_harmless_but_never_other_records) {
  TemporaryFolder temporary;
  {
    auto journal = open(temporary.path("j"));
    for (std::uint64_t next = 1; next <= 60; next += 6) {
      ASSERT_TRUE(journal->append(records(next, 6, kBytes)).ok());
    }
  }
  ASSERT_FALSE(fs::exists(temporary.path("j/journal.db-wal")));
  const std::string intact = file_content(temporary.path("j/journal.db"));
  const std::vector<std::string> all = texts(records(1, 60, kBytes));
  int refused = 0;
  for (std::size_t at = 0; at < intact.size(); at += at % 4096 < 120 ? 3 : 131) {
    std::string flipped = intact;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 7));
    write_file(temporary.path("j/journal.db"), flipped);
    const absl::StatusOr<std::vector<std::string>> found = start(temporary.path("j"));
    if (found.ok()) {
      EXPECT_EQ(*found, all) << "byte " << at;
    } else {
      ++refused;
      EXPECT_FALSE(found.status().message().empty());
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(FlippedBit, in_a_record_names_the_records_and_the_ways_out) {
  TemporaryFolder temporary;
  {
    auto journal = open(temporary.path("j"));
    ASSERT_TRUE(journal->append(records(1, 4)).ok());
    ASSERT_TRUE(journal->append(records(5, 4)).ok());
    ASSERT_TRUE(journal->append(records(9, 4)).ok());
  }
  std::string bytes = file_content(temporary.path("j/journal.db"));
  const std::size_t at = bytes.find("contact-6");
  ASSERT_NE(at, std::string::npos);
  bytes[at] ^= 4;
  write_file(temporary.path("j/journal.db"), bytes);
  auto journal = open(temporary.path("j"));
  const absl::Status status = read_all(*journal).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), AllOf(HasSubstr("records 5 to 8"), HasSubstr("checksum"),
                                      HasSubstr("restore a backup")));
  EXPECT_EQ(*read_all(*journal, 8), texts(records(9, 4)));
}

TEST(MissingRecords, are_named) {
  TemporaryFolder temporary;
  const auto with = [&temporary](const std::string& sql) {
    fs::remove_all(temporary.path("j"));
    {
      auto journal = open(temporary.path("j"));
      for (const std::uint64_t first : {1, 5, 9}) {
        EXPECT_TRUE(journal->append(records(first, 4)).ok());
      }
    }
    absl::StatusOr<Database> database = Database::open(temporary.path("j/journal.db"));
    EXPECT_TRUE(database->run(sql).ok()) << sql;
    return start(temporary.path("j")).status();
  };
  absl::Status status = with("DELETE FROM batches WHERE first_sequence = 5");
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("records 5 to 8 are missing"));
  status = with("DELETE FROM batches WHERE first_sequence = 9");
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("end with 8, and its head says 12"));
  status = with("DELETE FROM head");
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  status = with("DROP TABLE batches");
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
}

struct WithSnapshots {
  TemporaryFolder temporary;
  std::string folder = temporary.path("j");
  WithSnapshots() {
    auto journal = open(folder);
    EXPECT_TRUE(journal->append(records(1, 30)).ok());
    for (const std::uint64_t at : {10, 20, 30}) {
      EXPECT_TRUE(journal->write_snapshot(snapshot_at(at)).ok());
    }
  }
  std::string file(std::uint64_t sequence) const {
    return folder + "/" + SnapshotFiles::name(sequence);
  }
};

TEST(DamagedSnapshot, is_skipped_for_an_older_one_and_counted) {
  const WithSnapshots with;
  std::string bytes = file_content(with.file(30));
  bytes[bytes.size() / 2] ^= 1;
  write_file(with.file(30), bytes);
  write_file(with.file(20), file_content(with.file(20)).substr(0, 100));
  auto journal = open(with.folder);
  auto reader = *journal->open_reader();
  EXPECT_EQ((*reader->snapshot_before(99))->sequence, 10U);
  EXPECT_EQ(reader->damaged_snapshots(), 2);
  write_file(with.file(10), "");
  EXPECT_FALSE((*reader->snapshot_before(99)).has_value());
  EXPECT_EQ(reader->damaged_snapshots(), 5);
  EXPECT_EQ(read_all(*journal)->size(), 30U);
}

TEST(DamagedSnapshot, of_another_journal_or_under_a_wrong_name_is_not_used) {
  const WithSnapshots with;
  const WithSnapshots other;
  fs::copy_file(other.file(30), with.file(30), fs::copy_options::overwrite_existing);
  fs::copy_file(with.file(10), with.file(20), fs::copy_options::overwrite_existing);
  auto journal = open(with.folder);
  auto reader = *journal->open_reader();
  EXPECT_EQ((*reader->snapshot_before(99))->sequence, 10U);
  EXPECT_EQ(reader->damaged_snapshots(), 2);
}

TEST(Snapshots, that_are_ahead_of_the_records_show_that_records_are_gone) {
  const WithSnapshots with;
  const WithSnapshots older;
  fs::rename(with.file(30), with.folder + "/" + SnapshotFiles::name(31));
  absl::Status status = start(with.folder).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("is of record 31, and the journal ends with record 30"));
  fs::remove(with.folder + "/" + SnapshotFiles::name(31));
  EXPECT_TRUE(start(with.folder).ok());
  fs::remove(with.folder + "/journal.db");
  status = start(with.folder).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("is missing beside its snapshots"));
}

}  // namespace
}  // namespace usher::journal::testing
