// From the light of a picture to the bytes of a buffer: exposure, gain, black level, gamma, format.
#pragma once
#include <cstdint>
#include <vector>

#include "device.h"

struct Raw {  // linear in light
    const uint8_t* data;
    size_t rows, cols;
    int channels, bits;
    double exposure_us, black;
    int sample_bytes() const { return bits > 8 ? 2 : 1; }
};

class Developer {
public:
    // Throws if the picture is smaller than what is asked for.
    void develop(const Raw& raw, const Settings& settings, uint8_t* into);
    static void range(const Raw& raw, const Settings& settings, uint8_t* into);

private:
    void tables(const Raw& raw, const Settings& settings);
    template <class Sample>
    void rows(const Raw& raw, const Settings& settings, uint8_t* into);
    template <class Sample>
    void line(const Raw& raw, const Settings& settings, size_t row);
    std::vector<uint16_t> table_[3];  // per colour: number in, level out
    std::vector<double> key_;         // what the tables were made for
    bool plain_ = false;              // numbers go through as they are
    std::vector<uint16_t> levels_;
};
