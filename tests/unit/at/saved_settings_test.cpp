#include "at/saved_settings.hpp"

#include <gtest/gtest.h>

namespace atmqtt::at {
namespace {

struct Lamp {
  bool is_lit = true;
  unsigned char colour = 3;
};

constexpr SavedSetting<Lamp> lamp_rows[] = {
    saved<&Lamp::is_lit>("L", {0, 1}),
    saved<&Lamp::colour>("&C", {1, 200}),
};

struct Bell {
  int pitch = -5;
};

constexpr SavedSetting<Bell> bell_rows[] = {
    {"+PITCH",
     {-10, 10},
     [](const Bell& bell) { return bell.pitch; },
     [](Bell& bell, int value) { bell.pitch = value; }},
};

class saved_settings : public testing::Test {
 protected:
  saved_settings() {
    settings.add(lamp_table);
    settings.add(bell_table);
  }

  void change() { lamp = {false, 7}, bell = {9}; }

  void expect(bool is_lit, int colour, int pitch) const {
    EXPECT_EQ(lamp.is_lit, is_lit);
    EXPECT_EQ(lamp.colour, colour);
    EXPECT_EQ(bell.pitch, pitch);
  }

  std::vector<std::string> restore(std::string_view text) {
    auto faults = settings.read(text);
    settings.restore_saved();
    return faults;
  }

  Lamp lamp;
  Bell bell;
  SavedTable<Lamp> lamp_table{lamp_rows, lamp};
  SavedTable<Bell> bell_table{bell_rows, bell};
  SavedSettings settings;
};

using Faults = std::vector<std::string>;

TEST_F(saved_settings, are_the_factory_s_at_first) {
  change();
  settings.restore_saved();
  expect(true, 3, -5);
}

TEST_F(saved_settings, come_back_as_they_were_kept) {
  change();
  const auto values = settings.current();
  settings.restore_factory();
  expect(true, 3, -5);
  settings.keep(values);
  settings.restore_saved();
  expect(false, 7, 9);
}

TEST_F(saved_settings, have_a_text_that_brings_them_back) {
  change();
  const std::string text = settings.text_of(settings.current());
  EXPECT_EQ(text, "# What AT&W has saved.\nL=0\n&C=7\n+PITCH=9\n");
  settings.restore_factory();
  EXPECT_EQ(restore(text), Faults());
  expect(false, 7, 9);
}

TEST_F(saved_settings, take_both_ends_of_each_range_and_nothing_beyond) {
  EXPECT_EQ(restore("L=0\n&C=200\n+PITCH=-10\n"), Faults());
  expect(false, 200, -10);
  EXPECT_EQ(restore("L=1\n&C=1\n+PITCH=10\n"), Faults());
  expect(true, 1, 10);
  EXPECT_EQ(restore("L=2\n&C=0\n+PITCH=11\n"),
            (Faults{"line 1: L must be 0 to 1, 1 is taken instead",
                    "line 2: &C must be 1 to 200, 3 is taken instead",
                    "line 3: +PITCH must be -10 to 10, -5 is taken instead"}));
  expect(true, 3, -5);
}

TEST_F(saved_settings, lose_nothing_but_the_line_that_is_damaged) {
  change();
  EXPECT_EQ(restore("L=0\n&C=x\n\x01\xff\n+PITCH=1 \nX=1\n\n# comment\n+PITCH=4"),
            (Faults{"line 2: &C must be 1 to 200, 3 is taken instead",
                    "line 3: it is not of the form key=value",
                    "line 4: +PITCH must be -10 to 10, -5 is taken instead",
                    "line 5: there is no such setting"}));
  expect(false, 3, 4);
}

TEST_F(saved_settings, that_the_text_does_not_name_are_the_factory_s) {
  change();
  EXPECT_EQ(restore("+PITCH=2\n"), Faults());
  expect(true, 3, 2);
  change();
  EXPECT_EQ(restore(""), Faults());
  expect(true, 3, -5);
}

struct Swing {
  int left = 1;
  int right = 2;
};

constexpr SavedSetting<Swing> swing_rows[] = {
    saved<&Swing::left>("S", {0, 9}),
    saved<&Swing::right>("S", {0, 9}),
};

TEST_F(saved_settings, may_have_several_numbers) {
  Swing swing;
  SavedTable<Swing> table(swing_rows, swing);
  settings.add(table);
  swing = {3, 4};
  EXPECT_EQ(settings.listing(2), "S: 3,4;");
  const std::string text = settings.text_of(settings.current());
  EXPECT_EQ(text, "# What AT&W has saved.\nL=1\n&C=3\n+PITCH=-5\nS=3,4\n");
  swing = {};
  EXPECT_EQ(restore(text), Faults());
  EXPECT_EQ(swing.left, 3);
  EXPECT_EQ(swing.right, 4);
  EXPECT_EQ(restore("S=5"), Faults{"line 1: S must be 0 to 9, 2 is taken instead"});
  EXPECT_EQ(swing.left, 5);
  EXPECT_EQ(swing.right, 2);
}

TEST_F(saved_settings, are_listed_table_by_table_as_they_are_now) {
  change();
  EXPECT_EQ(settings.set_count(), 2U);
  EXPECT_EQ(settings.listing(0), "L: 0; &C: 7;");
  EXPECT_EQ(settings.listing(1), "+PITCH: 9;");
}

TEST_F(saved_settings, are_taken_over_and_in_force_after_a_reset) {
  SavedSettings before;
  Lamp old_lamp;
  Bell old_bell;
  SavedTable<Lamp> old_lamp_table{lamp_rows, old_lamp};
  SavedTable<Bell> old_bell_table{bell_rows, old_bell};
  before.add(old_lamp_table);
  before.add(old_bell_table);
  before.keep({0, 9, 2});
  settings.take_over(before);
  expect(false, 9, 2);
  settings.restore_factory();
  expect(true, 3, -5);
}

}  // namespace
}  // namespace atmqtt::at
