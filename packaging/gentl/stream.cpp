#include "stream.h"

#include <algorithm>
#include <cstdlib>

namespace {
constexpr size_t kMostTriggers = 64;  // more at once than that are refused, as a camera would

bool taken(std::atomic<uint32_t>& fault) {  // one of the faults that are to come
    uint32_t left = fault;
    while (left && !fault.compare_exchange_weak(left, left - 1)) {
    }
    return left != 0;
}
}  // namespace

Buffer::~Buffer() {
    if (own) std::free(base);
}

// ---- the client's side ----

void Stream::announce(const std::shared_ptr<Buffer>& buffer) {
    std::lock_guard lock(guard);
    all_.push_back(buffer);
}

void Stream::refuse_strange(const Buffer& buffer) {
    const auto same = [&](const auto& one) { return one.get() == &buffer; };
    if (std::none_of(all_.begin(), all_.end(), same)) throw Refused{GC_ERR_INVALID_HANDLE, "the buffer is of another stream"};
}

void Stream::queue(Buffer& buffer) {
    std::lock_guard lock(guard);
    refuse_strange(buffer);
    if (buffer.queued || buffer.acquiring) return;
    buffer.queued = true;
    buffer.fresh = false;
    for (auto& one : all_)
        if (one.get() == &buffer) in_.push_back(one);
}

void Stream::revoke(const std::shared_ptr<Buffer>& buffer) {
    std::lock_guard lock(guard);
    refuse_strange(*buffer);
    if (buffer->queued || buffer->acquiring) throw Refused{GC_ERR_BUSY, "the buffer is queued"};
    all_.erase(std::remove(all_.begin(), all_.end(), buffer), all_.end());
    out_.erase(std::remove(out_.begin(), out_.end(), buffer), out_.end());
}

void Stream::flush(int32_t what) {
    std::lock_guard lock(guard);
    const auto requeue = [&] {
        for (auto& one : all_) {
            if (one->queued || one->acquiring) continue;
            if (std::find(out_.begin(), out_.end(), one) != out_.end()) continue;
            one->queued = true;
            in_.push_back(one);
        }
    };
    switch (what) {
    case ACQ_QUEUE_INPUT_TO_OUTPUT:
        for (auto& one : in_) one->queued = false, one->filled = 0, one->incomplete = true, out_.push_back(one);
        in_.clear();
        news_.notify_all();
        break;
    case ACQ_QUEUE_OUTPUT_DISCARD: out_.clear(); break;
    case ACQ_QUEUE_ALL_TO_INPUT: out_.clear(), requeue(); break;
    case ACQ_QUEUE_UNQUEUED_TO_INPUT: requeue(); break;
    case ACQ_QUEUE_ALL_DISCARD:
        for (auto& one : in_) one->queued = false;
        in_.clear(), out_.clear();
        break;
    default: throw Refused{GC_ERR_INVALID_PARAMETER, "no such queue operation"};
    }
}

void Stream::start() {
    std::lock_guard lock(guard);
    if (grabbing_) throw Refused{GC_ERR_RESOURCE_IN_USE, "the stream runs already"};
    grabbing_ = true;
    counts_ = {};
}

void Stream::stop() {
    stop_camera();
    std::lock_guard lock(guard);
    grabbing_ = false;
}

std::shared_ptr<Buffer> Stream::wait(uint64_t timeout_ms) {
    std::unique_lock lock(guard);
    const auto ready = [&] { return killed_ || !out_.empty(); };
    constexpr uint64_t kLongest = 1000ull * 3600 * 24;  // what is more overflows the clock: for ever
    if (timeout_ms > kLongest)
        news_.wait(lock, ready);
    else if (!news_.wait_for(lock, std::chrono::milliseconds(timeout_ms), ready))
        throw Refused{GC_ERR_TIMEOUT, "no buffer came in time"};
    if (killed_) {
        killed_ = false;
        throw Refused{GC_ERR_ABORT, "the wait was ended"};
    }
    auto buffer = out_.front();
    out_.pop_front();
    return buffer;
}

std::shared_ptr<NewBufferEvent> Stream::event(bool on) {
    std::lock_guard lock(guard);
    if (on == bool(event_)) throw Refused{on ? GC_ERR_RESOURCE_IN_USE : GC_ERR_INVALID_PARAMETER, on ? "the event is registered already" : "the event is not registered"};
    auto one = on ? std::make_shared<NewBufferEvent>(shared_from_this()) : event_;
    event_ = on ? one : nullptr;
    killed_ = false;
    return one;
}

void Stream::kill() {
    std::lock_guard lock(guard);
    killed_ = true;
    news_.notify_all();
}

void Stream::discard() {
    std::lock_guard lock(guard);
    out_.clear();
}

void Stream::close() {
    stop();
    std::vector<std::shared_ptr<Buffer>> all;
    std::lock_guard lock(guard);
    in_.clear(), out_.clear();
    all.swap(all_);
    for (auto& one : all) forget(one.get());
    if (event_) forget(event_.get());
    event_.reset();
    killed_ = true;  // whoever waits still
    news_.notify_all();
}

