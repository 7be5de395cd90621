"""Set-up: devices, lights, line, calibration, disk, logs, versions."""
