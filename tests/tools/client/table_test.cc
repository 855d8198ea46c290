#include "tools/client/table.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace usher::client {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string printed(const Table& table, bool colour = false) {
  std::ostringstream out;
  table.print(out, colour);
  return out.str();
}

TEST(Table, sets_numbers_to_the_right_and_leaves_no_spaces_at_the_ends) {
  Table table({"NAME", ">N"});
  table.add({"a", "7"});
  table.add({"longer", "1000"});
  table.add({""});
  EXPECT_EQ(printed(table), "NAME       N\na          7\nlonger  1000\n-          -\n");
}

TEST(Table, measures_characters_and_not_bytes) {
  EXPECT_EQ(display_width("Zoë"), 3u);
  EXPECT_EQ(display_width("国"), 2u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
  EXPECT_EQ(display_width("\xff"), 1u);
  Table table({"A", "B"});
  table.add({"Zoë", "x"});
  table.add({"abc", "y"});
  EXPECT_EQ(printed(table), "A    B\nZoë  x\nabc  y\n");
}

TEST(Table, lets_no_stranger_drive_the_terminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\nc"), "a\\x1b[2Jb\\x0ac");
  EXPECT_EQ(printable("\u202Eevil"), "\\x202eevil");
  EXPECT_EQ(printable("Zoë 国"), "Zoë 国");
}

TEST(Table, is_coloured_only_where_that_was_asked_for) {
  Table table({"A"});
  table.add({"x"});
  EXPECT_THAT(printed(table, true), HasSubstr("\x1b[1m"));
  EXPECT_THAT(printed(table, false), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace usher::client
