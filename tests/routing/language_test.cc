#include "routing/language.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace usher::routing {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string canonical(std::string_view tag) {
  const auto result = canonical_language_tag(tag);
  return result.ok() ? *result : "refused: " + std::string(result.status().message());
}

std::string why_not(std::string_view tag, Modality modality) {
  const absl::Status status = validate_language(tag, modality);
  return status.ok() ? "taken" : std::string(status.message());
}

TEST(LanguageTag, is_written_in_the_case_of_its_parts) {
  EXPECT_EQ(canonical("EN"), "en");
  EXPECT_EQ(canonical("ZH-hant-tw"), "zh-Hant-TW");
  EXPECT_EQ(canonical("es-419"), "es-419");
  EXPECT_EQ(canonical("SL-Rozaj-BISKE"), "sl-rozaj-biske");
  EXPECT_EQ(canonical("de-ch-1996"), "de-CH-1996");
  EXPECT_EQ(canonical("DE-1901"), "de-1901");
  EXPECT_EQ(canonical("en-CA-X-CA"), "en-CA-x-ca");
  EXPECT_EQ(canonical("X-WHATEVER"), "x-whatever");
  EXPECT_EQ(canonical("QAA"), "qaa");
}

TEST(LanguageTag, of_an_extended_language_becomes_the_languages_own) {
  EXPECT_EQ(canonical("zh-yue"), "yue");
  EXPECT_EQ(canonical("zh-cmn-Hans-CN"), "cmn-Hans-CN");
  EXPECT_EQ(canonical("ar-arz"), "arz");
  EXPECT_EQ(canonical("sgn-ase"), "ase");
  EXPECT_EQ(canonical("SGN-BFI-GB"), "bfi-GB");
}

TEST(LanguageTag, replaces_what_the_registry_withdrew) {
  EXPECT_EQ(canonical("iw"), "he");
  EXPECT_EQ(canonical("in-ID"), "id-ID");
  EXPECT_EQ(canonical("ajp"), "apc");
  EXPECT_EQ(canonical("i-klingon"), "tlh");
  EXPECT_EQ(canonical("zh-min-nan"), "nan");
  EXPECT_EQ(canonical("sgn-US"), "ase");
  EXPECT_EQ(canonical("sgn-be-fr"), "sfb");
  EXPECT_EQ(canonical("en-gb-oed"), "en-GB-oxendict");
  EXPECT_EQ(canonical("de-DD"), "de-DE");
}

TEST(LanguageTag, uses_the_two_letter_code_where_there_is_one) {
  EXPECT_EQ(canonical("eng"), "en");
  EXPECT_EQ(canonical("spa-MX"), "es-MX");
  EXPECT_EQ(canonical("ger"), "de");
  EXPECT_EQ(canonical("zho-Hant"), "zh-Hant");
  EXPECT_EQ(canonical("hmn"), "hmn");
}

TEST(LanguageTag, leaves_out_the_script_that_goes_without_saying) {
  EXPECT_EQ(canonical("en-Latn-GB"), "en-GB");
  EXPECT_EQ(canonical("ru-Cyrl"), "ru");
  EXPECT_EQ(canonical("ru-Latn"), "ru-Latn");
  EXPECT_EQ(canonical("sr-Latn"), "sr-Latn");
}

TEST(LanguageTag, orders_its_extensions) {
  EXPECT_EQ(canonical("en-u-ca-buddhist-a-foo"), "en-a-foo-u-ca-buddhist");
  EXPECT_EQ(canonical("de-a-value-x-Private"), "de-a-value-x-private");
}

TEST(LanguageTag, is_its_own_canonical_form) {
  for (const char* tag : {"en", "zh-Hant-TW", "de-CH-1996", "ase-US", "x-a-b", "en-a-bb-u-cc",
                          "und", "sr-Latn-RS", "cmn-Hans-CN"}) {
    EXPECT_EQ(canonical(tag), tag);
  }
}

