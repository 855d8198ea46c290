// config {check,get,list,diff,apply,rollback}.
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "absl/strings/str_cat.h"

#include "engine/config/check.h"
#include "engine/config/config_file.h"
#include "engine/config/finding.h"
#include "tools/client/times.h"
#include "tools/usherctl/listing.h"
#include "tools/usherctl/menu.h"
#include "usher/v1/config.grpc.pb.h"

namespace usher::ctl {
namespace {

using client::ExitCode;
using client::short_id;
using Config = v1::ConfigService::Stub;

Answer<std::string> read_text(const std::string& file) {
  std::ostringstream text;
  if (file == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::ifstream in(file, std::ios::binary);
  if (!in || !(text << in.rdbuf())) {
    return client::usage_failure(absl::StrCat("'", file, "' can't be read"),
                                 "Check the path and its permissions; - reads standard input.");
  }
  return text.str();
}

v1::ConfigFinding to_proto(const config::Finding& finding) {
  v1::ConfigFinding proto;
  proto.set_severity(finding.severity == config::Finding::Severity::kError
                         ? v1::ConfigFinding::ERROR
                         : v1::ConfigFinding::WARNING);
  proto.set_path(finding.path);
  proto.set_line(finding.line);
  proto.set_column(finding.column);
  proto.set_problem(finding.problem);
  proto.set_remedy(finding.remedy);
  return proto;
}

config::Finding from_proto(const v1::ConfigFinding& proto) {
  return {proto.severity() == v1::ConfigFinding::ERROR ? config::Finding::Severity::kError
                                                       : config::Finding::Severity::kWarning,
          proto.path(),
          proto.line(),
          proto.column(),
          proto.problem(),
          proto.remedy()};
}

ExitCode show_findings(Session& session, const std::string& file,
                       const std::vector<config::Finding>& findings) {
  int errors = 0;
  for (const auto& finding : findings) {
    if (finding.severity == config::Finding::Severity::kError) ++errors;
    if (session.settings().json) {
      session.print_json(to_proto(finding));
    } else {
      session.out() << config::to_string(finding, file) << '\n';
    }
  }
  if (!session.settings().json) {
    const int warnings = static_cast<int>(findings.size()) - errors;
    session.err() << file << ": " << errors << (errors == 1 ? " error, " : " errors, ") << warnings
                  << (warnings == 1 ? " warning\n" : " warnings\n");
  }
  return errors > 0 ? ExitCode::kRefused : ExitCode::kDone;
}

ExitCode check(Session& session, const std::string& file, bool remote) {
  auto text = read_text(file);
  if (!text) return session.fail(text.failure());
  if (!remote) return show_findings(session, file, config::check_text(*text).findings);
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  v1::ValidateAgencyConfigRequest request;
  request.set_parent(*agency);
  request.set_yaml(*text);
  auto answer = session.call(&Config::ValidateAgencyConfig, request);
  if (!answer) return session.fail(answer.failure());
  std::vector<config::Finding> findings;
  for (const auto& finding : answer->findings()) findings.push_back(from_proto(finding));
  return show_findings(session, file, findings);
}

// "revision 3, in force since 2026-03-02T14:05:09Z, applied by admin: why".
std::string headline(const v1::AgencyConfigRevision& revision) {
  std::string line = absl::StrCat("revision ", revision.revision(), ", in force since ",
                                  client::full_time(revision.apply_time()));
  if (!revision.applied_by().empty())
    absl::StrAppend(&line, ", applied by ", revision.applied_by());
  if (!revision.comment().empty()) absl::StrAppend(&line, ": ", revision.comment());
  return client::printable(line);
}

ExitCode get(Session& session, std::int64_t revision) {
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  v1::GetAgencyConfigRequest request;
  request.set_name(revision == 0 ? *agency : absl::StrCat(*agency, "/config/revisions/", revision));
  auto answer = session.call(&Config::GetAgencyConfig, request);
  if (!answer) return session.fail(answer.failure());
  return session.show<v1::AgencyConfigRevision>(
      *answer, [&session](const v1::AgencyConfigRevision& shown) {
        session.out() << "# " << headline(shown) << '\n' << config::to_yaml(shown.config(), false);
      });
}

ExitCode list(Session& session, int limit) {
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  v1::ListConfigRevisionsRequest request;
  request.set_parent(*agency);
  return show_list<v1::AgencyConfigRevision>(
      session,
      collect<v1::AgencyConfigRevision>(session, &Config::ListConfigRevisions, request, limit, 100,
                                        [](const auto& page) { return page.revisions(); }),
      client::Table({">REVISION", "IN FORCE SINCE", "APPLIED BY", "COMMENT"}), "no revisions",
      [](client::Table& table, const v1::AgencyConfigRevision& revision) {
        table.add({absl::StrCat(revision.revision()), client::full_time(revision.apply_time()),
                   revision.applied_by(), revision.comment()});
      });
}

struct DiffOptions {
  std::string file;
  std::int64_t from = 0, to = 0;
};

ExitCode diff(Session& session, const DiffOptions& options) {
  v1::DiffAgencyConfigRequest request;
  if (options.file.empty() == (options.to == 0)) {
    return session.fail(
        client::usage_failure("diff with what?", "Give either a FILE or --to REVISION."));
  }
  if (!options.file.empty()) {
    auto text = read_text(options.file);
    if (!text) return session.fail(text.failure());
    request.set_yaml(*text);
  } else {
    request.set_to_revision(options.to);
  }
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  request.set_parent(*agency);
  request.set_from_revision(options.from);
  auto answer = session.call(&Config::DiffAgencyConfig, request);
  if (!answer) return session.fail(answer.failure());
  return session.show<v1::DiffAgencyConfigResponse>(
      *answer, [&session](const v1::DiffAgencyConfigResponse& shown) {
        if (shown.differences().empty()) session.err() << "no differences\n";
        for (const auto& difference : shown.differences()) {
          session.out() << client::printable(difference.path()) << ": "
                        << (difference.old_value().empty()
                                ? "(none)"
                                : client::printable(difference.old_value()))
                        << " → "
                        << (difference.new_value().empty()
                                ? "(none)"
                                : client::printable(difference.new_value()))
                        << '\n';
        }
      });
}

ExitCode show_applied(Session& session, Answer<v1::AgencyConfigRevision> answer, bool only_check) {
  if (!answer) return session.fail(answer.failure());
  return session.show<v1::AgencyConfigRevision>(
      *answer, [&](const v1::AgencyConfigRevision& shown) {
        for (const auto& warning : shown.warnings()) {
          session.err() << config::to_string(from_proto(warning), "configuration") << '\n';
        }
        if (only_check) {
          session.out() << "could be applied\n";
        } else {
          session.out() << headline(shown) << '\n';
        }
      });
}

struct ApplyOptions {
  std::string file, comment;
  std::int64_t expected = 0;
  bool validate_only = false;
};

ExitCode apply(Session& session, const ApplyOptions& options) {
  auto text = read_text(options.file);
  if (!text) return session.fail(text.failure());
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  const auto checked = config::check_agency_text(*text, short_id(*agency));
  if (config::has_errors(checked.findings)) {
    show_findings(session, options.file, checked.findings);
    client::Failure failure;
    failure.code = ExitCode::kRefused;
    failure.problem = "the configuration has errors; nothing was changed";
    failure.next = "Correct what is listed above and apply it again.";
    return session.fail(failure);
  }
  v1::ApplyAgencyConfigRequest request;
  request.set_parent(*agency);
  request.set_yaml(*text);
  request.set_comment(options.comment);
  request.set_expected_revision(options.expected);
  request.set_validate_only(options.validate_only);
  return show_applied(session, session.call(&Config::ApplyAgencyConfig, request),
                      options.validate_only);
}

struct RollbackOptions {
  std::int64_t revision = 0, expected = 0;
  std::string comment;
};

ExitCode rollback(Session& session, const RollbackOptions& options) {
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  v1::RollbackAgencyConfigRequest request;
  request.set_parent(*agency);
  request.set_revision(options.revision);
  request.set_expected_revision(options.expected);
  request.set_comment(options.comment);
  return show_applied(session, session.call(&Config::RollbackAgencyConfig, request), false);
}

void add_reading(Menu& menu, CLI::App& group) {
  auto file = std::make_shared<std::string>();
  auto remote = std::make_shared<bool>(false);
  CLI::App& checker =
      menu.verb(group, "check", "Say everything that is wrong with a file; needs no daemon",
                [file, remote](Session& session) { return check(session, *file, *remote); });
  checker.add_option("FILE", *file, "YAML; - reads standard input")->required()->type_name("");
  checker.add_flag("--remote", *remote, "Let the daemon check it, as part of its agency");
  auto revision = std::make_shared<std::int64_t>(0);
  menu.verb(group, "get", "Print a revision as YAML; the current one by default",
            [revision](Session& session) { return get(session, *revision); })
      .add_option("REVISION", *revision, "Its number")
      ->check(CLI::PositiveNumber)
      ->type_name("");
  auto limit = std::make_shared<int>(20);
  menu.verb(group, "list", "List revisions, newest first",
            [limit](Session& session) { return list(session, *limit); })
      .add_option("--limit", *limit, "At most so many")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  auto options = std::make_shared<DiffOptions>();
  CLI::App& differ = menu.verb(group, "diff", "What a file or another revision would change",
                               [options](Session& session) { return diff(session, *options); });
  differ.add_option("FILE", options->file, "YAML; - reads standard input")->type_name("");
  differ.add_option("--from", options->from, "The old side; default: the current revision")
      ->type_name("REVISION");
  differ.add_option("--to", options->to, "The new side, instead of a file")->type_name("REVISION");
}

void add_changing(Menu& menu, CLI::App& group) {
  auto options = std::make_shared<ApplyOptions>();
  CLI::App& applier = menu.verb(group, "apply", "Put a file in force as a new revision",
                                [options](Session& session) { return apply(session, *options); });
  applier.add_option("FILE", options->file, "YAML; - reads standard input")
      ->required()
      ->type_name("");
  applier.add_option("--comment", options->comment, "Why, for the record")->type_name("TEXT");
  applier.add_option("--expect", options->expected, "Only if this is still the current revision")
      ->type_name("REVISION");
  applier.add_flag("--validate-only", options->validate_only, "Check only; change nothing");
  auto back = std::make_shared<RollbackOptions>();
  CLI::App& roller = menu.verb(group, "rollback", "Put an earlier revision in force again",
                               [back](Session& session) { return rollback(session, *back); });
  roller.add_option("REVISION", back->revision, "Its number")
      ->required()
      ->check(CLI::PositiveNumber)
      ->type_name("");
  roller.add_option("--comment", back->comment, "Why, for the record")->type_name("TEXT");
  roller.add_option("--expect", back->expected, "Only if this is still the current revision")
      ->type_name("REVISION");
}

}  // namespace

void add_config_commands(Menu& menu) {
  CLI::App& group = menu.group("config", "The agency's configuration and its revisions");
  add_reading(menu, group);
  add_changing(menu, group);
}

}  // namespace usher::ctl
