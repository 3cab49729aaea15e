// Preloaded (`node --import`) into every process of the local stack, so that none outlives the
// stack, however the stack ends: the parent holds the other end of stdin and the operating system
// closes it when the parent is gone. Ctrl-C reaches only the parent, because each child leads a
// process group of its own.
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();
process.stdin.unref();
