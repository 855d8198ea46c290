// The tree of verbs. Each file of commands adds its own; the parse leaves behind which one was
// chosen. Main thread, before and during the parse.
#ifndef USHER_TOOLS_USHERCTL_MENU_H_
#define USHER_TOOLS_USHERCTL_MENU_H_

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "tools/usherctl/session.h"

namespace usher::ctl {

using Run = std::function<client::ExitCode(Session&)>;

class Menu {
 public:
  explicit Menu(CLI::App& root) : root_(root) {}

  CLI::App& root() const { return root_; }
  // A verb that only holds others.
  CLI::App& group(const std::string& name, const std::string& help);
  // A verb that does something.
  CLI::App& verb(CLI::App& parent, const std::string& name, const std::string& help, Run run);

  const Run& chosen() const { return chosen_; }

 private:
  CLI::App& root_;
  Run chosen_;
};

void add_submit_command(Menu& menu);
void add_contact_commands(Menu& menu);
void add_agent_commands(Menu& menu);
void add_agent_work_command(Menu& menu, CLI::App& agent);
void add_offer_commands(Menu& menu);
void add_adapter_commands(Menu& menu);
void add_monitor_commands(Menu& menu);
void add_watch_command(Menu& menu);
void add_explain_commands(Menu& menu);
void add_config_commands(Menu& menu);
void add_completion_commands(Menu& menu);

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_MENU_H_
