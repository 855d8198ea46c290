// Times and wrap-up of a queue, and the order of the classification rules.
#include <algorithm>

#include "engine/config/agency_check.h"
#include "engine/config/language_check.h"
#include "engine/config/scalar.h"
#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using google::protobuf::RepeatedField;
using google::protobuf::RepeatedPtrField;
using routing::str_cat;
using usher::v1::ClassificationRule;

std::string words(Duration duration) {
  google::protobuf::Duration proto;
  proto.set_seconds(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
  return format_duration(proto);
}

// Whether every contact for which `inner` holds has `outer` hold as well.
template <typename List>
bool covers(const List& outer, const List& inner) {
  if (outer.empty()) return true;
  return !inner.empty() && std::all_of(inner.begin(), inner.end(), [&](const auto& value) {
    return std::find(outer.begin(), outer.end(), value) != outer.end();
  });
}

bool languages_cover(const RepeatedPtrField<std::string>& outer,
                     const RepeatedPtrField<std::string>& inner) {
  if (outer.empty()) return true;
  const auto covered = [&](const std::string& range) {
    return std::any_of(outer.begin(), outer.end(),
                       [&](const std::string& wide) { return range_covers(wide, range); });
  };
  return (!inner.empty() && std::all_of(inner.begin(), inner.end(), covered)) || covered("*");
}

bool shadows(const ClassificationRule& early, const ClassificationRule& late) {
  return covers(early.services(), late.services()) && covers(early.channels(), late.channels()) &&
         covers(early.needs(), late.needs()) && covers(early.sites(), late.sites()) &&
         languages_cover(early.languages(), late.languages());
}

}  // namespace

bool fits_everything(const ClassificationRule& rule) {
  return rule.services().empty() && rule.channels().empty() && rule.languages().empty() &&
         rule.needs().empty() && rule.sites().empty();
}

void AgencyCheck::queue_times(const usher::v1::QueueConfig& queue, const std::string& path) {
  check_.duration(path_to(path, "target"), queue.has_target(), queue.target(), kTarget);
  check_.duration(path_to(path, "offer_timeout"), queue.has_offer_timeout(), queue.offer_timeout(),
                  kOfferTimeout);
  check_.duration(path_to(path, "reoffer_after"), queue.has_reoffer_after(), queue.reoffer_after(),
                  kReofferAfter);
  const std::string wrap_up = path_to(path, "wrap_up");
  check_.duration(path_to(wrap_up, "limit"), queue.wrap_up().has_limit(), queue.wrap_up().limit(),
                  kWrapUp);
  if (queue.wrap_up().outcome_required()) {
    const std::string at = path_to(wrap_up, "outcome_required");
    if (agency_.outcome_codes().empty()) {
      check_.error(at, "an outcome is required, but the agency has no outcome_codes",
                   "list outcome_codes, or write false");
    }
    if (value_or(queue.wrap_up().has_limit(), queue.wrap_up().limit(), kWrapUp) == Duration{}) {
      check_.error(at, "an outcome is required, but there is no wrap-up in which to give it",
                   "write a limit over 0s, or false");
    }
  }
  const Duration agency =
      value_or(agency_.has_starvation_bound(), agency_.starvation_bound(), kStarvationBound);
  const std::string own = path_to(path, "starvation_bound");
  const bool has_own = queue.has_starvation_bound() && (queue.starvation_bound().seconds() != 0 ||
                                                        queue.starvation_bound().nanos() != 0);
  check_.duration(own, has_own, queue.starvation_bound(), kStarvationBound);
  const Duration bound = has_own ? to_duration(queue.starvation_bound()) : agency;
  if (bound > agency && bound <= kStarvationBound.highest) {
    check_.error(own, str_cat(words(bound), " is longer than the agency's ", words(agency)),
                 "write less, or raise the agency's starvation_bound");
    return;
  }
  const Duration target = value_or(queue.has_target(), queue.target(), kTarget);
  if (bound >= target || target > kTarget.highest) return;
  check_.error(has_own ? own : path_to(path, "target"),
               str_cat("the target of ", words(target), " lies beyond the starvation bound of ",
                       words(bound), ", so that every late contact would go to the head"),
               has_own ? "write a starvation_bound of at least the target"
                       : "raise the agency's starvation_bound, and give stricter queues their own");
}

void AgencyCheck::rules() {
  const int size = agency_.classification_size();
  if (size == 0) {
    check_.error("classification", "there is no classification rule",
                 "write one at least: \"- queue: QUEUE\" fits everything");
    return;
  }
  for (int i = 0; i < size; ++i) rule(agency_.classification(i), path_to("", "classification", i));
  if (!fits_everything(agency_.classification(size - 1))) {
    check_.error(path_to("", "classification", size - 1),
                 "the last rule has conditions, so some contacts would fit no rule",
                 "add a last rule \"- queue: QUEUE\" without conditions");
  }
  if (size <= kMaxRules) rule_order();
}

void AgencyCheck::rule(const ClassificationRule& rule, const std::string& path) {
  check_.references(path_to(path, "services"), rule.services(), services_, "service", "services");
  check_.values<usher::v1::Channel>(path_to(path, "channels"), rule.channels());
  check_language_ranges(check_, path_to(path, "languages"), rule.languages());
  check_.values<usher::v1::NeedCode>(path_to(path, "needs"), rule.needs());
  check_.references(path_to(path, "sites"), rule.sites(), sites_, "site", "sites");
  const std::string queue = path_to(path, "queue");
  if (rule.queue().empty()) {
    check_.error(queue, "the rule names no queue", suggestion("", queues_.all(), "queues"));
  } else {
    check_.reference(queue, rule.queue(), queues_, "queue", "queues");
  }
}

void AgencyCheck::rule_order() {
  Ids reached;
  for (int i = 0; i < agency_.classification_size(); ++i) {
    const ClassificationRule& late = agency_.classification(i);
    const std::string path = path_to("", "classification", i);
    int by = -1;
    for (int j = 0; j < i && by < 0; ++j) {
      if (shadows(agency_.classification(j), late)) by = j;
    }
    if (by < 0) {
      reached.add(late.queue(), path, nullptr);
      continue;
    }
    const std::string first = path_to("", "classification", by);
    const bool all = fits_everything(agency_.classification(by));
    check_.error(path,
                 str_cat("no contact ever comes to this rule: the rule ", check_.where(first),
                         all ? " fits everything" : " holds whenever this one does"),
                 all ? "move that rule to the end" : "move this rule above it, or remove it");
  }
  // A rule that names no queue there is probably means one of those it seems to leave out.
  const auto is_known = [&](const std::string& queue) { return queues_.has(queue); };
  if (!std::all_of(reached.all().begin(), reached.all().end(), is_known)) return;
  for (int i = 0; i < agency_.queues_size(); ++i) {
    const std::string& id = agency_.queues(i).id();
    if (reached.has(id) || id.empty()) continue;
    check_.warning(path_to(path_to("", "queues", i), "id"),
                   str_cat("no classification rule leads to queue ", shown(id)),
                   "add a rule, or remove the queue");
  }
}

}  // namespace usher::config
