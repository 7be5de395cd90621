#include "gige.h"

#include <algorithm>
#include <chrono>

namespace {
[[noreturn]] void refuse(GC_ERROR code, GError* error, const char* otherwise) {
    const std::string why = error ? error->message : otherwise;
    g_clear_error(&error);
    throw Refused{code, why};
}
constexpr uint64_t kSliceMs = 20;  // after which one who waits looks whether it was ended
}  // namespace

Buffer::Buffer(void* data, size_t bytes, void* user)
    : base(data), bytes(bytes), user(user), filled(arv_buffer_new_full(bytes, data, this, nullptr)) {}

Buffer::~Buffer() {
    g_object_unref(filled);
}

Camera::Camera(const Found& found)
    : found(found), port(std::make_shared<Port>(*this)), stream(std::make_shared<Stream>(*this)) {
    GError* error = nullptr;
    camera_ = arv_camera_new(found.id.c_str(), &error);
    if (!camera_) refuse(GC_ERR_ACCESS_DENIED, error, "the camera does not answer");
    size_t size = 0;
    const char* text = arv_device_get_genicam_xml(device(), &size);
    xml.assign(text ? text : "", text ? size : 0);
}

Camera::~Camera() {
    stream->close();
    g_clear_object(&camera_);
}

void Camera::read(uint64_t address, void* into, size_t bytes) {
    if (address >= kXml) {
        address -= kXml;
        if (address > xml.size() || bytes > xml.size() - address)
            throw Refused{GC_ERR_INVALID_ADDRESS, "past the description"};
        std::memcpy(into, xml.data() + address, bytes);
        return;
    }
    GError* error = nullptr;
    if (!arv_device_read_memory(device(), address, bytes, into, &error))
        refuse(GC_ERR_IO, error, "read failed");
}

void Camera::write(uint64_t address, const void* from, size_t bytes) {
    GError* error = nullptr;
    if (!arv_device_write_memory(device(), address, bytes, const_cast<void*>(from), &error))
        refuse(GC_ERR_IO, error, "write failed");
}

void Stream::announce(const std::shared_ptr<Buffer>& buffer) {
    std::lock_guard lock(guard);
    all_.push_back(buffer);
}

void Stream::push(Buffer& buffer) {
    ArvBuffer* given = buffer.filled;
    g_object_ref(given);  // the stream's, until it is popped
    arv_stream_push_buffer(stream_, given);
}

void Stream::queue(Buffer& buffer) {
    std::lock_guard lock(guard);
    if (buffer.queued) return;
    buffer.queued = true;
    if (stream_) push(buffer);
}

void Stream::revoke(const std::shared_ptr<Buffer>& buffer) {
    std::lock_guard lock(guard);
    if (buffer->queued && stream_) throw Refused{GC_ERR_BUSY, "the buffer is queued"};
    all_.erase(std::remove(all_.begin(), all_.end(), buffer), all_.end());
}

void Stream::discard() {
    std::lock_guard lock(guard);
    if (stream_) return;  // what the stream holds comes back when it stops
    for (auto& one : all_) one->queued = false;
}

void Stream::start() {
    std::lock_guard lock(guard);
    if (stream_) throw Refused{GC_ERR_RESOURCE_IN_USE, "the stream runs already"};
    GError* error = nullptr;
    stream_ = arv_camera_create_stream(camera_.camera(), nullptr, nullptr, &error);
    if (!stream_) refuse(GC_ERR_IO, error, "no stream");
    delivered = underrun = 0;
    for (auto& one : all_)
        if (one->queued) push(*one);
    started_.notify_all();
}

void Stream::stop() {
    std::lock_guard lock(guard);
    g_clear_object(&stream_);
}

void Stream::close() {
    stop();
    std::lock_guard lock(guard);
    for (auto& one : all_) forget(one.get());
    all_.clear();
    if (event) forget(event.get());
    event.reset();
    killed_ = true;
    started_.notify_all();
}

void Stream::kill() {
    std::lock_guard lock(guard);
    killed_ = true;
    started_.notify_all();
}

Buffer* Stream::wait(uint64_t timeout_ms) {
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + std::chrono::milliseconds(std::min<uint64_t>(timeout_ms, 86'400'000));
    std::unique_lock lock(guard);
    for (;;) {
        if (killed_) {
            killed_ = false;
            throw Refused{GC_ERR_ABORT, "the wait was ended"};
        }
        ArvBuffer* popped = nullptr;
        if (stream_) {
            auto* stream = static_cast<ArvStream*>(g_object_ref(stream_));
            lock.unlock();
            popped = arv_stream_timeout_pop_buffer(stream, std::min(timeout_ms, kSliceMs) * 1000);
            g_object_unref(stream);
            lock.lock();
        } else {
            started_.wait_until(lock, until, [this] { return killed_ || stream_; });
        }
        if (popped) {
            auto* buffer = static_cast<Buffer*>(const_cast<void*>(arv_buffer_get_user_data(popped)));
            buffer->queued = false;
            buffer->incomplete = arv_buffer_get_status(popped) != ARV_BUFFER_STATUS_SUCCESS;
            buffer->frame_id = arv_buffer_get_frame_id(popped);
            buffer->device_ns = arv_buffer_get_timestamp(popped);
            if (!buffer->incomplete) {
                buffer->width = arv_buffer_get_image_width(popped);
                buffer->height = arv_buffer_get_image_height(popped);
                buffer->format = arv_buffer_get_image_pixel_format(popped);
                arv_buffer_get_data(popped, &buffer->size);
            }
            g_object_unref(popped);
            delivered++;
            return buffer;
        }
        if (Clock::now() >= until) throw Refused{GC_ERR_TIMEOUT, "no buffer came in time"};
    }
}

size_t Stream::announced() {
    std::lock_guard lock(guard);
    return all_.size();
}
bool Stream::grabbing() {
    std::lock_guard lock(guard);
    return stream_;
}

void Stream::count() {
    std::lock_guard lock(guard);
    guint64 good = 0, bad = 0, under = 0;
    if (stream_) arv_stream_get_statistics(stream_, &good, &bad, &under);
    underrun = under;
}
