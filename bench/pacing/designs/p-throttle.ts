/**
 * p-throttle with the account's rate in each process: right with one process, wrong by their number
 * with more.
 */
import pThrottle from 'p-throttle';
import { sesClient } from './worker/clients.ts';
import { readEnvironment } from './worker/environment.ts';
import { sendBySes } from './worker/mail.ts';
import { runWorker } from './worker/run-worker.ts';

const environment = readEnvironment();

const throttle = pThrottle({ limit: environment.rate, interval: 1000 });

runWorker({ environment, send: throttle(sendBySes(sesClient(environment))) });
