/** BullMQ with its limiter, shared by all workers through Redis. */
import { readEnvironment } from './worker/environment.ts';
import { messagesInHand } from './worker/in-flight.ts';
import { runBullmqWorker } from './worker/run-bullmq-worker.ts';

const environment = readEnvironment();

await runBullmqWorker(environment, {
  limiter: { max: environment.rate, duration: 1000 },
  concurrency: messagesInHand(environment),
});
