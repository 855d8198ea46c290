// What every journal promises, whatever it is made of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/journal/memory_journal.h"
#include "tests/engine/journal/reflect.h"
#include "tests/engine/journal/support.h"

namespace usher::journal::testing {
namespace {

using ::testing::HasSubstr;

struct InMemory {
  std::unique_ptr<Journal> make() { return std::make_unique<MemoryJournal>(sample_decoder()); }
  static std::unique_ptr<Journal> reopen(std::unique_ptr<Journal> journal) {
    return static_cast<MemoryJournal&>(*journal).reopened();
  }
};

struct OnDisk {
  TemporaryFolder folder;
  std::unique_ptr<Journal> make() { return open(folder.path("journal")); }
  std::unique_ptr<Journal> reopen(std::unique_ptr<Journal> journal) {
    journal.reset();
    return make();
  }
};

template <typename Kind>
class AnyJournal : public ::testing::Test {
 protected:
  Kind kind_;
  std::unique_ptr<Journal> journal_ = kind_.make();
};
using Kinds = ::testing::Types<InMemory, OnDisk>;
TYPED_TEST_SUITE(AnyJournal, Kinds);

TYPED_TEST(AnyJournal, is_empty_at_first) {
  EXPECT_EQ(*this->journal_->last_sequence(), 0U);
  EXPECT_EQ(read_all(*this->journal_)->size(), 0U);
  EXPECT_FALSE((*(*this->journal_->open_reader())->snapshot_before(~0ULL)).has_value());
  EXPECT_TRUE(this->journal_->healthy().ok());
}

TYPED_TEST(AnyJournal, gives_back_what_was_appended_also_when_it_is_opened_again) {
  EXPECT_TRUE(this->journal_->append(records(1, 1)).ok());
  EXPECT_TRUE(this->journal_->append(records(2, 20)).ok());
  EXPECT_TRUE(this->journal_->append({}).ok());
  EXPECT_EQ(*read_all(*this->journal_), texts(records(1, 21)));
  this->journal_ = this->kind_.reopen(std::move(this->journal_));
  EXPECT_EQ(*this->journal_->last_sequence(), 21U);
  EXPECT_EQ(*read_all(*this->journal_), texts(records(1, 21)));
  EXPECT_TRUE(this->journal_->append(records(22, 2)).ok());
  EXPECT_EQ(*read_all(*this->journal_), texts(records(1, 23)));
}

TYPED_TEST(AnyJournal, reads_from_the_middle_of_a_batch) {
  EXPECT_TRUE(this->journal_->append(records(1, 7)).ok());
  EXPECT_TRUE(this->journal_->append(records(8, 7)).ok());
  for (std::uint64_t after = 0; after <= 14; ++after) {
    EXPECT_EQ(*read_all(*this->journal_, after), texts(records(after + 1, 14 - after)));
  }
  EXPECT_EQ(read_all(*this->journal_, 99)->size(), 0U);
}

TYPED_TEST(AnyJournal, refuses_a_batch_that_does_not_follow_and_keeps_nothing_of_it) {
  EXPECT_TRUE(this->journal_->append(records(1, 3)).ok());
  for (const std::uint64_t wrong : {1, 3, 5}) {
    const absl::Status status = this->journal_->append(records(wrong, 2));
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(status.message(), HasSubstr("can't follow record 3"));
  }
  std::vector<core::Record> torn = records(4, 3);
  torn[2].sequence = 9;
  EXPECT_EQ(this->journal_->append(torn).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(*this->journal_->last_sequence(), 3U);
  EXPECT_TRUE(this->journal_->append(records(4, 1)).ok());
}

TYPED_TEST(AnyJournal, stops_reading_where_the_visitor_does) {
  EXPECT_TRUE(this->journal_->append(records(1, 9)).ok());
  auto reader = *this->journal_->open_reader();
  int seen = 0;
  const absl::Status stop = absl::CancelledError("enough");
  EXPECT_EQ(
      reader->read(0, [&](const core::Record&) { return ++seen == 4 ? stop : absl::OkStatus(); }),
      stop);
  EXPECT_EQ(seen, 4);
}

TYPED_TEST(AnyJournal, gives_the_newest_snapshot_not_after_a_sequence_and_keeps_three) {
  EXPECT_TRUE(this->journal_->append(records(1, 50)).ok());
  for (const std::uint64_t at : {10, 20, 30, 40}) {
    EXPECT_TRUE(this->journal_->write_snapshot(snapshot_at(at)).ok());
  }
  this->journal_ = this->kind_.reopen(std::move(this->journal_));
  auto reader = *this->journal_->open_reader();
  EXPECT_EQ(to_text(**reader->snapshot_before(50)), to_text(snapshot_at(40)));
  EXPECT_EQ((*reader->snapshot_before(39))->sequence, 30U);
  EXPECT_EQ((*reader->snapshot_before(20))->sequence, 20U);
  EXPECT_FALSE((*reader->snapshot_before(19)).has_value());
  EXPECT_EQ(reader->damaged_snapshots(), 0);
}

TYPED_TEST(AnyJournal, refuses_a_snapshot_of_records_that_are_not_durable) {
  EXPECT_TRUE(this->journal_->append(records(1, 5)).ok());
  EXPECT_EQ(this->journal_->write_snapshot(snapshot_at(6)).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE((*(*this->journal_->open_reader())->snapshot_before(9)).has_value());
}

TYPED_TEST(AnyJournal, lets_a_reader_see_what_is_appended_after_it_was_opened) {
  auto reader = *this->journal_->open_reader();
  EXPECT_TRUE(this->journal_->append(records(1, 3)).ok());
  int seen = 0;
  EXPECT_TRUE(reader
                  ->read(0,
                         [&seen](const core::Record&) {
                           ++seen;
                           return absl::OkStatus();
                         })
                  .ok());
  EXPECT_EQ(seen, 3);
}

TEST(MemoryJournal, fails_on_demand_with_and_without_keeping_the_records) {
  MemoryJournal journal(sample_decoder());
  journal.fail_appends(absl::ResourceExhaustedError("full"));
  EXPECT_EQ(journal.append(records(1, 2)), absl::ResourceExhaustedError("full"));
  EXPECT_EQ(journal.healthy(), absl::ResourceExhaustedError("full"));
  EXPECT_EQ(*journal.last_sequence(), 0U);
  journal.fail_appends(absl::UnavailableError("lost"), /*after_commit=*/true);
  EXPECT_EQ(journal.append(records(1, 2)), absl::UnavailableError("lost"));
  EXPECT_EQ(*journal.last_sequence(), 2U);
  journal.fail_appends(absl::OkStatus());
  EXPECT_TRUE(journal.append(records(3, 1)).ok());
  EXPECT_EQ(*read_all(*journal.reopened()), texts(records(1, 3)));
}

}  // namespace
}  // namespace usher::journal::testing
