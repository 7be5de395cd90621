#include "feeder.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>

#include "module.h"

Memory::Memory(int descriptor, size_t bytes) : bytes_(bytes) {
    void* base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (base == MAP_FAILED) throw Refused{GC_ERR_IO, "the feeder's memory cannot be mapped"};
    base_ = static_cast<uint8_t*>(base);
}

Memory::Memory(size_t bytes) : bytes_(bytes) {
    void* base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) throw std::bad_alloc();
    base_ = static_cast<uint8_t*>(base);
}

Memory::~Memory() { munmap(base_, bytes_); }

uint32_t Memory::devices() const { return reinterpret_cast<layout::Header*>(base_)->devices; }

layout::Device& Memory::device(uint32_t index) const {
    return *reinterpret_cast<layout::Device*>(at(layout::kPage * (1 + index), sizeof(layout::Device)));
}

uint8_t* Memory::at(uint64_t offset, size_t bytes) const {
    if (offset > bytes_ || bytes > bytes_ - offset)
        throw Refused{GC_ERR_IO, "the feeder names a place outside its memory"};
    return base_ + offset;
}

namespace {
// Receives the welcome and the descriptor beside it; -1 where there is none.
int received(int socket, layout::Welcome& welcome) {
    iovec part{&welcome, sizeof welcome};
    alignas(cmsghdr) char room[CMSG_SPACE(sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = room;
    message.msg_controllen = sizeof room;
    if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != sizeof welcome) return -1;
    cmsghdr* beside = CMSG_FIRSTHDR(&message);
    int descriptor = -1;
    if (beside && beside->cmsg_type == SCM_RIGHTS) std::memcpy(&descriptor, CMSG_DATA(beside), sizeof descriptor);
    return descriptor;
}
}  // namespace

std::optional<Greeting> greet(const std::string& path, int32_t device) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return {};
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0) return {};
    timeval patience{2, 0};  // a feeder that is there but stuck is no feeder
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    layout::Hello hello{layout::kMagic, device, static_cast<uint32_t>(getpid()), 0};
    layout::Welcome welcome{};
    int memory = -1;
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
        send(fd, &hello, sizeof hello, MSG_NOSIGNAL) == sizeof hello)
        memory = received(fd, welcome);
    if (memory < 0 || welcome.magic != layout::kMagic) {
        if (memory >= 0) close(memory);
        close(fd);
        return {};
    }
    patience = {0, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    try {
        return Greeting{welcome.status, fd, std::make_shared<Memory>(memory, welcome.bytes)};
    } catch (...) {
        close(fd);
        throw;
    }
}

bool alive(int socket) {
    char byte;
    ssize_t got = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
}

Feeder::Feeder(int socket, OnEdge on_edge)
    : socket_(socket), on_edge_(std::move(on_edge)), reader_([this] { listen(); }) {}

Feeder::~Feeder() {
    shutdown(socket_, SHUT_RDWR);
    reader_.join();
    close(socket_);
}

void Feeder::listen() {
    union {
        uint32_t kind;
        layout::Answer answer;
        layout::Edge edge;
    } message;
    for (;;) {
        ssize_t got = recv(socket_, &message, sizeof message, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        if (message.kind == layout::kEdge) {
            on_edge_(message.edge.line, message.edge.level != 0);
        } else if (message.kind == layout::kAnswer) {
            std::lock_guard lock(guard_);
            answer_ = message.answer;
            came_.notify_all();
        }
    }
    std::lock_guard lock(guard_);
    gone_ = true;
    came_.notify_all();
}

std::optional<layout::Answer> Feeder::ask(const layout::Request& request, std::chrono::milliseconds time,
                                          const std::function<bool()>& stop) {
    const auto until = std::chrono::steady_clock::now() + time;
    std::unique_lock lock(guard_);
    answer_.reset();  // one that came after its time was up
    if (gone_ || send(socket_, &request, sizeof request, MSG_NOSIGNAL | MSG_DONTWAIT) != sizeof request) return {};
    const auto mine = [&] {
        return answer_ && answer_->frame_id == request.frame_id && answer_->slot == request.slot;
    };
    came_.wait_until(lock, until, [&] { return gone_ || mine() || stop(); });
    return mine() ? answer_ : std::nullopt;
}

void Feeder::wake() {
    std::lock_guard lock(guard_);
    came_.notify_all();
}
