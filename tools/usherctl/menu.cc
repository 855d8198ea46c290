#include "tools/usherctl/menu.h"

#include <utility>

namespace usher::ctl {

CLI::App& Menu::group(const std::string& name, const std::string& help) {
  CLI::App* app = root_.add_subcommand(name, help);
  app->require_subcommand(1);
  return *app;
}

CLI::App& Menu::verb(CLI::App& parent, const std::string& name, const std::string& help, Run run) {
  CLI::App* app = parent.add_subcommand(name, help);
  // A verb with verbs below it runs only when none of them was given.
  app->final_callback([this, app, run = std::move(run)] {
    if (app->get_subcommands().empty()) chosen_ = run;
  });
  return *app;
}

}  // namespace usher::ctl
