// The journal on disk: who may open it, what it refuses, and that readers and snapshots hold
// nothing up.
#include "engine/journal/sqlite_journal.h"

#include <atomic>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/journal/checkpointer.h"
#include "engine/journal/snapshot_files.h"
#include "engine/journal/sqlite.h"
#include "tests/engine/journal/support.h"

namespace usher::journal::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

absl::Status open_status(const std::string& folder) {
  return open_sqlite_journal(folder, sample_decoder()).status();
}

int mode_of(const std::string& path) {
  struct stat found;
  EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
  return static_cast<int>(found.st_mode & 0777);
}

void change(const std::string& database, const std::string& sql) {
  absl::StatusOr<Database> opened = Database::open(database);
  ASSERT_TRUE(opened.ok()) << opened.status();
  ASSERT_TRUE(opened->run(sql).ok());
}

TEST(SqliteJournal, makes_its_folder_and_keeps_everything_private) {
  TemporaryFolder temporary;
  const std::string folder = temporary.path("a/b/journal");
  auto journal = open(folder);
  ASSERT_TRUE(journal->append(records(1, 3)).ok());
  ASSERT_TRUE(journal->write_snapshot(snapshot_at(2)).ok());
  EXPECT_EQ(mode_of(folder), 0700);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    EXPECT_EQ(mode_of(entry.path()), 0600) << entry.path();
  }
}

TEST(SqliteJournal, takes_rights_of_others_away_from_a_restored_copy) {
  TemporaryFolder folder;
  open(folder.path("j")).reset();
  fs::permissions(folder.path("j/journal.db"), fs::perms(0644));
  auto journal = open(folder.path("j"));
  EXPECT_EQ(mode_of(folder.path("j/journal.db")), 0600);
}

TEST(SqliteJournal, held_by_this_process_is_refused) {
  TemporaryFolder folder;
  auto journal = open(folder.path("j"));
  const absl::Status second = open_status(folder.path("j"));
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(second.message(), HasSubstr("held by this process"));
  EXPECT_TRUE(journal->append(records(1, 1)).ok());
}

TEST(SqliteJournal, held_by_another_process_is_refused_with_its_pid_until_that_is_killed) {
  TemporaryFolder folder;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto journal = open_sqlite_journal(folder.path("j"), sample_decoder());
    (void)!::write(ready[1], journal.ok() ? "y" : "n", 1);
    for (;;) ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  const absl::Status status = open_status(folder.path("j"));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr(absl::StrCat("held by process ", child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(open_status(folder.path("j")).ok());
}

TEST(SqliteJournal, in_a_newer_format_is_refused_with_both_formats_and_left_alone) {
  TemporaryFolder folder;
  open(folder.path("j")).reset();
  change(folder.path("j/journal.db"),
         "UPDATE meta SET value = 7 WHERE key = 'format_version';"
         "UPDATE meta SET value = '3.1.0' WHERE key = 'written_by'");
  const std::string before = file_content(folder.path("j/journal.db"));
  const absl::Status status = open_status(folder.path("j"));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), AllOf(HasSubstr("in format 7, written by Usher 3.1.0"),
                                      HasSubstr("reads formats up to 1"), HasSubstr("Start that")));
  EXPECT_EQ(file_content(folder.path("j/journal.db")), before);
}

TEST(SqliteJournal, refuses_what_is_no_journal) {
  TemporaryFolder folder;
  write_file(folder.path("file"), "");
  absl::Status status = open_status(folder.path("file"));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("is a file; a journal needs a folder"));
  EXPECT_EQ(open_status("").code(), absl::StatusCode::kFailedPrecondition);

  fs::create_directory(folder.path("text"));
  write_file(folder.path("text/journal.db"), std::string(5000, 'x'));
  status = open_status(folder.path("text"));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("not a database"));

  fs::create_directory(folder.path("other"));
  write_file(folder.path("other/journal.db"), "");
  change(folder.path("other/journal.db"), "CREATE TABLE customers(id)");
  status = open_status(folder.path("other"));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("not a journal of Usher"));
}

TEST(SqliteJournal, in_a_folder_that_may_not_be_written_is_refused) {
  TemporaryFolder folder;
  fs::create_directory(folder.path("j"));
  fs::permissions(folder.path("j"), fs::perms(0500));
  if (::access(folder.path("j").c_str(), W_OK) == 0) {
    // The superuser may write anywhere but here.
    const absl::Status status = open_status("/proc/usher-journal");
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(status.message(), HasSubstr("/proc/usher-journal"));
    return;
  }
  const absl::Status status = open_status(folder.path("j"));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("writable"));
}

TEST(SqliteJournal, that_is_empty_because_its_making_was_interrupted_is_made) {
  TemporaryFolder folder;
  fs::create_directory(folder.path("j"));
  write_file(folder.path("j/journal.db"), "");
  EXPECT_TRUE(open(folder.path("j"))->append(records(1, 1)).ok());
}

TEST(SqliteJournal, stops_when_somebody_else_wrote) {
  TemporaryFolder folder;
  auto journal = open(folder.path("j"));
  ASSERT_TRUE(journal->append(records(1, 2)).ok());
  change(folder.path("j/journal.db"), "UPDATE head SET last_sequence = 3");
  const absl::Status status = journal->append(records(3, 1));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("somebody else wrote"));
  EXPECT_EQ(*journal->last_sequence(), 3U);
}

TEST(SqliteJournal, keeps_its_log_bounded_while_a_reader_reads) {
  TemporaryFolder folder;
  auto journal = open(folder.path("j"));
  std::atomic<bool> stop = false;
  std::thread reading([&] {
    while (!stop) EXPECT_TRUE(read_all(*journal).ok());
  });
  std::uint64_t next = 1;
  std::uintmax_t largest = 0;
  for (int i = 0; i < 220; ++i, next += 4) {
    ASSERT_TRUE(journal->append(records(next, 4, 100'000)).ok());
    largest = std::max(largest, fs::file_size(folder.path("j/journal.db-wal")));
  }
  stop = true;
  reading.join();
  EXPECT_GT(next * 100'000, 80U << 20);
  EXPECT_LT(largest, (Checkpointer::kWaitAt + Checkpointer::kPassAt) * 4200U);
  EXPECT_TRUE(journal->healthy().ok());
  EXPECT_EQ(read_all(*journal)->size(), next - 1);
}

TEST(SqliteJournal, writes_snapshots_from_another_thread_while_it_appends) {
  TemporaryFolder folder;
  auto journal = open(folder.path("j"));
  ASSERT_TRUE(journal->append(records(1, 2000)).ok());
  std::thread writing([&] {
    for (std::uint64_t at = 1; at <= 10; ++at) {
      EXPECT_TRUE(journal->write_snapshot(snapshot_at(200 * at)).ok());
    }
  });
  for (std::uint64_t next = 2001; next < 2200; ++next) {
    EXPECT_TRUE(journal->append(records(next, 1)).ok());
  }
  writing.join();
  EXPECT_EQ((*SnapshotFiles::list(folder.path("j"))).size(), 3U);
  EXPECT_EQ((*(*journal->open_reader())->snapshot_before(9999))->sequence, 2000U);
}

TEST(SqliteJournal, deletes_what_an_interrupted_snapshot_left) {
  TemporaryFolder folder;
  open(folder.path("j")).reset();
  write_file(folder.path("j/snapshot.partial"), "half");
  auto journal = open(folder.path("j"));
  EXPECT_FALSE(fs::exists(folder.path("j/snapshot.partial")));
}

}  // namespace
}  // namespace usher::journal::testing