Counts Stream::counts() { std::lock_guard lock(guard); return counts_; }
bool Stream::grabbing() { std::lock_guard lock(guard); return grabbing_; }
size_t Stream::announced() { std::lock_guard lock(guard); return all_.size(); }
size_t Stream::queued() { std::lock_guard lock(guard); return in_.size(); }
size_t Stream::waiting() { std::lock_guard lock(guard); return out_.size(); }
uint64_t Stream::fired() { std::lock_guard lock(guard); return fired_; }

std::shared_ptr<Buffer> Stream::buffer(uint32_t index) {
    std::lock_guard lock(guard);
    if (index >= all_.size()) throw Refused{GC_ERR_INVALID_INDEX, "no such buffer"};
    return all_[index];
}

// ---- the camera's side ----

void Stream::start_camera() {
    join();
    std::lock_guard lock(guard);
    if (running_) return;
    const uint64_t mode = device_.number(reg::AcquisitionMode);  // continuous, one, several
    left_ = mode == 0 ? UINT64_MAX : mode == 1 ? 1 : device_.number(reg::FrameCount);
    running_ = true;
    frames_ = 0;
    shots_.clear();
    due_ = Clock::now();
    worker_ = std::thread([this] { run(); });
}

void Stream::stop_camera() {
    {
        std::lock_guard lock(guard);
        running_ = false;
        turn_.notify_all();
    }
    if (device_.feeder()) device_.feeder()->wake();
    join();
}

void Stream::join() {
    if (!running_ && worker_.joinable()) worker_.join();
}

void Stream::trigger() {
    Settings settings = device_.settings();
    std::lock_guard lock(guard);
    if (!running_ || shots_.size() >= kMostTriggers || device_.shared().faults.frozen) return;
    shots_.push_back({std::move(settings), ++frames_, Clock::now(), true});
    turn_.notify_all();
}

void Stream::look_again() {
    std::lock_guard lock(guard);
    due_ = Clock::now();
    turn_.notify_all();
}

void Stream::run() {
    std::unique_lock lock(guard);
    while (running_ && left_ > 0)
        if (auto shot = next(lock)) {
            if (left_ != UINT64_MAX) left_--;
            take(lock, *shot);
        }
    running_ = false;
}

// The next frame to be taken, once it is time: a trigger's, or that of the camera's own clock.
std::optional<Stream::Shot> Stream::next(std::unique_lock<std::mutex>& lock) {
    const auto free_running = [&] { return !device_.number(reg::TriggerMode); };
    if (!free_running()) {
        turn_.wait(lock, [&] { return !running_ || !shots_.empty() || free_running(); });
        if (!running_ || shots_.empty()) return {};
        Shot shot = std::move(shots_.front());
        shots_.pop_front();
        due_ = std::max(shot.at, due_);  // one exposure after another
        return shot;
    }
    turn_.wait_until(lock, due_, [&] { return !running_ || !free_running(); });
    if (!running_ || !free_running()) return {};
    Settings settings = device_.settings();
    const auto frame = std::chrono::duration<double>(std::max(settings.frame_s, settings.exposure_us * 1e-6));
    due_ += std::chrono::duration_cast<Clock::duration>(frame);
    if (due_ < Clock::now() - std::chrono::milliseconds(200)) due_ = Clock::now();  // it cannot keep up
    if (device_.shared().faults.frozen || device_.lost()) return {};
    return Shot{std::move(settings), ++frames_, Clock::now(), false};
}

void Stream::take(std::unique_lock<std::mutex>& lock, const Shot& shot) {
    auto& faults = device_.shared().faults;
    if (shot.awaited) {
        const auto exposed = std::chrono::duration<double, std::micro>(shot.settings.delay_us + shot.settings.exposure_us);
        due_ += std::chrono::duration_cast<Clock::duration>(exposed);
        turn_.wait_until(lock, due_, [&] { return !running_; });
    }
    if (!running_ || device_.lost() || faults.frozen) return;
    if (taken(faults.crash)) *static_cast<volatile int*>(nullptr) = 0;
    if (taken(faults.lost)) return;
    counts_.started++;
    if (in_.empty() || taken(faults.underrun)) {
        counts_.underrun++;
        return;
    }
    auto buffer = in_.front();
    in_.pop_front();
    buffer->queued = false;
    buffer->acquiring = true;
    lock.unlock();
    fill(*buffer, shot);
    lock.lock();
    buffer->acquiring = false;
    if (!running_ || device_.lost()) {
        buffer->queued = true;
        in_.push_front(buffer);
        return;
    }
    buffer->fresh = true;
    counts_.delivered++;
    fired_++;
    out_.push_back(buffer);
    news_.notify_one();
}

