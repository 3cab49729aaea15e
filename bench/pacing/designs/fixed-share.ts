/**
 * The rate divided by the number of processes, each of which keeps its share with p-throttle,
 * spread over the second.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pThrottle from 'p-throttle';
import { sesClient } from './worker/clients.ts';
import { readEnvironment } from './worker/environment.ts';
import { sendBySes } from './worker/mail.ts';
import { runWorker } from './worker/run-worker.ts';

/** Shortest interval that timers keep; below it several mails go out per interval. */
const mostIntervalsPerSecond = 20;
/** A worker takes no more messages than its share can send in this time; seconds. */
const longestBatchSeconds = 10;

const environment = readEnvironment();

const share = environment.rate / environment.containers;
const limit = Math.max(1, Math.ceil(share / mostIntervalsPerSecond));
const throttle = pThrottle({ limit, interval: (1000 * limit) / share });

// The processes take turns; otherwise all would send at the same moments.
await sleep((1000 * environment.index) / environment.rate);

runWorker({
  environment: {
    ...environment,
    batch: Math.min(environment.batch, Math.ceil(share * longestBatchSeconds)),
  },
  send: throttle(sendBySes(sesClient(environment))),
});
