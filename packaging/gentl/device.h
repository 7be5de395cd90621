// One camera: its registers, what they are set to, and its stream.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "feeder.h"
#include "formats.h"
#include "module.h"
#include "registers.h"

class Stream;
class Device;

struct Settings {  // as they were when the frame was asked for
    Size size;
    size_t left, top, bin_x, bin_y, padding;
    const Format* format;
    bool intensity, range, chunks;
    double exposure_us, gain_db, black_level, gamma, balance[3], delay_us, frame_s;
    std::string light, projector;
    double period_mm;
    int32_t step, steps;
    int64_t field;
    double center_x_mm, center_y_mm;
    size_t image_bytes() const { return intensity ? row_bytes(*format, size.cols, padding) * size.rows : 0; }
    size_t range_bytes() const { return range ? row_bytes(*format_of(kCoord3dC16), size.cols, padding) * size.rows : 0; }
    size_t payload() const { return image_bytes() + range_bytes() + (chunks ? size_t{chunk::Bytes} : 0); }
};

struct Port : Module {
    explicit Port(Device& owner) : device(owner) {}
    Device& device;
};

class Device : public Module {
public:
    Device(std::string id, std::shared_ptr<Memory> memory, uint32_t index, int socket);
    ~Device() override;

    void read(uint64_t address, void* into, size_t bytes);
    void write(uint64_t address, const void* from, size_t bytes);
    Settings settings();
    uint64_t number(uint64_t address);
    bool lost() const;   // unplugged since it was opened, plugged in again or not
    uint64_t now_ns();   // of the camera's clock
    layout::Device& shared() const { return memory_->device(index_); }
    const Memory& memory() const { return *memory_; }
    Feeder* feeder() const { return feeder_.get(); }
    const std::string& id() const { return id_; }
    const std::shared_ptr<Port>& port() const { return port_; }
    const std::shared_ptr<Stream>& stream() const { return stream_; }

private:
    template <class T>
    T get(uint64_t address) const;
    template <class T>
    void set(uint64_t address, T value);
    std::string text(uint64_t address, size_t room) const;
    void wake_up();
    void refuse(uint64_t address, const void* from, size_t bytes);
    void act(uint64_t address);
    void edge(uint32_t line, bool level);
    bool fires(uint32_t line, bool level);
    Settings settle() const;

    const std::string id_;
    const std::shared_ptr<Memory> memory_;
    const uint32_t index_;
    const uint32_t unplugs_;
    const std::chrono::steady_clock::time_point born_;
    std::mutex guard_;
    uint8_t registers_[reg::End] = {};
    std::shared_ptr<Port> port_;
    std::shared_ptr<Stream> stream_;
    std::unique_ptr<Feeder> feeder_;  // last: its thread uses the rest
};

std::string access_id(const layout::Device& device);  // what a GenTL client calls it
extern "C" const char nodes_xml[];
extern "C" const char nodes_xml_end[];
