#include "engine/journal/checksum.h"

#include <zlib.h>

namespace usher::journal {

std::uint32_t crc32(std::string_view bytes, std::uint32_t before) {
  return static_cast<std::uint32_t>(
      ::crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

void append_little_endian(std::uint64_t number, int bytes, std::string& out) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(number >> (8 * i)));
}

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) {
    number = (number << 8) | static_cast<unsigned char>(bytes[i - 1]);
  }
  return number;
}

std::uint32_t batch_checksum(std::uint64_t first, std::uint64_t last, std::string_view payload) {
  std::string sequences;
  append_little_endian(first, 8, sequences);
  append_little_endian(last, 8, sequences);
  return crc32(payload, crc32(sequences));
}

}  // namespace usher::journal
