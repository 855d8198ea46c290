// How a scenario is read, part by part. For scenario_reader.cc and the read_*.cc beside it only.
//
// One thread, one use.
#ifndef USHER_TOOLS_USHERSIM_RUN_READING_H_
#define USHER_TOOLS_USHERSIM_RUN_READING_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ushersim/run/fields.h"
#include "tools/ushersim/run/scenario.h"

namespace usher::plan {

class Reading {
 public:
  // The text of `file` and of what it is based on.
  Reading(std::string_view text, const std::string& file);

  void read();
  std::vector<std::string> problems() const;
  Scenario take() { return std::move(scenario_); }

 private:
  struct Section {
    std::string key;
    Place place;
  };
  void open(std::string_view text, const std::string& file, int depth);
  std::optional<Place> section(std::string_view key) const;
  std::string beside(const Place& place, std::string_view name) const;
  std::string text_of(std::string_view key, std::string otherwise) const;

  void agency();
  void ids();
  std::vector<std::string> ids_of(std::string_view key, std::string_view what, int most);
  void run();
  void day(const Place& place);
  void steady(const Place& place);
  void queues();
  void queue(const Place& place);

  void groups();
  void group(const Place& place, GroupPlan& group);
  void members(const Fields& fields, GroupPlan& group);
  void abilities(const Fields& fields, GroupPlan& group);
  void agent_language(const Place& place, core::AgentModel& agent);
  void agent_skills(const Place& place, core::AgentModel& agent);
  void channels(const Fields& fields, core::AgentModel& agent);
  void presence(const Fields& fields, GroupPlan& group);
  std::vector<PresencePart> schedule(const Place& place);
  void breaks(const Fields& fields, std::vector<PresencePart>& presence);

  void classes();
  void contact_class(const Place& place, ClassPlan& cls);
  void draft(const Fields& fields, ClassPlan& cls);
  void languages(const Fields& fields, ClassPlan& cls);
  void queue_of(const Fields& fields, ClassPlan& cls);
  void times(const Fields& fields, ClassPlan& cls);
  void retry(const Place& place, RetryPlan& retry);
  void arrivals(const Place& place, ArrivalPlan& arrivals);
  void rates(const Place& place, ArrivalPlan& arrivals);
  void trace(const Place& place, ArrivalPlan& arrivals);
  void trace_line(const Place& place, std::string_view line, std::size_t number,
                  std::vector<TraceEntry>& entries);
  Distribution distribution(const Place& place, bool may_be_never);
  Distribution with_tail(const Fields& fields, Distribution found);
  std::vector<double> lengths(const Place& place);

  void policy();
  void reserve(const Place& place);
  void relax(const Place& place);
  void contradictions(const Fields& fields);
  void targets();
  void equity();

  // Of needs and skills, which classes and groups share.
  std::vector<core::NeedCode> needs(const Fields& fields) const;
  std::optional<routing::SkillClauses> skill_expression(const Place& place) const;
  Duration when(const Place& place) const;  // a time of day, or an age in a system in balance

  std::vector<std::unique_ptr<Document>> documents_;
  std::vector<Section> sections_;  // the file's own first
  std::vector<std::string> class_ids_;
  std::vector<std::string> group_ids_;
  std::vector<std::string> queue_ids_;
  std::vector<std::string> extra_problems_;
  bool has_agency_ = false;
  Scenario scenario_;
};

// The whole of a file, or none where it can't be read.
std::optional<std::string> read_file(const std::string& file);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_READING_H_
