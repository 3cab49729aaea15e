import { withFileLock } from '../../local/with-file-lock.ts';

// Takes a lock, says so to its parent, and holds it until it is killed.

await withFileLock(process.argv[2] ?? '', async () => {
  process.send?.('held');
  await new Promise(() => setInterval(() => undefined, 1_000));
});
