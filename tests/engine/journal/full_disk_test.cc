// No room: a typed refusal, nothing half done, and it goes on when there is room again.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "engine/journal/sqlite_journal.h"
#include "tests/engine/journal/support.h"

namespace usher::journal::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// No file of this process may grow beyond the limit, while it lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uintmax_t bytes) : before_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    struct rlimit lower = limit_;
    lower.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &lower);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    ::signal(SIGXFSZ, before_);
  }

 private:
  void (*before_)(int);
  struct rlimit limit_;
};

// Appends, less and less at a time, until there is no room; the last record that was acknowledged.
std::uint64_t fill_up(Journal& journal) {
  std::uint64_t next = *journal.last_sequence() + 1;
  for (std::size_t bytes = 20'000;;) {
    const absl::Status status = journal.append(records(next, 3, bytes));
    if (status.ok()) {
      next += 3;
      continue;
    }
    if (bytes > 10) {
      bytes /= 10;
      continue;
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    EXPECT_THAT(status.message(), HasSubstr("Make room; it goes on by itself"));
    EXPECT_EQ(*journal.last_sequence(), next - 1);
    return next - 1;
  }
}

TEST(FullDisk, refuses_appends_keeps_what_was_acknowledged_and_goes_on_with_room) {
  TemporaryFolder folder;
  auto journal = open(folder.path("j"));
  ASSERT_TRUE(journal->append(records(1, 3)).ok());
  std::uint64_t last = 0;
  {
    const FileSizeLimit limit(fs::file_size(folder.path("j/journal.db-wal")) + 200'000);
    last = fill_up(*journal);
    EXPECT_EQ(journal->healthy().code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(journal->append(records(last + 1, 3, 5000)).code(),
              absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(read_all(*journal)->size(), last);
    copy_as_after_a_crash(folder.path("j"), folder.path("killed"));
  }
  EXPECT_EQ(read_all(*open(folder.path("killed")))->size(), last);
  EXPECT_TRUE(journal->healthy().ok());
  EXPECT_TRUE(journal->append(records(last + 1, 30, 5000)).ok());
  journal.reset();
  EXPECT_EQ(read_all(*open(folder.path("j")))->size(), last + 30);
}

TEST(FullDisk, leaves_no_part_of_a_snapshot) {
  TemporaryFolder folder;
  auto journal = open(folder.path("j"));
  ASSERT_TRUE(journal->append(records(1, 9000)).ok());
  ASSERT_TRUE(journal->write_snapshot(snapshot_at(10)).ok());
  {
    const FileSizeLimit limit(100'000);
    EXPECT_EQ(journal->write_snapshot(snapshot_at(9000)).code(),
              absl::StatusCode::kResourceExhausted);
  }
  EXPECT_FALSE(fs::exists(folder.path("j/snapshot.partial")));
  EXPECT_EQ((*(*journal->open_reader())->snapshot_before(9999))->sequence, 10U);
  EXPECT_TRUE(journal->write_snapshot(snapshot_at(9000)).ok());
}

TEST(FullDisk, of_a_whole_file_system_is_survived) {
  TemporaryFolder folder;
  const std::string disk = folder.path("disk");
  fs::create_directory(disk);
  if (::mount("none", disk.c_str(), "tmpfs", 0, "size=2m") != 0) {
    GTEST_SKIP() << "only the superuser can mount a small file system";
  }
  std::uint64_t last = 0;
  {
    write_file(disk + "/ballast", std::string(500'000, 'x'));
    auto journal = open(disk + "/j");
    last = fill_up(*journal);
    EXPECT_GT(last, 20U);
    EXPECT_EQ(read_all(*journal)->size(), last);
    fs::remove(disk + "/ballast");
    EXPECT_TRUE(journal->append(records(last + 1, 3, 5000)).ok());
    EXPECT_TRUE(journal->healthy().ok());
    EXPECT_EQ(read_all(*journal)->size(), last + 3);
  }
  ::umount2(disk.c_str(), MNT_DETACH);
}

}  // namespace
}  // namespace usher::journal::testing
