// The stream of a camera: buffers of the client, and the thread that fills them.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "device.h"
#include "picture.h"

struct Part {
    size_t at, bytes, type;
    const Format* format;
    Size size;
};

struct Buffer : Module {
    Buffer(void* data, size_t bytes, void* user, bool own) : base(static_cast<uint8_t*>(data)), bytes(bytes), user(user), own(own) {}
    ~Buffer() override;
    uint8_t* const base;
    const size_t bytes;
    void* const user;
    const bool own;
    bool queued = false, acquiring = false, fresh = false, incomplete = false, too_small = false;
    uint64_t frame_id = 0, device_ns = 0;
    size_t filled = 0, left = 0, top = 0, padding = 0, chunk_at = 0, chunk_bytes = 0;
    std::vector<Part> parts;
};

struct Counts {
    uint64_t delivered = 0, underrun = 0, started = 0;
};

class NewBufferEvent : public Module {
public:
    explicit NewBufferEvent(const std::shared_ptr<Stream>& stream) : stream_(stream) {}
    Stream& stream() const { return *stream_; }

private:
    const std::shared_ptr<Stream> stream_;  // one who waits keeps it
};

class Stream : public Module, public std::enable_shared_from_this<Stream> {
public:
    explicit Stream(Device& device) : device_(device) {}

    // the client's side
    void announce(const std::shared_ptr<Buffer>& buffer);
    void queue(Buffer& buffer);
    void revoke(const std::shared_ptr<Buffer>& buffer);
    void flush(int32_t what);
    void start();   // buffers may be filled
    void stop();    // no buffer is touched any more
    std::shared_ptr<Buffer> wait(uint64_t timeout_ms);
    std::shared_ptr<NewBufferEvent> event(bool on);  // begins or ends
    void kill();    // one who waits, or the next who will
    void discard();
    void close();
    // the camera's side
    void start_camera();
    void stop_camera();
    void trigger();
    void look_again();

    Device& device() { return device_; }
    Counts counts();
    bool grabbing();
    size_t announced(), queued(), waiting();
    uint64_t fired();
    std::shared_ptr<Buffer> buffer(uint32_t index);
    void refuse_strange(const Buffer& buffer);
    std::mutex guard;  // of what a buffer says of itself, too

private:
    using Clock = std::chrono::steady_clock;
    struct Shot {
        Settings settings;
        uint64_t frame_id;
        Clock::time_point at;
        bool awaited;  // by a trigger
    };
    void run();
    std::optional<Shot> next(std::unique_lock<std::mutex>& lock);
    void take(std::unique_lock<std::mutex>& lock, const Shot& shot);
    void fill(Buffer& buffer, const Shot& shot);
    bool expose(Buffer& buffer, const Shot& shot);
    std::optional<Raw> raw_of(const Shot& shot, uint32_t slot);
    Raw own_pattern(const layout::Device& it, int bits, uint64_t frame_id);
    void join();

    Device& device_;
    std::condition_variable news_, turn_;
    std::vector<std::shared_ptr<Buffer>> all_;
    std::deque<std::shared_ptr<Buffer>> in_, out_;
    std::deque<Shot> shots_;
    std::shared_ptr<NewBufferEvent> event_;
    std::thread worker_;
    std::atomic<bool> running_{false};
    bool grabbing_ = false, killed_ = false;
    Counts counts_;
    uint64_t fired_ = 0, frames_ = 0, left_ = 0;
    Clock::time_point due_;
    Developer developer_;
    std::vector<uint8_t> patterns_[2];  // of one byte, of two
};
