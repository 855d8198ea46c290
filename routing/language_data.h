// What the IANA language subtag registry (BCP 47) and ISO 639 know about subtags, as far as routing
// needs it. For language.cc only. Constant tables; any thread. Subtags are given and returned in
// canonical case.
#ifndef USHER_ROUTING_LANGUAGE_DATA_H_
#define USHER_ROUTING_LANGUAGE_DATA_H_

#include <string_view>

namespace usher::routing {

// The functions that return a text return "" for "none".

// `ase`: registered as an extended language with the prefix `sgn` (RFC 8373 section 5.3).
bool is_registered_sign_language(std::string_view language);
// `zh`, `yue`: the subtag is registered as an extended language of this prefix.
bool is_extended_language_of(std::string_view prefix, std::string_view subtag);
// A two-letter code that ISO 639 knows.
bool is_two_letter_language(std::string_view language);
// `eng` → `en`, `iw` → `he`: the subtag that is to be used instead.
std::string_view preferred_language(std::string_view language);
// `zh-min-nan` → `nan`, `sgn-us` → `ase`; the tag in lower case.
std::string_view preferred_tag(std::string_view lower_case_tag);
// `zh-min`, `i-default`: grandfathered and without a replacement.
bool is_grandfathered_for_good(std::string_view lower_case_tag);
std::string_view preferred_region(std::string_view region);
// `en` → `Latn`: the script that goes without saying.
std::string_view usual_script(std::string_view language);
// `gr` → `el`, `jp` → `ja`: a country's code that people write for its language.
std::string_view language_of_country_code(std::string_view code);

}  // namespace usher::routing

#endif  // USHER_ROUTING_LANGUAGE_DATA_H_
