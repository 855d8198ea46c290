// completion {bash,zsh,fish}: scripts made from the tree of verbs, so they can't fall behind it.
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "tools/usherctl/menu.h"

namespace usher::ctl {
namespace {

struct Word {
  std::string text, help;
};
using Tree = std::map<std::string, std::vector<Word>>;  // "usherctl contact" → what may follow

void add_options(const CLI::App& app, std::vector<Word>& words) {
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) {
      words.push_back({"--" + name, option->get_description()});
    }
  }
}

void walk(const CLI::App& root, const CLI::App& app, const std::string& path, Tree& tree) {
  auto& words = tree[path];
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (sub->get_name().empty()) {  // a group of options
      add_options(*sub, words);
      continue;
    }
    words.push_back({sub->get_name(), sub->get_description()});
    walk(root, *sub, path + " " + sub->get_name(), tree);
  }
  add_options(app, words);
  if (&app != &root) add_options(root, words);
}

std::string plain_words(const std::vector<Word>& words) {
  std::vector<std::string> texts;
  for (const auto& word : words) texts.push_back(word.text);
  return absl::StrJoin(texts, " ");
}

std::string paths_pattern(const Tree& tree) {
  std::vector<std::string> paths;
  for (const auto& [path, words] : tree) paths.push_back("\"" + path + "\"");
  return absl::StrJoin(paths, "|");
}

std::string bash_script(const Tree& tree) {
  std::string script = absl::StrCat(
      "# usherctl completion for bash: source <(usherctl completion bash)\n"
      "_usherctl() {\n  local path=usherctl i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"$path ${COMP_WORDS[i]}\" in\n      ",
      paths_pattern(tree),
      ") path=\"$path ${COMP_WORDS[i]}\" ;;\n    esac\n  done\n"
      "  local words=''\n  case \"$path\" in\n");
  for (const auto& [path, words] : tree) {
    absl::StrAppend(&script, "    \"", path, "\") words='", plain_words(words), "' ;;\n");
  }
  return script +
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n}\n"
         "complete -o default -F _usherctl usherctl\n";
}

// Within single quotes of zsh and fish.
std::string quoted(const std::string& text) {
  return absl::StrReplaceAll(text, {{"'", "’"}, {"\n", " "}, {"\\", ""}});
}

std::string zsh_script(const Tree& tree) {
  std::string script = absl::StrCat(
      "#compdef usherctl\n# usherctl completion for zsh: source <(usherctl completion zsh)\n"
      "_usherctl() {\n  local path_=usherctl i\n  local -a items\n"
      "  for ((i = 2; i < CURRENT; i++)); do\n    case \"$path_ ${words[i]}\" in\n      ",
      paths_pattern(tree),
      ") path_=\"$path_ ${words[i]}\" ;;\n    esac\n  done\n"
      "  case \"$path_\" in\n");
  for (const auto& [path, words] : tree) {
    absl::StrAppend(&script, "    \"", path, "\")\n      items=(\n");
    for (const auto& word : words) {
      absl::StrAppend(&script, "        '", word.text, ":",
                      absl::StrReplaceAll(quoted(word.help), {{":", "\\:"}}), "'\n");
    }
    script += "      ) ;;\n";
  }
  return script +
         "  esac\n  _describe 'usherctl' items || _files\n}\n"
         "if [[ $funcstack[1] == _usherctl ]]; then _usherctl; else compdef _usherctl usherctl; "
         "fi\n";
}

std::string fish_script(const Tree& tree) {
  std::vector<std::string> paths;
  for (const auto& [path, words] : tree) paths.push_back("'" + path + "'");
  std::string script = absl::StrCat(
      "# usherctl completion for fish: usherctl completion fish | source\n"
      "function __usherctl_at\n  set -l path usherctl\n"
      "  for word in (commandline -opc)[2..-1]\n    if contains -- \"$path $word\" ",
      absl::StrJoin(paths, " "),
      "\n      set path \"$path $word\"\n    end\n  end\n  test \"$path\" = \"$argv[1]\"\nend\n");
  for (const auto& [path, words] : tree) {
    for (const auto& word : words) {
      absl::StrAppend(&script, "complete -c usherctl -n \"__usherctl_at '", path, "'\" -a '",
                      word.text, "' -d '", quoted(word.help), "'\n");
    }
  }
  return script;
}

}  // namespace

void add_completion_commands(Menu& menu) {
  CLI::App& group = menu.group("completion", "Completion scripts for your shell");
  const struct {
    const char* shell;
    std::string (*script)(const Tree&);
  } shells[] = {{"bash", bash_script}, {"zsh", zsh_script}, {"fish", fish_script}};
  for (const auto& [shell, script] : shells) {
    menu.verb(group, shell, absl::StrCat("The script for ", shell),
              [&menu, script = script](Session& session) {
                Tree tree;
                walk(menu.root(), menu.root(), "usherctl", tree);
                session.out() << script(tree);
                return client::ExitCode::kDone;
              });
  }
}

}  // namespace usher::ctl
