"""Models of tone that the team brings itself: ONNX files on this machine, run in their own process."""
