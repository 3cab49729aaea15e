/** No limiter, and as many sends at a time as the SDK has sockets: what the machine can do. */
import { sesClient } from './worker/clients.ts';
import { readEnvironment } from './worker/environment.ts';
import { sendBySes } from './worker/mail.ts';
import { runWorker } from './worker/run-worker.ts';

/** `maxSockets` of the SDK's own request handler. */
const sendsAtOnce = 50;

const environment = readEnvironment();

runWorker({
  environment,
  send: sendBySes(sesClient(environment)),
  batchesAtOnce: Math.ceil(sendsAtOnce / environment.batch),
});
