#include "engine/config/check.h"
#include "engine/config/compile.h"
#include "engine/config/diff.h"
#include "engine/rpc/convert.h"
#include "engine/rpc/page.h"
#include "engine/rpc/slow_calls.h"
#include "engine/rpc/times.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;

constexpr std::size_t kMaxCommentBytes = 1024;
constexpr int kDefaultRevisions = 20;
constexpr int kMostRevisions = 100;

void render_finding(const config::Finding& finding, v1::ConfigFinding& out) {
  out.set_severity(finding.severity == config::Finding::Severity::kError
                       ? v1::ConfigFinding::ERROR
                       : v1::ConfigFinding::WARNING);
  out.set_path(finding.path);
  out.set_line(finding.line);
  out.set_column(finding.column);
  out.set_problem(finding.problem);
  out.set_remedy(finding.remedy);
}

void render_revision(std::string_view agency, const core::Model& model,
                     v1::AgencyConfigRevision& out) {
  out.set_name(make_name(NameKind::kRevision, agency, static_cast<std::uint64_t>(model.revision)));
  out.set_revision(model.revision);
  set_time(out.mutable_apply_time(), model.applied_at);
  out.set_applied_by(model.applied_by);
  out.set_comment(model.comment);
}

Problem invalid_config(const std::vector<config::Finding>& findings) {
  Problem problem{.reason = v1::ERROR_REASON_INVALID_CONFIG};
  for (const config::Finding& finding : findings) {
    if (finding.severity != config::Finding::Severity::kError) continue;
    std::string at = finding.path;
    if (finding.line != 0) at += str_cat(" (line ", finding.line, ", column ", finding.column, ")");
    problem.fields.push_back({std::move(at), str_cat(finding.problem, "; ", finding.remedy)});
    if (problem.fields.size() == Violations::kMost) break;
  }
  problem.message = str_cat("the configuration has errors, the first: ", problem.fields[0].path,
                            ": ", problem.fields[0].description);
  return problem;
}

Problem unknown_revision(std::int64_t revision) {
  return {.reason = v1::ERROR_REASON_UNKNOWN_REVISION,
          .message = str_cat("no configuration revision ", revision,
                             " is kept; ListConfigRevisions has those that are"),
          .facts = {{"revision", std::to_string(revision)}}};
}

// The revision, or the one in force for 0; a copy of the pointer.
Trouble find_revision(const core::State& state, std::int64_t revision, core::ModelPtr& found) {
  if (revision == 0) found = state.model();
  for (const core::ModelPtr& each : state.revisions()) {
    if (revision != 0 && each->revision == revision) found = each;
  }
  return found ? Trouble() : Trouble(unknown_revision(revision));
}

// The candidate of a request, checked. On the worker: it may be large.
template <typename Request>
Or<config::CheckedAgency> check_candidate(const Request& request, const std::string& agency) {
  if (request.has_config()) return config::check_agency(request.config(), agency);
  if (!request.yaml().empty()) return config::check_agency_text(request.yaml(), agency);
  Violations violations;
  violations.add("candidate", v1::ERROR_REASON_MISSING_FIELD, "is required: `config` or `yaml`");
  return violations.problem();
}

core::ModelPtr with_comment(const core::ModelPtr& model, const std::string& comment) {
  auto copy = std::make_shared<core::Model>(*model);
  copy->comment = comment;
  return copy;
}

using Revision = v1::AgencyConfigRevision;

// Hands the model to the writer; the answer is the revision it became.
template <typename Request>
void put_in_force(Host* host, CallPtr<Request, Revision> call, core::Call key, core::ModelPtr model,
                  std::int64_t expected) {
  Plan<Revision> plan{.host = host, .call = std::move(key)};
  plan.command = core::ApplyConfig{.model = std::move(model), .expected_revision = expected};
  plan.answer = [host](const core::State& state, const core::Done* done, Revision& out) -> Trouble {
    const auto* revision = std::get_if<std::int64_t>(&done->decision.reply);
    core::ModelPtr found;
    if (Trouble trouble = find_revision(state, revision == nullptr ? 0 : *revision, found)) {
      return trouble;
    }
    render_revision(host->id(), *found, out);
    return {};
  };
  if (Trouble trouble =
          carry_out(std::move(plan), call->time_left, EndCall<Request, Revision>{call})) {
    call->end(std::move(trouble));
  }
}

