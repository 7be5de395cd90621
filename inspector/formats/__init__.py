"""Files in and out: recipe, capture, calibration and result, read strictly."""
