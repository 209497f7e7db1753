"""From observations to the verdict: every figure as an exact formula over model values; nothing here knows a file."""
