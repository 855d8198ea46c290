#include "routing/skill_expression.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"

#include "routing/check.h"
#include "routing/text.h"

namespace usher::routing {
namespace {

using SkillClause = std::vector<SkillTerm>;

// Whoever satisfies `strong` satisfies `weak`.
bool implies(const SkillClause& strong, const SkillClause& weak) {
  return std::all_of(strong.begin(), strong.end(), [&](const SkillTerm& term) {
    return std::any_of(weak.begin(), weak.end(), [&](const SkillTerm& other) {
      return other.name == term.name && other.at_least <= term.at_least;
    });
  });
}

// Sorted; of two terms for one name the lower level is all that counts.
SkillClause merged(const SkillClause& a, const SkillClause& b) {
  SkillClause all = a;
  all.insert(all.end(), b.begin(), b.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end(),
                        [](const SkillTerm& x, const SkillTerm& y) { return x.name == y.name; }),
            all.end());
  return all;
}

// Adds the clause unless it is implied already, and drops what it implies. False if there are too
// many.
bool add_clause(SkillClauses& clauses, SkillClause clause) {
  for (const SkillClause& known : clauses) {
    if (implies(known, clause)) return true;
  }
  clauses.erase(std::remove_if(clauses.begin(), clauses.end(),
                               [&](const SkillClause& known) { return implies(clause, known); }),
                clauses.end());
  clauses.push_back(std::move(clause));
  return clauses.size() <= kMaxSkillClauses;
}

enum class TokenKind { kName, kLevel, kAtLeast, kAnd, kOr, kOpen, kClose, kEnd };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  std::size_t column = 1;
};

absl::Status refused(std::size_t column, std::string_view what, std::string_view right) {
  return absl::InvalidArgumentError(
      str_cat("skill expression, column ", column, ": ", what, "; ", right));
}

