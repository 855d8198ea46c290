#include "engine/journal/wal_check.h"

#include <cstdint>
#include <string_view>

#include <fcntl.h>

#include "engine/journal/file.h"
#include "routing/text.h"

namespace usher::journal {
namespace {

constexpr std::size_t kHeaderBytes = 32;
constexpr std::size_t kFrameHeaderBytes = 24;
constexpr std::uint32_t kMagic = 0x377f0682;  // the lowest bit: checksums over big-endian words

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char c : bytes.substr(0, 4)) number = (number << 8) | static_cast<unsigned char>(c);
  return number;
}

// Section 4.2 of the format: two sums over pairs of words, each log carrying on from the frame
// before.
struct Checksum {
  bool big = false;
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  std::uint32_t word(const char* at) const {
    std::uint32_t number = 0;
    for (int i = 0; i < 4; ++i) {
      const int shift = big ? 24 - 8 * i : 8 * i;
      number |= static_cast<std::uint32_t>(static_cast<unsigned char>(at[i])) << shift;
    }
    return number;
  }
  void add(std::string_view bytes) {
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
      first += word(bytes.data() + i) + second;
      second += word(bytes.data() + i + 4) + first;
    }
  }
  bool is(std::string_view stored) const {
    return big_endian(stored) == first && big_endian(stored.substr(4)) == second;
  }
};

absl::Status damaged(const std::string& path, std::string_view where) {
  return absl::DataLossError(routing::str_cat(
      path, " is damaged ", where,
      ": records that were acknowledged can't be read. Keep a copy of the folder, then restore a "
      "backup of it; moving this file away starts without the records in it"));
}

class Log {
 public:
  Log(File file, std::uint64_t size) : file_(std::move(file)), size_(size) {}

  absl::Status check() {
    std::string header;
    if (absl::Status read = file_.read(kHeaderBytes, header); !read.ok()) return read;
    if (header.size() < kHeaderBytes) return absl::OkStatus();
    // Written and not synced: a file that grew and has nothing in it yet.
    if (header.find_first_not_of('\0') == std::string::npos) return absl::OkStatus();
    const std::string_view view = header;
    const std::uint32_t magic = big_endian(view);
    page_ = big_endian(view.substr(8));
    salts_ = header.substr(16, 8);
    sum_.big = (magic & 1U) != 0;
    sum_.add(view.substr(0, 24));
    const bool whole = (magic & ~1U) == kMagic && sum_.is(view.substr(24));
    if (!whole) {
      return size_ > kHeaderBytes + kFrameHeaderBytes ? damaged(file_.path(), "in its head")
                                                      : absl::OkStatus();
    }
    return check_frames();
  }

 private:
  absl::Status check_frames() {
    std::string frame;
    bool broken = false;
    bool commit_behind_break = false;
    for (std::uint64_t index = 0;; ++index) {
      if (absl::Status read = file_.read(kFrameHeaderBytes + page_, frame); !read.ok()) return read;
      if (frame.size() < kFrameHeaderBytes + page_) return absl::OkStatus();
      const std::string_view view = frame;
      // One of the two is enough: what an earlier use of the file left differs in both, a flipped
      // bit in one.
      const bool intact = view.substr(8, 8) == salts_;
      const bool ours = view.substr(8, 4) == std::string_view(salts_).substr(0, 4) ||
                        view.substr(12, 4) == std::string_view(salts_).substr(4);
      if (!broken) {
        sum_.add(view.substr(0, 8));
        sum_.add(view.substr(kFrameHeaderBytes));
        broken = !intact || !sum_.is(view.substr(16, 8));
        if (broken) broken_at_ = index;
      }
      if (!broken || !ours) continue;
      if (commit_behind_break) {
        return damaged(file_.path(), routing::str_cat("in frame ", broken_at_));
      }
      commit_behind_break = big_endian(view.substr(4)) != 0;
    }
  }

  File file_;
  std::uint64_t size_;
  std::uint32_t page_ = 0;
  std::string salts_;
  Checksum sum_;
  std::uint64_t broken_at_ = 0;
};

}  // namespace

absl::Status check_wal(const std::string& path) {
  absl::StatusOr<File> file = File::open(path, O_RDONLY);
  if (file.status().code() == absl::StatusCode::kNotFound) return absl::OkStatus();
  if (!file.ok()) return file.status();
  absl::StatusOr<std::uint64_t> size = file->size();
  if (!size.ok()) return size.status();
  return Log(*std::move(file), *size).check();
}

}  // namespace usher::journal
