#include "base/octet_queue.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"

namespace atmqtt {

void OctetQueue::pop(std::size_t count) {
  CHECK(count <= size());
  popped_ += count;
  head_ += count;
  if (empty()) {
    octets_.clear();
    head_ = 0;
  } else if (head_ >= limits::queue_compact_size && head_ >= octets_.size() / 2) {
    // Moving what is left costs at most as much as what was popped, so it is cheap on the whole.
    octets_.edit().erase(0, head_);
    head_ = 0;
  }
}

}  // namespace atmqtt