template <typename Request>
Or<core::Call> check_change(const CallPtr<Request, Revision>& call) {
  Violations violations;
  check_size(call->request.comment(), kMaxCommentBytes, "comment", violations);
  if (call->request.expected_revision() < 0) {
    violations.add("expected_revision", v1::ERROR_REASON_INVALID_FIELD, "is negative");
  }
  if (!violations.empty()) return violations.problem();
  return call_of(call->caller, call->request);
}

}  // namespace

void get_config(Edge& edge, CallPtr<v1::GetAgencyConfigRequest, Revision> call) {
  const std::string& name = call->request.name();
  const bool current = name.find("/config/") == std::string::npos;
  Or<Edge::Place> place =
      edge.locate(call->caller, current ? NameKind::kAgency : NameKind::kRevision, "name", name);
  if (!place.ok()) return call->end(place.problem());
  Host* host = place->host;
  const auto revision = static_cast<std::int64_t>(place->name.number);
  const auto find = [revision](const core::State& state, core::ModelPtr& found) {
    return find_revision(state, revision, found);
  };
  const auto then = [&edge, host, call](Trouble trouble, core::ModelPtr& model) {
    if (trouble) return call->end(std::move(trouble));
    on_worker(edge, edge.configs, call, [host, call, model] {
      auto message = config::decode_config(model->source);
      if (!message.ok()) {
        return call->end(Problem{.message = str_cat("the stored configuration can't be read: ",
                                                    routing::to_std(message.status().message()))});
      }
      render_revision(host->id(), *model, call->response);
      *call->response.mutable_config() = *std::move(message);
      const auto checked = config::check_agency(call->response.config(), host->id());
      for (const config::Finding& finding : checked.findings) {
        render_finding(finding, *call->response.add_warnings());
      }
      call->end({});
    });
  };
  if (Trouble trouble = look_then<core::ModelPtr>(*host, find, then)) call->end(std::move(trouble));
}

Or<Plan<v1::ListConfigRevisionsResponse>> plan_list_revisions(
    Edge& edge, const Caller& caller, v1::ListConfigRevisionsRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgency, "parent", request.parent());
  if (!place.ok()) return place.problem();
  Or<Page> page = read_page(request, kDefaultRevisions, kMostRevisions);
  if (!page.ok()) return page.problem();
  Plan<v1::ListConfigRevisionsResponse> plan{.host = place->host};
  plan.answer = [host = place->host, page = *page](
                    const core::State& state, const core::Done*,
                    v1::ListConfigRevisionsResponse& out) -> Trouble {
    const auto& revisions = state.revisions();
    for (auto each = revisions.rbegin(); each != revisions.rend(); ++each) {
      const auto number = static_cast<std::uint64_t>((*each)->revision);
      if (page.after != 0 && number >= page.after) continue;
      if (out.revisions_size() == page.size) {
        const auto& last = out.revisions(out.revisions_size() - 1);
        out.set_next_page_token(page_token(page, static_cast<std::uint64_t>(last.revision())));
        break;
      }
      render_revision(host->id(), **each, *out.add_revisions());
    }
    return {};
  };
  return plan;
}

void validate_config(
    Edge& edge, CallPtr<v1::ValidateAgencyConfigRequest, v1::ValidateAgencyConfigResponse> call) {
  Or<Edge::Place> place =
      edge.locate(call->caller, NameKind::kAgency, "parent", call->request.parent());
  if (!place.ok()) return call->end(place.problem());
  on_worker(edge, edge.configs, call, [host = place->host, call] {
    Or<config::CheckedAgency> checked = check_candidate(call->request, host->id());
    if (!checked.ok()) return call->end(checked.problem());
    for (const config::Finding& finding : checked->findings) {
      render_finding(finding, *call->response.add_findings());
    }
    call->response.set_valid(!config::has_errors(checked->findings));
    call->end({});
  });
}

