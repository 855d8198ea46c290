#include "engine/core/contact.h"

#include <array>

namespace usher::core {
namespace {

// No I, L, O (look like 1 and 0) and no U; 32 signs in all.
constexpr std::string_view kSigns = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int kBase = 32;
constexpr std::size_t kGroup = 3;
constexpr std::size_t kShort = 6;
constexpr std::size_t kLong = 12;

// The hybrid system of ISO 7064 for M signs, MOD M+1,M (the standard names M = 10, 26 and 36; this
// is M = 32): finds every single wrong sign, because doubling is a bijection modulo an odd number.
int check_sign(std::string_view digits) {
  int product = kBase;
  for (const char c : digits) {
    int sum = (product + static_cast<int>(kSigns.find(c))) % kBase;
    if (sum == 0) sum = kBase;
    product = sum * 2 % (kBase + 1);
  }
  return (kBase + 1 - product) % kBase;
}

// Neighbours in line get references that differ in many signs: an odd factor permutes the numbers
// of `bits` bits.
std::uint64_t spread(std::uint64_t number, int bits) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
  return (number * kOdd) & ((std::uint64_t{1} << bits) - 1);
}

}  // namespace

std::string reference_of(ContactId id) {
  const std::size_t length = id.value < (std::uint64_t{1} << 30) ? kShort : kLong;
  std::uint64_t number = spread(id.value, static_cast<int>(length) * 5);
  std::string digits(length, '0');
  for (std::size_t i = length; i-- > 0; number /= kBase) digits[i] = kSigns[number % kBase];
  std::string grouped;
  for (std::size_t i = 0; i < length; i += kGroup) {
    grouped.append(digits, i, kGroup);
    grouped.push_back('-');
  }
  grouped.push_back(kSigns[static_cast<std::size_t>(check_sign(digits))]);
  return grouped;
}

bool is_valid_reference(std::string_view reference) {
  std::string digits;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (i % (kGroup + 1) == kGroup) {
      if (reference[i] != '-') return false;
    } else {
      if (kSigns.find(reference[i]) == std::string_view::npos) return false;
      digits.push_back(reference[i]);
    }
  }
  if (digits.size() != kShort + 1 && digits.size() != kLong + 1) return false;
  const char last = digits.back();
  digits.pop_back();
  return kSigns[static_cast<std::size_t>(check_sign(digits))] == last;
}

}  // namespace usher::core
