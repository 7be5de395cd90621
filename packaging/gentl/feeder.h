// The other end: the process that has the pictures. Memory is shared, requests go over a socket.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "layout.h"

class Memory {  // the shared memory, mapped for as long as anybody here looks at it
public:
    Memory(int descriptor, size_t bytes);
    explicit Memory(size_t bytes);  // our own: a producer without a feeder
    ~Memory();
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    uint32_t devices() const;
    layout::Device& device(uint32_t index) const;
    uint8_t* at(uint64_t offset, size_t bytes) const;  // throws if it is outside

private:
    uint8_t* base_;
    size_t bytes_;
};

struct Greeting {
    uint32_t status;
    int socket;  // the caller's to close
    std::shared_ptr<Memory> memory;
};
// Connects to the feeder that INSPECTOR_VIRTUAL_GENTL names; empty where there is none.
std::optional<Greeting> greet(const std::string& path, int32_t device);
bool alive(int socket);

class Feeder {  // the connection of one open device
public:
    using OnEdge = std::function<void(uint32_t line, bool level)>;
    Feeder(int socket, OnEdge on_edge);
    ~Feeder();
    // Waits for the answer to a request; empty when the time is up, it is gone or `stop` holds.
    std::optional<layout::Answer> ask(const layout::Request& request, std::chrono::milliseconds time,
                                      const std::function<bool()>& stop);
    void wake();  // those who wait look at their `stop` again

private:
    void listen();
    int socket_;
    OnEdge on_edge_;
    std::mutex guard_;
    std::condition_variable came_;
    std::optional<layout::Answer> answer_;
    bool gone_ = false;
    std::thread reader_;
};
