#include "device.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "stream.h"

// The node map, as it stands in nodes.xml.
__asm__(
    ".pushsection .rodata\n"
    ".global nodes_xml\n.hidden nodes_xml\nnodes_xml:\n.incbin \"" GENTL_NODES "\"\n"
    ".global nodes_xml_end\n.hidden nodes_xml_end\nnodes_xml_end:\n.byte 0\n"
    ".popsection\n");

namespace {
constexpr double kNeverTold = 1e-6;
constexpr uint64_t kOneByOne[] = {reg::Start, reg::Stop, reg::TriggerSoftware, reg::UserSetLoad,
                                  reg::UserSetSave, reg::TimestampLatch, reg::Unplug};

std::string fixed(const char* text, size_t room) { return std::string(text, strnlen(text, room)); }
}  // namespace

std::string access_id(const layout::Device& device) {
    return "InspectorVirtual_" + fixed(device.serial, sizeof device.serial);
}

Device::Device(std::string id, std::shared_ptr<Memory> memory, uint32_t index, int socket)
    : id_(std::move(id)),
      memory_(std::move(memory)),
      index_(index),
      unplugs_(shared().faults.unplugs),
      born_(std::chrono::steady_clock::now()),
      port_(std::make_shared<Port>(*this)),
      stream_(std::make_shared<Stream>(*this)) {
    wake_up();
    if (socket >= 0)
        feeder_ = std::make_unique<Feeder>(socket, [this](uint32_t line, bool level) { edge(line, level); });
}

Device::~Device() {
    stream_->stop();
    forget(port_.get());
    forget(stream_.get());
}

template <class T>
T Device::get(uint64_t address) const {
    static_assert(sizeof(T) <= 8);
    T value;
    std::memcpy(&value, registers_ + address, sizeof value);
    return value;
}

template <class T>
void Device::set(uint64_t address, T value) {
    std::memcpy(registers_ + address, &value, sizeof value);
}

std::string Device::text(uint64_t address, size_t room) const {
    return fixed(reinterpret_cast<const char*>(registers_) + address, room);
}

void Device::wake_up() {
    const layout::Device& it = shared();
    std::memset(registers_ + reg::Settings, 0, reg::SettingsEnd - reg::Settings);
    std::memcpy(registers_ + reg::Vendor, it.vendor, sizeof it.vendor);
    std::memcpy(registers_ + reg::Model, it.model, sizeof it.model);
    std::memcpy(registers_ + reg::Serial, it.serial, sizeof it.serial);
    std::memcpy(registers_ + reg::UserName, it.name, sizeof it.name);
    std::memcpy(registers_ + reg::Version, "1.0", 4);
    std::memcpy(registers_ + reg::LightName, "white", 6);
    set<uint64_t>(reg::WidthMax, it.cols);
    set<uint64_t>(reg::HeightMax, it.rows);
    set<uint64_t>(reg::Width, it.cols);
    set<uint64_t>(reg::Height, it.rows);
    set<uint64_t>(reg::BinningX, 1);
    set<uint64_t>(reg::BinningY, 1);
    set<uint64_t>(reg::PixelFormat, it.pixel_format);
    set<uint64_t>(reg::Intensity, 1);
    set<double>(reg::ExposureTime, it.stored_us > kNeverTold ? it.stored_us : 2000.0);
    set<double>(reg::Gamma, 1.0);
    for (uint64_t color : {reg::BalanceRed, reg::BalanceGreen, reg::BalanceBlue}) set<double>(color, 1.0);
    set<uint64_t>(reg::FrameCount, 1);
    set<double>(reg::FrameRate, 30.0);
    set<uint64_t>(reg::FringeSteps, 1);
    set<uint64_t>(reg::LineMode + 8, 1);  // line 1 goes out
    set<double>(reg::CoordScale, it.coord_scale_mm);
    set<double>(reg::CoordOffset, it.coord_offset_mm);
}

