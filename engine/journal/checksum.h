// CRC-32 as in RFC 1952 section 8: what zlib, gzip and Python's zlib.crc32 compute, so that an
// operator can check a row with common tools. It finds every single flipped bit and every burst up
// to 32 bits.
//
// Pure; any thread.
#ifndef USHER_ENGINE_JOURNAL_CHECKSUM_H_
#define USHER_ENGINE_JOURNAL_CHECKSUM_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace usher::journal {

// `before` is the checksum of what stands in front of `bytes`.
std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);

// The eight bytes of a number, least significant first, whatever the machine does.
void append_little_endian(std::uint64_t number, int bytes, std::string& out);
std::uint64_t little_endian(std::string_view bytes);

// Of a row of `batches`: over both sequences (eight bytes each, least significant first) and the
// payload.
std::uint32_t batch_checksum(std::uint64_t first, std::uint64_t last, std::string_view payload);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_CHECKSUM_H_
