/** The SDK's adaptive mode, which slows this one client down when it is throttled. */
import { sesClient } from './worker/clients.ts';
import { readEnvironment } from './worker/environment.ts';
import { sendBySes } from './worker/mail.ts';
import { runWorker } from './worker/run-worker.ts';

const environment = readEnvironment();

runWorker({ environment, send: sendBySes(sesClient(environment, { retryMode: 'adaptive' })) });
