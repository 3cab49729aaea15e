/**
 * BullMQ without a limiter: as many jobs at a time, over all workers, as the account may send mails
 * per second.
 */
import { readEnvironment } from './worker/environment.ts';
import { runBullmqWorker } from './worker/run-bullmq-worker.ts';

const environment = readEnvironment();

await runBullmqWorker(environment, {
  concurrency: Math.max(1, Math.round(environment.rate / environment.containers)),
});
