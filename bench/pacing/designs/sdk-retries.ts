/**
 * The SDK as it comes: a batch is sent at once, each message with three attempts; what fails stays
 * on the queue.
 */
import { sesClient } from './worker/clients.ts';
import { readEnvironment } from './worker/environment.ts';
import { sendBySes } from './worker/mail.ts';
import { runWorker } from './worker/run-worker.ts';

const environment = readEnvironment();

runWorker({ environment, send: sendBySes(sesClient(environment)) });
