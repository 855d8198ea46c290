#include "tests/simulation/disk.h"

#include <algorithm>
#include <utility>

#include "engine/core/fingerprint.h"
#include "engine/journal/batch.h"
#include "engine/journal/checksum.h"
#include "engine/journal/codec.h"
#include "routing/check.h"
#include "routing/text.h"

namespace usher::simulation {

class DiskReader : public journal::Reader {
 public:
  DiskReader(const Disk& disk, bool with_snapshots)
      : disk_(disk), with_snapshots_(with_snapshots) {}

  absl::Status read(std::uint64_t after,
                    absl::FunctionRef<absl::Status(core::Record)> visit) override {
    return disk_.read(after, visit);
  }

  absl::StatusOr<std::optional<core::Snapshot>> snapshot_before(std::uint64_t sequence) override {
    const auto& stored = disk_.snapshots_;
    if (!with_snapshots_) return std::optional<core::Snapshot>();
    for (auto at = stored.upper_bound(sequence); at != stored.begin();) {
      --at;
      absl::StatusOr<core::Snapshot> snapshot =
          journal::decode_snapshot(at->second, disk_.decoder_);
      if (snapshot.ok()) return std::optional(*std::move(snapshot));
      ++damaged_;
    }
    return std::optional<core::Snapshot>();
  }
  int damaged_snapshots() const override { return damaged_; }

 private:
  const Disk& disk_;
  const bool with_snapshots_;
  int damaged_ = 0;
};

void Disk::write(absl::Span<const core::Record> records) {
  USHER_CHECK(!records.empty() && records.front().sequence == written() + 1);
  USHER_CHECK(journal::check_sequences(records, written() + 1).ok());
  Row row{records.front().sequence, records.back().sequence, 0, journal::encode_batch(records)};
  row.checksum = journal::batch_checksum(row.first, row.last, row.payload);
  rows_.push_back(std::move(row));
}

void Disk::sync() { synced_rows_ = rows_.size(); }

void Disk::crash(Unsynced unsynced, Random& random) {
  switch (unsynced) {
    case Unsynced::kKept:
      break;
    case Unsynced::kGone:
      rows_.resize(synced_rows_);
      break;
    case Unsynced::kTorn:
      if (rows_.size() > synced_rows_) {
        std::string& payload = rows_.back().payload;
        payload.resize(static_cast<std::size_t>(random.below(payload.size())));
        return;
      }
  }
  sync();
}

bool Disk::cut_torn_tail() {
  if (rows_.size() == synced_rows_) return false;
  const Row& last = rows_.back();
  const bool whole = journal::batch_checksum(last.first, last.last, last.payload) == last.checksum;
  if (!whole) rows_.pop_back();
  sync();
  return !whole;
}

void Disk::write_snapshot(const core::Snapshot& snapshot) {
  USHER_CHECK(snapshot.sequence <= synced());
  snapshots_[snapshot.sequence] = journal::encode(snapshot);
  while (snapshots_.size() > journal::Journal::kSnapshotsKept) snapshots_.erase(snapshots_.begin());
}

std::vector<std::uint64_t> Disk::snapshots() const {
  std::vector<std::uint64_t> sequences;
  for (const auto& [sequence, bytes] : snapshots_) sequences.push_back(sequence);
  return sequences;
}

void Disk::turn_over(const Flip& flip) {
  std::string& bytes = flip.snapshot ? snapshots_.at(flip.where)
                                     : rows_[static_cast<std::size_t>(flip.where)].payload;
  bytes[flip.byte] = static_cast<char>(bytes[flip.byte] ^ flip.mask);
}

bool Disk::flip_bit(Random& random) {
  if (rows_.empty() || flip_) return false;
  Flip flip;
  flip.snapshot = !snapshots_.empty() && random.chance(300);
  flip.where = random.below(rows_.size());
  if (flip.snapshot)
    flip.where = random.chance(700) ? snapshots_.rbegin()->first : snapshots_.begin()->first;
  const std::string& bytes = flip.snapshot ? snapshots_.at(flip.where)
                                           : rows_[static_cast<std::size_t>(flip.where)].payload;
  flip.byte = static_cast<std::size_t>(random.below(bytes.size()));
  flip.mask = static_cast<char>(1 << random.below(8));
  turn_over(flip);
  flip_ = flip;
  return true;
}

void Disk::repair() {
  if (flip_) turn_over(*flip_);
  flip_.reset();
}

bool Disk::row_is_damaged_after(std::uint64_t sequence) const {
  return flip_ && !flip_->snapshot && rows_[static_cast<std::size_t>(flip_->where)].last > sequence;
}

std::unique_ptr<journal::Reader> Disk::open_reader(bool with_snapshots) const {
  return std::make_unique<DiskReader>(*this, with_snapshots);
}

absl::Status Disk::read(std::uint64_t after,
                        absl::FunctionRef<absl::Status(core::Record)> visit) const {
  const auto behind = [](std::uint64_t sequence, const Row& row) { return sequence < row.last; };
  for (auto row = std::upper_bound(rows_.begin(), rows_.end(), after, behind); row != rows_.end();
       ++row) {
    if (journal::batch_checksum(row->first, row->last, row->payload) != row->checksum) {
      return absl::DataLossError(routing::str_cat("records ", row->first, " to ", row->last,
                                                  ": their checksum does not fit"));
    }
    absl::Status read =
        journal::decode_batch(row->payload, row->first, row->last, after, decoder_, visit);
    if (!read.ok()) return read;
  }
  return absl::OkStatus();
}

std::vector<std::uint64_t> Disk::row_ends() const {
  std::vector<std::uint64_t> ends;
  for (const Row& row : rows_) ends.push_back(row.last);
  return ends;
}

std::uint64_t Disk::hash() const {
  std::uint64_t hash = core::kFingerprintSeed;
  for (const Row& row : rows_) hash = core::fingerprint(row.payload, hash);
  return hash;
}

std::uint64_t Disk::bytes() const {
  std::uint64_t total = 0;
  for (const Row& row : rows_) total += row.payload.size();
  return total;
}

}  // namespace usher::simulation
