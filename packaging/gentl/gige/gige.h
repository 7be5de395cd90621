// A GigE Vision camera behind the GenTL interface: libaravis does the network.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

extern "C" {
#include <arv.h>
}

#include "../module.h"

// Without this a client's first look would send discovery out of every interface of the machine.
constexpr const char* kAllowed = "INSPECTOR_GIGE_INTERFACE";

struct Found {
    std::string id, vendor, model, serial;
};

struct Buffer : Module {
    Buffer(void* data, size_t bytes, void* user);
    ~Buffer() override;
    void* const base;
    const size_t bytes;
    void* const user;
    ArvBuffer* const filled;
    bool queued = false, incomplete = false;
    uint64_t frame_id = 0, device_ns = 0, width = 0, height = 0, format = 0, size = 0;
};

class Camera;

class Stream : public Module, public std::enable_shared_from_this<Stream> {
public:
    explicit Stream(Camera& camera) : camera_(camera) {}
    ~Stream() override { stop(); }
    void announce(const std::shared_ptr<Buffer>& buffer);
    void queue(Buffer& buffer);
    void revoke(const std::shared_ptr<Buffer>& buffer);
    void discard();
    void start();
    void stop();
    void close();
    void kill();
    Buffer* wait(uint64_t timeout_ms);
    uint64_t delivered, underrun;
    std::shared_ptr<Module> event;
    Camera& camera() { return camera_; }
    size_t announced();
    bool grabbing();
    void count();
    std::mutex guard;

private:
    void push(Buffer& buffer);
    Camera& camera_;
    std::condition_variable started_;
    std::vector<std::shared_ptr<Buffer>> all_;
    ArvStream* stream_ = nullptr;
    bool killed_ = false;
};

struct NewBufferEvent : Module {
    explicit NewBufferEvent(const std::shared_ptr<Stream>& owner) : stream(owner) {}
    const std::shared_ptr<Stream> stream;
};

struct Port : Module {
    explicit Port(Camera& owner) : camera(owner) {}
    Camera& camera;
};

class Camera : public Module {
public:
    explicit Camera(const Found& found);
    ~Camera() override;
    void read(uint64_t address, void* into, size_t bytes);
    void write(uint64_t address, const void* from, size_t bytes);
    ArvDevice* device() const { return arv_camera_get_device(camera_); }
    ArvCamera* camera() const { return camera_; }
    const Found found;
    std::string xml;
    const std::shared_ptr<Port> port;
    const std::shared_ptr<Stream> stream;

private:
    ArvCamera* camera_ = nullptr;
};

constexpr uint64_t kXml = 0x7f00000000000000ull;  // no camera has registers there

using Type = INFO_DATATYPE;
using Command = INFO_COMMAND;
#define API(name, ...) GENTL_API GC_ERROR name(__VA_ARGS__)
