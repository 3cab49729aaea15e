// Prints how long the import of a module takes in a process that has imported nothing yet;
// milliseconds.
const startedAt = performance.now();
await import(process.argv[2]);
process.stdout.write(`${performance.now() - startedAt}\n`, () => process.exit(0));
