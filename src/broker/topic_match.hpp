#pragma once

#include <string_view>

namespace atmqtt::broker {

/// Whether a Topic Filter matches a Topic Name (MQTT 3.1.1 section 4.7). Needs: both well formed.
[[nodiscard]] bool topic_matches(std::string_view filter, std::string_view topic);

}  // namespace atmqtt::broker