bool Device::lost() const {
    const layout::Device& it = shared();
    return it.faults.unplugs != unplugs_ || !it.present;
}

uint64_t Device::now_ns() {
    using namespace std::chrono;
    if (number(reg::PtpEnable)) return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
    return duration_cast<nanoseconds>(steady_clock::now() - born_).count();
}

uint64_t Device::number(uint64_t address) {
    std::lock_guard lock(guard_);
    return get<uint64_t>(address);
}

Settings Device::settings() {
    std::lock_guard lock(guard_);
    return settle();
}

Settings Device::settle() const {
    const layout::Device& it = shared();
    Settings s{};
    s.size = {get<uint64_t>(reg::Width), get<uint64_t>(reg::Height)};
    s.left = get<uint64_t>(reg::OffsetX), s.top = get<uint64_t>(reg::OffsetY);
    s.bin_x = get<uint64_t>(reg::BinningX), s.bin_y = get<uint64_t>(reg::BinningY);
    s.padding = get<uint64_t>(reg::PaddingX);
    s.format = format_of(get<uint32_t>(reg::PixelFormat));
    s.range = get<uint64_t>(reg::Range), s.intensity = get<uint64_t>(reg::Intensity) || !s.range;
    s.chunks = get<uint64_t>(reg::ChunkMode);
    s.exposure_us = get<double>(reg::ExposureTime), s.gain_db = get<double>(reg::Gain);
    s.black_level = get<double>(reg::BlackLevel), s.gamma = get<double>(reg::Gamma);
    for (int color = 0; color < 3; color++) s.balance[color] = get<double>(reg::BalanceRed + 8 * color);
    s.delay_us = get<double>(reg::TriggerDelay), s.frame_s = 1.0 / get<double>(reg::FrameRate);
    s.light = text(reg::LightName, 64), s.projector = text(reg::FringeProjector, 32);
    s.period_mm = get<double>(reg::FringePeriod);
    s.step = get<int32_t>(reg::FringeStep), s.steps = get<int32_t>(reg::FringeSteps);
    s.field = it.field, s.center_x_mm = it.center_x_mm, s.center_y_mm = it.center_y_mm;
    return s;
}

void Device::read(uint64_t address, void* into, size_t bytes) {
    if (lost()) throw Refused{GC_ERR_IO, id_ + ": the camera is gone"};
    const size_t xml = nodes_xml_end - nodes_xml;
    if (address >= reg::Xml && address - reg::Xml <= xml && bytes <= xml - (address - reg::Xml)) {
        std::memcpy(into, nodes_xml + (address - reg::Xml), bytes);
        return;
    }
    if (address > reg::End || bytes > reg::End - address)
        throw Refused{GC_ERR_INVALID_ADDRESS, id_ + ": no register there"};
    std::lock_guard lock(guard_);
    set<uint64_t>(reg::PayloadSize, settle().payload());
    set<double>(reg::Temperature, shared().temperature_c);
    for (uint64_t i = 0; i < (reg::FaultsEnd - reg::Faults) / 8; i++)
        set<uint64_t>(reg::Faults + 8 * i, (&shared().faults.incomplete)[i].load());
    std::memcpy(into, registers_ + address, bytes);
}

void Device::write(uint64_t address, const void* from, size_t bytes) {
    if (lost()) throw Refused{GC_ERR_IO, id_ + ": the camera is gone"};
    if (address < reg::UserName || address > reg::End || bytes > reg::End - address)
        throw Refused{GC_ERR_INVALID_ADDRESS, id_ + ": no register to write there"};
    const bool command = std::find(std::begin(kOneByOne), std::end(kOneByOne), address) != std::end(kOneByOne);
    if (!command) {
        std::lock_guard lock(guard_);
        refuse(address, from, bytes);
        std::memcpy(registers_ + address, from, bytes);
        if (address >= reg::Faults && address < reg::FaultsEnd)
            (&shared().faults.incomplete)[(address - reg::Faults) / 8] = get<uint32_t>(address);
    }
    act(address);
}

