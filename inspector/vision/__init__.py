"""Pictures to places: camera model, fiducials, registration, cutting, sub-pixel edges."""