std::string shown(const Token& token) {
  return token.kind == TokenKind::kEnd ? std::string("the end of the expression")
                                       : str_cat("\"", absl::CHexEscape(to_absl(token.text)), "\"");
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  absl::StatusOr<SkillClauses> parse() {
    if (absl::Status status = advance(); !status.ok()) return status;
    if (token_.kind == TokenKind::kEnd) return SkillClauses();
    absl::StatusOr<SkillClauses> result = disjunction();
    if (!result.ok()) return result;
    if (token_.kind == TokenKind::kClose) {
      return refused(token_.column, "\")\" closes nothing", "remove it or open it with \"(\"");
    }
    if (token_.kind == TokenKind::kAtLeast) {
      return refused(token_.column, "\">=\" follows no skill name",
                     "write one level for one name, as in benefits >= 3");
    }
    if (token_.kind != TokenKind::kEnd) {
      return refused(token_.column, str_cat("found ", shown(token_), " after a complete term"),
                     "join terms by \"and\" or \"or\"");
    }
    std::sort(result->begin(), result->end());
    if (const std::size_t size = to_string(*result).size(); size > kMaxSkillExpressionBytes) {
      return refused(1, str_cat("the expression is ", size, " bytes long in normal form"),
                     str_cat("at most ", kMaxSkillExpressionBytes,
                             " are taken; write it with "
                             "fewer \"or\" around \"and\""));
    }
    return result;
  }

 private:
  static constexpr std::string_view kTermExpected =
      "expected a skill name such as benefits, or \"(\"";

  absl::StatusOr<SkillClauses> disjunction() {
    absl::StatusOr<SkillClauses> left = conjunction();
    while (left.ok() && token_.kind == TokenKind::kOr) {
      const std::size_t column = token_.column;
      if (absl::Status status = advance(); !status.ok()) return status;
      absl::StatusOr<SkillClauses> right = conjunction();
      if (!right.ok()) return right;
      SkillClauses product;
      for (const SkillClause& a : *left) {
        for (const SkillClause& b : *right) {
          if (!add_clause(product, merged(a, b))) return too_many(column);
        }
      }
      left = std::move(product);
    }
    return left;
  }

  absl::StatusOr<SkillClauses> conjunction() {
    absl::StatusOr<SkillClauses> left = term();
    while (left.ok() && token_.kind == TokenKind::kAnd) {
      const std::size_t column = token_.column;
      if (absl::Status status = advance(); !status.ok()) return status;
      absl::StatusOr<SkillClauses> right = term();
      if (!right.ok()) return right;
      for (SkillClause& clause : *right) {
        if (!add_clause(*left, std::move(clause))) return too_many(column);
      }
    }
    return left;
  }

  absl::StatusOr<SkillClauses> term() {
    if (token_.kind == TokenKind::kOpen) return parenthesis();
    if (token_.kind != TokenKind::kName) {
      return refused(token_.column, str_cat("found ", shown(token_)), kTermExpected);
    }
    SkillTerm found{std::string(token_.text), kHas};
    if (absl::Status status = advance(); !status.ok()) return status;
    if (token_.kind == TokenKind::kAtLeast) {
      if (absl::Status status = advance(); !status.ok()) return status;
      const std::optional<Level> level = level_of(token_);
      if (!level) {
        return refused(token_.column, str_cat("found ", shown(token_), " after \">=\""),
                       str_cat("expected a level from 1 to ", kMaxLevel));
      }
      found.at_least = *level;
      if (absl::Status status = advance(); !status.ok()) return status;
    }
    return SkillClauses{{std::move(found)}};
  }

  absl::StatusOr<SkillClauses> parenthesis() {
    const std::size_t opened = token_.column;
    if (++depth_ > kMaxSkillDepth) {
      return refused(opened, "parentheses are nested too deeply",
                     str_cat("at most ", kMaxSkillDepth, " levels are taken"));
    }
    if (absl::Status status = advance(); !status.ok()) return status;
    absl::StatusOr<SkillClauses> inner = disjunction();
    if (!inner.ok()) return inner;
    if (token_.kind == TokenKind::kEnd) {
      return refused(opened, "\"(\" is never closed", "close it with \")\"");
    }
    if (token_.kind != TokenKind::kClose) {
      return refused(token_.column, str_cat("found ", shown(token_), " after a complete term"),
                     "join terms by \"and\" or \"or\", or close with \")\"");
    }
    --depth_;
    if (absl::Status status = advance(); !status.ok()) return status;
    return inner;
  }

  static std::optional<Level> level_of(const Token& token) {
    if (token.kind != TokenKind::kLevel || token.text.size() > 2 || token.text[0] == '0') return {};
    int value = 0;
    for (const char digit : token.text) value = value * 10 + (digit - '0');
    if (value > kMaxLevel) return {};
    return static_cast<Level>(value);
  }

  static absl::Status too_many(std::size_t column) {
    return refused(
        column,
        str_cat("more than ", kMaxSkillClauses, " clauses when \"or\" is worked out over \"and\""),
        "name fewer alternatives");
  }

  static bool is_name_byte(char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_' || c == '.' || c == '-';
  }

  template <typename Predicate>
  std::string_view take_while(Predicate predicate) {
    const std::size_t from = position_;
    while (position_ < text_.size() && predicate(text_[position_])) ++position_;
    return text_.substr(from, position_ - from);
  }

  absl::Status advance() {
    take_while(absl::ascii_isspace);
    token_ = {TokenKind::kEnd, {}, position_ + 1};
    if (position_ == text_.size()) return absl::OkStatus();
    const char c = text_[position_];
    if (c == '(' || c == ')') {
      token_.kind = c == '(' ? TokenKind::kOpen : TokenKind::kClose;
      token_.text = text_.substr(position_++, 1);
      return absl::OkStatus();
    }
    if (absl::ascii_islower(c)) return name();
    if (absl::ascii_isdigit(c)) {
      token_.kind = TokenKind::kLevel;
      token_.text = take_while(absl::ascii_isdigit);
      return absl::OkStatus();
    }
    if (c == '<' || c == '>' || c == '=' || c == '!') return comparison();
    return unexpected();
  }

  absl::Status name() {
    token_.text = take_while(is_name_byte);
    token_.kind = token_.text == "and"  ? TokenKind::kAnd
                  : token_.text == "or" ? TokenKind::kOr
                                        : TokenKind::kName;
    if (token_.text.size() > kMaxSkillNameBytes) {
      return refused(token_.column,
                     str_cat("the skill name is ", token_.text.size(), " bytes long"),
                     str_cat("at most ", kMaxSkillNameBytes, " are taken"));
    }
    return absl::OkStatus();
  }

  absl::Status comparison() {
    token_.text = take_while([](char c) { return c == '<' || c == '>' || c == '=' || c == '!'; });
    token_.kind = TokenKind::kAtLeast;
    if (token_.text != ">=") {
      return refused(token_.column, str_cat("found ", shown(token_)),
                     "the only comparison is \">=\"");
    }
    return absl::OkStatus();
  }

  absl::Status unexpected() {
    token_.kind = TokenKind::kName;  // not the end, which is shown in words
    token_.text = take_while([](char c) { return absl::ascii_isupper(c) != 0; });
    if (!token_.text.empty()) {
      return refused(token_.column, str_cat("found ", shown(token_)),
                     "names, \"and\" and \"or\" are written in lower case");
    }
    token_.text = text_.substr(position_, 1);
    return refused(token_.column, str_cat("found ", shown(token_)),
                   "a name has lower-case letters, digits, \"_\", \".\" and \"-\", and begins with "
                   "a letter");
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::size_t depth_ = 0;
  Token token_;
};

}  // namespace

absl::StatusOr<SkillClauses> parse_skill_expression(std::string_view text) {
  if (text.size() > kMaxSkillExpressionBytes) {
    return refused(kMaxSkillExpressionBytes + 1,
                   str_cat("the expression is ", text.size(), " bytes long"),
                   str_cat("at most ", kMaxSkillExpressionBytes, " are taken"));
  }
  return Parser(text).parse();
}

std::string to_string(const SkillClauses& clauses) {
  const auto write_term = [](std::string* out, const SkillTerm& term) {
    absl::StrAppend(out, term.name);
    if (term.at_least > kHas) absl::StrAppend(out, " >= ", static_cast<int>(term.at_least));
  };
  return absl::StrJoin(clauses, " and ", [&](std::string* out, const SkillClause& clause) {
    USHER_CHECK(!clause.empty());
    const bool grouped = clause.size() > 1 && clauses.size() > 1;
    absl::StrAppend(out, grouped ? "(" : "", absl::StrJoin(clause, " or ", write_term),
                    grouped ? ")" : "");
  });
}

}  // namespace usher::routing