// What the node map keeps a client from, for those who write registers past it.
void Device::refuse(uint64_t address, const void* from, size_t bytes) {
    uint64_t value = 0;
    std::memcpy(&value, from, std::min(bytes, sizeof value));
    const bool shape = address >= reg::Width && address <= reg::PaddingX;
    if (get<uint64_t>(reg::TlLocked) && (shape || address == reg::ChunkMode || address == reg::Intensity || address == reg::Range))
        throw Refused{GC_ERR_ACCESS_DENIED, id_ + ": locked while it streams"};
    const bool exposed = address == reg::ExposureTime || address == reg::Gain || address == reg::LightName;
    if (shared().faults.locked && exposed) throw Refused{GC_ERR_ACCESS_DENIED, id_ + ": this node is locked"};
    if (address == reg::PixelFormat && !format_of(static_cast<uint32_t>(value)))
        throw Refused{GC_ERR_INVALID_VALUE, id_ + ": no such pixel format"};
    if ((address == reg::Width && value > get<uint64_t>(reg::WidthMax)) ||
        (address == reg::Height && value > get<uint64_t>(reg::HeightMax)) ||
        ((address == reg::Width || address == reg::Height) && value == 0) ||
        ((address == reg::BinningX || address == reg::BinningY) && (value < 1 || value > 4)) ||
        (address == reg::PaddingX && value > 4096))
        throw Refused{GC_ERR_INVALID_VALUE, id_ + ": outside its bounds"};
}

void Device::act(uint64_t address) {
    layout::Device& it = shared();
    switch (address) {
    case reg::Start: stream_->start_camera(); break;
    case reg::Stop: stream_->stop_camera(); break;
    case reg::TriggerMode: stream_->look_again(); break;
    case reg::TriggerSoftware:
        if (number(reg::TriggerMode) && number(reg::TriggerSource) == 0) stream_->trigger();
        break;
    case reg::TimestampLatch: {
        const uint64_t now = now_ns();
        std::lock_guard lock(guard_);
        set<uint64_t>(reg::TimestampValue, now);
        break;
    }
    case reg::UserSetSave: {
        std::lock_guard lock(guard_);
        if (get<uint64_t>(reg::UserSetSelector) == 0)
            throw Refused{GC_ERR_ACCESS_DENIED, id_ + ": the default set cannot be saved to"};
        static_assert(reg::SettingsEnd - reg::Settings <= layout::kUserSetBytes);
        std::memcpy(it.user_set, registers_ + reg::Settings, reg::SettingsEnd - reg::Settings);
        it.user_set_kept = 1;
        break;
    }
    case reg::UserSetLoad: {
        std::lock_guard lock(guard_);
        const auto selected = get<uint64_t>(reg::UserSetSelector);
        if (get<uint64_t>(reg::TlLocked)) throw Refused{GC_ERR_ACCESS_DENIED, id_ + ": locked while it streams"};
        wake_up();
        if (selected == 1 && it.user_set_kept)
            std::memcpy(registers_ + reg::Settings, it.user_set, reg::SettingsEnd - reg::Settings);
        set(reg::UserSetSelector, selected);
        break;
    }
    case reg::Unplug:
        it.present = 0;
        it.faults.unplugs++;
        stream_->look_again();
        break;
    default: break;
    }
}

void Device::edge(uint32_t line, bool level) {
    if (fires(line, level)) stream_->trigger();
}

bool Device::fires(uint32_t line, bool level) {
    std::lock_guard lock(guard_);
    if (line > 1) return false;
    if (get<uint64_t>(reg::LineInverter + 8 * line)) level = !level;
    set<uint64_t>(reg::LineStatus, level);
    const auto source = get<uint64_t>(reg::TriggerSource);
    if (!get<uint64_t>(reg::TriggerMode) || source != line + 1) return false;
    const auto activation = get<uint64_t>(reg::TriggerActivation);  // rising, falling, any
    return activation == 2 || (activation == 1) != level;
}
