// The system and its one interface: which cameras there are.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "stream.h"

struct System : Module {};
struct Interface : Module {};

class Producer {  // all that lives between GCInitLib and GCCloseLib
public:
    Producer();
    ~Producer();
    bool update();  // looks for cameras; whether their list changed
    std::vector<std::string> found();
    std::shared_ptr<Device> open(const std::string& id);
    void close(const std::shared_ptr<Device>& device);
    void info(const std::string& id, INFO_COMMAND command, const Answer& answer);
    const std::shared_ptr<System> system = std::make_shared<System>();
    const std::shared_ptr<Interface> interface = std::make_shared<Interface>();

private:
    void look();
    uint32_t index_of(const std::string& id);
    std::mutex guard_;
    std::string path_;  // of the feeder's socket; empty: no feeder, one camera of our own
    int socket_ = -1;
    std::shared_ptr<Memory> memory_;
    std::vector<std::string> listed_;
    std::vector<std::shared_ptr<Device>> open_;
};

Producer& producer();  // throws before GCInitLib
void device_info(const std::string& id, const layout::Device& device, bool open, INFO_COMMAND command, const Answer& answer);
void system_info(INFO_COMMAND command, const Answer& answer);
