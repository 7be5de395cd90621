"""The drawn world: boards whose truth is known exactly, seen by a camera like a real one."""
