// `npm run bench -- fuzz` without the other benches, so that it starts at once.
import { runFuzz } from '../../../proofs/fuzz/run-fuzz.ts';

const [events, seed] = process.argv.slice(2).map(Number);

await runFuzz(
  { events: events ?? 1, seed: seed ?? 1, json: true },
  { print: (line) => void process.stdout.write(`${line}\n`), tell: () => undefined },
);