namespace {

using DiffCall = CallPtr<v1::DiffAgencyConfigRequest, v1::DiffAgencyConfigResponse>;

struct TwoModels {
  core::ModelPtr from;
  core::ModelPtr to;  // null where the request has a candidate
};

void answer_diff(const Host& host, const DiffCall& call, const TwoModels& models) {
  auto from = config::decode_config(models.from->source);
  absl::StatusOr<v1::AgencyConfig> to = v1::AgencyConfig();
  if (models.to) {
    to = config::decode_config(models.to->source);
  } else {
    Or<config::CheckedAgency> checked = check_candidate(call->request, host.id());
    if (!checked.ok()) return call->end(checked.problem());
    if (config::has_errors(checked->findings)) return call->end(invalid_config(checked->findings));
    to = std::move(checked->config);
  }
  if (!from.ok() || !to.ok()) {
    return call->end(Problem{.message = "a stored configuration can't be read"});
  }
  for (auto& difference : config::diff(*from, *to)) {
    *call->response.add_differences() = std::move(difference);
  }
  call->end({});
}

}  // namespace

void diff_config(Edge& edge, DiffCall call) {
  Or<Edge::Place> place =
      edge.locate(call->caller, NameKind::kAgency, "parent", call->request.parent());
  if (!place.ok()) return call->end(place.problem());
  Host* host = place->host;
  const std::int64_t from = call->request.from_revision();
  const bool stored = call->request.to_case() == v1::DiffAgencyConfigRequest::kToRevision;
  const std::int64_t to = stored ? call->request.to_revision() : 0;
  const auto find = [from, stored, to](const core::State& state, TwoModels& found) -> Trouble {
    if (Trouble trouble = find_revision(state, from, found.from)) return trouble;
    return stored ? find_revision(state, to, found.to) : Trouble();
  };
  const auto then = [&edge, host, call](Trouble trouble, TwoModels& models) {
    if (trouble) return call->end(std::move(trouble));
    on_worker(edge, edge.configs, call, [host, call, models] { answer_diff(*host, call, models); });
  };
  if (Trouble trouble = look_then<TwoModels>(*host, find, then)) call->end(std::move(trouble));
}

void apply_config(Edge& edge, CallPtr<v1::ApplyAgencyConfigRequest, Revision> call) {
  Or<Edge::Place> place =
      edge.locate(call->caller, NameKind::kAgency, "parent", call->request.parent());
  if (!place.ok()) return call->end(place.problem());
  Or<core::Call> key = check_change(call);
  if (!key.ok()) return call->end(key.problem());
  on_worker(edge, edge.configs, call, [host = place->host, call, key = *std::move(key)]() mutable {
    Or<config::CheckedAgency> checked = check_candidate(call->request, host->id());
    if (!checked.ok()) return call->end(checked.problem());
    if (config::has_errors(checked->findings)) return call->end(invalid_config(checked->findings));
    for (const config::Finding& finding : checked->findings) {
      render_finding(finding, *call->response.add_warnings());
    }
    *call->response.mutable_config() = checked->config;
    if (call->request.validate_only()) return call->end({});
    put_in_force(host, call, std::move(key), with_comment(checked->model, call->request.comment()),
                 call->request.expected_revision());
  });
}

void rollback_config(Edge& edge, CallPtr<v1::RollbackAgencyConfigRequest, Revision> call) {
  Or<Edge::Place> place =
      edge.locate(call->caller, NameKind::kAgency, "parent", call->request.parent());
  if (!place.ok()) return call->end(place.problem());
  Host* host = place->host;
  if (call->request.revision() <= 0) {
    Violations violations;
    violations.add("revision", v1::ERROR_REASON_MISSING_FIELD,
                   "is required: the number of an earlier revision, from 1");
    return call->end(violations.problem());
  }
  Or<core::Call> key = check_change(call);
  if (!key.ok()) return call->end(key.problem());
  const auto find = [revision = call->request.revision()](const core::State& state,
                                                          core::ModelPtr& found) {
    return find_revision(state, revision, found);
  };
  const auto then = [&edge, host, call, key = *std::move(key)](Trouble trouble,
                                                               core::ModelPtr& model) {
    if (trouble) return call->end(std::move(trouble));
    on_worker(edge, edge.configs, call, [host, call, key, model] {
      auto message = config::decode_config(model->source);
      if (message.ok()) *call->response.mutable_config() = *std::move(message);
      put_in_force(host, call, key, with_comment(model, call->request.comment()),
                   call->request.expected_revision());
    });
  };
  if (Trouble trouble = look_then<core::ModelPtr>(*host, find, then)) call->end(std::move(trouble));
}

}  // namespace usher::rpc
