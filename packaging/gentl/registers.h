// Addresses of the remote device's registers; nodes.xml names the same. Each takes 8 bytes but texts.
#pragma once
#include <cstdint>

namespace reg {
enum : uint64_t {
    // read only: what it is
    Vendor = 0x000, Model = 0x040, Serial = 0x080, Version = 0x0C0, WidthMax = 0x0E0,
    HeightMax = 0x0E8, PayloadSize = 0x0F0, Temperature = 0x0F8, CoordScale = 0x100,
    CoordOffset = 0x108, TimestampValue = 0x110, UserName = 0x140,
    // settings: what a user set keeps
    Settings = 0x200,
    Width = 0x200, Height = 0x208, OffsetX = 0x210, OffsetY = 0x218, BinningX = 0x220,
    BinningY = 0x228, PixelFormat = 0x230, PaddingX = 0x238, ExposureTime = 0x248,
    Gain = 0x250, BlackLevel = 0x258, Gamma = 0x260, BalanceRed = 0x268, BalanceGreen = 0x270,
    BalanceBlue = 0x278, BalanceSelector = 0x280, AcquisitionMode = 0x288, FrameCount = 0x290,
    FrameRate = 0x298, TriggerMode = 0x2A0, TriggerSource = 0x2A8, TriggerActivation = 0x2B0,
    TriggerDelay = 0x2B8, ChunkMode = 0x2C0, LineSelector = 0x2C8, LineMode = 0x2D0,  // 2 lines
    LineSource = 0x2E0, LineInverter = 0x2F0, UserSetSelector = 0x300, PtpEnable = 0x308,
    FringePeriod = 0x310, FringeStep = 0x318, FringeSteps = 0x320, ComponentSelector = 0x328,
    Intensity = 0x330, Range = 0x338, LightName = 0x340, FringeProjector = 0x380,
    SettingsEnd = 0x3A0,
    // commands and what is neither
    Start = 0x400, Stop = 0x408, TriggerSoftware = 0x410, TlLocked = 0x418, UserSetLoad = 0x420,
    UserSetSave = 0x428, TimestampLatch = 0x430, Unplug = 0x438, ReplugAfterMs = 0x440,
    LineStatus = 0x448,
    // faults to come, in the order of layout::Faults
    Faults = 0x500, FaultsEnd = 0x540,
    End = 0x600,
    Xml = 0x100000,
};
}  // namespace reg

namespace chunk {  // one block after the picture; offsets in it
constexpr uint64_t kId = 0xA001;
enum : uint64_t {
    Timestamp = 0, FrameId = 8, ExposureTime = 16, Gain = 24, FringeStep = 32, Light = 40, Bytes = 104,
};
}  // namespace chunk
