#include "tools/usherctl/session.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include <google/protobuf/util/json_util.h>

#include "tools/client/redact.h"
#include "tools/client/request_id.h"
#include "tools/client/times.h"
#include "usher/v1/monitor.grpc.pb.h"

namespace usher::ctl {
namespace {

client::Failure usage(const absl::Status& status) {
  return client::usage_failure(std::string(status.message()), "");
}

}  // namespace

Answer<client::Connection> Session::connection() {
  if (!connection_) {
    auto opened = client::Connection::open(settings_.connection);
    if (!opened.ok()) return usage(opened.status());
    connection_ = *std::move(opened);
  }
  return *connection_;
}

Answer<std::string> Session::agency() {
  if (!agency_.empty()) return agency_;
  if (!settings_.agency.empty()) {
    auto name = client::agency_name(settings_.agency);
    if (!name.ok()) return usage(name.status());
    agency_ = *name;
    return agency_;
  }
  auto list = call(&v1::MonitorService::Stub::ListAgencies, v1::ListAgenciesRequest());
  if (!list) {
    if (list.failure().code != client::ExitCode::kBug) return list.failure();
    return client::usage_failure("no agency was named, and the daemon does not list its agencies",
                                 "Give --agency ID, or set USHER_AGENCY.");
  }
  if (list->agencies_size() == 1) {
    agency_ = list->agencies(0).name();
    return agency_;
  }
  std::vector<std::string> ids;
  for (const auto& entry : list->agencies()) ids.push_back(client::short_id(entry.name()));
  return client::usage_failure(
      ids.empty() ? "the daemon lets this credential see no agency"
                  : absl::StrCat("the daemon has ", ids.size(), " agencies and none was named"),
      ids.empty()
          ? "Use a credential for an agency, with --token-file."
          : absl::StrCat(
                "Give --agency, or set USHER_AGENCY, to one of: ", absl::StrJoin(ids, ", "), "."));
}

Answer<std::string> Session::name(client::Collection collection, const std::string& id_or_name) {
  std::string agency_id;
  if (!absl::StrContains(id_or_name, "/")) {
    // A malformed id is the mistake to name, before any question to the daemon.
    if (auto form = client::full_name(collection, "any", id_or_name); !form.ok()) {
      return usage(form.status());
    }
    auto parent = agency();
    if (!parent) return parent.failure();
    agency_id = *parent;
  }
  auto full = client::full_name(collection, agency_id, id_or_name);
  if (!full.ok()) return usage(full.status());
  return *std::move(full);
}

bool Session::give_request_id(google::protobuf::Message& request) const {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return false;
  const auto& reflection = *request.GetReflection();
  if (reflection.GetString(request, field).empty()) {
    reflection.SetString(
        &request, field,
        settings_.request_id.empty() ? client::new_request_id() : settings_.request_id);
  }
  return true;
}

client::CallPolicy Session::policy(bool is_change) {
  client::CallPolicy policy;
  policy.timeout = settings_.timeout;
  // A question can be asked again by the person; a change should get through a restart of the
  // daemon.
  policy.retry_for = is_change ? settings_.timeout : absl::Milliseconds(500);
  policy.retry = [this](const grpc::Status&) {
    terminal_.err << "usherctl: usherd can't be reached at " << settings_.connection.address
                  << " yet; trying for " << client::short_duration(settings_.timeout) << "\n";
  };
  return policy;
}

void Session::hide_private(google::protobuf::Message& message) {
  client::redact(message, settings_.show_private);
}

void Session::print_json(const google::protobuf::Message& message) {
  std::string line;
  google::protobuf::util::JsonPrintOptions options;
  const auto status = google::protobuf::util::MessageToJsonString(message, &line, options);
  if (!status.ok()) line = R"({"error":"not representable in JSON"})";
  out() << line << std::endl;
}

client::ExitCode Session::fail(const client::Failure& failure) {
  out().flush();
  err() << client::to_text(failure, "usherctl");
  return failure.code;
}

}  // namespace usher::ctl