void Stream::fill(Buffer& b, const Shot& shot) {
    const Settings& s = shot.settings;
    auto& faults = device_.shared().faults;
    b.frame_id = shot.frame_id;
    b.device_ns = device_.now_ns();
    b.left = s.left, b.top = s.top, b.padding = s.padding;
    b.parts.clear();
    if (s.range) b.parts.push_back({0, s.range_bytes(), PART_DATATYPE_3D_IMAGE, format_of(kCoord3dC16), s.size});
    if (s.intensity) b.parts.push_back({s.range_bytes(), s.image_bytes(), PART_DATATYPE_2D_IMAGE, s.format, s.size});
    b.filled = b.chunk_bytes = 0;
    b.too_small = b.bytes < s.payload();
    b.incomplete = b.too_small || !expose(b, shot);
    if (b.incomplete) return;
    b.filled = s.payload();
    if (taken(faults.wrong_size))
        for (Part& part : b.parts) part.size.rows /= 2, part.bytes /= 2;
    if (taken(faults.incomplete)) b.incomplete = true, b.filled /= 2;
    if (!s.chunks) return;
    b.chunk_at = s.range_bytes() + s.image_bytes();
    b.chunk_bytes = chunk::Bytes;
    uint8_t* at = b.base + b.chunk_at;
    const int64_t step = s.step;
    std::memset(at, 0, chunk::Bytes);
    std::memcpy(at + chunk::Timestamp, &b.device_ns, 8);
    std::memcpy(at + chunk::FrameId, &b.frame_id, 8);
    std::memcpy(at + chunk::ExposureTime, &s.exposure_us, 8);
    std::memcpy(at + chunk::Gain, &s.gain_db, 8);
    std::memcpy(at + chunk::FringeStep, &step, 8);
    std::memcpy(at + chunk::Light, s.light.data(), std::min<size_t>(s.light.size(), 63));
}

bool Stream::expose(Buffer& b, const Shot& shot) {
    try {
        for (const Part& part : b.parts) {
            const bool range = part.format->number == kCoord3dC16;
            const auto raw = raw_of(shot, range ? 1 : 0);
            if (!raw) return false;
            if (range)
                Developer::range(*raw, shot.settings, b.base + part.at);
            else
                developer_.develop(*raw, shot.settings, b.base + part.at);
        }
        return true;
    } catch (const Refused&) {  // a picture that does not fit is a frame that did not arrive
        return false;
    }
}

// Stripes that move: frame n shows (col + row + n) modulo 256, drawn once.
Raw Stream::own_pattern(const layout::Device& it, int bits, uint64_t frame_id) {
    const size_t rows = it.rows, cols = it.cols, sample = bits / 8;
    auto& pattern = patterns_[sample - 1];
    if (pattern.empty()) {
        pattern.resize((rows + 256) * cols * sample);
        for (size_t i = 0; i < pattern.size(); i++) pattern[i] = static_cast<uint8_t>(i / sample % cols + i / sample / cols);
    }
    return Raw{pattern.data() + frame_id % 256 * cols * sample, rows, cols, 1, bits, 0, 0};
}

// What the sensor saw: stored, asked of the feeder, or our own pattern where there is no feeder.
std::optional<Raw> Stream::raw_of(const Shot& shot, uint32_t slot) {
    const layout::Device& it = device_.shared();
    const Settings& s = shot.settings;
    if (!device_.feeder()) {
        return own_pattern(it, slot ? 16 : 8, shot.frame_id);
    }
    if (it.stored && !shot.awaited) {
        const uint64_t at = it.stored_at + (shot.frame_id - 1) % it.stored * it.slot_bytes;
        const auto* data = device_.memory().at(at, it.slot_bytes);
        return Raw{data, it.rows, it.cols, int(it.stored_channels), int(it.stored_bits), it.stored_us, it.stored_black};
    }
    layout::Request ask{};
    ask.kind = layout::kRequest;
    ask.slot = slot;
    ask.frame_id = shot.frame_id;
    ask.device_ns = device_.now_ns();
    ask.pixel_format = slot ? kCoord3dC16 : s.format->number;
    ask.step = s.step, ask.steps = s.steps, ask.period_mm = s.period_mm;
    ask.exposure_us = s.exposure_us, ask.gain_db = s.gain_db, ask.black_level = s.black_level;
    ask.field = s.field, ask.center_x_mm = s.center_x_mm, ask.center_y_mm = s.center_y_mm;
    std::memcpy(ask.light, s.light.data(), std::min<size_t>(s.light.size(), sizeof ask.light - 1));
    std::memcpy(ask.projector, s.projector.data(), std::min<size_t>(s.projector.size(), sizeof ask.projector - 1));
    const auto answer = device_.feeder()->ask(ask, std::chrono::milliseconds(it.answer_ms), [this] { return !running_; });
    if (!answer || !answer->ok) return {};
    const size_t bytes = size_t(answer->rows) * answer->cols * answer->channels * (answer->bits > 8 ? 2 : 1);
    const bool sane = (answer->channels == 1 || answer->channels == 3) && answer->bits >= 1 && answer->bits <= 16;
    if (!sane || bytes > it.slot_bytes) return {};
    return Raw{device_.memory().at(it.slots_at + slot * it.slot_bytes, bytes), answer->rows, answer->cols,
               int(answer->channels), int(answer->bits), answer->exposure_us, answer->black};
}
