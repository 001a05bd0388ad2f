#pragma once

#include <memory>
#include <utility>

namespace atmqtt::io {

/// An object that waits for things in an event loop, and whose owner may be done with it while a
/// completion of such a wait is already queued and cannot be taken back.
///
/// The owner holds it by AsyncPtr. When the owner lets go, retire() gives up everything that is
/// waited for; the object itself stays until the last of its handlers has been called or thrown
/// away. No handler runs its function after that, so the owner hears nothing more, also when it
/// lets go from within a call of the object.
class AsyncObject {
 public:
  AsyncObject(const AsyncObject&) = delete;
  AsyncObject& operator=(const AsyncObject&) = delete;

 protected:
  AsyncObject() = default;
  virtual ~AsyncObject() = default;

  /// Keeps the object while it exists: in a handler, or in a function that uses the object after it
  /// has called somebody who may let go of it.
  class Stay {
   public:
    explicit Stay(AsyncObject& object) : object_(&object) { ++object.stay_count_; }
    Stay(Stay&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    Stay& operator=(Stay&&) = delete;
    ~Stay() {
      if (object_ != nullptr) object_->stay_ended();
    }
    [[nodiscard]] bool is_retired() const { return object_->is_retired_; }

   private:
    AsyncObject* object_;
  };

  /// Closes what the object holds, so that its waits end. Called once.
  virtual void retire() = 0;

  [[nodiscard]] bool is_retired() const { return is_retired_; }

  /// Wraps `function` for an asynchronous wait of this object.
  template <class Function>
  [[nodiscard]] auto handler(Function function);

 private:
  friend struct Retire;

  void stay_ended() {
    --stay_count_;
    if (is_retired_ && stay_count_ == 0) delete this;
  }

  void let_go() {
    const Stay stay(*this);
    is_retired_ = true;
    retire();
  }

  int stay_count_ = 0;
  bool is_retired_ = false;
};

template <class Function>
auto AsyncObject::handler(Function function) {
  return [stay = Stay(*this), function = std::move(function)](auto&&... results) mutable {
    if (!stay.is_retired()) function(std::forward<decltype(results)>(results)...);
  };
}

/// The deleter of AsyncPtr.
struct Retire {
  void operator()(AsyncObject* object) const { object->let_go(); }
};

template <class Object>
using AsyncPtr = std::unique_ptr<Object, Retire>;

template <class Object, class... Arguments>
[[nodiscard]] AsyncPtr<Object> make_async(Arguments&&... arguments) {
  return AsyncPtr<Object>(new Object(std::forward<Arguments>(arguments)...));
}

}  // namespace atmqtt::io