TEST(LanguageTag, is_refused_with_the_reason_when_malformed) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"", "is empty"},
      {"-en", "empty subtag"},
      {"en--US", "empty subtag"},
      {"en-", "empty subtag"},
      {"en_US", "joined by \"-\""},
      {"e", "not a language code"},
      {"123", "not a language code"},
      {"english", "not a language code"},
      {"abcd", "not a language code"},
      {"en US", "only ASCII"},
      {"espa\xC3\xB1ol", "only ASCII"},
      {"en-abcdefghi", "longer than 8"},
      {"en-US-GB", "\"gb\" where it can't stand"},
      {"en-1", "extension \"1\" with nothing in it"},
      {"en-US-Latn", "\"latn\" where it can't stand"},
      {"en-rozaj-rozaj", "variant \"rozaj\" twice"},
      {"en-u", "extension \"u\" with nothing in it"},
      {"en-u-x-a", "extension \"u\" with nothing in it"},
      {"en-u-ca-u-nu", "extension \"u\" twice"},
      {"en-x", "followed by a private subtag"},
      {"x", "followed by a private subtag"},
      {"i-default", "withdrawn without a replacement"},
      {"zh-min", "withdrawn without a replacement"},
      {"en-yue", "\"yue\", which is not registered under \"en\""},
      {"zh-cmn-yue", "\"yue\" where it can't stand"},
      {"sgn", "no particular sign language"},
      {"sgn-CA", "no particular sign language"},
  };
  for (const auto& [tag, reason] : cases) {
    EXPECT_THAT(canonical(tag), AllOf(HasSubstr("refused: "), HasSubstr(reason))) << tag;
  }
}

// RFC 8373 itself once wrote `gr` and `sp` (errata 5374 and 5387): countries, or nothing at all.
TEST(LanguageTag, of_a_country_is_refused_and_the_language_named) {
  EXPECT_THAT(canonical("gr"), HasSubstr("did you mean \"el\"?"));
  EXPECT_THAT(canonical("sp"), HasSubstr("did you mean \"es\"?"));
  EXPECT_THAT(canonical("jp"), HasSubstr("did you mean \"ja\"?"));
  EXPECT_THAT(canonical("zz"), HasSubstr("not a language of ISO 639"));
}

TEST(LanguageTag, has_at_most_35_bytes) {
  const std::string longest = "en-a-bcdefghi-jklmnopq-rstuvwxy-abcd";
  ASSERT_EQ(longest.size(), 36U);
  EXPECT_EQ(canonical(longest.substr(0, 35)), longest.substr(0, 35));
  EXPECT_THAT(canonical(longest), HasSubstr("36 bytes long; at most 35"));
  EXPECT_THAT(canonical(std::string(1 << 20, 'a')), HasSubstr("1048576 bytes long"));
}

TEST(LanguageTag, that_is_refused_is_shown_without_raw_bytes) {
  EXPECT_THAT(canonical("e\x01\xff"), HasSubstr("\"e\\x01\\xff\""));
}

TEST(Language, signed_takes_sign_languages_and_nothing_else_does) {
  EXPECT_EQ(why_not("ase", Modality::kSigned), "taken");
  EXPECT_EQ(why_not("bfi-GB", Modality::kSigned), "taken");
  EXPECT_THAT(why_not("en", Modality::kSigned), HasSubstr("is not a sign language"));
  EXPECT_THAT(why_not("ase", Modality::kSpoken), HasSubstr("its modality is SIGNED"));
  EXPECT_THAT(why_not("ase", Modality::kWritten), HasSubstr("its modality is SIGNED"));
  EXPECT_TRUE(is_sign_language("fsl"));
  EXPECT_TRUE(is_sign_language("ase-US"));
  EXPECT_FALSE(is_sign_language("en"));
  EXPECT_FALSE(is_sign_language("und"));
}

TEST(Language, spoken_names_what_is_spoken_and_not_a_macrolanguage) {
  EXPECT_EQ(why_not("cmn", Modality::kSpoken), "taken");
  EXPECT_EQ(why_not("yue-HK", Modality::kSpoken), "taken");
  EXPECT_EQ(why_not("ar", Modality::kSpoken), "taken");
  EXPECT_THAT(why_not("zh", Modality::kSpoken), AllOf(HasSubstr("cmn"), HasSubstr("yue")));
  EXPECT_THAT(why_not("zh-Hant-TW", Modality::kSpoken), HasSubstr("several spoken languages"));
  EXPECT_THAT(why_not("ku", Modality::kSpoken), HasSubstr("ckb"));
}

