// The message turned into the model, without any check: what was valid once is taken as it is, and
// what means nothing is left out. For this module only.
//
// Pure; any thread.
#ifndef USHER_ENGINE_CONFIG_MODEL_BUILDER_H_
#define USHER_ENGINE_CONFIG_MODEL_BUILDER_H_

#include <memory>

#include "engine/core/model.h"
#include "usher/v1/config.pb.h"

namespace usher::config {

// `source` stays empty.
std::shared_ptr<core::Model> build_model(const usher::v1::AgencyConfig& agency);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_MODEL_BUILDER_H_