TEST(Language, written_chinese_names_its_script) {
  EXPECT_EQ(why_not("zh-Hans", Modality::kWritten), "taken");
  EXPECT_EQ(why_not("zh-Hant-TW", Modality::kWritten), "taken");
  EXPECT_THAT(why_not("zh", Modality::kWritten), HasSubstr("zh-Hans or zh-Hant"));
  EXPECT_THAT(why_not("zh-TW", Modality::kWritten), HasSubstr("zh-Hans or zh-Hant"));
  EXPECT_THAT(why_not("cmn", Modality::kWritten), HasSubstr("cmn-Hans or cmn-Hant"));
  EXPECT_THAT(why_not("yue", Modality::kWritten), HasSubstr("yue-Hans or yue-Hant"));
  EXPECT_EQ(why_not("yue-Hant", Modality::kWritten), "taken");
  EXPECT_EQ(why_not("es", Modality::kWritten), "taken");
}

TEST(Language, unknown_is_taken_in_every_modality_and_no_language_in_none) {
  for (const Modality modality : {Modality::kSpoken, Modality::kWritten, Modality::kSigned}) {
    EXPECT_EQ(why_not("und", modality), "taken");
    EXPECT_THAT(why_not("mul", modality), HasSubstr("write und"));
    EXPECT_THAT(why_not("zxx", modality), HasSubstr("write und"));
    EXPECT_THAT(why_not("mis", modality), HasSubstr("write und"));
  }
}

TEST(LookupRange, truncates_from_the_end) {
  EXPECT_THAT(lookup_range("es-MX", Modality::kSpoken), ElementsAre("es-MX", "es"));
  EXPECT_THAT(lookup_range("es", Modality::kSpoken), ElementsAre("es"));
  EXPECT_THAT(lookup_range("de-CH-1996", Modality::kSpoken),
              ElementsAre("de-CH-1996", "de-CH", "de"));
  EXPECT_THAT(lookup_range("sr-Latn-RS", Modality::kSpoken),
              ElementsAre("sr-Latn-RS", "sr-Latn", "sr"));
}

TEST(LookupRange, leaves_no_single_letter_at_the_end) {
  EXPECT_THAT(lookup_range("en-u-ca-buddhist", Modality::kWritten),
              ElementsAre("en-u-ca-buddhist", "en-u-ca", "en"));
  EXPECT_THAT(lookup_range("x-a-b", Modality::kSpoken), ElementsAre("x-a-b"));
}

TEST(LookupRange, of_something_written_never_loses_the_script) {
  EXPECT_THAT(lookup_range("zh-Hant-TW", Modality::kWritten), ElementsAre("zh-Hant-TW", "zh-Hant"));
  EXPECT_THAT(lookup_range("sr-Cyrl", Modality::kWritten), ElementsAre("sr-Cyrl"));
  EXPECT_THAT(lookup_range("pt-BR", Modality::kWritten), ElementsAre("pt-BR", "pt"));
}

TEST(LookupRange, of_a_sign_language_meets_no_other_one) {
  EXPECT_THAT(lookup_range("ase", Modality::kSigned), ElementsAre("ase"));
  EXPECT_THAT(lookup_range("bfi-GB", Modality::kSigned), ElementsAre("bfi-GB", "bfi"));
  for (const std::string& mine : lookup_range(canonical("sgn-GB"), Modality::kSigned)) {
    EXPECT_THAT(lookup_range(canonical("sgn-US"), Modality::kSigned),
                testing::Not(testing::Contains(mine)));
  }
}

TEST(LookupRange, of_the_unknown_is_itself) {
  EXPECT_THAT(lookup_range("und", Modality::kSpoken), ElementsAre("und"));
}

}  // namespace
}  // namespace usher::routing
